"""What is asked when a domain is connected, or a path of it led somewhere; see `tui.presentation.forms`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tui.definitions.domains import hostname_problem, path_problem
from tui.definitions.ports import tcp_ports
from tui.models.ingress import IngressPath, PathTarget
from tui.presentation.forms import Choice, Field, Form, Kind, Values
from tui.presentation.texts import count, plain
from tui.state.domains import lead_to_service

if TYPE_CHECKING:
    from tui.models.ingress import Ingress
    from tui.models.service import Service
    from tui.models.stack import Stack


class LeadsTo(StrEnum):
    """What a path can be led to here."""

    SERVICE = "service"
    ADDRESS = "address"
    DEFAULT_PAGE = "default page"


_KINDS = (
    Choice(LeadsTo.SERVICE, "a service", "one of its ports"),
    Choice(LeadsTo.ADDRESS, "an address", "browsers are sent there"),
    Choice(LeadsTo.DEFAULT_PAGE, "the default page"),
)
LOCAL_HINT = "Names below localhost, such as shop.localhost, work at once; any other is proven with a TXT record."
HINT = "A name such as shop.example.com; a TXT record proves afterwards that it is yours."


def connecting(stacks: Sequence[Stack], *, service: Service | None, taken: Collection[str], is_local: bool) -> Form:
    """Asks for a domain and the port it is to lead to.

    *service* is chosen to begin with, names in *taken* are connected already; *is_local* on the platform of this
    machine.
    """

    def fields(typed: Values) -> Sequence[Field]:
        host = Field(
            key="host",
            label="Host name",
            required=True,
            hint=LOCAL_HINT if is_local else HINT,
            check=_hostname_check(taken),
            paths=("hostname",),
        )
        return (host, *_service_fields(typed, stacks, _lead_to(service)))

    return Form(title="Connect a domain", verb="connect", doing="Connecting the domain", fields=fields)


def adding_path(ingress: Ingress, stacks: Sequence[Stack], *, service: Service | None) -> Form:
    """Asks for another path of a domain, and where it is to lead."""
    taken = [path.path for path in ingress.paths]

    def fields(typed: Values) -> Sequence[Field]:
        path = Field(
            key="path",
            label="Path",
            required=True,
            hint="All below it goes the same way, but for longer paths that lead elsewhere.",
            check=_path_check(taken),
            paths=("path",),
        )
        return (path, *_target_fields(typed, stacks, _lead_to(service)))

    title = f"Add a path to {plain(ingress.hostname)}"
    return Form(title=title, verb="add", doing="Adding the path", fields=fields)


def leading(ingress: Ingress, path: IngressPath, stacks: Sequence[Stack]) -> Form:
    """Asks where a path is to lead from now on; it begins with where it leads."""

    def fields(typed: Values) -> Sequence[Field]:
        return _target_fields(typed, stacks, path.target)

    title = f"Where {plain(ingress.hostname + path.path)} leads"
    return Form(title=title, verb="change", doing="Changing the target", fields=fields)


def target_of(values: Values) -> PathTarget:
    """The target that was chosen."""
    match values["kind"]:
        case LeadsTo.ADDRESS:
            return PathTarget(url=values["address"])
        case LeadsTo.DEFAULT_PAGE:
            return PathTarget(use_default_page=True)
        case _:
            return lead_to_service(values["service"], int(values["port"]))


def ports_of(service: Service) -> tuple[int, ...]:
    """The TCP ports that a service declares, those that are not deployed yet too."""
    return tcp_ports((*(service.pending_state.ports or ()), *(service.deployed_state.ports or ())))


def _target_fields(typed: Values, stacks: Sequence[Stack], now: PathTarget | None) -> Sequence[Field]:
    kind = Field(key="kind", label="Leads to", kind=Kind.CHOICE, choices=_KINDS, value=_kind_of(now))
    match typed["kind"]:
        case LeadsTo.ADDRESS:
            address = Field(
                key="address",
                label="Address",
                value=(now.url if now else None) or "",
                required=True,
                hint="The whole address, such as https://shop.example.com/.",
                check=_address_problem,
                paths=("url",),
            )
            return (kind, address)
        case LeadsTo.DEFAULT_PAGE:
            return (kind,)
        case _:
            return (kind, *_service_fields(typed, stacks, now))


def _service_fields(typed: Values, stacks: Sequence[Stack], now: PathTarget | None) -> Sequence[Field]:
    """Stack, service and port, each chosen from what follows from the one before.

    To begin with *now* is chosen, else the first service that has a port.
    """
    chosen = now.container if now else None
    homes = [stack.id for stack in stacks if chosen and _service(stack.services, chosen.id)]
    homes += [stack.id for stack in stacks if _first_with_port(stack.services)]
    stack = next((each for each in stacks if each.id == typed["stack"]), None)
    services = sorted(stack.services, key=lambda each: each.service_name.casefold()) if stack else []
    service = _service(services, typed["service"])
    return (
        Field(
            key="stack",
            label="Stack",
            kind=Kind.CHOICE,
            value=homes[0] if homes else "",
            required=True,
            choices=[Choice(each.id, each.description, count(len(each.services), "service")) for each in stacks],
        ),
        Field(
            key="service",
            label="Service",
            kind=Kind.CHOICE,
            value=chosen.id if chosen and _service(services, chosen.id) else _first_with_port(services),
            required=True,
            choices=[Choice(each.id, each.service_name, _ports_note(each)) for each in services],
            empty="There is no service in this stack.",
            paths=("container.id",),
        ),
        Field(
            key="port",
            label="Port",
            kind=Kind.CHOICE,
            value=chosen.port_protocol.partition("/")[0] if chosen else "",
            required=True,
            choices=[Choice(str(port), str(port), "tcp") for port in (ports_of(service) if service else ())],
            empty=_no_ports(service),
            paths=("container.portProtocol",),
        ),
    )


def _first_with_port(services: Iterable[Service]) -> str:
    """The id of the first service that has a port, empty where none has."""
    return next((each.id for each in services if ports_of(each)), "")


def _service(services: Iterable[Service], service_id: str) -> Service | None:
    return next((each for each in services if each.id == service_id), None)


def _ports_note(service: Service) -> str:
    ports = ports_of(service)
    if not ports:
        return "declares no port"
    return ("port " if len(ports) == 1 else "ports ") + ", ".join(map(str, ports))


def _no_ports(service: Service | None) -> str:
    if service is None:
        return "Choose a service first."
    return f"{plain(service.service_name)} declares no TCP port. Add one under ports in the stack's definition first."


def _lead_to(service: Service | None) -> PathTarget | None:
    """The first port of the service, as what is chosen to begin with."""
    if service is None:
        return None
    return lead_to_service(service.id, next(iter(ports_of(service)), 0))


def _kind_of(target: PathTarget | None) -> LeadsTo:
    if target is not None and target.url:
        return LeadsTo.ADDRESS
    return LeadsTo.DEFAULT_PAGE if target is not None and target.use_default_page else LeadsTo.SERVICE


def _hostname_check(taken: Iterable[str]) -> Callable[[str], str]:
    """The check of a name that may not be among those that are *taken*, in any case."""
    known = {name.casefold() for name in taken}

    def check(text: str) -> str:
        if problem := hostname_problem(text):
            return problem
        return f"{text} is connected already." if text.casefold().removesuffix(".") in known else ""

    return check


def _path_check(taken: Collection[str]) -> Callable[[str], str]:
    """The check of a path that may not be among those that are *taken*."""

    def check(text: str) -> str:
        if problem := path_problem(text):
            return problem
        return f"{text} leads somewhere already." if text in taken else ""

    return check


def _address_problem(text: str) -> str:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return "This is not the address of a web page."
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "A whole address begins with http:// or https:// and the name of a host."
    return "" if text.isprintable() and " " not in text else "An address has no spaces and no control characters."
