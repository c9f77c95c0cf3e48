"""Taking secrets out of text before it is written to a crash file or a log."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tui.settings.tokens import Token

HIDDEN = "•••"
"""What stands in place of a secret."""
_TELLING = r"(?:token|secret|passwo?r?d|passphrase|api[_-]?key|private[_-]?key|credential)[\w-]{0,64}"
_QUOTED = r"b?(?:\"[^\"\n]*\"|'[^'\n]*')"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,32}PRIVATE KEY-----|\Z)", re.DOTALL
        ),
        HIDDEN,
    ),
    (re.compile(r"\b(Bearer|Basic)(\s{1,8})[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1\2{HIDDEN}"),
    (re.compile(r"(://[^\s/:@'\"]{0,256}):[^\s/@'\"]{1,1024}@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), HIDDEN),
    (
        re.compile(rf"({_TELLING}['\"]?\s{{0,8}}[:=]\s{{0,8}})(?:{_QUOTED}|[^\s,;&)}}\]]+)", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (re.compile(rf"(['\"][\w.-]{{0,64}}{_TELLING}['\"],\s{{0,8}}){_QUOTED}", re.IGNORECASE), rf"\1{HIDDEN}"),
)
"""Each is bounded, so that no text takes long."""


def redact(text: str, known: Iterable[Token] = ()) -> str:
    """*text* without the *known* tokens and without what looks like a secret.

    Values of keys that sound like a secret go, as do passwords inside URLs, authorization headers, signed web tokens
    and private keys. It may take out too much; the text is for people who look for a bug.
    """
    for token in sorted(known, key=lambda token: len(token.reveal()), reverse=True):
        if token.reveal():
            text = text.replace(token.reveal(), HIDDEN)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text
