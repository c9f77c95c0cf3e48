"""Tests of the proxy for domains."""
