"""Tests of the client, mirroring tui/client."""
