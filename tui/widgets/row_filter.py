"""What a person types to filter a list: words that must all be there, `!` for what must not, `column:word`, `/re/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.presentation.rows import Row

_TOKEN = re.compile(r"!?(?:(?P<column>\w+):)?(?:/(?P<pattern>(?:[^/\\]|\\.)+)/(?=\s|$)|\S+)|\S+")


class Matcher(Protocol):
    """What a piece of text is held against."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where it stands in a text, from start to end, none overlapping another."""

    def __contains__(self, text: str) -> bool:
        """Tell whether a text has it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A literal, whatever its case."""

    folded: str

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where the word stands; nowhere in text whose length changes with its case."""
        folded = text.casefold()
        start = folded.find(self.folded) if len(folded) == len(text) else -1
        while start >= 0:
            yield start, start + len(self.folded)
            start = folded.find(self.folded, start + len(self.folded))

    def __contains__(self, text: str) -> bool:
        """Tell whether the word stands in a text."""
        return self.folded in text.casefold()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, whatever the case, matched in linear time."""

    expression: re.Pattern[str]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where it matches something."""
        return (match.span() for match in self.expression.finditer(text) if match.end() > match.start())

    def __contains__(self, text: str) -> bool:
        """Tell whether it matches anywhere in a text."""
        return self.expression.search(text) is not None


class Term(NamedTuple):
    """One condition of a filter."""

    matcher: Matcher
    column: str | None = None
    """The column the match must be in; None looks everywhere."""
    negated: bool = False

    def implies(self, other: Term) -> bool:
        """Tell whether what meets this condition meets the other one, as far as that is plain to see."""
        if self == other:
            return True
        if (self.column, self.negated) != (other.column, other.negated):
            return False
        narrow, wide = (other, self) if self.negated else (self, other)
        if isinstance(narrow.matcher, Word) and isinstance(wide.matcher, Word):
            return wide.matcher.folded in narrow.matcher.folded
        return False


class RowFilter(NamedTuple):
    """A parsed filter; an empty one lets everything pass."""

    text: str
    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str, columns: tuple[str, ...]) -> RowFilter:
        """Read what was typed.

        A `name:` in front counts only where it is one of the columns, and what is no valid regular expression (yet) is
        taken literally.
        """
        return cls(text, tuple(term for token in _TOKEN.finditer(text) if (term := _term(token, columns))))

    def narrows(self, other: RowFilter) -> bool:
        """Tell whether all that passes this one passes the other one too, as far as that is plain to see."""
        return all(any(term.implies(wider) for term in self.terms) for wider in other.terms)

    def matchers_in(self, column: str) -> tuple[Matcher, ...]:
        """Give those whose hits are to be highlighted in a column."""
        return tuple(term.matcher for term in self.terms if not term.negated and term.column in {None, column})

    def select(self, rows: Iterable[Row], columns: tuple[str, ...]) -> list[Row]:
        """Give the rows that pass, in their order."""
        selected = list(rows)
        for term in self.terms:
            selected = _select(selected, term, columns)
        return selected


def _select(rows: list[Row], term: Term, columns: tuple[str, ...]) -> list[Row]:
    matcher, wanted = term.matcher, not term.negated
    if isinstance(matcher, Word):
        # What is typed most, at every key and through every row.
        word = matcher.folded
        if term.column is None:
            return [row for row in rows if (word in row.folded) is wanted]
        place = columns.index(term.column)
        return [row for row in rows if (word in row.text_in(place).casefold()) is wanted]
    if term.column is not None:
        place = columns.index(term.column)
        return [row for row in rows if (row.text_in(place) in matcher) is wanted]
    return [row for row in rows if ((row.search or row.folded) in matcher) is wanted]


def _term(token: re.Match[str], columns: tuple[str, ...]) -> Term | None:
    text, negated = token[0].removeprefix("!"), token[0].startswith("!")
    column = (token["column"] or "").casefold()
    if not text or (text.endswith(":") and text[:-1].casefold() in columns):
        return None
    if column and column not in columns:
        # What looks like a column but is none belongs to the word: `10.0.0.7:5432`.
        return Term(Word(text.casefold()), None, negated)
    literal = text.partition(":")[2] if column else text
    matcher = _pattern(token["pattern"]) if token["pattern"] else None
    return Term(matcher or Word(literal.casefold()), column or None, negated)


def _pattern(expression: str) -> Pattern | None:
    import re2  # 4 ms, and few people type a pattern

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    try:
        return Pattern(re2.compile(expression, options))
    except re2.error:
        return None
