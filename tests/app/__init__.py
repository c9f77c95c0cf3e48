"""The app as a person uses it."""
