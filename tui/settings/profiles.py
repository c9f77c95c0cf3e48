"""Which platform to talk to: from options, environment and settings to one profile."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from tui.settings import paths
from tui.settings.command_line import Options
from tui.settings.errors import SettingsError
from tui.settings.model import ProfileSettings, Settings
from tui.settings.origin import VENDOR_ORIGIN, host_and_port, parse_origin
from tui.settings.tokens import (
    OWN_VARIABLE,
    VENDOR_VARIABLE,
    CommandSource,
    EnvironmentSource,
    FileSource,
    TokenSource,
    VendorFileSource,
)

LOCAL = "local"
"""The profile of the platform on this machine."""
VENDOR = "mittwald"
"""The profile of the vendor's platform."""


class ProfileKind(StrEnum):
    """What stands behind a profile."""

    LOCAL = "local"
    REMOTE = "remote"


class Profile(NamedTuple):
    """A platform, the way to its token, and how careful to be there."""

    name: str
    """The name in the settings, `local`, `mittwald`, or `host:port` for `--url`."""
    kind: ProfileKind
    url: str | None = None
    """The origin of the API; None for the local platform."""
    tokens: tuple[TokenSource, ...] = ()
    """Where the token may be, in the order they are asked; empty for the local platform."""
    read_only: bool = False
    """True refuses every write."""
    protected: frozenset[str] = frozenset()
    """Projects (name, short id or id) in which an action asks for the project's name."""
    colour: str | None = None
    """The colour the name is shown in."""


def resolve_profile(
    settings: Settings,
    *,
    profile: str | None = None,
    url: str | None = None,
    read_only: bool = False,
    environ: Mapping[str, str],
) -> Profile:
    """The profile to use.

    That is *url*, else *profile*, else `STACKDECK_PROFILE`, else the settings' default, else `mittwald` where a token
    is in the environment, else `local`.

    Raises:
        SettingsError: Both are given, no profile has that name, or what it says is not allowed.
    """
    if url is not None:
        if profile is not None:
            raise SettingsError(
                "--url makes a profile of its own, so it can't stand beside --profile. Leave one of them out."
            )
        return _unnamed(parse_origin(url, where="--url"), read_only=read_only)
    name, where = _chosen_name(settings, profile, environ)
    if name == LOCAL:
        return _local(settings.profiles.get(LOCAL, ProfileSettings()), read_only=read_only)
    said = settings.profiles.get(name, ProfileSettings() if name == VENDOR else None)
    if said is None:
        raise SettingsError(
            f"{where} names the profile {name!r}, which does not exist. {_suggestion(name, profile_names(settings))}"
        )
    return _remote(name, said, environ, read_only=read_only)


def profile_for(options: Options, settings: Settings, *, environ: Mapping[str, str]) -> Profile:
    """The profile that the command line, the environment and the settings together ask for.

    Raises:
        SettingsError: No profile has that name, or what it says is not allowed.
    """
    return resolve_profile(
        settings, profile=options.profile, url=options.url, read_only=options.read_only, environ=environ
    )


def profile_names(settings: Settings) -> tuple[str, ...]:
    """The names of all profiles: the two that always exist, then those of the settings."""
    return (LOCAL, VENDOR, *(name for name in settings.profiles if name not in (LOCAL, VENDOR)))


def _chosen_name(settings: Settings, profile: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    if profile is not None:
        return profile, "--profile"
    if asked := environ.get("STACKDECK_PROFILE"):
        return asked, "STACKDECK_PROFILE"
    if settings.default_profile is not None:
        return settings.default_profile, "default_profile in the settings"
    has_token = bool(environ.get(OWN_VARIABLE) or environ.get(VENDOR_VARIABLE))
    return (VENDOR if has_token else LOCAL), "the default"


def _unnamed(origin: str, *, read_only: bool) -> Profile:
    return Profile(
        name=host_and_port(origin),
        kind=ProfileKind.REMOTE,
        url=origin,
        tokens=(EnvironmentSource(OWN_VARIABLE),),
        read_only=read_only,
    )


def _local(said: ProfileSettings, *, read_only: bool) -> Profile:
    if said.url or said.token_env or said.token_file or said.token_command:
        raise SettingsError(
            "[profiles.local] is the platform on this machine: it takes no url and no token. "
            "Give that profile another name."
        )
    return Profile(
        name=LOCAL,
        kind=ProfileKind.LOCAL,
        read_only=read_only or said.read_only,
        protected=frozenset(said.protected),
        colour=said.colour,
    )


def _remote(name: str, said: ProfileSettings, environ: Mapping[str, str], *, read_only: bool) -> Profile:
    where, address = f"url in [profiles.{name}]", said.url
    if address is None and name == VENDOR:
        where, address = "MITTWALD_API_BASE_URL", environ.get("MITTWALD_API_BASE_URL") or None
    origin = parse_origin(address, where=where) if address else VENDOR_ORIGIN
    return Profile(
        name=name,
        kind=ProfileKind.REMOTE,
        url=origin,
        tokens=_token_sources(name, said, origin),
        read_only=read_only or said.read_only,
        protected=frozenset(said.protected),
        colour=said.colour,
    )


def _token_sources(name: str, said: ProfileSettings, origin: str) -> tuple[TokenSource, ...]:
    if said.token_env:
        if said.token_env == VENDOR_VARIABLE and origin != VENDOR_ORIGIN:
            raise SettingsError(
                f"[profiles.{name}] would send {VENDOR_VARIABLE} to {origin}: it goes to {VENDOR_ORIGIN} alone. "
                "Use a variable of another name."
            )
        return (EnvironmentSource(said.token_env),)
    if said.token_file:
        path = Path(said.token_file).expanduser()
        if origin != VENDOR_ORIGIN and path == paths.vendor_token_file():
            raise SettingsError(
                f"[profiles.{name}] would send the token of `mw` to {origin}: it goes to {VENDOR_ORIGIN} alone. "
                "Use a file of its own."
            )
        return (FileSource(path),)
    if said.token_command:
        return (CommandSource(_words(said.token_command, name)),)
    if origin == VENDOR_ORIGIN:
        return (
            EnvironmentSource(OWN_VARIABLE),
            EnvironmentSource(VENDOR_VARIABLE),
            VendorFileSource(paths.vendor_token_file()),
        )
    if name == VENDOR:
        return (EnvironmentSource(OWN_VARIABLE),)
    raise SettingsError(
        f"[profiles.{name}] goes to {origin} and names no token. Add token_env, token_file or token_command."
    )


def _words(command: str, name: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise SettingsError(f"token_command in [profiles.{name}] can't be read: {str(error).lower()}.") from error
    if not words:
        raise SettingsError(f"token_command in [profiles.{name}] is empty. Write it as: pass show stackdeck")
    return words


def _suggestion(name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name, names, n=1)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    return f"{hint}There are: {', '.join(names)}."
