"""The forms about stacks: what they ask, what they say while one types, and what they send."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from tests import fleets
from tests.state.fake_domains import ingress
from tui.client.errors import ValidationProblem
from tui.models.ingress import ContainerTarget, Ingress, IngressPath, PathTarget
from tui.models.stack import Stack, UpdateSchedule
from tui.models.template import Template, TemplateType, TranslatedString, UserInput
from tui.presentation.forms import Field, Form, Kind, Settled, place_refusals, problem_of, problems_of, settle
from tui.presentation.new_stack import NewStack
from tui.presentation.schedules import next_runs, words
from tui.presentation.stack_forms import Deletion, rename_form, schedule_form, schedule_of

NOW = datetime(2026, 12, 30, 12, tzinfo=UTC)
SHOP = fleets.project("shop", "shop-prod")


def english(text: str) -> TranslatedString:
    return TranslatedString(de="", en=text)


def question(name: str, *, required: bool = False, default: str | None = None, **schema: object) -> UserInput:
    return UserInput(
        name=name, required=required, label=english(name.title()), default_value=default,
        validation_schema=json.dumps(schema),
    )  # fmt: skip


WIKI = Template(
    id="wiki", name=english("Wiki"), tagline=english("Pages"), description=english("A wiki."), developer="us",
    type=TemplateType.STANDALONE, version="1", icon_url="",
    user_inputs=(
        question("title", required=True, pattern="^[a-z]+$", description="Small letters."),
        question("version", default="1.4.2"),
        question("size", enum=["small", "large"]),
        question("admin_password"),
    ),
)  # fmt: skip
NEW = NewStack(projects=[SHOP], templates=[WIKI], told="")


def told(hint: str | Text) -> str:
    return hint if isinstance(hint, str) else hint.plain


def field(settled: Settled, key: str) -> Field:
    return next(each for each in settled.fields if each.key == key)


def test_a_template_asks_its_questions_once_it_is_chosen() -> None:
    form = NEW.form()
    assert [each.key for each in settle(form, {}).fields] == ["name", "template"]
    settled = settle(form, {"template": "wiki"})
    kinds = {each.key.removeprefix("wiki/"): each.kind for each in settled.fields[2:]}
    assert kinds == {
        "title": Kind.TEXT, "version": Kind.TEXT, "size": Kind.CHOICE, "admin_password": Kind.PASSWORD,
    }  # fmt: skip
    assert settled.values["wiki/version"] == "1.4.2"
    assert told(field(settled, "template").hint) == "A wiki."


def test_its_questions_are_checked() -> None:
    typed = {"name": "w", "template": "wiki", "wiki/title": "UPPER"}
    assert problems_of(settle(NEW.form(), typed), typed) == {"wiki/title": "Small letters."}
    typed["wiki/title"] = ""
    assert problems_of(settle(NEW.form(), typed), typed) == {"wiki/title": "Title is needed."}


def test_what_is_left_out_is_not_sent_and_refusals_find_their_answers() -> None:
    typed = {"name": "w", "template": "wiki", "wiki/title": "pages", "wiki/version": "", "wiki/size": "large"}
    settled = settle(NEW.form(), typed)
    sent = NEW.template(settled.values)
    assert sent is not None
    assert [(each.name, each.value) for each in sent.user_inputs] == [("title", "pages"), ("size", "large")]
    refused = place_refusals(
        settled.fields, [ValidationProblem("templateConfig.userInputs.1.value", "Too large.", "x")]
    )
    assert refused.at == {"wiki/size": "Too large."}


def test_an_empty_stack_has_no_template_and_is_where_the_form_says() -> None:
    values = settle(NEW.form(), {"name": "w"}).values
    assert (NEW.project_id(values), NEW.template(values)) == ("shop", None)
    anywhere = NewStack(projects=[SHOP, fleets.project("wiki", "wiki")])
    values = settle(anywhere.form(), {"name": "w", "project": "wiki"}).values
    assert anywhere.project_id(values) == "wiki"


@pytest.mark.parametrize(
    ("name", "problem"), [("a" * 256, "At most 255"), ("a\x1bb", "nothing that can't be seen"), (" ", "needed")]
)
def test_a_name_that_can_not_be(name: str, problem: str) -> None:
    form = rename_form(fleets.stack("s"), "shop")
    assert problem in problems_of(settle(form, {"name": name}), {"name": name})["name"]


def schedule(stack: Stack, **typed: str) -> tuple[Form, Settled]:
    form = schedule_form(stack, "shop", zone="Europe/Berlin", now=lambda: NOW)
    return form, settle(form, typed)


def test_a_schedule_is_told_in_words_with_the_next_runs_while_it_is_typed() -> None:
    _form, settled = schedule(fleets.stack("s"))
    assert told(field(settled, "cron").hint) == (
        "Every day at 03:00 Europe/Berlin\nNext Thu 31 Dec 03:00, Fri 1 Jan 2027 03:00, Sat 2 Jan 2027 03:00"
    )
    _form, settled = schedule(fleets.stack("s"), cron="30 4 * * 1", timezone="America/New_York")
    assert told(field(settled, "cron").hint).startswith(
        "On Monday at 04:30 America/New_York\nNext Mon 4 Jan 2027 04:30"
    )
    assert schedule_of(settled.values) == UpdateSchedule(cron="30 4 * * 1", timezone="America/New_York")


def test_what_is_no_schedule_says_how_one_is_written() -> None:
    _form, settled = schedule(fleets.stack("s"), cron="0 3 * *")
    assert "Minute, hour, day, month, weekday" in told(field(settled, "cron").hint)
    assert "five fields" in problem_of(field(settled, "cron"), "0 3 * *", {})


def test_a_schedule_that_is_there_is_shown_and_can_be_taken_away() -> None:
    known = UpdateSchedule(cron="5 5 * * *", timezone="Mars/Olympus")
    stack = fleets.stack("s").model_copy(update={"update_schedule": known})
    assert schedule_of(schedule(stack)[1].values) == known
    _form, settled = schedule(stack, when="never")
    assert [each.key for each in settled.fields] == ["when"]
    assert schedule_of(settled.values) is None


def test_a_schedule_we_do_not_know_is_shown_as_it_is() -> None:
    strange = UpdateSchedule(cron="@daily\x1b[2J", timezone="Mars/Olympus")
    assert words(strange) == "@daily�[2J Mars/Olympus"
    assert next_runs(strange, NOW) == []


@given(st.text("0123456789*/,- ", max_size=12), st.sampled_from(["Europe/Berlin", "UTC", "Nowhere"]))
def test_any_schedule_can_be_typed(cron: str, zone: str) -> None:
    _form, settled = schedule(fleets.stack("s"), cron=cron, timezone=zone)
    assert told(field(settled, "cron").hint)
    assert words(UpdateSchedule(cron=cron, timezone=zone)).strip()


def domain(host: str, service_id: str) -> Ingress:
    target = PathTarget(container=ContainerTarget(id=service_id, port_protocol="80/tcp"))
    return ingress(host, IngressPath(path="/", target=target), project="shop")


def deletion(name: str = "observability", *, is_protected: bool = False) -> Deletion:
    stack = fleets.stack("obs", fleets.service("grafana", stack="obs"), project="shop", name=name)
    stack = stack.model_copy(update={"volumes": (fleets.volume("metrics", stack="obs"),)})
    return Deletion(stack=stack, project="shop-prod", is_protected=is_protected)


def lines(deletion: Deletion) -> str:
    return "\n".join(told(line) for line in deletion.form().lines)


def test_a_deletion_lists_what_goes_with_it() -> None:
    known = deletion()
    assert "1 service  grafana\n1 volume  metrics (12.3 MB)\nDomains that lead to it: being read" in lines(known)
    domains = [domain("grafana.localhost", "obs-grafana"), domain("shop.localhost", "shop-web")]
    read = Deletion(stack=known.stack, project="shop-prod", domains=domains, told="")
    assert "1 domain  grafana.localhost, which then leads nowhere" in lines(read)
    assert "shop.localhost" not in lines(read)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("observability", "observability"),
        (" padded ", "padded"),
        ("a\u202eb", "a�b"),
        ("[/bold]", "[/bold]"),
        ("\u200b", "obs"),
    ],
)
def test_any_name_can_be_typed(name: str, typed: str) -> None:
    form = deletion(name).form()
    assert problems_of(settle(form, {"name": typed}), {}) == {}
    assert "That is another name" in problems_of(settle(form, {"name": "web"}), {})["name"]
    assert problems_of(settle(form, {}), {}) == {"name": "Its name is needed."}


def test_in_a_protected_project_its_name_is_typed_too() -> None:
    form = deletion(is_protected=True).form()
    assert "That is another name" in problems_of(settle(form, {"name": "observability"}), {})["name"]
    assert problems_of(settle(form, {"name": "shop-prod/observability"}), {}) == {}
