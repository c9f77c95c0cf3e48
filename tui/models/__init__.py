"""Frozen pydantic models of the platform's API, one module per resource; no I/O."""
