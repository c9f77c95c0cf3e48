"""The bodies of ingresses, and what their paths and targets have to look like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

from tui.definitions.domains import path_problem
from tui.models.ingress import ContainerTarget, IngressPath, PathTarget
from tui.platform.api.errors import Problem
from tui.platform.api.requests import Body, Line
from tui.platform.domains.paths import same_path
from tui.platform.images.catalogue import find_image
from tui.platform.ports import container_ports
from tui.platform.store.outside import DEFAULT_PAGE
from tui.platform.store.records import Definition, ServiceRecord

MAX_PATHS = 100
_PORT = re.compile(r"(?P<number>[0-9]{1,5})/(?P<protocol>tcp|udp)")
_TARGETS = ("container", "url", "installation_id", "use_default_page")


class ContainerBody(Body):
    """A port of a service."""

    id: Line
    port_protocol: Line


class TargetBody(Body):
    """Where a path leads: one of the four."""

    container: ContainerBody | None = None
    url: Line | None = None
    installation_id: Line | None = None
    use_default_page: bool | None = None

    @property
    def kinds(self) -> list[str]:
        """Which of the four are given."""
        return [name for name in _TARGETS if getattr(self, name) is not None]


class PathBody(Body):
    """A path and where it leads."""

    path: str
    target: TargetBody


class PathsBody(Body):
    """PATCH of paths, which is sent as a bare list."""

    paths: tuple[PathBody, ...]


class IngressBody(Body):
    """POST of an ingress."""

    hostname: str
    project_id: str
    paths: tuple[PathBody, ...]


class AcmeBody(Body):
    """PATCH of the certificate: by ACME or not, or an uploaded one."""

    acme: bool | None = None
    certificate_id: str | None = None


def check_paths(
    paths: Sequence[PathBody], services: Collection[ServiceRecord], kept: Collection[PathTarget]
) -> Iterator[Problem]:
    """What is wrong with *paths*: they may lead to *services* and, whatever became of them, to what they led before."""
    if len(paths) > MAX_PATHS:
        yield Problem("paths", f"A domain has {MAX_PATHS} paths at most.", "length")
    seen: list[str] = []
    for number, each in enumerate(paths):
        here = f"paths.{number}"
        if path_problem(each.path):
            yield Problem(f"{here}.path", "A path begins with `/` and has neither `?` nor `#`.", "format")
        elif any(same_path(each.path, other) for other in seen):
            yield Problem(f"{here}.path", f"`{each.path}` leads somewhere already.", "duplicate")
        seen.append(each.path)
        if target_of(each.target) not in kept:
            yield from _check_target(f"{here}.target", each.target, services)


def paths_of(bodies: Sequence[PathBody], default: IngressPath = DEFAULT_PAGE) -> tuple[IngressPath, ...]:
    """The paths that are wanted, with *default* for `/` where it is not among them."""
    paths = tuple(IngressPath(path=each.path, target=target_of(each.target)) for each in bodies)
    return paths if any(each.path == "/" for each in paths) else (default, *paths)


def target_of(body: TargetBody) -> PathTarget:
    """The target that is wanted."""
    container = body.container
    if container:
        wanted = ContainerTarget(id=container.id.lower(), port_protocol=container.port_protocol)
        return PathTarget(container=wanted)
    return PathTarget(url=body.url, installation_id=body.installation_id, use_default_page=body.use_default_page)


def tcp_ports(service: ServiceRecord) -> list[int]:
    """The TCP ports that *service* has or would have when created anew: those declared, else those of its image."""
    found = [*_ports(service.pending), *_ports(service.deployed)]
    return list(dict.fromkeys(number for number, protocol in found if protocol == "tcp"))


def _ports(definition: Definition) -> list[tuple[int, str]]:
    image = find_image(definition.image)
    return container_ports(definition.ports or (image.ports if image else ()))


def _check_target(path: str, body: TargetBody, services: Collection[ServiceRecord]) -> Iterator[Problem]:
    match body.kinds:
        case ["container"] if body.container:
            yield from _check_container(f"{path}.container", body.container, services)
        case ["url"]:
            if not _is_web_address(body.url or ""):
                yield Problem(f"{path}.url", "This is a whole address such as `https://shop.example/`.", "format")
        case ["installation_id"]:
            text = f"There is no app installation {body.installation_id}: this platform runs containers alone."
            yield Problem(f"{path}.installationId", text, "unknown")
        case ["use_default_page"]:
            return
        case _:
            text = "A path leads to one of `container`, `url`, `installationId` and `useDefaultPage`."
            yield Problem(path, text, "format")


def _check_container(path: str, body: ContainerBody, services: Collection[ServiceRecord]) -> Iterator[Problem]:
    service = next((each for each in services if each.id == body.id.lower()), None)
    match = _PORT.fullmatch(body.port_protocol)
    if service is None:
        yield Problem(f"{path}.id", f"There is no service {body.id} in this project.", "unknown")
    if match is None:
        yield Problem(f"{path}.portProtocol", "This is a port such as `8080/tcp`.", "format")
    elif match["protocol"] != "tcp":
        yield Problem(f"{path}.portProtocol", "Domains lead to TCP ports alone.", "unsupported")
    elif service and int(match["number"]) not in (ports := tcp_ports(service)):
        known = ", ".join(f"{port}/tcp" for port in ports) or "no port at all"
        yield Problem(f"{path}.portProtocol", f"{service.name} has not {body.port_protocol} but {known}.", "unknown")


def _is_web_address(text: str) -> bool:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.hostname) and text.isprintable() and " " not in text
