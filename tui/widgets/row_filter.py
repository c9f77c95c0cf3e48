"""What a person types to filter a list: words that must all be there, `!` for what must not, `column:word`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tui.widgets.table_model import Row


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter, folded."""

    word: str
    column: str | None = None
    """The column the word must be in; None looks everywhere."""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A parsed filter; an empty one lets everything pass."""

    text: str
    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str, columns: tuple[str, ...]) -> RowFilter:
        """Read what was typed. A `name:` in front counts only where it is one of the columns."""
        return cls(text, tuple(term for word in text.split() if (term := _parse_term(word, columns)) is not None))

    @property
    def highlights(self) -> tuple[str, ...]:
        """The folded words whose hits are shown wherever they stand."""
        return tuple(term.word for term in self.terms if not term.negated and term.column is None)

    def highlights_in(self, column: str) -> tuple[str, ...]:
        """The folded words whose hits are shown in one column."""
        return tuple(term.word for term in self.terms if not term.negated and term.column in {None, column})

    def select(self, rows: Iterable[Row], columns: tuple[str, ...]) -> list[Row]:
        """Give the rows that pass, in their order."""
        selected = list(rows)
        for term in self.terms:
            text_of = _text_getter(term, columns)
            word, wanted = term.word, not term.negated
            selected = [row for row in selected if (word in text_of(row)) is wanted]
        return selected


def _parse_term(word: str, columns: tuple[str, ...]) -> Term | None:
    negated = word.startswith("!")
    word = word.removeprefix("!")
    name, colon, rest = word.partition(":")
    column = name.casefold() if colon and name.casefold() in columns else None
    if column is not None:
        word = rest
    return Term(word.casefold(), column, negated) if word else None


def _text_getter(term: Term, columns: tuple[str, ...]) -> Callable[[Row], str]:
    if term.column is None:
        return _search_text
    place = columns.index(term.column)
    return lambda row: str(row.cells[place]).casefold()


def _search_text(row: Row) -> str:
    return (row.search or " ".join(str(cell) for cell in row.cells)).casefold()
