"""What a template is: texts, the questions it asks, and what it makes of the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tui.models.template import TemplateType, TranslatedString

Answers = Mapping[str, str]
Body = Mapping[str, object]
"""Services and volumes in the shape in which a stack is declared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Something that is asked before a template is used."""

    name: str
    label: TranslatedString
    rule: str
    """What an answer looks like, in a sentence."""
    pattern: str
    """The same as a regular expression for the whole answer."""
    default: str = ""
    required: bool = False
    longest: int = 100
    is_domain: bool = False
    """True when the answer is the name of a host that is connected."""

    def accepts(self, answer: str) -> bool:
        """Whether this is an answer."""
        return len(answer) <= self.longest and re.fullmatch(self.pattern, answer) is not None

    @property
    def schema(self) -> str:
        """The rule as JSON schema."""
        rule = {"type": "string", "description": self.rule}
        return json.dumps(rule | {"maxLength": self.longest, "pattern": f"^(?:{self.pattern})$"})


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainWish:
    """A domain that is connected when its question is answered."""

    question: str
    service: str
    port: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A template."""

    id: str
    type: TemplateType
    version: str
    name: TranslatedString
    tagline: TranslatedString
    description: TranslatedString
    categories: Sequence[str]
    make: Callable[[Answers], Body]
    """What it makes of all answers, defaults included; those that were left out are empty."""
    questions: Sequence[Question] = ()
    domains: Sequence[DomainWish] = field(default=())
    icon: str = ""
    """What its icon shows: the path of an SVG of 24 by 24."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is searched."""
        translated = (self.name, self.tagline, self.description)
        return (self.id, *(text for each in translated for text in (each.de, each.en)))
