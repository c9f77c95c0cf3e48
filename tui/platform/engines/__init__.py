"""Engines: what really runs a service, behind one small interface."""
