"""YAML highlighting for the editor: the grammar, what is told apart, and the colours, taken from the theme's CSS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tree_sitter_yaml
from rich.style import Style
from textual.widgets.text_area import TextAreaTheme
from tree_sitter import Language

if TYPE_CHECKING:
    from textual.widgets import TextArea

LANGUAGE = "yaml"
THEME = "definition"

_QUERY = """
(comment) @comment
(anchor_name) @reference
(alias_name) @reference
(block_mapping_pair key: (flow_node) @key)
(flow_pair key: (flow_node) @key)
(block_mapping_pair ":" @mark)
(block_sequence_item "-" @mark)
["[" "]" "{" "}" ","] @mark
"""

_KINDS = ("comment", "reference", "key", "mark")


class CssTheme(TextAreaTheme):
    """Takes the style of each kind of token from a component class: `definition-editor--key` and so on."""

    def apply_css(self, text_area: TextArea) -> None:
        """Fill in the styles, whatever theme the app has now."""
        super().apply_css(text_area)
        styles = {kind: text_area.get_component_rich_style(f"definition-editor--{kind}") for kind in _KINDS}
        self.syntax_styles = {kind: Style(color=it.color, italic=it.italic) for kind, it in styles.items()}


def install(text_area: TextArea) -> None:
    """Make `text_area` highlight YAML."""
    text_area.register_language(LANGUAGE, Language(tree_sitter_yaml.language()), _QUERY)
    text_area.register_theme(CssTheme(THEME))
    text_area.language = LANGUAGE
    text_area.theme = THEME
