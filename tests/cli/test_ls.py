import json
from pathlib import Path

import pytest

from tests.cli.fake_api import TOKEN, FakeApi, refused
from tests.cli.fleets import FLEET, HOSTILE, SHOP, make_fleet, make_project, make_service, make_stack
from tests.cli.programs import call
from tui.models.stack import Stack
from tui.settings import ExitCode


def ls(api: FakeApi, home: Path, *arguments: str) -> str:
    done = call("--url", api.origin, "ls", *arguments, home=home, STACKDECK_TOKEN=TOKEN)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_services_are_listed_by_project_stack_and_name(api: FakeApi, tmp_path: Path) -> None:
    heads, *found = rows(ls(api, tmp_path, "services"))
    assert heads == ["ID", "PROJECT", "STACK", "SERVICE", "STATUS", "SINCE", "IMAGE", "DRIFT"]
    assert [row[1:5] for row in found] == [
        ["intranet", "default", "web", "running"],
        ["intranet", "default", "wiki", "running"],
        ["shop", "default", "web", "running"],
        ["shop", "default", "worker", "running"],
        ["shop", "observability", "grafana", "running"],
        ["shop", "observability", "web", "running"],
    ]


def test_stacks_are_listed_with_how_many_call(api: FakeApi, tmp_path: Path) -> None:
    _, *found = rows(ls(api, tmp_path, "stacks"))
    assert [row[:4] for row in found] == [
        ["intranet", "default", "2/2", "0"],
        ["shop", "default", "2/2", "0"],
        ["shop", "observability", "2/2", "0"],
    ]


def test_projects_are_listed_with_their_sums(api: FakeApi, tmp_path: Path) -> None:
    _, *found = rows(ls(api, tmp_path, "projects"))
    assert [row[1:] for row in found] == [["intranet", "1", "2/2", "0"], ["shop", "2", "4/4", "0"]]


def test_one_project_can_be_picked(api: FakeApi, tmp_path: Path) -> None:
    _, *found = rows(ls(api, tmp_path, "stacks", "--project", SHOP.short_id))
    assert [row[1] for row in found] == ["default", "observability"]


def test_a_project_that_is_not_there_is_not_found(api: FakeApi, tmp_path: Path) -> None:
    done = call("--url", api.origin, "ls", "stacks", "--project", "shap", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    assert done.returncode == ExitCode.NOT_FOUND
    assert done.stderr == b"stackdeck: There is no 'shap'. Did you mean shop?\n"


def test_drift_and_trouble_are_told(api: FakeApi, tmp_path: Path) -> None:
    drifted = make_service(SHOP.id, SHOP.id, "web", deployed="shop/web:0", status="error")
    stack = make_stack(SHOP, "default", []).model_copy(update={"services": (drifted,)})
    api.fleet = make_fleet([SHOP], [stack])
    _, service = rows(ls(api, tmp_path, "services"))
    assert service[4] == "error"
    assert service[-2:] == ["shop/web:0", "image"]
    _, project = rows(ls(api, tmp_path, "projects"))
    assert project[2:] == ["1", "0/1", "1"]


@pytest.mark.parametrize("kind", ["projects", "stacks", "services"])
def test_json_is_what_the_api_gave(api: FakeApi, tmp_path: Path, kind: str) -> None:
    listed = json.loads(ls(api, tmp_path, kind, "-o", "json"))
    known = {"projects": FLEET.projects, "stacks": FLEET.stacks, "services": FLEET.services}[kind]
    wanted = [json.loads(one.model_dump_json(by_alias=True, exclude_unset=True)) for one in known.values()]
    assert sorted(listed, key=lambda one: str(one["id"])) == sorted(wanted, key=lambda one: str(one["id"]))


def hostile_stacks() -> list[Stack]:
    return [make_stack(make_project(name), "default", HOSTILE) for name in HOSTILE]


def test_hostile_names_make_one_printable_line_each(api: FakeApi, tmp_path: Path) -> None:
    api.fleet = make_fleet([make_project(name) for name in HOSTILE], hostile_stacks())
    text = ls(api, tmp_path, "services")
    lines = text.splitlines()
    assert len(lines) == 1 + len(HOSTILE) ** 2
    assert all(line.isprintable() for line in lines)


def test_hostile_names_are_exact_in_json(api: FakeApi, tmp_path: Path) -> None:
    api.fleet = make_fleet([make_project(name) for name in HOSTILE], hostile_stacks())
    text = ls(api, tmp_path, "services", "-o", "json")
    assert sorted(one["serviceName"] for one in json.loads(text)) == sorted(HOSTILE * len(HOSTILE))
    assert text.replace("\n", "").isprintable()


def test_nothing_to_list_is_said_on_stderr(api: FakeApi, tmp_path: Path) -> None:
    api.fleet = make_fleet([], [])
    done = call("--url", api.origin, "ls", "services", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"There are no services that this token can see.\n"
    assert ls(api, tmp_path, "services", "-o", "json") == "[]\n"


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, ExitCode.REFUSED), (403, ExitCode.REFUSED), (404, ExitCode.NOT_FOUND), (400, ExitCode.FAILURE)],
)
def test_what_the_platform_refuses_has_an_exit_code(api: FakeApi, tmp_path: Path, status: int, code: ExitCode) -> None:
    api.instead = lambda _method, _path: refused(status, "no\x1b[2J")
    done = call("--url", api.origin, "ls", "services", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    assert done.returncode == code
    assert done.stderr.count(b"\n") == 1
    assert b"\x1b" not in done.stderr


def test_a_refused_token_is_never_shown(api: FakeApi, tmp_path: Path) -> None:
    done = call("--url", api.origin, "ls", "services", home=tmp_path, STACKDECK_TOKEN="another-secret")
    assert done.returncode == ExitCode.REFUSED
    assert b"another-secret" not in done.stdout + done.stderr
