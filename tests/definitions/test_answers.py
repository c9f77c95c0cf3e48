"""A template's questions are checked as far as their schemas say; the rest is left to the platform."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.definitions.answers import Rule, rule_of
from tui.models.template import UserInput


def rule(schema: object, name: str = "version") -> Rule:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    return rule_of(UserInput(name=name, required=True, validation_schema=text))


@pytest.mark.parametrize(
    ("schema", "good", "bad", "problem"),
    [
        ({"minLength": 3}, "abc", "ab", "At least 3 characters."),
        ({"maxLength": 3}, "abc", "abcd", "At most 3 characters; this has 4."),
        ({"pattern": "^[0-9]+$"}, "12", "x", "It has to match ^[0-9]+$"),
        ({"pattern": "^[0-9]+$", "description": "A number."}, "12", "12a", "A number."),
        ({"pattern": "b"}, "abc", "xyz", "It has to match b"),
    ],
)
def test_what_a_schema_says_is_checked(schema: object, good: str, bad: str, problem: str) -> None:
    assert rule(schema).problem(good) == ""
    assert rule(schema).problem(bad) == problem


@pytest.mark.parametrize(
    "schema",
    ["", "{", "[]", "null", "[" * 30_000, {"pattern": "(?=look)"}, {"pattern": "("}, {"maxLength": -1}, {"enum": "a"},
     {"maxLength": True}, {"type": "integer"}, {"pattern": "\ud800"}],
)  # fmt: skip
def test_what_it_says_in_other_ways_is_left_to_the_platform(schema: object) -> None:
    assert rule(schema).problem("anything") == ""
    assert rule(schema).options == ()


def test_an_expression_from_outside_takes_no_time() -> None:
    assert rule({"pattern": "^(a+)+$"}).problem("a" * 40 + "b") == "It has to match ^(a+)+$"


def test_the_only_answers_there_are_can_be_chosen() -> None:
    assert rule({"enum": ["small", "large", 3]}).options == ("small", "large")


@pytest.mark.parametrize(("name", "schema"), [("DB_PASSWORD", {}), ("code", {"format": "password"})])
def test_a_secret_is_known_by_its_name_or_its_format(name: str, schema: object) -> None:
    assert rule(schema, name).is_secret
    assert not rule(schema, "version").is_secret or schema


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_for_a_schema_and_any_answer_are_taken(schema: str, answer: str) -> None:
    assert isinstance(rule(schema).problem(answer), str)
    assert isinstance(rule({"pattern": schema, "minLength": 1}).problem(answer), str)
