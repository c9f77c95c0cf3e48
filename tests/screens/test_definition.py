"""The modal editor of a definition."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.definitions import server
from tests.definitions.stacks import make_service, make_stack, shop
from tests.definitions.test_drafts import Clock
from tests.definitions.test_yaml import SHOP
from tests.screens.definition_app import ORIGIN, DefinitionApp
from tests.screens.waiting import until
from tui.client.errors import Forbidden, Invalid, RateLimited, Unreachable, ValidationProblem
from tui.definitions.checking import check
from tui.definitions.drafts import Draft, Drafts
from tui.definitions.yaml import to_yaml
from tui.models.service import ServiceState
from tui.models.stack import Stack
from tui.screens.conflict import ConflictScreen
from tui.screens.definition import DefinitionScreen
from tui.screens.definition_draft import DraftQuestion
from tui.screens.plan import PlanScreen
from tui.screens.question import Question
from tui.widgets.key_hints import KeyHints

NEW = SHOP.replace("1.4.2", "1.5.0")


class Hand:
    """Drives the editor as a person does."""

    def __init__(self, app: DefinitionApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> DefinitionScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, DefinitionScreen))

    @property
    def draft(self) -> Draft | None:
        return self.app.drafts.load(origin=ORIGIN, stack_id=self.app.platform.stack.id)

    async def write(self, text: str) -> None:
        """Put `text` in the editor and wait until it was checked."""
        self.screen.editor.replace_all(text)
        expected = check(text).problems
        await until(self.pilot, lambda: self.screen.problems == expected)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def see(self, kind: type[object]) -> None:
        """Wait for a screen of this kind on top."""
        await until(self.pilot, lambda: isinstance(self.app.screen, kind))
        await self.pilot.pause()

    async def ask_for_plan(self, text: str) -> None:
        self.screen.editor.replace_all(text)
        await self.press("f2")
        await self.see(PlanScreen)

    async def closed(self) -> None:
        await until(self.pilot, lambda: self.app.is_closed)

    def shown(self, selector: str) -> str:
        """The text of a part of the screen on top."""
        parts = [each for each in self.app.screen.query(selector) if isinstance(each, Static | KeyHints)]
        return "\n".join(str(part.render()) for part in parts)

    def toasts(self) -> list[str]:
        return [str(notification.message) for notification in self.app._notifications]


@asynccontextmanager
async def editing(app: DefinitionApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Hand]:
    async with app.run_test(size=size) as pilot:
        hand = Hand(app, pilot)
        await until(pilot, lambda: any(isinstance(screen, DefinitionScreen) for screen in app.screen_stack))
        await until(pilot, lambda: app.screen.is_mounted)
        yield hand


def changed_elsewhere(text: str) -> Stack:
    """The shop as somebody else left it."""
    declared = check(text).declared
    assert declared is not None
    return server.put(shop(), declared)


async def test_it_shows_the_definition_and_that_nothing_is_wrong(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        assert hand.screen.text == SHOP
        await until(hand.pilot, lambda: "No problems" in hand.shown("#status"))


async def test_what_is_typed_is_checked(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.move_cursor((2, len("    image: shop/web:1.4.2")))
        await hand.press("space", "x")

        await until(hand.pilot, lambda: "3:12" in hand.shown("#status"))
        assert "contains a space" in hand.shown("#status")


async def test_f8_goes_from_problem_to_problem(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.write("services:\n  web:\n    image: a b\n    ports: [x]\n")

        places = []
        for key in ("f8", "f8", "f8", "shift+f8"):
            await hand.press(key)
            places.append(hand.screen.editor.cursor_location)

        assert places == [(2, 11), (3, 12), (2, 11), (3, 12)]


async def test_a_text_with_an_error_has_no_plan(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all(SHOP.replace("5432/tcp", "x"))
        await hand.press("ctrl+s")

        await until(hand.pilot, lambda: hand.screen.editor.cursor_location == (27, 8))
        assert hand.app.screen is hand.screen
        assert hand.app.platform.asked == []


async def test_a_text_that_changes_nothing_has_no_plan(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all(f"# a comment\n{SHOP}")
        await hand.press("f2")

        await until(hand.pilot, lambda: any("Nothing to apply" in toast for toast in hand.toasts()))
        assert hand.app.screen is hand.screen


async def test_a_change_is_applied_after_its_plan(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.ask_for_plan(NEW)
        assert "- shop/web:1.4.2 + shop/web:1.5.0" in " ".join(hand.shown("#changes Static").split())
        await hand.press("y")
        await hand.closed()

    web = hand.app.platform.stack.services[0]
    assert hand.app.platform.asked == ["get", "patch", "get"]
    assert web.pending_state.image == "shop/web:1.5.0"
    assert hand.app.result is not None
    assert hand.app.result.recreate == (web.id,)
    assert hand.draft is None


@pytest.mark.parametrize("key", ["n", "enter", "escape", "ctrl+c"])
async def test_anything_but_yes_goes_back_to_the_text(tmp_path: Path, key: str) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.ask_for_plan(NEW)
        await hand.press(key)
        await hand.see(DefinitionScreen)

        assert hand.screen.text == NEW
    assert hand.app.platform.asked == []


async def test_deleting_takes_a_yes_of_its_own(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.ask_for_plan(SHOP[: SHOP.index("  worker:")] + SHOP[SHOP.index("  db:") :])
        assert "- worker" in hand.shown("#deletes Static")
        await hand.press("y")
        await hand.pilot.pause()
        assert isinstance(hand.app.screen, PlanScreen)
        await hand.press("D", "y")
        await hand.closed()

    assert [service.service_name for service in hand.app.platform.stack.services] == ["web", "db"]


async def test_recreating_can_be_left_for_later(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.ask_for_plan(NEW)
        assert "Then recreated: web" in hand.shown("#recreates")
        await hand.press("r")
        assert "Not recreated yet: web" in hand.shown("#recreates")
        await hand.press("y")
        await hand.closed()

    assert hand.app.result is not None
    assert hand.app.result.recreate == ()


async def test_nothing_is_written_when_the_stack_was_changed_meanwhile(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.app.platform.stack = changed_elsewhere(SHOP.replace("worker:1.4", "worker:1.5"))
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await hand.see(ConflictScreen)
        assert "- shop/worker:1.4 + shop/worker:1.5" in " ".join(hand.shown("#changes").split())
        await hand.press("escape")
        await hand.see(DefinitionScreen)

        assert hand.screen.text == NEW
    assert hand.app.platform.asked == ["get"]


async def test_overwriting_shows_another_plan_first(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.app.platform.stack = changed_elsewhere(SHOP.replace("worker:1.4", "worker:1.5"))
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await hand.see(ConflictScreen)
        await hand.press("o")
        await hand.see(PlanScreen)
        assert "- shop/worker:1.5 + shop/worker:1.4" in " ".join(hand.shown("#changes Static").split())
        await hand.press("y")
        await hand.closed()

    assert to_yaml(hand.app.platform.stack) == NEW


async def test_reloading_puts_the_text_aside(tmp_path: Path) -> None:
    theirs = SHOP.replace("worker:1.4", "worker:1.5")
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.app.platform.stack = changed_elsewhere(theirs)
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await hand.see(ConflictScreen)
        await hand.press("r")
        await until(hand.pilot, lambda: hand.screen.text == theirs)

        (aside,) = (tmp_path / "drafts").glob("*.yaml")
        assert aside.read_text() == NEW
        assert not hand.screen.is_changed


async def test_a_status_that_changed_meanwhile_is_no_conflict(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        stack = hand.app.platform.stack
        moved = tuple(service.model_copy(update={"message": "restarted"}) for service in stack.services)
        hand.app.platform.stack = stack.model_copy(update={"services": moved})
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await hand.closed()

    assert hand.app.result is not None


async def test_an_answer_that_was_lost_is_found_out_by_the_next_try(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        platform = hand.app.platform
        platform.loses_answers = True
        platform.refusals["patch"] = Unreachable("The line broke.", sent=True)
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await until(hand.pilot, lambda: any("may have come through" in toast for toast in hand.toasts()))
        assert hand.screen.text == NEW
        await hand.see(DefinitionScreen)
        await hand.press("f2")
        await hand.see(PlanScreen)
        await hand.press("y")
        await hand.closed()

    assert platform.asked == ["get", "patch", "get"]
    assert hand.app.result is not None
    assert len(hand.app.result.recreate) == 1


@pytest.mark.parametrize(
    ("request_", "error", "told"),
    [
        ("get", Unreachable("No answer.", sent=False), "Nothing was sent. No answer."),
        ("patch", Unreachable("No answer.", sent=False), "No answer."),
        ("patch", Forbidden("The token may only read.", status=403), "The token may only read."),
        ("patch", RateLimited("Too many requests.", status=429), "Too many requests."),
    ],
)
async def test_a_failure_keeps_the_text(tmp_path: Path, request_: str, error: Any, told: str) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.app.platform.refusals[request_] = error
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await until(hand.pilot, lambda: hand.toasts() == [told])

        assert hand.screen.text == NEW
        assert not hand.screen.editor.read_only
        await until(hand.pilot, lambda: hand.draft is not None and hand.draft.text == NEW)


async def test_what_the_platform_refuses_is_shown_at_its_line_until_it_changes(tmp_path: Path) -> None:
    error = Invalid("The definition is not valid.", status=400)
    error.problems = (ValidationProblem("services.services.db.ports.0", "This port is taken.", "taken"),)
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.app.platform.refusals["patch"] = error
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await hand.see(DefinitionScreen)
        await until(hand.pilot, lambda: "28:9  This port is taken." in hand.shown("#status"))
        assert hand.screen.editor.cursor_location == (27, 8)
        await hand.press("end", "space")

        await until(hand.pilot, lambda: "No problems" in hand.shown("#status"))


async def test_leaving_waits_for_a_write_that_is_on_its_way(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.app.platform.gate.clear()
        await hand.ask_for_plan(NEW)
        await hand.press("y")
        await until(hand.pilot, lambda: "Applying" in hand.shown("#status"))
        await hand.press("escape", "f2", "x")
        await hand.pilot.pause()
        assert hand.app.screen is hand.screen
        assert hand.screen.text == NEW
        hand.app.platform.gate.set()
        await hand.closed()


async def test_an_unchanged_text_is_left_without_a_question(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.press("escape")
        await hand.closed()

    assert hand.app.result is None


async def test_leaving_changes_asks_and_keeps_the_draft(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all(NEW)
        await hand.press("escape")
        await hand.see(Question)
        await hand.press("n")
        await hand.see(DefinitionScreen)
        await hand.press("escape")
        await hand.see(Question)
        await hand.press("y")
        await hand.closed()

    assert hand.draft is not None
    assert hand.draft.text == NEW


async def test_the_draft_is_written_while_one_types(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.press("#", "x")

        await until(hand.pilot, lambda: hand.draft is not None and hand.draft.text == f"#x{SHOP}")


async def test_the_draft_survives_the_end_of_the_program(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all(NEW)
        await hand.pilot.pause()
        hand.app.exit()

    assert hand.draft is not None
    assert hand.draft.text == NEW


async def test_a_draft_is_offered_again(tmp_path: Path) -> None:
    app = DefinitionApp(tmp_path)
    app.drafts.save(origin=ORIGIN, stack_id=app.platform.stack.id, place="x", base="", text=NEW)
    async with editing(app) as hand:
        await hand.see(Question)
        await hand.press("y")
        await until(hand.pilot, lambda: hand.screen.text == NEW)
        await hand.press("ctrl+z")

        assert hand.screen.text == SHOP


async def test_a_draft_that_is_not_wanted_is_put_aside(tmp_path: Path) -> None:
    app = DefinitionApp(tmp_path)
    app.drafts.save(origin=ORIGIN, stack_id=app.platform.stack.id, place="x", base="", text=NEW)
    async with editing(app) as hand:
        await hand.see(Question)
        await hand.press("n")
        await until(hand.pilot, lambda: hand.draft is None)

        (aside,) = (tmp_path / "drafts").glob("*.yaml")
        assert aside.read_text() == NEW
        assert hand.screen.text == SHOP


@pytest.mark.parametrize("key", ["escape", "enter", "q", "ctrl+c"])
async def test_a_draft_stays_where_nothing_was_said_about_it(tmp_path: Path, key: str) -> None:
    app = DefinitionApp(tmp_path)
    app.drafts.save(origin=ORIGIN, stack_id=app.platform.stack.id, place="x", base="", text=NEW)
    async with editing(app) as hand:
        await hand.see(DraftQuestion)
        assert "y continue   n start anew   esc leave" in hand.shown(".dialog-keys")
        await hand.press(key)
        await hand.closed()

    assert hand.draft is not None
    assert hand.draft.text == NEW


async def test_a_draft_that_can_not_be_put_aside_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = DefinitionApp(tmp_path)
    app.drafts.save(origin=ORIGIN, stack_id=app.platform.stack.id, place="x", base="", text=NEW)
    monkeypatch.setattr(os, "fsync", full)
    async with editing(app) as hand:
        await hand.see(DraftQuestion)
        await hand.press("n")
        await hand.closed()
        assert any("no space left" in toast for toast in hand.toasts())

    assert hand.draft is not None
    assert hand.draft.text == NEW


class SlowDrafts(Drafts):
    """On a disk that takes its time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, now=Clock())
        self.may_answer = threading.Event()

    def load(self, *, origin: str, stack_id: str) -> Draft | None:
        self.may_answer.wait()
        return super().load(origin=origin, stack_id=stack_id)


@asynccontextmanager
async def editing_on_a_slow_disk(tmp_path: Path) -> AsyncIterator[tuple[Hand, threading.Event]]:
    """The editor of a stack with a draft of an earlier time, and what lets that be read."""
    app = DefinitionApp(tmp_path)
    app.drafts.save(origin=ORIGIN, stack_id=app.platform.stack.id, place="x", base="", text=NEW)
    app.drafts = drafts = SlowDrafts(tmp_path / "drafts")
    try:
        async with editing(app) as hand:
            yield hand, drafts.may_answer
    finally:
        drafts.may_answer.set()


async def test_a_draft_stays_when_one_leaves_before_it_was_read(tmp_path: Path) -> None:
    async with editing_on_a_slow_disk(tmp_path) as (hand, may_answer):
        await hand.press("escape")
        await hand.closed()
        may_answer.set()

    assert hand.draft is not None
    assert hand.draft.text == NEW


async def test_what_was_typed_ahead_is_not_written_over_a_draft(tmp_path: Path) -> None:
    async with editing_on_a_slow_disk(tmp_path) as (hand, may_answer):
        await hand.press("#")
        await hand.screen.keeper.flush()
        may_answer.set()
        await hand.see(DraftQuestion)
        await hand.press("escape")
        await hand.closed()

    assert hand.draft is not None
    assert hand.draft.text == NEW


async def test_what_was_typed_ahead_is_kept_once_the_draft_is_put_aside(tmp_path: Path) -> None:
    async with editing_on_a_slow_disk(tmp_path) as (hand, may_answer):
        await hand.press("#")
        may_answer.set()
        await hand.see(DraftQuestion)
        await hand.press("n")
        await until(hand.pilot, lambda: hand.draft is not None and hand.draft.text == f"#{SHOP}")
        (aside,) = (tmp_path / "drafts").glob("*.yaml")
        assert aside.read_text() == NEW


async def test_the_outside_editor_waits_until_it_is_known_what_becomes_of_a_draft(tmp_path: Path) -> None:
    app = DefinitionApp(tmp_path, environ={"EDITOR": "true"})
    app.drafts.save(origin=ORIGIN, stack_id=app.platform.stack.id, place="x", base="", text=NEW)
    async with editing(app) as hand:
        await hand.see(DraftQuestion)
        hand.screen.action_outside()
        await hand.pilot.pause()
        assert hand.toasts() == []
        await hand.press("y")
        await until(hand.pilot, lambda: any("can't be handed" in toast for toast in hand.toasts()))
        assert hand.screen.text == NEW


def full(_descriptor: int) -> None:
    """Like `os.fsync` where the disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


async def test_a_draft_that_can_not_be_saved_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", full)
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all(NEW)
        await until(hand.pilot, lambda: "no space left" in (hand.screen.query_one("#definition").border_subtitle or ""))
        await hand.press("escape")
        await hand.see(Question)

        assert "would be lost" in hand.shown("Static")


async def test_read_only_shows_and_changes_nothing(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path, read_only=True)) as hand:
        await hand.press("x", "enter", "backspace", "f2")
        await until(hand.pilot, lambda: any("read-only" in toast for toast in hand.toasts()))
        assert hand.screen.text == SHOP
        await hand.press("escape")
        await hand.closed()

    assert hand.app.platform.asked == []


async def test_a_terminal_that_can_not_be_handed_over_is_told(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path, environ={"EDITOR": "true"})) as hand:
        await hand.press("f4")

        await until(hand.pilot, lambda: any("can't be handed" in toast for toast in hand.toasts()))
        assert hand.screen.text == SHOP
        assert not hand.screen.busy


async def test_a_new_line_keeps_the_indentation(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all("")
        await hand.press(*"a:", "enter", *"b: c", "enter", *"d:", "enter", "tab", "shift+tab", *"e")

        assert hand.screen.text == "a:\n  b: c\n  d:\n    e"


@pytest.mark.parametrize("name", ["[/bin/sh]", "[red]x[/]", "a\x1b[31m", "\u202egnp", "[@click=app.exit]x"])
async def test_hostile_names_are_only_text(tmp_path: Path, name: str) -> None:
    stack = make_stack(make_service(name, ServiceState(image="a", envs={name: name}), description=name))
    async with editing(DefinitionApp(tmp_path, stack, place=f"{name} › {name}"), size=(80, 24)) as hand:
        await hand.ask_for_plan(hand.screen.text.replace("image: a", "image: b"))
        assert "a → b" in hand.shown("#changes Static")
        assert "\x1b" not in hand.shown("Static")
        await hand.press("y")
        await hand.closed()


async def test_control_characters_never_reach_the_terminal(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all("a: \x1b[2J\x07\u202e\x9b1m\n")
        await until(hand.pilot, lambda: hand.screen.problems)

        strips = [hand.screen.editor.render_line(y) for y in range(3)]
        assert all(character.isprintable() for strip in strips for character in strip.text)


async def test_a_big_definition_is_shown_and_checked(tmp_path: Path) -> None:
    stack = make_stack(
        *(
            make_service(f"s{index}", ServiceState(image="a", envs={f"K{n}": "v" * 50 for n in range(50)}))
            for index in range(100)
        )
    )
    async with editing(DefinitionApp(tmp_path, stack)) as hand:
        await until(hand.pilot, lambda: "No problems" in hand.shown("#status"))
        await hand.press("x")

        await until(hand.pilot, lambda: hand.screen.problems)
