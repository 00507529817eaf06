"""The window itself: what composes the parts and connects them."""
