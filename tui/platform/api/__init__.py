"""The API: the gate in front, one module of routes per resource, and the rules they share."""
