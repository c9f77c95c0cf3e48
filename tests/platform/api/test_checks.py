"""What may be declared, and at which path a refusal points."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tui.platform.api.checks import check_schedule
from tui.platform.api.errors import Invalid, problems_of
from tui.platform.api.merge import declare
from tui.platform.api.requests import DeclareBody, ScheduleBody
from tui.platform.api.specs import parse_memory
from tui.platform.store.mint import Mint
from tui.platform.store.records import StackRecord

HOME = "/home/p-abc123"
STACK = StackRecord(id="s", project_id="p", description="shop", prefix="x")


def paths(service: dict[str, Any], *, name: str = "web", volumes: tuple[str, ...] = ("data",)) -> list[str]:
    """The paths of what is wrong with a stack of this one service."""
    whole = {"image": "stackdeck/web:1", "description": "Web", **service}
    body = {"services": {name: whole}, "volumes": {each: {"name": each} for each in volumes}}
    try:
        declare(STACK, DeclareBody.model_validate(body), home=HOME, mint=Mint())
    except Invalid as refused:
        return [each.path for each in refused.problems]
    except ValidationError as error:
        return [each.path for each in problems_of(error)]
    return []


@pytest.mark.parametrize("name", ["w", "web", "Web-1_a.b", "0", "a" * 63])
def test_names_that_are_taken(name: str) -> None:
    assert paths({}, name=name) == []


@pytest.mark.parametrize("name", ["", "-web", "a" * 64, "a b", "a/b", "../x", "wéb", "web\n", ".hidden"])
def test_names_that_are_refused(name: str) -> None:
    assert paths({}, name=name) == [f"services.{name}"]
    assert paths({}, volumes=(name,))[0].startswith(f"volumes.{name}")


@pytest.mark.parametrize(
    "image",
    [
        "nginx",
        "library/nginx",
        "nginx:1.27",
        "ghcr.io/a/b-c/d__e:V1",
        "localhost:5000/x:y",
        "x@sha256:" + "0" * 64,
        "stackdeck/web:1.5.0-rc.1",
    ],
)
def test_images_that_are_taken(image: str) -> None:
    assert paths({"image": image}) == []


@pytest.mark.parametrize("image", ["Nginx", "a b", "a:", ":1", "/a", "a//b", "a:1:2", "x@sha256:0", "[/bin/sh]", "-"])
def test_images_that_are_refused(image: str) -> None:
    assert paths({"image": image}) == ["services.web.image"]


@pytest.mark.parametrize(
    "ports",
    [["80:8080/tcp"], ["3306/tcp"], ["53:53/udp", "53:53/tcp"], ["8000-8003:9000-9003/tcp"], ["8000-8003/tcp"], ["80"]],
)
def test_ports_that_are_taken(ports: list[str]) -> None:
    assert paths({"ports": ports}) == []


@pytest.mark.parametrize(
    "port",
    [
        "",
        "http",
        "0/tcp",
        "65536/tcp",
        "80:/tcp",
        ":80",
        "80/sctp",
        "1:2:3",
        "127.0.0.1:8:8",
        "9-8",
        "1-3:1-2",
        " 80",
        "٨٠",
    ],
)
def test_ports_that_are_refused(port: str) -> None:
    assert paths({"ports": ["3306/tcp", port]}) == ["services.web.ports.1"]


def test_a_public_port_is_given_once() -> None:
    assert paths({"ports": ["80:8080/tcp", "70-90:70-90/tcp"]}) == ["services.web.ports.1"]


@pytest.mark.parametrize("mount", ["data:/var/lib/data", f"{HOME}/files:/srv", f"{HOME}:/srv", "data:/a b"])
def test_volumes_that_are_taken(mount: str) -> None:
    assert paths({"volumes": [mount]}) == []


@pytest.mark.parametrize(
    "mount",
    [
        "data",
        "data:",
        "data:srv",
        ":/srv",
        "data:/srv:ro",
        "data:/srv:rw",
        "other:/srv",
        "/etc:/srv",
        "/:/srv",
        "/home/p-zzzzzz/x:/srv",
        f"{HOME}/../p-zzzzzz:/srv",
        f"{HOME}x:/srv",
        "./data:/srv",
        "data:/srv/../../etc",
    ],
)
def test_volumes_that_are_refused(mount: str) -> None:
    assert paths({"volumes": [mount]}) == ["services.web.volumes.0"]


def test_one_place_holds_one_volume() -> None:
    assert paths({"volumes": ["data:/srv", "logs:/srv"]}, volumes=("data", "logs")) == ["services.web.volumes.1"]


@pytest.mark.parametrize("limits", [{}, {"cpus": "0.5"}, {"cpus": "2", "memory": "512m"}, {"memory": "1gb"}])
def test_limits_that_are_taken(limits: dict[str, str]) -> None:
    assert paths({"deploy": {"resources": {"limits": limits}}}) == []


@pytest.mark.parametrize(
    "limits",
    [
        {"cpus": "0"},
        {"cpus": "-1"},
        {"cpus": "half"},
        {"cpus": "1e3"},
        {"cpus": ""},
        {"memory": "1m"},
        {"memory": "lots"},
        {"memory": ""},
        {"memory": "5 gallons"},
    ],
)
def test_limits_that_are_refused(limits: dict[str, str]) -> None:
    (field,) = limits
    assert paths({"deploy": {"resources": {"limits": limits}}}) == [f"services.web.deploy.resources.limits.{field}"]


def test_variables_have_names() -> None:
    assert paths({"environment": {"A": "", "with space": "x", "ü": "y"}}) == []
    assert paths({"environment": {"": "x"}}) == ["services.web.environment."]
    assert paths({"environment": {"A=B": "x"}}) == ["services.web.environment.A=B"]


def test_a_text_of_800_characters_is_taken_and_one_more_is_not() -> None:
    for length, wrong in ((800, []), (801, ["services.web.environment.A", "services.web.command.1"])):
        text = "ü" * length
        assert sorted(paths({"environment": {"A": text}, "command": ["a", text]})) == sorted(wrong)


@pytest.mark.parametrize("missing", ["image", "description"])
def test_image_and_description_are_needed(missing: str) -> None:
    body = {"image": "a", "description": "b"}
    del body[missing]
    with pytest.raises(Invalid) as refused:
        declare(STACK, DeclareBody.model_validate({"services": {"web": body}}), home=HOME, mint=Mint())
    assert refused.value.problems[0].path == f"services.web.{missing}"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512m", 512 << 20),
        ("512M", 512 << 20),
        ("1gb", 1 << 30),
        ("1.5g", 3 << 29),
        ("1024k", 1 << 20),
        ("7", 7),
        ("x", None),
    ],
)
def test_amounts_of_memory(text: str, size: int | None) -> None:
    assert parse_memory(text) == size


@pytest.mark.parametrize(
    ("cron", "timezone", "wrong"),
    [
        ("0 3 * * *", "Europe/Berlin", []),
        ("*/5 1-3 1,15 JAN MON", "UTC", []),
        ("0 3 * *", "UTC", ["updateSchedule.cron"]),
        ("@daily", "UTC", ["updateSchedule.cron"]),
        ("0 3 * * *", "Nowhere/At all", ["updateSchedule.timezone"]),
        ("0 3 * * *", "../../etc/passwd", ["updateSchedule.timezone"]),
        ("0 3 * * $(x)", "/etc/localtime", ["updateSchedule.cron", "updateSchedule.timezone"]),
    ],
)
def test_schedules(cron: str, timezone: str, wrong: list[str]) -> None:
    assert [each.path for each in check_schedule(ScheduleBody(cron=cron, timezone=timezone))] == wrong
