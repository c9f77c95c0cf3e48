"""Tests of the terminal driver: its parts alone, and whole programs in a pty."""
