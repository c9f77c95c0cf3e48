"""What a declared service, volume or schedule has to look like; each finding with the path it is at."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tui.models.schedule import ScheduleError, check_cron, find_zone
from tui.platform.api.errors import Problem
from tui.platform.api.requests import ScheduleBody, ServiceBody
from tui.platform.api.specs import parse_memory

MAX_PORT = 65_535
MIN_MEMORY = 6 * 1024**2
"""As Docker has it: less can't hold a process."""

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}")
_IMAGE = re.compile(
    r"(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?"
    r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
    r"(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)
_PORT = re.compile(
    r"(?:(?P<public>[0-9]{1,5}(?:-[0-9]{1,5})?):)?(?P<container>[0-9]{1,5}(?:-[0-9]{1,5})?)(?:/(?:tcp|udp))?"
)
_CPUS = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,9})?")
_VARIABLE = re.compile(r"[^=\x00]+")


def check_name(path: str, name: str, what: str) -> Iterator[Problem]:
    """The key of a service or of a volume."""
    if not _NAME.fullmatch(name):
        rule = "1 to 63 letters, digits, dots, dashes and underscores, and begins with a letter or digit"
        yield Problem(path, f"The name of a {what} has {rule}.", "format")


def check_service(path: str, body: ServiceBody, *, sources: Collection[str], home: str) -> Iterator[Problem]:
    """The given fields of a service; *sources* are the volumes it may mount, *home* is its project's own folder."""
    given = body.model_fields_set
    if "image" in given and not _IMAGE.fullmatch(body.image):
        yield Problem(f"{path}.image", f"`{body.image}` is not the name of an image.", "format")
    for field, variables in (("environment", body.environment), ("envs", body.envs)):
        for name in variables:
            if not _VARIABLE.fullmatch(name):
                yield Problem(f"{path}.{field}.{name}", "This can't be the name of a variable.", "format")
    yield from _check_ports(f"{path}.ports", body.ports)
    yield from _check_mounts(f"{path}.volumes", body.volumes, sources, home)
    limits = body.deploy.resources.limits
    if limits.cpus is not None and not (_CPUS.fullmatch(limits.cpus) and float(limits.cpus) > 0):
        yield Problem(f"{path}.deploy.resources.limits.cpus", "This is a decimal number such as `0.5`.", "format")
    if limits.memory is not None and (parse_memory(limits.memory) or 0) < MIN_MEMORY:
        yield Problem(
            f"{path}.deploy.resources.limits.memory", "This is an amount such as `512m`, at least `6m`.", "format"
        )


def check_schedule(body: ScheduleBody) -> Iterator[Problem]:
    """When a stack is updated."""
    for check, text in ((check_cron, body.cron), (find_zone, body.timezone)):
        try:
            check(text)
        except ScheduleError as error:
            yield Problem(f"updateSchedule.{error.field}", str(error), "format")


def _check_ports(path: str, ports: tuple[str, ...]) -> Iterator[Problem]:
    taken: set[tuple[str, str]] = set()
    for number, text in enumerate(ports):
        match = _PORT.fullmatch(text)
        container = _range(match["container"]) if match else None
        public = _range(match["public"] or match["container"]) if match else None
        if not container or not public:
            yield Problem(f"{path}.{number}", f"`{text}` is not a port such as `8080:80/tcp` or `3306/tcp`.", "format")
        elif len(container) != len(public):
            yield Problem(f"{path}.{number}", f"The two ranges of `{text}` are not of one length.", "format")
        else:
            protocol = text.partition("/")[2] or "tcp"
            wanted = {(protocol, str(port)) for port in public}
            if wanted & taken:
                yield Problem(f"{path}.{number}", f"`{text}` was declared already.", "duplicate")
            taken |= wanted


def _range(text: str) -> range | None:
    first, _, last = text.partition("-")
    ports = range(int(first), int(last or first) + 1)
    return ports if ports and ports[0] >= 1 and ports[-1] <= MAX_PORT else None


def _check_mounts(path: str, mounts: tuple[str, ...], sources: Collection[str], home: str) -> Iterator[Problem]:
    taken: set[str] = set()
    for number, text in enumerate(mounts):
        here = f"{path}.{number}"
        source, _, rest = text.partition(":")
        mount, colon, _ = rest.partition(":")
        if colon:
            yield Problem(here, f"`{text}`: options such as `:ro` are not supported.", "unsupported")
        elif not _is_absolute(mount):
            yield Problem(here, f"`{text}` is not a volume and a path, such as `data:/var/lib/data`.", "format")
        elif mount in taken:
            yield Problem(here, f"Something is mounted at `{mount}` already.", "duplicate")
        elif source.startswith("/"):
            if not _is_absolute(source) or not f"{source}/".startswith(f"{home}/"):
                yield Problem(here, f"Only what is in `{home}` can be mounted by its path.", "forbidden")
        elif source not in sources:
            yield Problem(here, f"The volume `{source}` is not declared.", "unknown")
        taken.add(mount)


def _is_absolute(path: str) -> bool:
    return path.startswith("/") and "\0" not in path and not {".", ".."} & set(path.split("/"))
