"""Tests of following, storing, querying and formatting log text."""
