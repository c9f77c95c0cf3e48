"""What a registry wants to see before it answers: the `WWW-Authenticate` header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_SCHEME = re.compile(r"(?:^|,)\s*(basic|bearer)(?=\s|,|$)", re.IGNORECASE)
_PARAMETER = re.compile(r'([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to log in."""

    scheme: str
    """`basic` or `bearer`."""
    parameters: Mapping[str, str]


def read_challenges(headers: Iterable[str]) -> list[Challenge]:
    """The ways to log in that *headers* offer and that are known, in their order."""
    return [each for header in headers for each in _challenges(header)]


def _challenges(header: str) -> Iterable[Challenge]:
    starts = list(_SCHEME.finditer(_without_quoted(header)))
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(header)
        found = _PARAMETER.findall(header[match.end() : end])
        parameters = {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in found}
        yield Challenge(match[1].lower(), parameters)


def _without_quoted(header: str) -> str:
    """*header* with as many dashes in the place of each quoted text: no scheme is looked for in it."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda match: "-" * len(match[0]), header)
