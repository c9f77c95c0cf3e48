"""What may be answered to a template's question, as far as its JSON schema says. The platform judges the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from tui.definitions.secrets import is_secret

if TYPE_CHECKING:
    from tui.models.template import UserInput

_MEMORY = 8 * 1024 * 1024
_LONGEST_SCHEMA = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What an answer has to be. An answer is a text, whatever the schema calls its type."""

    told: str = ""
    """The rule as the template's author says it, a sentence; empty where nobody does."""
    least: int = 0
    """Characters it has at least."""
    most: int | None = None
    """Characters it has at most."""
    pattern: str = ""
    """A regular expression that is found in it."""
    options: tuple[str, ...] = ()
    """The only answers there are, where the schema names them."""
    is_secret: bool = False
    """True for what nobody shall read over a shoulder."""

    def problem(self, answer: str) -> str:
        """What is wrong with an answer, a sentence; empty where nothing is."""
        if len(answer) < self.least:
            return self.told or f"At least {self.least} characters."
        if self.most is not None and len(answer) > self.most:
            return f"At most {self.most} characters; this has {len(answer)}."
        if self.pattern and not _is_found(self.pattern, answer):
            return self.told or f"It has to match {self.pattern}"
        return ""


def rule_of(question: UserInput) -> Rule:
    """The rule of one question; what its schema says in ways that are not known here is left out."""
    schema = _schema(question.validation_schema or "")
    description, pattern, options = schema.get("description"), schema.get("pattern"), schema.get("enum")
    return Rule(
        told=description if isinstance(description, str) else "",
        least=_number(schema.get("minLength")) or 0,
        most=_number(schema.get("maxLength")),
        pattern=pattern if isinstance(pattern, str) and _compiles(pattern) else "",
        options=tuple(each for each in options if isinstance(each, str)) if isinstance(options, list) else (),
        is_secret=is_secret(question.name) or schema.get("format") == "password",
    )


def _schema(text: str) -> dict[str, object]:
    if len(text) > _LONGEST_SCHEMA:
        return {}
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return schema if isinstance(schema, dict) else {}


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _compiles(pattern: str) -> bool:
    try:
        re2.compile(pattern, _options())
    except (re2.error, UnicodeEncodeError):
        return False
    return True


def _is_found(pattern: str, answer: str) -> bool:
    try:
        return re2.compile(pattern, _options()).search(answer) is not None
    except UnicodeEncodeError:
        return False
