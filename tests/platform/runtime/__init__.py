"""Tests of what runs services, on real processes."""
