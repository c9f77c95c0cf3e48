"""stackdeck: a control deck for container stacks in the terminal."""

__version__ = "0.1.0"
