"""Tests of the sample images, run as the platform runs them."""
