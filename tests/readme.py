"""The parts of the README that are made from the code: `python -m tests.readme` writes them anew."""

from __future__ import annotations

import dataclasses
import inspect
import re
import textwrap
from pathlib import Path

from tui.commands.command import Command, Group, Place
from tui.commands.keymap import EVERYTHING, make_keymap
from tui.settings.model import Confirmations, LogSettings, Notifications, Polling, ProfileSettings, Settings

README = Path(__file__).parent.parent / "README.md"
TABLES = (
    ("", Settings),
    ("profiles.NAME", ProfileSettings),
    ("confirm", Confirmations),
    ("notify", Notifications),
    ("poll", Polling),
    ("logs", LogSettings),
)
OWN_TABLES = {"profiles", "confirm", "notify", "poll", "logs"}


def keys_table() -> str:
    """Every key with what it does."""
    keymap = make_keymap({})
    rows = ["| key | what it does | id |", "|---|---|---|"]
    for group in Group:
        for each in EVERYTHING.values():
            own = each.group if isinstance(each, Command) else Group.LOG if Place.LOG in each.where else Group.LIST
            if own is group:
                keys = " ".join(f"`{key}`" for key in keymap.all_shown(each.id).replace("page ", "page_").split())
                rows.append(f"| {keys.replace('page_', 'page ')} | {each.help} | `{each.id}` |")
    return "\n".join(rows)


def settings_table() -> str:
    """Every key of the settings with its default."""
    rows = ["| key | default | what it says |", "|---|---|---|"]
    for table, model in TABLES:
        texts = attribute_texts(model)
        for field in dataclasses.fields(model):
            if not table and field.name in OWN_TABLES:
                continue
            name = f"{table}.{field.name}" if table else field.name
            rows.append(f"| `{name}` | {_default(field)} | {texts[field.name]} |")
    return "\n".join(rows)


def attribute_texts(model: type) -> dict[str, str]:
    """The docstring below each attribute."""
    found = re.findall(r'^    (\w+): [^\n]*\n    """(.*?)"""', inspect.getsource(model), flags=re.MULTILINE | re.DOTALL)
    return {name: " ".join(textwrap.dedent(text).split()) for name, text in found}


def _default(field: dataclasses.Field[object]) -> str:
    value = field.default
    if value is dataclasses.MISSING or value is None or value == ():
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def filled(readme: str) -> str:
    """The README with its made parts as they are now."""
    for name, text in (("keys", keys_table()), ("settings", settings_table())):
        pattern = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end -->)", re.DOTALL)
        readme = pattern.sub(lambda match, text=text: f"{match[1]}\n{text}\n\n{match[2]}", readme)  # type: ignore[misc]
    return readme


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
