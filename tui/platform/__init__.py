"""The local platform: the container platform's API, served from this machine with real processes."""
