"""Tokens: where they come from, and that they show nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

from tui.settings.paths import shown

OWN_VARIABLE = "STACKDECK_TOKEN"
"""The environment variable of this program."""
VENDOR_VARIABLE = "MITTWALD_API_TOKEN"
"""The environment variable of the vendor's tools."""


class Token:
    """A secret that goes into one header and shows nowhere: not in a repr, a text, a trace or a pickle."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """The secret itself, for the header of a request."""
        return self._secret

    def __repr__(self) -> str:
        return "Token(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and self._secret == other._secret

    def __hash__(self) -> int:
        return hash((Token, self._secret))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not written down")


class EnvironmentSource(NamedTuple):
    """The token stands in an environment variable."""

    name: str

    def __str__(self) -> str:
        return f"the environment variable {self.name}"


class FileSource(NamedTuple):
    """The token stands in a file, which nobody else may be allowed to read."""

    path: Path

    def __str__(self) -> str:
        return f"the file {shown(self.path)}"


class VendorFileSource(NamedTuple):
    """The token stands in the file of the vendor's CLI.

    That CLI writes it with the permissions the umask gives, so it counts as private when one of the folders above it
    keeps others out.
    """

    path: Path

    def __str__(self) -> str:
        return f"the token file of `mw`, {shown(self.path)}"


class CommandSource(NamedTuple):
    """A command prints the token on its first line."""

    command: tuple[str, ...]

    def __str__(self) -> str:
        return f"the command `{self.command[0]}`"


TokenSource = EnvironmentSource | FileSource | VendorFileSource | CommandSource
"""Where a token may come from."""


def tokens_in_environment(environ: Mapping[str, str], sources: Iterable[TokenSource] = ()) -> tuple[Token, ...]:
    """Every token that stands in *environ*, under the usual names and under those of *sources*."""
    return tuple(Token(environ[name].strip()) for name in _variables(sources) if environ.get(name, "").strip())


def child_environment(environ: Mapping[str, str], sources: Iterable[TokenSource] = ()) -> dict[str, str]:
    """A copy of *environ* for a child process, without any variable that holds a token under whatever name."""
    sources = tuple(sources)
    secrets = {token.reveal() for token in tokens_in_environment(environ, sources)}
    names = set(_variables(sources))
    return {name: value for name, value in environ.items() if name not in names and value.strip() not in secrets}


def _variables(sources: Iterable[TokenSource]) -> tuple[str, ...]:
    return (
        OWN_VARIABLE,
        VENDOR_VARIABLE,
        *(source.name for source in sources if isinstance(source, EnvironmentSource)),
    )
