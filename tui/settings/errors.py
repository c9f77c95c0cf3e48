"""The errors of settings, profiles and tokens: `SettingsError`, and below it `TokenError`."""

from __future__ import annotations


class SettingsError(Exception):
    """Something in the settings, the environment or a token's source is wrong.

    The text is one or two sentences: where it stands, what is wrong, what is allowed, what to do next. No token is ever
    part of it.
    """


class TokenError(SettingsError):
    """There is no token where the profile says it is, or what is there can't be used."""
