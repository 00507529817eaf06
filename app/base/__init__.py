"""The ground of every part of the window: store, theme, actions, background jobs, clipboard."""
