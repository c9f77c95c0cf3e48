"""Tests of settings, profiles and tokens."""
