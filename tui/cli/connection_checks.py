"""What `stackdeck doctor` finds out on the way to the platform: settings, profile, token, answer, rate limit, clock."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime

from tui.cli.findings import Finding, Level, failure
from tui.cli.session import exit_code_of
from tui.client import ApiError, Client, TokenRefused
from tui.connection import open_connection
from tui.platform.errors import PlatformError
from tui.settings import (
    ExitCode,
    Options,
    Profile,
    ProfileKind,
    SettingsError,
    TokenError,
    load_settings,
    profile_for,
)
from tui.settings.paths import config_file, shown

_CLOCK_TOLERANCE = 30.0
"""Seconds by which two clocks may differ before somebody should know."""


async def check_connection(options: Options, environ: Mapping[str, str]) -> AsyncIterator[Finding]:
    """Each thing on the way to the platform, in order, until one fails."""
    try:
        settings = load_settings()
        yield _settings_found()
    except SettingsError as error:
        yield failure("settings", str(error), ExitCode.USAGE)
        return
    try:
        profile = profile_for(options, settings, environ=environ)
        yield Finding(topic="profile", text=_described(profile))
    except SettingsError as error:
        yield failure("profile", str(error), ExitCode.USAGE)
        return
    try:
        connection = await open_connection(profile, environ=environ)
    except TokenError as error:
        yield failure("token", str(error), ExitCode.REFUSED)
        return
    except PlatformError as error:
        yield failure("local", str(error), ExitCode.UNREACHABLE)
        return
    try:
        async for finding in _check_platform(connection.client.with_patience(0), profile):
            yield finding
    finally:
        await connection.leave()


def _settings_found() -> Finding:
    path = config_file()
    text = shown(path) if path.exists() else f"none; they would stand in {shown(path)}"
    return Finding(topic="settings", text=text)


def _described(profile: Profile) -> str:
    target = profile.url or "the platform on this machine"
    return f"{profile.name}: {target}{', read-only' if profile.read_only else ''}"


async def _check_platform(client: Client, profile: Profile) -> AsyncIterator[Finding]:
    topic = "local" if profile.kind is ProfileKind.LOCAL else "platform"
    began = time.monotonic()
    try:
        session = await client.session.status()
    except TokenRefused as error:
        yield Finding(topic=topic, text="it answers")
        yield failure("token", error.message, ExitCode.REFUSED, advice=_new_token(profile))
        return
    except ApiError as error:
        yield failure(topic, error.message, exit_code_of(error), advice="Check the network, VPN and proxy settings.")
        return
    yield Finding(topic=topic, text=f"it answers in {(time.monotonic() - began) * 1000:.0f} ms")
    yield Finding(topic="token", text=f"accepted, for the user {session.user_id}")
    for finding in (*_check_rate_limit(client), *_check_clock(client)):
        yield finding
    yield await _check_projects(client)


def _check_rate_limit(client: Client) -> Iterator[Finding]:
    limit = client.rate_limit
    if limit is None:
        yield Finding(topic="rate limit", text="the platform names none")
    elif limit.remaining * 2 < limit.limit:
        yield Finding(
            topic="rate limit",
            text=f"{limit.remaining} of {limit.limit} requests left",
            level=Level.WARN,
            advice="Something else uses this token a lot; the app will ask more slowly.",
        )
    else:
        yield Finding(topic="rate limit", text=f"{limit.remaining} of {limit.limit} requests left")


def _check_clock(client: Client) -> Iterator[Finding]:
    apart = (datetime.now(UTC) - client.server_now()).total_seconds()
    if abs(apart) > _CLOCK_TOLERANCE:
        direction = "ahead of" if apart > 0 else "behind"
        yield Finding(
            topic="clock",
            text=f"this machine is {abs(apart):.0f} s {direction} the platform",
            level=Level.WARN,
            advice="Ages are shown by the platform's clock; set this one right for times in logs.",
        )
    else:
        yield Finding(topic="clock", text="as the platform's")


async def _check_projects(client: Client) -> Finding:
    try:
        projects = await client.projects.list().all()
    except ApiError as error:
        return failure("projects", error.message, exit_code_of(error))
    if not projects:
        return Finding(topic="projects", text="the token sees none", level=Level.WARN, advice="Ask for access to one.")
    return Finding(topic="projects", text=f"the token sees {len(projects)}")


def _new_token(profile: Profile) -> str:
    sources = " or ".join(str(source) for source in profile.tokens)
    return f"Make a new token and put it into {sources}." if sources else "Run: stackdeck platform stop"
