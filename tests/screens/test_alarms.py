"""What reaches the terminal around the screen: its title, its bell, notifications."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests import fleets
from tests.fleets import NOW
from tui.presentation.palette import ASCII, UNICODE, Look
from tui.screens.alarms import RESTORE_TITLE, SAVE_TITLE, Alarms
from tui.screens.themes import DARK, palette_of
from tui.settings import Notifications
from tui.state.changes import Change

LOOK = Look(palette_of(DARK, {}), UNICODE)
XTERM = {"TERM": "xterm-256color"}
FLEET = fleets.fleet(fleets.stack("shop"), projects=(fleets.project("shop", "shop-prod"),))


def broke(name: str, message: str = "") -> Change:
    return Change("shop", "shop", name, name, "running", "error", NOW, message)


def alarms(environ: Mapping[str, str] = XTERM, **wanted: bool) -> tuple[Alarms, list[str]]:
    sent: list[str] = []
    return Alarms(Notifications(**wanted), write=sent.append, environ=environ), sent


def test_the_title_is_sent_when_it_changes_and_given_back_at_the_end() -> None:
    alarm, sent = alarms()
    for number in (0, 0, 2, 2, 0):
        alarm.entitle("prod", number, LOOK)
    alarm.end()
    alarm.end()
    titles = ["\x1b]2;stackdeck prod\x07", "\x1b]2;▲ 2 broke - stackdeck prod\x07", "\x1b]2;stackdeck prod\x07"]
    assert sent == [SAVE_TITLE, *titles, RESTORE_TITLE]


def test_a_terminal_that_was_told_nothing_is_given_nothing_back() -> None:
    alarm, sent = alarms()
    alarm.end()
    assert sent == []


def test_in_ascii_the_title_is_ascii() -> None:
    alarm, sent = alarms()
    alarm.entitle("prod", 2, Look(LOOK.palette, ASCII))
    assert "".join(sent).isascii()


@pytest.mark.parametrize("name", ["linux", "dumb", ""])
def test_terminals_that_would_show_it_as_text_are_sent_no_strings(name: str) -> None:
    alarm, sent = alarms({"TERM": name}, bell=True, desktop=True)
    alarm.entitle("prod", 2, LOOK)
    alarm.tell([broke("web")], FLEET)
    assert sent == ["\x07"]


def test_without_the_settings_nothing_is_heard() -> None:
    alarm, sent = alarms()
    alarm.tell([broke("web")], FLEET)
    assert sent == []


def test_however_many_break_at_once_it_rings_once() -> None:
    alarm, sent = alarms(bell=True)
    alarm.tell([broke("web"), broke("mail")], FLEET)
    alarm.tell([], FLEET)
    assert sent == ["\x07"]


def test_a_notification_says_what_broke_where_and_why() -> None:
    alarm, sent = alarms(desktop=True)
    alarm.tell([broke("web", "exit code 1")], FLEET)
    assert sent == [
        "\x1b]9;web broke: shop-prod › default: exit code 1\x07",
        "\x1b]777;notify;web broke;shop-prod › default: exit code 1\x07",
    ]


def test_terminals_that_know_both_kinds_get_one() -> None:
    for environ in ({"TERM": "xterm-kitty"}, {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}):
        alarm, sent = alarms(environ, desktop=True)
        alarm.tell([broke("web")], FLEET)
        assert len(sent) == 1


def test_many_are_counted() -> None:
    alarm, sent = alarms({"TERM": "xterm-kitty"}, desktop=True)
    alarm.tell([broke(name) for name in ("a", "b", "c", "d", "e")], FLEET)
    assert sent == ["\x1b]777;notify;5 services broke;a, b, c and 2 more\x07"]


def test_text_from_outside_neither_ends_the_sequence_nor_parts_it() -> None:
    alarm, sent = alarms(bell=True, desktop=True)
    alarm.entitle("a\x07\x1b]0;evil\x07", 0, LOOK)
    alarm.tell([broke("web", "x\x07\x1b[2J;y\x1b\\\n\x9c")], FLEET)
    for sequence in sent[1:2] + sent[3:]:
        body = sequence.removeprefix("\x1b").removesuffix("\x07")
        assert body.isprintable()
        assert body.count(";") <= 3


def test_no_secret_leaves_the_program_with_a_notification() -> None:
    alarm, sent = alarms(desktop=True)
    alarm.tell([broke("web", "no login with password=hunter2 at https://u:hunter2@host/")], FLEET)
    assert "hunter2" not in "".join(sent)
