"""The declarations of the actions."""
