import json
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.fake_api import TOKEN, FakeApi, refused
from tests.cli.fleets import FLEET, HOSTILE, INTRANET, SHOP, identify
from tests.cli.programs import Program, call
from tui.models.ingress import (
    ContainerTarget,
    DnsError,
    Ingress,
    IngressIps,
    IngressPath,
    Ownership,
    PathTarget,
    Tls,
)
from tui.models.registry import Registry, RegistryCredentials
from tui.models.volume import Volume
from tui.settings import ExitCode

WEB = next(each for each in FLEET.services.values() if each.stack_id == SHOP.id and each.service_name == "web")


def registry(uri: str, login: RegistryCredentials | None = None, *, project: str = SHOP.id) -> Registry:
    number = identify("registry", project, uri)
    return Registry(id=number, project_id=project, uri=uri, description=f"of {uri}", credentials=login)


def volume(name: str, *users: str, stack: str = SHOP.id, orphaned: bool = False) -> Volume:
    return Volume(
        id=identify("volume", stack, name),
        name=name,
        stack_id=stack,
        orphaned=orphaned,
        linked_services=users,
        storage_usage_in_bytes=12_300_000,
        storage_usage_in_bytes_set_at=datetime(2026, 3, 10, tzinfo=UTC),
    )


def domain(name: str, *paths: IngressPath, verified: bool = True, errors: tuple[DnsError, ...] = ()) -> Ingress:
    return Ingress(
        id=identify("domain", name),
        project_id=SHOP.id,
        hostname=name,
        is_default=False,
        is_enabled=True,
        ownership=Ownership(verified=verified),
        dns_validation_errors=errors,
        ips=IngressIps(v4=("192.0.2.1",)),
        paths=paths or (IngressPath(path="/", target=PathTarget(use_default_page=True)),),
        tls=Tls(acme=True, is_created=verified),
    )


def to_web(path: str = "/", port: str = "8080/tcp") -> IngressPath:
    return IngressPath(path=path, target=PathTarget(container=ContainerTarget(id=WEB.id, port_protocol=port)))


def ls(api: FakeApi, home: Path, *arguments: str) -> list[list[str]]:
    done = call("--url", api.origin, "ls", *arguments, home=home, STACKDECK_TOKEN=TOKEN)
    assert (done.returncode, done.stderr) == (0, b"")
    return [line.split() for line in done.stdout.decode().splitlines()]


def test_registries_tell_who_logs_in_and_whether_that_works(api: FakeApi, tmp_path: Path) -> None:
    api.registries = [
        registry("wrong.example", RegistryCredentials(username="bot", valid=False)),
        registry("ghcr.io"),
        registry("ghcr.io", RegistryCredentials(username="me", valid=True), project=INTRANET.id),
    ]
    heads, *rows = ls(api, tmp_path, "registries")
    assert heads == ["PROJECT", "REGISTRY", "LOGIN", "STATE", "DESCRIPTION", "ID"]
    assert [row[:-3] for row in rows] == [
        ["intranet", "ghcr.io", "me", "accepted"],
        ["shop", "ghcr.io", "none"],
        ["shop", "wrong.example", "bot", "refused"],
    ]


def test_volumes_tell_their_size_and_who_uses_them(api: FakeApi, tmp_path: Path) -> None:
    api.volumes = {SHOP.id: [volume("old", orphaned=True), volume("new"), volume("data", WEB.id)]}
    heads, *rows = ls(api, tmp_path, "volumes")
    assert heads == ["PROJECT", "STACK", "VOLUME", "SIZE", "USED", "BY", "ID"]
    assert [row[:-1] for row in rows] == [
        ["shop", "default", "data", "12.3", "MB", "web"],
        ["shop", "default", "new", "12.3", "MB", "no", "service"],
        ["shop", "default", "old", "12.3", "MB", "detached"],
    ]


def test_a_domain_has_a_line_for_each_path(api: FakeApi, tmp_path: Path) -> None:
    away = IngressPath(path="/away", target=PathTarget(url="https://example.org/"))
    gone = PathTarget(container=ContainerTarget(id="gone", port_protocol="53/udp"))
    api.ingresses = [domain("shop.example", to_web(), away, IngressPath(path="/gone", target=gone))]
    heads, *rows = ls(api, tmp_path, "domains")
    assert heads == ["PROJECT", "DOMAIN", "PATH", "TARGET", "STATE", "TLS", "ID"]
    assert [" ".join(row[1:-1]) for row in rows] == [
        "shop.example / shop/default/web:8080 in order issued",
        "shop.example /away https://example.org/ in order issued",
        "shop.example /gone a service that is gone, port 53/udp in order issued",
    ]


def test_what_keeps_a_domain_from_working_is_said_in_words(api: FakeApi, tmp_path: Path) -> None:
    new = DnsError("ERROR_OF_TOMORROW")
    api.ingresses = [domain("shop.example", verified=False, errors=(DnsError.NO_A_RECORD, new))]
    _, row = ls(api, tmp_path, "domains")
    text = " ".join(row[4:-1])
    assert text == "page ownership open, no A record leads here, of tomorrow requested"


@pytest.mark.parametrize("kind", ["registries", "domains", "volumes"])
def test_one_project_can_be_picked(api: FakeApi, tmp_path: Path, kind: str) -> None:
    api.registries = [registry("a.example"), registry("b.example", project=INTRANET.id)]
    api.volumes = {SHOP.id: [volume("a")], INTRANET.id: [volume("b", stack=INTRANET.id)]}
    api.ingresses = [domain("a.example"), domain("b.example").model_copy(update={"project_id": INTRANET.id})]
    assert [row[0] for row in ls(api, tmp_path, kind)[1:]] == ["intranet", "shop"]
    assert [row[0] for row in ls(api, tmp_path, kind, "--project", "shop")[1:]] == ["shop"]


@pytest.mark.parametrize("kind", ["registries", "domains", "volumes"])
def test_hostile_texts_make_one_printable_line_each(api: FakeApi, tmp_path: Path, kind: str) -> None:
    api.registries = [registry(name) for name in HOSTILE]
    api.volumes = {SHOP.id: [volume(name, name) for name in HOSTILE]}
    api.ingresses = [domain(name, IngressPath(path=name, target=PathTarget(url=name))) for name in HOSTILE]
    done = call("--url", api.origin, "ls", kind, home=tmp_path, STACKDECK_TOKEN=TOKEN)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 1 + len(HOSTILE)
    assert all(line.isprintable() for line in lines)


def test_json_is_what_the_api_gave(api: FakeApi, tmp_path: Path) -> None:
    api.volumes = {SHOP.id: [volume("data", WEB.id)]}
    done = call("--url", api.origin, "ls", "volumes", "-o", "json", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    wanted = volume("data", WEB.id).model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert json.loads(done.stdout) == [wanted]


def test_a_project_that_may_not_be_asked_about_is_told_of_and_the_others_are_listed(
    api: FakeApi, tmp_path: Path
) -> None:
    api.registries = [registry("a.example"), registry("b.example", project=INTRANET.id)]
    api.refuses = {SHOP.id}
    done = call("--url", api.origin, "ls", "registries", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    assert done.returncode == ExitCode.REFUSED
    assert [line.split()[0] for line in done.stdout.decode().splitlines()] == ["PROJECT", "intranet"]
    assert done.stderr.decode().startswith("stackdeck: shop: ")
    alone = call("--url", api.origin, "ls", "registries", "--project", "shop", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    assert (alone.returncode, alone.stdout) == (ExitCode.REFUSED, b"")


def test_nothing_to_list_is_said_on_stderr(api: FakeApi, tmp_path: Path) -> None:
    done = call("--url", api.origin, "ls", "volumes", home=tmp_path, STACKDECK_TOKEN=TOKEN)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"There are no volumes that this token can see.\n"


def test_a_list_is_written_again_when_something_changes_also_after_a_failure(
    api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.ingresses = [domain("a.example")]
    with Program("--url", api.origin, "ls", "domains", "--watch", home=tmp_path, STACKDECK_TOKEN=TOKEN) as program:
        assert b"a.example" in program.read_lines(2)
        api.instead = lambda _method, path: refused(500, "down") if path == "/ingresses" else None
        api.wait_for("GET", "/ingresses", times=2)
        api.instead = lambda _method, _path: None
        api.ingresses = [domain("b.example")]
        assert b"b.example" in program.read_lines(3)
        code, _, complaint = program.end(signal.SIGINT)
    assert code == ExitCode.INTERRUPTED
    assert complaint.decode().splitlines() == ["stackdeck: The platform failed with HTTP 500: down"]
