"""The laws of PUT and PATCH, on stacks and bodies of any kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tui.platform.api.errors import Invalid, problems_of
from tui.platform.api.merge import change, declare
from tui.platform.api.requests import DeclareBody, PatchBody
from tui.platform.store.mint import Mint
from tui.platform.store.records import ServiceRecord, StackRecord

HOME = "/home/p-abc123"
EMPTY = StackRecord(id="s", project_id="p", description="shop", prefix="x")

NAMES = st.sampled_from(["web", "worker", "cron", "db.1"])
VOLUMES = st.sampled_from(["data", "logs", "cache"])
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=12)
Body = dict[str, Any]
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "image": st.sampled_from(["stackdeck/web:1", "stackdeck/web:2", "mysql"]),
    "description": TEXT,
    "command": st.lists(TEXT, max_size=2),
    "entrypoint": st.lists(TEXT, max_size=2),
    "environment": st.dictionaries(st.sampled_from(["A", "B", "TOKEN"]), TEXT, max_size=3),
    "ports": st.lists(st.sampled_from(["80:8080/tcp", "3306/tcp", "9000-9001:9000-9001/udp"]), max_size=2, unique=True),
    "restartPolicy": st.sampled_from(["no", "always", "on-failure", "unless-stopped"]),
    "deploy": st.sampled_from([{}, {"resources": {}}, {"resources": {"limits": {"memory": "64m", "cpus": "0.5"}}}]),
}


def service_bodies(*, whole: bool) -> st.SearchStrategy[Body]:
    required = {name: FIELDS[name] for name in (["image", "description"] if whole else [])}
    optional = {name: strategy for name, strategy in FIELDS.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def declarations(draw: st.DrawFn) -> Body:
    """A body of PUT that can be done: what services mount is declared."""
    volumes = draw(st.lists(VOLUMES, unique=True))
    services = draw(st.dictionaries(NAMES, service_bodies(whole=True), max_size=3))
    for service in services.values():
        mounted = draw(st.lists(st.sampled_from(volumes), unique=True)) if volumes else []
        service["volumes"] = [f"{name}:/mnt/{name}" for name in mounted]
    return {"services": services, "volumes": {name: {"name": name} for name in volumes}}


def put(stack: StackRecord, body: Body) -> StackRecord:
    return declare(stack, DeclareBody.model_validate(body), home=HOME, mint=Mint())


def patch(stack: StackRecord, body: Body) -> StackRecord:
    return change(stack, PatchBody.model_validate(body), home=HOME, mint=Mint())


def by_name(stack: StackRecord) -> dict[str, ServiceRecord]:
    return {each.name: each for each in stack.services}


@given(declarations(), declarations())
def test_put_gives_exactly_the_services_declared_whatever_was_there(before: Body, body: Body) -> None:
    after = by_name(put(put(EMPTY, before), body))
    assert after.keys() == body["services"].keys()
    for name, service in body["services"].items():
        assert after[name].description == service["description"]
        assert after[name].pending.image == service["image"]
        assert (after[name].pending.environment or {}) == service.get("environment", {})
        assert list(after[name].pending.command or ()) == service.get("command", [])


@given(declarations(), declarations())
def test_put_twice_is_put_once(before: Body, body: Body) -> None:
    once = put(put(EMPTY, before), body)
    assert put(once, body) == once


@given(declarations())
def test_the_order_in_a_body_says_nothing_about_what_is_there(body: Body) -> None:
    stack = put(EMPTY, body)
    turned = {part: dict(reversed(body[part].items())) for part in body}
    assert put(stack, turned) == stack


@given(declarations(), declarations())
def test_put_keeps_every_volume_and_the_ids_of_what_stays(before: Body, body: Body) -> None:
    old = put(EMPTY, before)
    new = put(old, body)
    assert {each.id for each in old.volumes} <= {each.id for each in new.volumes}
    assert {each.name for each in new.volumes} == before["volumes"].keys() | body["volumes"].keys()
    assert {each.name for each in new.volumes if each.attached} == body["volumes"].keys()
    for name, service in by_name(old).items():
        if name in by_name(new):
            assert by_name(new)[name].id == service.id
            assert by_name(new)[name].deployed == service.deployed


@given(declarations())
def test_an_empty_patch_changes_nothing(body: Body) -> None:
    stack = put(EMPTY, body)
    assert patch(stack, {}) == stack


@given(declarations(), NAMES)
def test_patch_with_an_empty_service_deletes_it_and_nothing_else(body: Body, name: str) -> None:
    stack = put(EMPTY, body)
    after = patch(stack, {"services": {name: {}}})
    left = {key: value for key, value in by_name(stack).items() if key != name}
    assert by_name(after) == left
    assert after.volumes == stack.volumes


@given(declarations(), NAMES, service_bodies(whole=False).filter(bool))
def test_patch_changes_the_given_fields_of_the_named_service_alone(body: Body, name: str, fields: Body) -> None:
    stack = put(EMPTY, body)
    if name not in by_name(stack):
        return
    before, after = by_name(stack), by_name(patch(stack, {"services": {name: fields}}))
    assert {key: value for key, value in after.items() if key != name} == {
        key: value for key, value in before.items() if key != name
    }
    for field in ("command", "entrypoint", "environment", "ports", "image"):
        pending = getattr(after[name].pending, field)
        if field not in fields:
            assert pending == getattr(before[name].pending, field)
        elif not fields[field]:
            assert pending is None
        else:
            assert pending == (tuple(fields[field]) if isinstance(fields[field], list) else fields[field])
    assert after[name].deployed == before[name].deployed
    assert after[name].status == before[name].status


@given(declarations(), NAMES, service_bodies(whole=False).filter(bool))
def test_patch_twice_is_patch_once(body: Body, name: str, fields: Body) -> None:
    stack = put(EMPTY, body)
    if name in by_name(stack):
        once = patch(stack, {"services": {name: fields}})
        assert patch(once, {"services": {name: fields}}) == once


@given(declarations())
def test_patch_with_all_of_a_declaration_on_nothing_is_the_put(body: Body) -> None:
    mint = Mint(random=Random(1), now=lambda: EPOCH)
    again = Mint(random=Random(1), now=lambda: EPOCH)
    declared = declare(EMPTY, DeclareBody.model_validate(body), home=HOME, mint=mint)
    assert change(EMPTY, PatchBody.model_validate(body), home=HOME, mint=again) == declared


EPOCH = Mint().now()


@given(declarations(), VOLUMES)
def test_a_volume_is_detached_when_nothing_mounts_it_and_refused_when_something_does(body: Body, name: str) -> None:
    stack = put(EMPTY, body)
    users = [key for key, service in by_name(stack).items() if name in service.pending.mounted()]
    detach: Body = {"volumes": {name: {}}}
    if users:
        with pytest.raises(Invalid) as refused:
            patch(stack, detach)
        assert refused.value.problems[0].path == f"volumes.{name}"
        release: Body = {"services": {key: {"volumes": []} for key in users}}
        detached = patch(stack, {**detach, **release})
    else:
        detached = patch(stack, detach)
    assert {each.name for each in detached.volumes} == {each.name for each in stack.volumes}
    assert not any(each.attached for each in detached.volumes if each.name == name)
    again = patch(detached, {"volumes": {name: {"name": name}}})
    assert all(each.attached for each in again.volumes)
    assert {each.id for each in again.volumes} >= {each.id for each in stack.volumes}


def test_a_detached_volume_is_mounted_again_only_when_it_is_declared_again() -> None:
    service = {"image": "a", "description": "b", "volumes": ["data:/srv"]}
    detached = put(put(EMPTY, {"volumes": {"data": {"name": "data"}}}), {})
    with pytest.raises(Invalid) as refused:
        patch(detached, {"services": {"web": service}})
    assert [each.path for each in refused.value.problems] == ["services.web.volumes.0"]
    again = patch(detached, {"services": {"web": service}, "volumes": {"data": {"name": "data"}}})
    assert [each.id for each in again.volumes] == [each.id for each in detached.volumes]


ANY_TEXT = st.text(max_size=30) | st.sampled_from(["web", "data", "data:/x", "80:80/tcp", "a:1", "/home/p-abc123:/x"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=12,
)
NEARLY_A_SERVICE = st.dictionaries(
    st.sampled_from([*FIELDS, "envs", "volumes"]), ANY_JSON | st.lists(ANY_TEXT, max_size=3), max_size=5
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "services": st.dictionaries(ANY_TEXT, NEARLY_A_SERVICE | ANY_JSON, max_size=3),
            "volumes": st.dictionaries(ANY_TEXT, st.fixed_dictionaries({}, optional={"name": ANY_JSON}), max_size=3),
            "description": ANY_JSON,
            "updateSchedule": ANY_JSON | st.fixed_dictionaries({"cron": ANY_TEXT, "timezone": ANY_TEXT}),
        },
    )
    | ANY_JSON
)
def test_any_body_is_done_or_refused_with_paths(body: Any) -> None:
    text = json.dumps(body)
    whole = put(EMPTY, {"services": {"web": {"image": "a", "description": "b", "volumes": ["data:/srv"]}}, **DATA})
    for attempt in (
        lambda: change(whole, PatchBody.model_validate_json(text), home=HOME, mint=Mint()),
        lambda: declare(whole, DeclareBody.model_validate_json(text), home=HOME, mint=Mint()),
    ):
        after, paths = outcome(attempt)
        assert all(paths)
        if after is not None:
            sources = {name for each in after.volumes if each.attached for name in each.names}
            mounted = {name for each in after.services for name in each.pending.mounted()}
            assert all(name in sources or name.startswith(HOME) for name in mounted)


def outcome(attempt: Callable[[], StackRecord]) -> tuple[StackRecord | None, list[str]]:
    """What became of an attempt: the stack, or the paths of the refusal."""
    try:
        return attempt(), []
    except Invalid as refused:
        return None, [each.path for each in refused.problems]
    except ValidationError as error:
        return None, [each.path for each in problems_of(error)]


DATA = {"volumes": {"data": {"name": "data"}}}


def test_an_unknown_field_does_not_make_a_body_look_empty() -> None:
    stack = put(EMPTY, {"services": {"web": {"image": "a", "description": "b"}}})
    assert patch(stack, {"services": {"web": {"healthcheck": {}}}}) == stack


def test_a_renamed_volume_is_found_by_all_its_names_and_by_the_same_body_again() -> None:
    service = {"image": "a", "description": "b", "volumes": ["data:/srv"]}
    body = {"services": {"web": service}, "volumes": {"data": {"name": "Files"}}}
    stack = put(EMPTY, body)
    assert put(stack, body) == stack
    renamed = patch(stack, {"volumes": {"Files": {"name": "papers"}}})
    assert [each.name for each in renamed.volumes] == ["papers"]
    assert renamed.users_of(renamed.volumes[0]) == renamed.services
    assert [each.id for each in put(renamed, body).volumes] == [each.id for each in stack.volumes]


def test_what_is_refused_names_every_problem_at_once() -> None:
    body = {
        "services": {"web": {"image": "a b", "ports": ["x"]}, "_": {"image": "a", "description": "b"}},
        "volumes": {"data": {}},
    }
    with pytest.raises(Invalid) as refused:
        put(EMPTY, body)
    paths = [each.path for each in refused.value.problems]
    assert paths == [
        "volumes.data.name",
        "services.web.description",
        "services.web.image",
        "services.web.ports.0",
        "services._",
    ]


def test_a_deleted_service_that_is_declared_again_is_another_one() -> None:
    body = {"services": {"web": {"image": "a", "description": "b"}}}
    stack = put(EMPTY, body)
    mint = Mint()
    gone = change(stack, PatchBody.model_validate({"services": {"web": {}}}), home=HOME, mint=mint)
    back = declare(replace(gone), DeclareBody.model_validate(body), home=HOME, mint=mint)
    assert back.services[0].id != stack.services[0].id
