"""Reading a token from where a profile says it is."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tui.settings.errors import TokenError
from tui.settings.files import is_mine, is_regular, read_checked
from tui.settings.paths import shown
from tui.settings.profiles import Profile
from tui.settings.tokens import (
    CommandSource,
    EnvironmentSource,
    FileSource,
    Token,
    TokenSource,
    VendorFileSource,
    child_environment,
)

COMMAND_TIMEOUT = 30.0
"""Seconds a `token_command` may take: somebody may have to touch a key or type a passphrase."""
_FAREWELL = 1.0
_LARGEST = 16 * 1024
_PRINTABLE = re.compile(r"[!-~]+")


async def read_token(profile: Profile, environ: Mapping[str, str], *, timeout: float = COMMAND_TIMEOUT) -> Token:
    """The token of a remote *profile*, from the first of its sources that has one.

    Raises:
        TokenError: No source has one, or one that exists can't be used (others can read the file, the command fails).
    """
    for source in profile.tokens:
        token = await _read(source, profile, environ, timeout)
        if token is not None:
            return token
    raise TokenError(_missing(profile, environ))


async def _read(source: TokenSource, profile: Profile, environ: Mapping[str, str], timeout: float) -> Token | None:
    match source:
        case EnvironmentSource(name):
            text = environ.get(name, "")
            return _token(text, str(source)) if text.strip() else None
        case FileSource(path):
            return _token(_read_private(path, source), str(source))
        case VendorFileSource(path):
            return _token(_read_private(path, source), str(source)) if path.exists() else None
        case CommandSource():
            return await _run(source, child_environment(environ, profile.tokens), timeout)


def _missing(profile: Profile, environ: Mapping[str, str]) -> str:
    named = " or ".join(str(source) for source in profile.tokens)
    sentence = f"There is no token for {profile.url}: set {named}."
    if environ.get("MITTWALD_API_TOKEN") and EnvironmentSource("MITTWALD_API_TOKEN") not in profile.tokens:
        sentence += " MITTWALD_API_TOKEN is set, but goes to https://api.mittwald.de alone."
    return sentence


def _token(text: str, where: str) -> Token:
    """The first line of *text* as a token; what can't stand in a header is refused here, not inside a request."""
    lines = text.strip().splitlines()
    if not lines:
        raise TokenError(f"There is no token in {where}: it is empty.")
    secret = lines[0].strip()
    if len(secret) > _LARGEST or not _PRINTABLE.fullmatch(secret):
        raise TokenError(
            f"What stands in {where} is not a token: a token has no spaces and only ASCII characters. Copy it again."
        )
    return Token(secret)


def _read_private(path: Path, source: FileSource | VendorFileSource) -> str:
    """The text of a file that nobody else can read."""

    def check(status: os.stat_result) -> None:
        if not is_regular(status):
            raise TokenError(f"The token can't be read from {source}: it is not a regular file.")
        if not is_mine(status):
            raise TokenError(f"The token is not read from {source}: the file belongs to somebody else.")
        shared = bool(status.st_mode & 0o077)
        if shared and not (isinstance(source, VendorFileSource) and _is_behind_a_closed_folder(path)):
            raise TokenError(f"The token is not read from {source}: others can read it. Run: chmod 600 {shown(path)}")

    try:
        return read_checked(path, check, limit=_LARGEST + 1).decode("utf-8", "replace")
    except OSError as error:
        raise TokenError(f"The token can't be read from {source}: {error.strerror}.") from error


def _is_behind_a_closed_folder(path: Path) -> bool:
    return any(not folder.stat().st_mode & 0o011 for folder in path.resolve().parents)


async def _run(source: CommandSource, environ: Mapping[str, str], timeout: float) -> Token:
    """The token a command prints. It runs without a shell, in a process group of its own, and knows no token."""
    try:
        process = await asyncio.create_subprocess_exec(
            *source.command, env=environ, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, process_group=0
        )
    except OSError as error:
        raise TokenError(f"token_command can't be started: {source} gives {error.strerror}.") from error
    try:
        async with asyncio.timeout(timeout):
            output, complaint = await _outcome(process)
    except TimeoutError:
        raise TokenError(
            f"token_command took longer than {timeout:g} s: {source} was ended. "
            "Run it by hand to see what it waits for."
        ) from None
    finally:
        await _end(process)
    if process.returncode:
        raise TokenError(
            f"token_command failed: {source} ended with {process.returncode}{_last_line(complaint)}. "
            "Run it by hand to see why."
        )
    return _token(output.decode("utf-8", "replace"), str(source))


async def _outcome(process: Process) -> tuple[bytes, bytes]:
    """The beginning of what it prints and the end of what it complains of, once both are closed and it has ended."""
    if process.stdout is None or process.stderr is None:
        raise TypeError("both streams are pipes")
    output, complaint = bytearray(), bytearray()

    async def take(stream: asyncio.StreamReader, kept: bytearray, surplus: slice) -> None:
        while piece := await stream.read(_LARGEST):
            kept += piece
            del kept[surplus]

    await asyncio.gather(
        take(process.stdout, output, slice(_LARGEST + 1, None)),
        take(process.stderr, complaint, slice(None, -_LARGEST)),
    )
    await process.wait()
    return bytes(output), bytes(complaint)


async def _end(process: Process) -> None:
    """End what is left of the command's process group, also where the command itself has ended and left a child."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):  # a child that left the group may hold the pipes open for ever
        async with asyncio.timeout(_FAREWELL):
            await process.communicate()


def _last_line(complaint: bytes) -> str:
    """What a command complained of last, printable and short; it may name a key or a path, never a token."""
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    text = "".join(character for character in lines[-1] if character.isprintable())[:200] if lines else ""
    return f" ({text})" if text else ""
