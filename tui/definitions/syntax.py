"""YAML's own error messages, in words that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruamel.yaml.error import MarkedYAMLError

if TYPE_CHECKING:
    from ruamel.yaml.error import YAMLError

_EXPLANATIONS = (
    ("'\\t'", "A tab can't stand here: indent with spaces."),
    ("mapping values are not allowed", "A `key: value` can't start here: check the indentation, or quote the text."),
    ("could not find expected ':'", "A `:` is missing after this key."),
    ("expected <block end>, but found '-'", "This `-` doesn't line up with the list it belongs to."),
    ("expected <block end>", "This line doesn't line up with the ones above: check the indentation."),
    ("found unexpected end of stream", "The quote that starts here is never closed."),
    ("found unknown escape character", "Unknown `\\` escape: write `\\\\` for a backslash, or use single quotes."),
    ("expected ',' or ']'", "A `,` or `]` is missing in this list."),
    ("expected ',' or '}'", "A `,` or `}` is missing in this map."),
    ("that cannot start any token", "Text can't start with this character: put it in quotes."),
    ("found undefined tag handle", "Tags are not used in a definition: remove the `!`."),
    ("expected a comment or a line break", "Nothing else can stand on a line that starts a block with `|` or `>`."),
    (
        "special characters are not allowed",
        "This control character can't stand in YAML: write it as `\\xNN` in double quotes.",
    ),
)


def explain(error: YAMLError) -> str:
    """A sentence for `error`; YAML's own words when nothing better is known."""
    if isinstance(error, MarkedYAMLError):
        text = f"{error.context or ''} {error.problem or ''}"
    else:
        text = str(getattr(error, "reason", error))
    for part, explanation in _EXPLANATIONS:
        if part in text:
            return explanation
    own_words = getattr(error, "problem", None) or text
    return f"Not YAML: {' '.join(str(own_words).split())}."
