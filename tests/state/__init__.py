"""The fleet, the poller and the actions."""
