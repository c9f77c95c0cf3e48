"""The error of the local platform towards its programs."""

from __future__ import annotations


class PlatformError(Exception):
    """The local platform cannot be started, found or stopped; the text says why and what to do, fit for a toast."""
