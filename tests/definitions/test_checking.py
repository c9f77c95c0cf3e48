"""What the check of a definition says, and where."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.definitions.test_yaml import SHOP
from tui.definitions.checking import check
from tui.definitions.nodes import MAX_CHARACTERS
from tui.definitions.problems import Severity


def told(text: str) -> list[tuple[int, int, str]]:
    """The problems of `text` as line, column and message."""
    return [(problem.line, problem.column, problem.message) for problem in check(text).problems]


def service(body: str, volumes: str = "") -> str:
    """A definition of one service with these lines in it; the first of them is line 4."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"services:\n  web:\n    image: nginx:1.27\n{lines}{volumes}"


def test_a_good_definition_has_no_problems() -> None:
    checked = check(SHOP)

    assert checked.problems == ()
    assert checked.can_be_applied


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("", 1, 1, "starts with `services:`"),
        ("nginx", 1, 1, "is a map"),
        ("volumes: {}\n", 1, 1, "`services:` is missing"),
        ("services:\n\tweb:\n", 2, 1, "indent with spaces"),
        ("services:\n  web:\n   image: a\n  worker\n", 5, 1, "A `:` is missing"),
        ("services:\n  web:\n    image: a\n   ports: []\n", 4, 4, "check the indentation"),
        ("services:\n  web:\n    image: 'a\n", 3, 12, "never closed"),
        ("services: [a\n", 2, 1, "`]` is missing"),
        ("services: {}\n---\nservices: {}\n", 2, 1, "one document"),
        ("services: {}\nservices: {}\n", 2, 1, "stands here twice"),
        ("services:\n  web: *base\n", 2, 8, "refers to nothing"),
        ("services: &a\n  web: *a\n", 2, 8, "inside what it refers to"),
        ("services:\n  web: !!binary aGk=\n", 2, 8, "Tags are not used"),
        ("services:\n  web: {image: a}\nnetworks: {}\n", 3, 1, "Allowed: services, volumes"),
        ("services: [web]\n", 1, 11, "is a map from names"),
        ("services:\n  web: nginx\n", 2, 8, "A service is a map"),
        ("services:\n  web:\n", 2, 3, "`image` is missing"),
        ("services:\n  web:\n    image:\n", 3, 5, "`image` has no value"),
        ("services:\n  web:\n    image: [a]\n", 3, 12, "is a text, not a list"),
        ("services:\n  -web:\n    image: a\n", 2, 3, "with a letter or digit first"),
        (f"services:\n  {'a' * 64}:\n    image: a\n", 2, 3, "63 characters long, this one has 64"),
        ("services:\n  web:\n    image: my image\n", 3, 12, "contains a space"),
        ("services:\n  web:\n    image: Nginx\n", 3, 12, "capital letters"),
        ("services:\n  web:\n    image: 'nginx:'\n", 3, 12, "after the last `:`"),
        (service("port: [80]"), 4, 5, "did you mean `ports`?"),
        (service("envs: {}"), 4, 5, "did you mean `environment`?"),
        (service("depends_on: [db]"), 4, 5, "Allowed: image, description"),
        (service("mem_limit: 1g"), 4, 5, "did you mean `deploy.resources.limits.memory`?"),
        (service("ports: 80:80"), 4, 12, 'write ["80:80"]'),
        (service("command: sh -c 'a b'"), 4, 14, 'write ["sh", "-c", "a b"]'),
        (service("environment:\n- A=1"), 5, 5, "write `KEY: value`"),
        (service("environment:\n  A:"), 5, 7, 'write `A: ""`'),
        (service("environment:\n  A: [1]"), 5, 10, "is a text, not a list"),
        (service("environment:\n  A B: c"), 5, 7, "no spaces and no `=`"),
        (service(f"environment:\n  A: {'x' * 801}"), 5, 10, "800 characters long, it has 801"),
        (service(f"command:\n- {'x' * 801}"), 5, 7, "800 characters long, it has 801"),
        (service("ports:\n- 80:80/tcp\n- http"), 6, 7, "`8080:80/tcp`"),
        (service("ports:\n- 80:80/sctp"), 5, 7, "`tcp` or `udp`, not `sctp`"),
        (service("ports:\n- 70000:80/tcp"), 5, 7, "from 1 to 65535"),
        (service("ports:\n- 0/tcp"), 5, 7, "from 1 to 65535"),
        (service("ports:\n- 90-80/tcp"), 5, 7, "`80-90`"),
        (service("ports:\n- 8000-8010:80-89/tcp"), 5, 7, "same number of ports"),
        (service("ports:\n- 80-90/tcp\n- 85:1/tcp"), 6, 7, "Port 85/tcp is already taken"),
        (service("ports:\n- 127.0.0.1:80:80"), 5, 7, "bound to an address"),
        (service("restartPolicy: Always"), 4, 20, "did you mean `always`?"),
        (service("deploy:\n  resources:\n    limits:\n      memory: 512"), 7, 19, "a number with a unit"),
        (service("deploy:\n  resources:\n    limits:\n      memory: 5m"), 7, 19, "at least `6m`"),
        (service("description: ''"), 4, 18, "can't be empty"),
        (service("deploy:\n  resources:\n    limits:\n      cpus: 0"), 7, 17, "a number above 0"),
        (service("deploy:\n  resources:\n    reservations: {}"), 6, 9, "Allowed: limits"),
        (service("deploy: 2"), 4, 13, "`deploy` is a map"),
        (service("volumes:\n- data:/data"), 5, 7, "add it to `volumes:`"),
        (service("volumes:\n- data:/x\n- dat:/y", "volumes:\n  data:\n"), 6, 7, "did you mean `data`?"),
        (service("volumes:\n- data:/x:ro", "volumes:\n  data:\n"), 5, 7, "`:ro` is not supported"),
        (service("volumes:\n- ./src:/x"), 5, 7, "A path of this machine"),
        (service("volumes:\n- /etc:/x"), 5, 7, "`/home/p-…`"),
        (service("volumes:\n- data:x", "volumes:\n  data:\n"), 5, 7, "starts with `/`"),
        (service("volumes:\n- /data"), 5, 7, "A mount is a volume and a folder"),
        (service("volumes:\n- data:/x\n- data:/x", "volumes:\n  data:\n"), 6, 7, "already mounted"),
        (service("", "volumes:\n  data:\n"), 5, 3, "No service mounts `data`"),
        (service("", "volumes:\n  data: {nam: x}\n"), 5, 10, "did you mean `name`?"),
        (service("", "volumes:\n  data: {name: a b}\n"), 5, 16, "letters, digits"),
    ],
)
def test_a_problem_is_told_where_it_is_with_what_is_allowed(text: str, line: int, column: int, part: str) -> None:
    problems = told(text)

    assert any((at, in_column) == (line, column) and part in message for at, in_column, message in problems), problems
    assert len(problems) == 1, problems


def test_texts_stay_as_they_were_typed() -> None:
    declared = check(service("environment:\n  A: 1.10\n  B: no\n  C: 0x1F\n  D: '~'")).declared

    assert declared is not None
    assert declared.services["web"].environment == {"A": "1.10", "B": "no", "C": "0x1F", "D": "~"}


def test_what_is_left_out_is_named_after_its_key() -> None:
    declared = check(service("volumes: ['data:/x']", "volumes:\n  data:\n")).declared

    assert declared is not None
    assert declared.services["web"].description == "web"
    assert declared.volumes["data"].name == "data"


def test_anchors_and_merges_are_resolved_and_the_own_value_wins() -> None:
    text = (
        "x-base: &base\n  image: nginx\n  restartPolicy: always\n"
        "services:\n  a: *base\n  b:\n    <<: *base\n    image: redis\n"
    )

    declared = check(text).declared

    assert declared is not None
    assert {name: (it.image, it.restart_policy) for name, it in declared.services.items()} == {
        "a": ("nginx", "always"),
        "b": ("redis", "always"),
    }


def test_all_problems_are_told_in_the_order_of_the_text() -> None:
    problems = told("services:\n  web:\n    image: a b\n    ports: [x]\n    restartPolicy: never\n    foo: 1\n")

    assert [line for line, _, _ in problems] == [3, 4, 5, 6]


def test_what_the_platform_holds_already_is_only_warned_about() -> None:
    text = service("ports: ['80/sctp']\nvolumes: ['gone:/x']")
    held = check(text).declared

    problems = check(text, held=held).problems

    assert [problem.severity for problem in problems] == [Severity.WARNING, Severity.WARNING]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert told("services:\r\n  web:\r\n    image: nginx\r\n    foo: 1\r\n")[0][:2] == (4, 5)
    assert told("services:\n  web:\n    # \u2028\n    image: a b\n")[0][:2] == (5, 12)


def test_a_text_that_is_too_long_is_not_read() -> None:
    assert "characters long at most" in told("x" * (MAX_CHARACTERS + 1))[0][2]


BOMBS = {
    "aliases": "a: &a [x, x, x]\n"
    + "".join(f"b{i}: &b{i} [{', '.join([f'*b{i - 1}' if i else '*a'] * 9)}]\n" for i in range(30)),
    "merges": "x-0: &m0 {}\n"
    + "".join(f"x-{i}: &m{i}\n  <<: [{', '.join([f'*m{i - 1}'] * 60)}]\n" for i in range(1, 10))
    + "services: *m9\n",
    "shared services": "services:\n  a: &a\n    image: x\n    environment:\n"
    + "".join(f"      K{i}: v\n" for i in range(2000))
    + "".join(f"  s{i}: *a\n" for i in range(2000)),
    "depth": "services: " + "[" * 100_000,
    "depth of maps": "\n".join(" " * i + "a:" for i in range(1400)),
    "values": "services: [" + "a," * 500_000 + "]",
    "digits": "services: {a: {image: a, ports: ['" + "9" * 900_000 + "']}}",
    "image": "services: {a: {image: " + "a-" * 200 + "!}}",
    "mounts": "services: {a: {image: a, volumes: ["
    + "'datum0x:/x'," * 8000
    + "]}}\nvolumes: {"
    + ", ".join(f"data{i}:" for i in range(3000))
    + "}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_takes_long(name: str) -> None:
    start = time.process_time()

    checked = check(BOMBS[name])

    assert time.process_time() - start < 8
    assert checked.problems


WORDS = """services: volumes: web: image: nginx - & * &a *a <<: ! !!str | > |- ' " [ ] { } , ? : # --- ... %YAML %TAG
~ null ports: environment: command: deploy: resources: limits: memory: 1g data:/x \\ \\x \\U00110000 @ ` ="""
fragments = st.sampled_from(
    [*WORDS.split(), "\n", "\n  ", "\n    ", " ", "\t", "\ufeff", "\x85", "\u2028", "\x00", "\x0c"]
)


@settings(deadline=None)
@given(st.lists(fragments, max_size=40).map("".join) | st.text())
def test_no_text_ends_in_an_exception(text: str) -> None:
    checked = check(text)

    lines = text.splitlines()
    if not lines or text.endswith(tuple("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")):
        lines.append("")
    for problem in checked.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.end_column > problem.column
    assert checked.declared is not None or checked.errors
