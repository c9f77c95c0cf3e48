"""Domains: the names of hosts, and what the DNS says about them."""
