"""Tests of the screens and dialogs."""
