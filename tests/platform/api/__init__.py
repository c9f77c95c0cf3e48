"""Tests of the API of the local platform."""
