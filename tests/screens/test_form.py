"""A form: checked while one types, kept open until it was done, and nothing typed is thrown away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from tests.drawing import Compare, drawn
from tests.screens.waiting import until
from tui.client.errors import Invalid, Unreachable, ValidationProblem
from tui.presentation.forms import Choice, Field, Form, Kind, Values
from tui.presentation.palette import ASCII, UNICODE, Glyphs, Look
from tui.resources import styles_path
from tui.screens.form import FormScreen
from tui.screens.question import Question
from tui.screens.themes import DARK, palette_of
from tui.widgets.form_field import FormField
from tui.widgets.form_input import FormInput
from tui.widgets.typeahead import OneKeyAtATime

SERVICES = {"shop": ("web", "worker"), "wiki": ("pages", "search"), "bare": ()}
HOSTILE = "[/bold]\x1b[2Jx\u202ey"
NO_SERVICES = "This stack has no services. Declare one under services in its definition, and come back."


def check_host(host: str) -> str:
    return "" if "." in host else "A name with a dot such as shop.localhost."


def fields(typed: Values) -> Sequence[Field]:
    services = [Choice(each, each) for each in SERVICES.get(typed["stack"], ())]
    asked = [
        Field(
            key="host",
            label="Host name",
            required=True,
            hint="Such as shop.localhost.",
            check=check_host,
            paths=("hostname",),
        ),
        Field(
            key="stack",
            label="Stack",
            kind=Kind.CHOICE,
            choices=[Choice(each, each, f"the {each}") for each in SERVICES],
        ),
        Field(
            key="service",
            label="Service",
            kind=Kind.CHOICE,
            choices=services,
            required=True,
            empty=NO_SERVICES,
        ),
        Field(key="password", label="Password", kind=Kind.PASSWORD),
    ]
    if typed["service"] == "worker":
        asked.append(Field(key="note", label=HOSTILE, kind=Kind.LINES, value=HOSTILE, hint=HOSTILE))
    return asked


FORM = Form(title="Connect a domain", verb="connect", doing="Connecting the domain", fields=fields, lines=[HOSTILE])


class FormApp(OneKeyAtATime):
    """Opens a form at once."""

    CSS_PATH = styles_path()

    def __init__(self, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.sent: list[Values] = []
        self.answer: Callable[[], Awaitable[str | None]] = self.accept
        self.results: list[str | None] = []
        self.animation_level = "none"
        self.register_theme(DARK)
        self.theme = DARK.name
        self.set_class(glyphs is ASCII, "ascii")
        look = Look(palette_of(self.current_theme, self.theme_variables), glyphs)
        self.form: FormScreen[str] = FormScreen(FORM, self.send, look)

    def on_mount(self) -> None:
        self.push_screen(self.form, self.results.append)

    async def accept(self) -> str | None:
        return "done"

    async def send(self, values: Values) -> str | None:
        self.sent.append(values)
        return await self.answer()


Opened = tuple[FormApp, Pilot[Any]]


@asynccontextmanager
async def opened(size: tuple[int, int] = (100, 30), glyphs: Glyphs = UNICODE) -> AsyncIterator[Opened]:
    app = FormApp(glyphs)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.form.is_current and app.form.focused is not None)
        yield app, pilot


def text(app: App[None]) -> str:
    return "\n".join(strip.text for strip in drawn(app))


def told(app: FormApp, key: str) -> str:
    return str(app.form._fields[key].query_one(".form-told", Static).content)


def focused(app: FormApp) -> str | None:
    return next((field.key for field in app.form.query(FormField) if field.has_focus_within), None)


async def test_of_a_long_text_its_end_is_seen_while_it_is_typed() -> None:
    async with opened((80, 24)) as (app, pilot):
        await pilot.press(*("a" * 90), *"-the-end")
        await until(pilot, lambda: "aaa-the-end" in text(app))


async def test_it_is_filled_in_from_field_to_field_and_sent_with_enter_at_the_last() -> None:
    async with opened() as (app, pilot):
        await pilot.press(*"a.b", "enter", *"wi", "enter", *"sea", "enter", *"hunter2", "enter")
        await until(pilot, lambda: app.results == ["done"])
        assert app.sent == [{"host": "a.b", "stack": "wiki", "service": "search", "password": "hunter2"}]


async def test_why_there_is_nothing_to_choose_is_told_in_full() -> None:
    async with opened((60, 24)) as (app, pilot):
        await pilot.press(*"a.b", "enter", *"bare", "enter")
        assert told(app, "service") == NO_SERVICES
        await until(pilot, lambda: "and come back." in text(app))


@pytest.mark.parametrize("key", ["ctrl+s", "f2"])
async def test_it_is_sent_from_anywhere_with_a_key(key: str) -> None:
    async with opened() as (app, pilot):
        await pilot.press(*"a.b", key)
        await until(pilot, lambda: app.results == ["done"])


async def test_keys_that_arrive_together_land_where_they_are_meant() -> None:
    async with opened() as (app, pilot):
        for key in ("a", "full_stop", "b", "enter", "w", "i", "tab", "s", "tab", "p", "enter"):
            app.post_message(events.Key(key, "." if key == "full_stop" else key if len(key) == 1 else None))
        await until(pilot, lambda: app.results == ["done"])
        assert [dict(each) for each in app.sent] == [
            {"host": "a.b", "stack": "wiki", "service": "search", "password": "p"}
        ]


async def test_what_is_wrong_is_told_while_one_types_and_nothing_is_sent() -> None:
    async with opened() as (app, pilot):
        assert told(app, "host") == "Such as shop.localhost."
        await pilot.press("a")
        await until(pilot, lambda: told(app, "host") == "A name with a dot such as shop.localhost.")
        await pilot.press("tab", "ctrl+s")
        await until(pilot, lambda: focused(app) == "host")
        assert app.sent == []
        await pilot.press("backspace")
        await until(pilot, lambda: told(app, "host") == "Host name is needed.")


async def test_a_choice_that_is_not_there_is_not_sent() -> None:
    async with opened() as (app, pilot):
        await pilot.press(*"a.b", "tab", *"nowhere", "ctrl+s")
        await until(pilot, lambda: "Nothing in the list is called that." in text(app))
        assert (app.sent, focused(app)) == ([], "stack")
        await pilot.press("tab", "shift+tab")
        assert "nowhere" in text(app)
        await pilot.press(*["backspace"] * 7)
        await until(pilot, lambda: app.form.values["stack"] == "shop")


async def test_what_cannot_be_chosen_says_why() -> None:
    async with opened() as (app, pilot):
        await pilot.press(*"a.b", "tab", *"bare", "ctrl+s")
        await until(pilot, lambda: told(app, "service") == NO_SERVICES)
        assert app.sent == []


async def test_arrows_choose_and_leave_the_list_where_it_is() -> None:
    async with opened() as (app, pilot):
        await pilot.press("tab", "down", "down", "up")
        assert app.form.values["stack"] == "wiki"
        assert focused(app) == "stack"
        assert app.form.values["service"] == "pages"


async def test_a_password_is_seen_and_copied_nowhere() -> None:
    async with opened() as (app, pilot):
        await pilot.press("tab", "tab", "tab", *"hunter2")
        await until(pilot, lambda: "•••••••" in text(app))
        await pilot.press("shift+home", "ctrl+c", "ctrl+x")
        await until(pilot, lambda: app.form.values["password"] == "")
        assert app.clipboard == ""
        assert "hunter2" not in f"{text(app)}{app.form.values}"


async def test_what_is_refused_stands_at_its_field_with_all_that_was_typed() -> None:
    async with opened() as (app, pilot):
        refusal = Invalid("not valid", status=400)
        refusal.problems = (ValidationProblem("body.hostname", "Taken.", "x"), ValidationProblem("quota", "Full.", "x"))

        async def refuse() -> str | None:
            raise refusal

        app.answer = refuse
        await pilot.press(*"a.b", "tab", "tab", "tab", *"hunter2", "enter")
        await until(pilot, lambda: told(app, "host") == "Taken.")
        await until(pilot, lambda: "quota: Full." in text(app))
        assert (focused(app), app.results) == ("host", [])
        app.answer = app.accept
        await pilot.press("c")
        await until(pilot, lambda: told(app, "host") == "Such as shop.localhost.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results == ["done"])
        assert (app.sent[-1]["host"], app.sent[-1]["password"]) == ("a.bc", "hunter2")


async def test_a_failure_is_told_and_the_form_stays_where_it_was() -> None:
    async with opened() as (app, pilot):

        async def fail() -> str | None:
            raise Unreachable("No answer. Try again.", sent=False)

        app.answer = fail
        await pilot.press(*"a.b", "tab", "ctrl+s")
        await until(pilot, lambda: "No answer. Try again." in text(app))
        assert (focused(app), app.form.values["host"]) == ("stack", "a.b")


async def test_what_gives_nothing_leaves_it_open() -> None:
    async with opened() as (app, pilot):

        async def nothing() -> str | None:
            return None

        app.answer = nothing
        await pilot.press(*"a.b", "ctrl+s")
        await until(pilot, lambda: app.sent and focused(app) == "host")
        assert app.results == []


async def test_while_it_is_sent_that_is_shown_and_nothing_can_be_typed() -> None:
    async with opened() as (app, pilot):
        go_on = asyncio.Event()

        async def wait() -> str | None:
            await go_on.wait()
            return "late"

        app.answer = wait
        await pilot.press(*"a.b", "ctrl+s")
        await until(pilot, lambda: "Connecting the domain…" in text(app))
        await pilot.press("x", "ctrl+s", "tab", "y")
        go_on.set()
        await until(pilot, lambda: app.results == ["late"])
        assert [each["host"] for each in app.sent] == ["a.b"]


async def test_one_can_stop_waiting_and_keeps_what_was_typed() -> None:
    async with opened() as (app, pilot):
        ended = asyncio.Event()

        async def hang() -> str | None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            return None

        app.answer = hang
        await pilot.press(*"a.b", "ctrl+s")
        await until(pilot, lambda: "esc stop waiting" in text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "whether it was done is not known" in text(app))
        await until(pilot, ended.is_set)
        assert (app.form.values["host"], focused(app)) == ("a.b", "host")


async def test_leaving_asks_when_something_was_typed() -> None:
    async with opened() as (app, pilot):
        await pilot.press("a", "escape")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.form)
        assert app.form.values["host"] == "a"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.press("y")
        await until(pilot, lambda: app.results == [None])


async def test_leaving_does_not_ask_when_all_is_as_it_was() -> None:
    async with opened() as (app, pilot):
        await pilot.press("a", "backspace", "tab", "tab", "escape")
        await until(pilot, lambda: app.results == [None])


async def test_what_was_typed_in_a_field_that_went_away_comes_back_with_it() -> None:
    async with opened() as (app, pilot):
        await pilot.press("tab", "tab", "down")
        await until(pilot, lambda: "note" in app.form.values)
        app.form.query_one(TextArea).insert("kept")
        await until(pilot, lambda: "kept" in app.form.values["note"])
        await pilot.press("up")
        await until(pilot, lambda: "note" not in app.form.values)
        await pilot.press("down")
        await until(pilot, lambda: "kept" in app.form.values["note"])


async def test_another_description_keeps_what_was_typed() -> None:
    async with opened() as (app, pilot):
        await pilot.press(*"a.b", "tab", *"wi")
        app.form.describe(
            Form(title="Connect", verb="connect", doing="Connecting", fields=lambda typed: fields(typed)[:2])
        )
        assert app.form.values == {"host": "a.b", "stack": "wiki"}
        assert focused(app) == "stack"


async def test_a_description_that_comes_when_the_form_is_closed_changes_nothing() -> None:
    async with opened() as (app, pilot):
        await pilot.press("escape")
        app.form.describe(FORM)
        await until(pilot, lambda: not app.form.children)
        app.form.describe(FORM)
        assert app.results == [None]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_every_field_can_be_seen_while_it_is_typed_in_and_the_keys_always(size: tuple[int, int]) -> None:
    async with opened(size) as (app, pilot):
        for _ in range(4):
            field = next(field for field in app.form.query(FormField) if field.has_focus_within)
            line = field.query_one(FormInput)
            await until(pilot, lambda line=line: app.form.query_one("#form-body").region.contains_region(line.region))  # type: ignore[misc]
            assert "^s connect" in text(app)
            await pilot.press("tab")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
async def test_text_from_outside_is_shown_as_it_is(glyphs: Glyphs) -> None:
    async with opened(glyphs=glyphs) as (app, pilot):
        await pilot.press("tab", "tab", "down")
        await until(pilot, lambda: text(app).count("[/bold]") >= 3)
        assert not set(text(app)) & {"\x1b", "\u202e"}
        if glyphs is ASCII:
            assert "▸" not in text(app)


@pytest.mark.parametrize("size", [(100, 30), (40, 12)], ids=str)
def test_how_it_looks(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)

    async def fill_in(pilot: Pilot[Any]) -> None:
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        await pilot.press(*"shop", "tab", *"wi", "tab", "tab", *"hunter2", "shift+tab")
        await until(pilot, lambda: form.values["service"] == "pages" and form.values["password"] == "hunter2")

    assert snap_compare(FormApp(), terminal_size=size, run_before=fill_in)


async def test_the_mouse_chooses_types_and_sends() -> None:
    async with opened() as (app, pilot):
        await pilot.press(*"a.b")
        await pilot.pause()  # until it has its place
        await pilot.click(app.form._fields["stack"].query_one(FormInput))
        await until(pilot, lambda: "▸ shop" in text(app))
        row = next(y for y, line in enumerate(text(app).splitlines()) if "wiki" in line)
        await pilot.click(offset=(text(app).splitlines()[row].index("wiki"), row))
        await until(pilot, lambda: app.form.values["stack"] == "wiki")
        row = next(y for y, line in enumerate(text(app).splitlines()) if "^s connect" in line)
        await pilot.click(offset=(text(app).splitlines()[row].index("connect"), row))
        await until(pilot, lambda: app.results == ["done"])
