"""One text as a YAML scalar: plain where every reader takes it as the same text, quoted or a block elsewhere."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(
    r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=](?:[^\s:#]|:(?=\S)|(?<=\S)#| (?=[^\s#]))*|-{1,2}[A-Za-z][^\s:#,\[\]{}]*"
)
_OTHER_TYPE = re.compile(
    r"(?:~|<<|null|true|false|yes|no|on|off|y|n"
    r"|[-+.]?[0-9][0-9_,.:eExXoObBa-fA-F+-]*|[-+]?\.(?:inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)",
    re.IGNORECASE,
)
_ESCAPES = {"\0": "\\0", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\", "\x1b": "\\e"}
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}


def inline(text: str) -> str:
    """`text` on one line: plain, in single or in double quotes."""
    if not all(_is_visible(character) for character in text):
        return _double_quoted(text)
    if _PLAIN.fullmatch(text) and not _OTHER_TYPE.fullmatch(text) and not text.endswith(":"):
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def block(text: str) -> tuple[str, list[str]] | None:
    """`text` as a literal block, its header and its lines; None when it has no lines or must be escaped."""
    lines = text.split("\n")
    header = "|-"
    if len(lines) > 1 and lines[-1] == "":
        lines.pop()
        header = "|"
    if len(lines) < 2 or not lines[0] or not lines[-1] or lines[0].startswith(" "):
        return None
    if not all(_is_visible(character) for line in lines for character in line):
        return None
    return None if any(line.endswith(" ") for line in lines) else (header, lines)


def _is_visible(character: str) -> bool:
    """True for what a reader sees as itself; bidirectional marks, controls and odd spaces are not."""
    return character == " " or unicodedata.category(character) not in _INVISIBLE


def _double_quoted(text: str) -> str:
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _is_visible(character):
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
