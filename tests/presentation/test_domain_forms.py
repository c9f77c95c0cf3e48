"""What is asked about domains follows from what the stacks declare."""

from __future__ import annotations

import pytest

from tests import fleets
from tests.state.fake_domains import ingress
from tui.models.ingress import IngressPath, PathTarget
from tui.models.service import Service, ServiceState
from tui.presentation.domain_forms import adding_path, connecting, leading, ports_of, target_of
from tui.presentation.forms import Form, Settled, problems_of, settle
from tui.state.domains import lead_to_service


def declares(name: str, *ports: str, stack: str = "stack", deployed: tuple[str, ...] = ()) -> Service:
    service = fleets.service(name, stack=stack, project="stack")
    pending, running = ServiceState(image="a:1", ports=ports), ServiceState(image="a:1", ports=deployed or None)
    return service.model_copy(update={"pending_state": pending, "deployed_state": running})


WEB = declares("web", "8080:80/tcp", "9090/tcp", "53/udp")
MAILER = declares("mailer")
API = declares("api", "3000/tcp", stack="extra")
STACKS = [
    fleets.stack("stack", WEB, MAILER),
    fleets.stack("extra", API, project="stack", name="extra"),
    fleets.stack("void", project="stack", name="void"),
]


def form(service: Service | None = None, *, is_local: bool = True, taken: tuple[str, ...] = ()) -> Form:
    return connecting(STACKS, service=service, taken=taken, is_local=is_local)


def offered(settled: Settled, key: str) -> list[str]:
    (field,) = [each for each in settled.fields if each.key == key]
    return [choice.label for choice in field.choices]


def problem(form: Form, key: str, **typed: str) -> str:
    return problems_of(settle(form, typed), typed).get(key, "")


def test_services_follow_from_the_stack_and_ports_from_the_service() -> None:
    settled = settle(form(), {"stack": "stack", "service": WEB.id})
    assert offered(settled, "stack") == ["default", "extra", "void"]
    assert offered(settled, "service") == ["mailer", "web"]
    assert offered(settled, "port") == ["80", "9090"]
    assert offered(settle(form(), {"stack": "extra"}), "port") == ["3000"]


def test_the_service_one_came_from_is_chosen_to_begin_with() -> None:
    values = settle(form(API), {}).values
    assert (values["stack"], values["service"], values["port"]) == ("extra", API.id, "3000")


def test_the_first_service_with_a_port_is_chosen_where_one_came_from_none() -> None:
    values = settle(form(), {}).values
    assert (values["stack"], values["service"], values["port"]) == ("stack", WEB.id, "80")
    values = settle(form(API), {"stack": "stack"}).values
    assert (values["service"], values["port"]) == (WEB.id, "80")


def test_a_service_without_ports_says_what_to_do() -> None:
    told = problem(form(MAILER), "port", host="a.localhost")
    assert told == "mailer declares no TCP port. Add one under ports in the stack's definition first."
    assert problem(form(), "service", stack="void") == "There is no service in this stack."


def test_ports_that_are_not_deployed_yet_and_those_that_still_are_can_be_chosen() -> None:
    assert ports_of(declares("web", "80/tcp", deployed=("81/tcp", "80/tcp"))) == (80, 81)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("shop.localhost", ""),
        ("", "Host name is needed."),
        ("shop", "two parts"),
        ("WWW.a.example", "connected already"),
    ],
)
def test_the_name_is_checked_while_it_is_typed(host: str, told: str) -> None:
    found = problem(form(WEB, taken=("www.A.example",)), "host", host=host)
    assert told in found
    assert bool(told) is bool(found)


def test_the_hint_tells_what_works_at_once_on_this_machine_alone() -> None:
    hints = [settle(form(is_local=is_local), {}).fields[0].hint for is_local in (True, False)]
    assert ["localhost" in hint for hint in hints] == [True, False]


def test_a_path_is_asked_for_that_leads_nowhere_yet() -> None:
    shop = ingress("shop.localhost", IngressPath(path="/api", target=lead_to_service(WEB.id, 80)))
    asked = adding_path(shop, STACKS, service=WEB)
    assert problem(asked, "path", path="/api") == "/api leads somewhere already."
    assert problem(asked, "path", path="/API") == ""
    assert "begins with" in problem(asked, "path", path="api")


@pytest.mark.parametrize(
    "target",
    [
        lead_to_service(WEB.id, 9090),
        lead_to_service(API.id, 3000),
        PathTarget(url="https://a.example/"),
        PathTarget(use_default_page=True),
    ],
)
def test_changing_a_target_begins_with_where_the_path_leads(target: PathTarget) -> None:
    path = IngressPath(path="/", target=target)
    settled = settle(leading(ingress("shop.localhost", path), path, STACKS), {})
    assert problems_of(settled, {}) == {}
    assert target_of(settled.values) == target


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://a.example/b?c", ""),
        ("a.example", "begins with http"),
        ("javascript:alert(1)", "begins with http"),
        ("http://", "name of a host"),
        ("http://[::1", "not the address"),
        ("https://a.example:99999/", "not the address"),
        ("https://a.example/a b", "no spaces"),
    ],
)
def test_an_address_is_checked(address: str, told: str) -> None:
    path = IngressPath(path="/", target=PathTarget(use_default_page=True))
    found = problem(leading(ingress("a.example", path), path, STACKS), "address", kind="address", address=address)
    assert told in found
    assert bool(told) is bool(found)


def test_a_target_that_is_gone_leaves_the_choice_open() -> None:
    path = IngressPath(path="/", target=lead_to_service("gone", 80))
    values = settle(leading(ingress("a.example", path), path, STACKS), {}).values
    assert (values["kind"], values["stack"]) == ("service", "stack")
