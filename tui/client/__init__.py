"""An async client of the container platform's HTTP API, usable without the user interface."""
