"""Reading and checking the settings file."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import fields
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui.settings import paths
from tui.settings.errors import SettingsError
from tui.settings.files import is_mine, is_regular, read_checked
from tui.settings.model import ProfileSettings, Settings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LARGEST = 1024 * 1024


def load_settings(path: Path | None = None) -> Settings:
    """The settings in *path*, by default the user's own file; the defaults where there is none.

    Raises:
        SettingsError: Others can write the file, it is not TOML, or it says something that is not allowed.
    """
    path = path or paths.config_file()
    text = _read(path)
    if text is None:
        return Settings()
    import tomllib  # with pydantic below 80 ms, only for those who have a settings file

    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{paths.shown(path)} is not TOML: {error}. The rest of the file was not looked at."
        ) from error
    if isinstance(said.get("keys"), dict):
        said["keys"] = _flat(said["keys"])
    return _checked(said, text, path)


def _read(path: Path) -> str | None:
    """The file's text; None when there is no file."""
    try:
        content = read_checked(path, partial(_refuse_foreign, path=path), limit=_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(f"{paths.shown(path)} can't be read: {error.strerror}.") from error
    if len(content) > _LARGEST:
        raise SettingsError(f"{paths.shown(path)} is larger than 1 MiB, so it is not read.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{paths.shown(path)}, line {line}: there is a byte that is not UTF-8. Save the file as UTF-8."
        ) from error


def _refuse_foreign(status: os.stat_result, path: Path) -> None:
    """Refuse a file that somebody else may have written: it names commands that are run and hosts that get a token."""
    if not is_regular(status):
        raise SettingsError(f"{paths.shown(path)} is not a regular file.")
    if not is_mine(status):
        raise SettingsError(f"{paths.shown(path)} belongs to somebody else, so it is not read.")
    if status.st_mode & 0o022:
        raise SettingsError(
            f"{paths.shown(path)} can be written by others, so it is not read. Run: chmod go-w {paths.shown(path)}"
        )
    folder = path.resolve().parent
    mode = folder.stat().st_mode
    if mode & 0o022 and not mode & stat.S_ISVTX:
        raise SettingsError(
            f"{paths.shown(path)} is not read, because others can write its folder. "
            f"Run: chmod go-w {paths.shown(folder)}"
        )


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    """Keys of nested tables joined by dots, as `service.stop = "x"` is meant."""
    flat: dict[str, object] = {}
    for key, value in table.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return flat


def _checked(said: dict[str, object], text: str, path: Path) -> Settings:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Settings).validate_json(json.dumps(said, default=_no_text))
    except ValidationError as error:
        problems = [_sentence(problem, text) for problem in error.errors(include_url=False, include_context=True)]
        raise SettingsError(f"{paths.shown(path)}, {'; '.join(dict.fromkeys(problems))}") from None


def _no_text(moment: object) -> dict[str, str]:
    """Dates and times, which no setting takes, as something that no text is mistaken for."""
    return {"moment": str(moment)}


def _sentence(problem: ErrorDetails, text: str) -> str:
    """One problem with its line, its key and what is allowed there; the value is not repeated, it may be a secret."""
    location = tuple(str(part) for part in problem["loc"])
    line = find_line(text, location)
    at = f"line {line}" if line else "in the file"
    key = ".".join(location)
    if problem["type"] == "unexpected_keyword_argument":
        return f"{at}: unknown key {key!r}. {_allowed_keys(location)}"
    return f"{at}: {key or 'it'} is wrong: {problem['msg'].removeprefix('Value error, ')}."


def _allowed_keys(location: tuple[str, ...]) -> str:
    """What may stand beside an unknown key."""
    match location[:-1]:
        case ():
            names = [field.name for field in fields(Settings)]
        case ("profiles", _):
            names = [field.name for field in fields(ProfileSettings)]
        case (table, *_):
            names = [field.name for field in fields(getattr(Settings(), table))]
    close = get_close_matches(location[-1], names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Allowed here: {', '.join(names)}."


def find_line(text: str, location: Sequence[str]) -> int | None:
    """The number of the line that sets *location*, or of the nearest table above it; None when none does.

    Lines inside a value of several lines may be taken for keys; the sentence still names the key.
    """
    wanted = tuple(".".join(location).split("."))
    best: tuple[int, int] | None = None
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.fullmatch(r"\s*\[([^\[\]]+)\]\s*(#.*)?", line):
            here = table = _path(header[1])
        elif "=" in line and (key := _path(line.split("=", 1)[0])):
            here = (*table, *key)
        else:
            continue
        if here == wanted[: len(here)] and (best is None or len(here) > best[0]):
            best = len(here), number
    return best[1] if best else None


def _path(key: str) -> tuple[str, ...]:
    """A dotted key as TOML reads it; empty when it is none."""
    import tomllib

    try:
        value: object = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts: list[str] = []
    while isinstance(value, dict):
        part, value = next(iter(value.items()))
        parts.append(part)
    return tuple(parts)
