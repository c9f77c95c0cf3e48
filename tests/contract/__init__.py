"""Tests against the contract of the API."""
