"""The terminal driver that sends only what changed."""
