"""Tests of the store of the local platform."""
