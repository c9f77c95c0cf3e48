"""A stack's definition as YAML: reading, checking, and the plan of an apply."""
