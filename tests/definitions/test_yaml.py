"""A stack as YAML, and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

from tests.definitions.stacks import hostile, make_service, make_stack, shop, stacks
from tui.definitions.checking import check
from tui.definitions.declared import declared_of
from tui.definitions.scalars import inline
from tui.definitions.yaml import row_of, to_yaml
from tui.models.service import ServiceState
from tui.models.stack import Stack

SHOP = """\
services:
  web:
    image: shop/web:1.4.2
    description: Shop front
    environment:
      PORT: "8080"
      DATABASE_URL: postgres://shop:hunter2@db:5432/shop
    ports:
      - 8080:8080/tcp
    restartPolicy: unless-stopped
    deploy:
      resources:
        limits:
          cpus: "0.5"
          memory: 512m
  worker:
    image: shop/worker:1.4
    description: worker
    command:
      - node
      - worker.js
    environment:
      API_TOKEN: s3cr3t
  db:
    image: postgres:16
    description: db
    ports:
      - 5432/tcp
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
    name: data
"""


def test_a_stack_is_written_in_the_order_people_read_it() -> None:
    assert to_yaml(shop()) == SHOP


def test_a_stack_without_services_says_so() -> None:
    assert to_yaml(make_stack()) == "services: {}\n"


def test_what_is_absent_is_left_out_and_what_is_empty_is_written() -> None:
    stack = make_stack(make_service("web", ServiceState(image="nginx", command=(), envs={}, ports=None)))

    assert to_yaml(stack).splitlines()[4:] == ["    command: []", "    environment: {}"]


def test_several_lines_become_a_block() -> None:
    stack = make_stack(make_service("web", ServiceState(image="nginx", envs={"MOTD": "one\n\n  two\n"})))

    assert to_yaml(stack).splitlines()[5:] == ["      MOTD: |", "        one", "", "          two"]


@pytest.mark.parametrize("text", ["1.10", "8080", "yes", "no", "null", "~", "22:22", "2025-01-01", "0x1F", "1e3", "-1"])
def test_what_looks_like_another_type_is_quoted(text: str) -> None:
    assert inline(text) == f'"{text}"'


@pytest.mark.parametrize("text", ["nginx:1.27", "8080:80/tcp", "--port=80", "/var/lib", "a b", "512m", "a#b"])
def test_what_every_reader_takes_for_a_text_is_plain(text: str) -> None:
    assert inline(text) == text


@settings(deadline=None)
@given(hostile)
def test_a_written_text_shows_nothing_invisible(text: str) -> None:
    assert all(character.isprintable() for character in inline(text))


@settings(deadline=None)
@given(hostile)
def test_other_readers_read_the_same_text(text: str) -> None:
    written = f"value: {inline(text)}\n"

    assert YAML(typ="safe", pure=True).load(written) == {"value": text}
    assert YAML(typ="safe", pure=True).load(f"%YAML 1.1\n---\n{written}") == {"value": text}


@settings(deadline=None)
@given(stacks)
def test_what_is_written_declares_what_the_stack_declares(stack: Stack) -> None:
    assert check(to_yaml(stack)).declared == declared_of(stack)


@settings(deadline=None)
@given(stacks)
def test_what_the_platform_holds_is_never_an_error(stack: Stack) -> None:
    checked = check(to_yaml(stack), held=declared_of(stack))

    assert checked.errors == ()


@settings(deadline=None)
@given(stacks)
def test_the_row_of_a_service_is_where_a_reader_finds_it(stack: Stack) -> None:
    found = YAML().load(to_yaml(stack))["services"]
    for name in declared_of(stack).services:
        assert row_of(stack, name) == found.lc.key(name)[0]
    assert row_of(stack, "no such service") is None
