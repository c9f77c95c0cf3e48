"""Registries of images: their addresses, and whether one accepts a login."""
