"""The check in torch, as the window asks for it: in the background, the newest design first."""
