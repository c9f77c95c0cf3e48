"""The parts of the README that are made from the code: `python -m tests.readme` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path

from tests.settings.reference import settings_reference
from tui.commands.command import Command, Group, Place
from tui.commands.keymap import EVERYTHING, make_keymap

README = Path(__file__).parent.parent / "README.md"


def keys_table() -> str:
    """Every key with what it does."""
    keymap = make_keymap({})
    rows = ["| key | what it does | id |", "|---|---|---|"]
    for group in Group:
        for each in EVERYTHING.values():
            own = each.group if isinstance(each, Command) else Group.LOG if Place.LOG in each.where else Group.LIST
            if own is group:
                shown = keymap.all_shown(each.id).replace("page ", "page_").replace("|", r"\|")
                keys = " ".join(f"`{key}`" for key in shown.split())
                rows.append(f"| {keys.replace('page_', 'page ')} | {each.help} | `{each.id}` |")
    return "\n".join(rows)


def filled(readme: str) -> str:
    """The README with its made parts as they are now."""
    for name, text in (("keys", keys_table()), ("settings", settings_reference())):
        pattern = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end -->)", re.DOTALL)
        readme = pattern.sub(lambda match, text=text: f"{match[1]}\n{text}\n\n{match[2]}", readme)  # type: ignore[misc]
    return readme


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
