"""Settings, profiles, tokens and paths; none of it imports pydantic before there is a settings file to check."""

from tui.settings.command_line import ExitCode, Options
from tui.settings.errors import SettingsError, TokenError
from tui.settings.load import load_settings
from tui.settings.model import Confirmations, LogSettings, Notifications, Polling, ProfileSettings, Settings
from tui.settings.profiles import Profile, ProfileKind, profile_for, profile_names, resolve_profile
from tui.settings.reading import read_token
from tui.settings.tokens import Token, child_environment, tokens_in_environment

__all__ = [
    "Confirmations",
    "ExitCode",
    "LogSettings",
    "Notifications",
    "Options",
    "Polling",
    "Profile",
    "ProfileKind",
    "ProfileSettings",
    "Settings",
    "SettingsError",
    "Token",
    "TokenError",
    "child_environment",
    "load_settings",
    "profile_for",
    "profile_names",
    "read_token",
    "resolve_profile",
    "tokens_in_environment",
]
