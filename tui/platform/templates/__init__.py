"""The built-in templates that stacks can be made from."""
