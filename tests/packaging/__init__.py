"""Tests of the package as it is built and installed."""
