"""From a profile to a client that is connected: the local platform is started where the profile names it."""
