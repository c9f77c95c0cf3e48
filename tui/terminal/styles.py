"""Styles as single characters, and the shortest way from one to another.

A row of the screen is two strings of the same length, one of text and one of styles, so that rows compare and slice at
the speed of strings. Which style a character stands for is known to the `Styles` that gave it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

DEFAULT: Final = "\0"
"""The terminal's own style."""

UNKNOWN: Final = "\U0010ffff"
"""The style of a cell of which nobody knows what it shows."""

_MOST: Final = 0xD7FF
"""How many styles are kept apart at most: all below the surrogates."""

_REMEMBERED: Final = 8192
"""Ways between two styles that are remembered."""

_BLANK_SHOWS: Final = frozenset({4, 7, 9, 21, 51, 52, 53})
"""Attributes that show on a cell without text."""

_ENDS: Final[dict[int, tuple[int, ...]]] = {
    22: (1, 2),
    23: (3,),
    24: (4, 21),
    25: (5, 6),
    27: (7,),
    28: (8,),
    29: (9,),
    54: (51, 52),
    55: (53,),
}
"""What ends which attributes."""

_ENDED_BY: Final = {attribute: end for end, attributes in _ENDS.items() for attribute in attributes}


class NotUnderstoodError(ValueError):
    """Something whose effect on the screen is not known."""


class Style(NamedTuple):
    """What SGR and a hyperlink say about a cell."""

    foreground: str = ""
    """The parameters that set it; empty is the terminal's own."""
    background: str = ""
    attributes: frozenset[int] = frozenset()
    link: str = ""
    """What stands between `OSC 8 ;` and its end."""

    @property
    def blank(self) -> Style:
        """What of it shows on a cell without text."""
        if self.attributes & _BLANK_SHOWS or self.link:
            return self
        return Style(background=self.background)


class Styles:
    """Gives every style seen its character, and remembers how to get from one to the next."""

    def __init__(self) -> None:
        self.has_links = False
        """Whether there has been a hyperlink."""
        self.pens = Pens(self)
        self._styles: list[Style] = []
        self._characters: dict[Style, str] = {}
        self._changed: dict[tuple[str, str], str] = {}
        self._linked: dict[tuple[str, str], str] = {}
        self._transitions: dict[tuple[str, str], str] = {}
        self._blanks: dict[str, str] = {}
        self.clear()

    @property
    def full(self) -> bool:
        """Whether there are so many styles that all characters had better be given anew."""
        return len(self._styles) > _MOST // 2

    def clear(self) -> None:
        """Forgets everything; every character given so far means nothing any more."""
        for table in (self._characters, self._changed, self._linked, self._transitions, self._blanks, self.pens):
            table.clear()
        self._styles.clear()
        self.character(Style())

    def character(self, style: Style) -> str:
        """The character that stands for `style`."""
        found = self._characters.get(style)
        if found is None:
            found = chr(len(self._styles))
            self._styles.append(style)
            self._characters[style] = found
            blank = style.blank
            self._blanks[found] = found if blank == style else self.character(blank)
        return found

    def keep_only(self, used: set[str]) -> dict[int, str]:
        """Gives the `used` styles new characters and forgets the rest; gives what to translate strings of them with."""
        kept = {ord(character): self.style(character) for character in used if character != UNKNOWN}
        self.clear()
        return {character: self.character(style) for character, style in kept.items()}

    def style(self, character: str) -> Style:
        """The style that `character` stands for."""
        return self._styles[ord(character)]

    def blank(self, character: str) -> str:
        """The style that looks the same on a cell without text."""
        return self._blanks[character]

    def erasable(self, character: str) -> bool:
        """Whether a cell of that style without text is what erasing leaves: nothing but background."""
        _, _, attributes, link = self._styles[ord(character)]
        return not attributes & _BLANK_SHOWS and not link

    def with_sgr(self, character: str, parameters: str) -> str:
        """The style after `SGR parameters`. Raises `NotUnderstoodError`."""
        found = self._changed.get((character, parameters))
        if found is None:
            codes = [int(code or 0) for code in parameters.split(";")]
            found = self.character(_apply(self.style(character), codes))
            self._changed[character, parameters] = found
        return found

    def with_link(self, character: str, link: str) -> str:
        """The style after a hyperlink begins (`id=…;address`) or ends (`;`)."""
        found = self._linked.get((character, link))
        if found is None:
            link_or_none = link if link.partition(";")[2] else ""
            self.has_links = True
            found = self.character(self.style(character)._replace(link=link_or_none))
            self._linked[character, link] = found
        return found

    def transition(self, before: str, after: str) -> str:
        """The shortest sequence that leads from one style to the other."""
        found = self._transitions.get((before, after))
        if found is None:
            if len(self._transitions) >= _REMEMBERED:
                self._transitions.clear()
            found = self._transitions[before, after] = _transition(self.style(before), self.style(after))
        return found


class Pens(dict[str | None, tuple[str, str]]):
    """By the parameters of SGR: the style after them where the default was, and what that is on a cell without text.

    To look one up raises `NotUnderstoodError`.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def __missing__(self, parameters: str | None) -> tuple[str, str]:
        style = self._styles.with_sgr(DEFAULT, parameters) if parameters else DEFAULT
        found = self[parameters] = style, self._styles.blank(style)
        return found


def _apply(style: Style, codes: list[int]) -> Style:
    foreground, background, attributes, link = style
    todo = list(reversed(codes))
    while todo:
        code = todo.pop()
        if code == 0:
            foreground, background, attributes = "", "", frozenset()
        elif code in _ENDED_BY:
            attributes |= {code}
        elif code in _ENDS:
            attributes -= frozenset(_ENDS[code])
        elif code == 39:
            foreground = ""
        elif code == 49:
            background = ""
        elif 30 <= code <= 38 or 90 <= code <= 97:
            foreground = _colour(code, todo)
        elif 40 <= code <= 48 or 100 <= code <= 107:
            background = _colour(code, todo)
        else:
            raise NotUnderstoodError(f"SGR {code}")
    return Style(foreground, background, attributes, link)


def _colour(code: int, todo: list[int]) -> str:
    """The parameters of a colour; takes those that belong to it off `todo`, which is in reverse order."""
    if code not in {38, 48}:
        return str(code)
    length = {5: 2, 2: 4}.get(todo[-1] if todo else 0)
    if length is None or len(todo) < length:
        raise NotUnderstoodError(f"SGR {code}")
    return ";".join(map(str, [code, *(todo.pop() for _ in range(length))]))


def _transition(before: Style, after: Style) -> str:
    foreground, background, attributes, link = before
    to_foreground, to_background, to_attributes, to_link = after
    changes = [] if attributes == to_attributes else _changed_attributes(attributes, to_attributes)
    if foreground != to_foreground:
        changes.append(to_foreground or "39")
    if background != to_background:
        changes.append(to_background or "49")
    linked = "" if link == to_link else f"\x1b]8;{to_link or ';'}\x1b\\"
    if not changes:
        return linked
    anew = [each for each in (to_foreground, to_background) if each]
    if to_attributes:
        anew = [*map(str, sorted(to_attributes)), *anew]
    whole, step = ";".join(["0", *anew]) if anew else "", ";".join(changes)
    return f"{linked}\x1b[{step if len(step) < len(whole) else whole}m"


def _changed_attributes(before: frozenset[int], after: frozenset[int]) -> list[str]:
    ends = {_ENDED_BY[attribute] for attribute in before - after}
    kept = before - {attribute for end in ends for attribute in _ENDS[end]}
    return [*map(str, sorted(ends)), *map(str, sorted(after - kept))]
