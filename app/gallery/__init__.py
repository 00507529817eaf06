"""The gallery of presets: pictures of them all, their arguments, and one's own among them."""
