from dataclasses import fields

from tests.settings.reference import settings_reference
from tui.settings.model import Confirmations, LogSettings, Notifications, Polling, ProfileSettings, Settings


def test_every_key_is_told_with_what_it_does() -> None:
    lines = settings_reference().splitlines()
    rows = {line.split("`")[1]: line for line in lines if line.startswith("| `")}
    tables = (ProfileSettings, Confirmations, Notifications, Polling, LogSettings)
    plain = {field.name for field in fields(Settings)} - {"profiles", "confirm", "notify", "poll", "logs"}
    assert set(rows) == plain | {field.name for table in tables for field in fields(table)}
    assert all(row.count("|") == 5 and len(row.split("|")[4].strip()) > 10 for row in rows.values())


def test_defaults_are_written_as_in_a_settings_file() -> None:
    text = settings_reference()
    assert "| `mouse` | true or false | `true` |" in text
    assert "| `fleet` | number | `15` |" in text
    assert "| `theme` | text |  |" in text
