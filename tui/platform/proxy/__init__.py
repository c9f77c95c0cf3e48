"""The proxy: answers for the domains of all projects on one port of loopback, and passes requests on to services."""
