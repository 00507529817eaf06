"""Designs of what was measured or drawn: fitted in the background, their tolerance by a slider."""
