"""What a form asks follows from what is typed, and every problem finds its field."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.client.errors import ValidationProblem
from tui.presentation.forms import (
    NO_MATCH,
    Choice,
    Field,
    Form,
    Kind,
    Values,
    matching,
    place_refusals,
    problems_of,
    settle,
)

PORTS: dict[str, dict[str, tuple[str, ...]]] = {
    "shop": {"web": ("80/tcp", "443/tcp"), "worker": ()},
    "wiki": {"wiki": ("8080/tcp",)},
    "empty": {},
}


def choices(*keys: str) -> list[Choice]:
    return [Choice(key, key) for key in keys]


def check_host(host: str) -> str:
    return "" if "." in host else "A dot is missing."


def fields(typed: Values) -> Sequence[Field]:
    services = PORTS.get(typed["stack"], {})
    return (
        Field(key="host", label="Host name", required=True, check=check_host),
        Field(key="password", label="Password", kind=Kind.PASSWORD),
        Field(key="stack", label="Stack", kind=Kind.CHOICE, choices=choices(*PORTS)),
        Field(key="service", label="Service", kind=Kind.CHOICE, choices=choices(*services), required=True),
        Field(
            key="port", label="Port", kind=Kind.CHOICE, choices=choices(*services.get(typed["service"], ())),
            required=True, empty="This service declares no port.", paths=("paths.0.target",),
        ),
    )  # fmt: skip


FORM = Form(title="Connect", verb="connect", doing="Connecting", fields=fields)
KEYS = ("host", "password", "stack", "service", "port")


def test_choices_follow_from_other_choices() -> None:
    assert settle(FORM, {}).values == {"host": "", "password": "", "stack": "shop", "service": "web", "port": "80/tcp"}
    assert settle(FORM, {"stack": "wiki"}).values["port"] == "8080/tcp"
    assert settle(FORM, {"service": "worker"}).values["port"] == ""


def test_what_was_chosen_comes_back_with_what_it_depends_on() -> None:
    typed = {"port": "443/tcp", "stack": "wiki"}
    assert settle(FORM, typed).values["port"] == "8080/tcp"
    assert settle(FORM, typed | {"stack": "shop"}).values["port"] == "443/tcp"


def test_every_problem_is_told_at_its_field() -> None:
    typed = {"host": "shop", "service": "worker"}
    told = {"host": "A dot is missing.", "port": "This service declares no port."}
    assert problems_of(settle(FORM, typed), typed) == told
    assert problems_of(settle(FORM, {}), {}) == {"host": "Host name is needed."}


def test_a_text_that_is_found_in_no_choice_chooses_nothing() -> None:
    typed = {"host": "a.b", "service": NO_MATCH}
    settled = settle(FORM, typed)
    assert settled.values["service"] == ""
    assert problems_of(settled, typed)["service"] == "Nothing in the list is called that."


def test_blanks_around_a_line_are_not_part_of_it_but_of_a_password_they_are() -> None:
    values = settle(FORM, {"host": " a.b\t", "password": " x "}).values
    assert (values["host"], values["password"]) == ("a.b", " x ")


def test_values_are_not_written_down() -> None:
    values = settle(FORM, {"password": "hunter2", "host": "secret.host"}).values
    shown = f"{values} {values!r} {settle(FORM, {'password': 'hunter2'})}"
    assert "hunter2" not in shown
    assert "secret.host" not in shown


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("host", "host"),
        ("body.host", "host"),
        ("paths.0.target", "port"),
        ("paths.0.target.container.portProtocol", "port"),
        ("ingress.paths.0.target", "port"),
        ("paths.1.target", None),
        ("hostname", None),
        ("", None),
    ],
)
def test_what_the_platform_refuses_is_put_to_the_field_it_names(path: str, key: str | None) -> None:
    refused = place_refusals(fields(Values(stack="shop")), [ValidationProblem(path, "No.", "invalid")])
    assert refused.at == ({key: "No."} if key else {})
    assert refused.rest == (() if key else (f"{path}: No." if path else "No.",))


def test_what_begins_with_what_is_typed_comes_first() -> None:
    found = matching(
        [Choice("1", "Etc/UTC"), Choice("2", "utc"), Choice("3", "GMT", "not UTC"), Choice("4", "CET")], "UT"
    )
    assert [each.key for each in found] == ["2", "1", "3"]


TYPED = st.dictionaries(
    st.sampled_from(KEYS), st.text("a.\0 ", max_size=3) | st.sampled_from([*PORTS, "web", "443/tcp", NO_MATCH])
)


@given(TYPED)
def test_a_form_is_settled_whatever_was_typed(typed: dict[str, str]) -> None:
    settled = settle(FORM, typed)
    assert tuple(each.key for each in settled.fields) == KEYS
    assert settle(FORM, typed) == settled
    assert tuple(fields(settled.values)) == tuple(settled.fields)
    for each in settled.fields:
        if each.kind is Kind.CHOICE:
            assert settled.values[each.key] in {"", *(choice.key for choice in each.choices)}
