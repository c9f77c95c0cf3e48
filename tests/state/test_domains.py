"""Changes of domains, and their addresses."""

from __future__ import annotations

import httpx
import pytest

from tests.state.fake_domains import ingress
from tests.state.fake_platform import FakePlatform
from tui.client.errors import BadAnswer, NotFound
from tui.models.ingress import Ingress, IngressPath, PathTarget, Tls
from tui.state.domains import Domains, address_of, lead_to_service

WEB = lead_to_service("web", 8080)
ELSEWHERE = PathTarget(url="https://elsewhere.example/")


def platform(*ingresses: Ingress) -> FakePlatform:
    found = FakePlatform([], [])
    found.domains.add(*ingresses)
    return found


async def test_a_domain_is_connected_to_a_port_of_a_service() -> None:
    fake = platform()
    async with fake.client() as client:
        made = await Domains(client).connect("stack", "shop.localhost", IngressPath(path="/", target=WEB))
    assert (made.hostname, made.paths) == ("shop.localhost", (IngressPath(path="/", target=WEB),))
    (sent,) = fake.domains.sent
    assert sent == {
        "hostname": "shop.localhost",
        "projectId": "stack",
        "paths": [{"path": "/", "target": {"container": {"id": "web", "portProtocol": "8080/tcp"}}}],
    }


async def test_a_path_is_added_changed_and_removed_beside_what_others_wrote_meanwhile() -> None:
    shop = ingress("shop.localhost", IngressPath(path="/", target=WEB))
    fake = platform(shop)
    others = (*shop.paths, IngressPath(path="/theirs", target=ELSEWHERE))
    fake.domains.add(shop.model_copy(update={"paths": others}))

    def paths() -> list[tuple[str, PathTarget]]:
        return [(each.path, each.target) for each in fake.domains.known[shop.id].paths]

    async with fake.client() as client:
        domains = Domains(client)
        await domains.lead(shop.id, IngressPath(path="/api", target=WEB))
        assert paths() == [("/", WEB), ("/theirs", ELSEWHERE), ("/api", WEB)]
        await domains.lead(shop.id, IngressPath(path="/", target=ELSEWHERE))
        assert paths() == [("/", ELSEWHERE), ("/theirs", ELSEWHERE), ("/api", WEB)]
        await domains.drop_path(shop.id, "/api")
        assert paths() == [("/", ELSEWHERE), ("/theirs", ELSEWHERE)]


async def test_paths_are_not_written_while_one_of_them_is_not_understood() -> None:
    fake = platform(ingress("shop.localhost", IngressPath(path="/", target=PathTarget())))
    async with fake.client() as client:
        with pytest.raises(BadAnswer, match=r"shop\.localhost"):
            await Domains(client).lead("stack-shop.localhost", IngressPath(path="/api", target=WEB))
    assert fake.domains.sent == []


async def test_only_the_domains_of_the_project_are_read_and_one_goes_when_removed() -> None:
    fake = platform(ingress("a.localhost"), ingress("b.localhost", project="other"))
    async with fake.client() as client:
        domains = Domains(client)
        assert [each.hostname for each in await domains.of_project("stack")] == ["a.localhost"]
        await domains.remove("stack-a.localhost")
        assert await domains.of_project("stack") == ()
        with pytest.raises(NotFound):
            await domains.remove("stack-a.localhost")


async def test_ownership_and_certificate_are_asked_for() -> None:
    fake = platform(ingress("shop.example", verified=False))
    async with fake.client() as client:
        domains = Domains(client)
        await domains.verify_ownership("stack-shop.example")
        await domains.request_certificate("stack-shop.example")
    known = fake.domains.known["stack-shop.example"]
    assert known.ownership.verified
    assert known.tls.acme
    assert fake.asked[-1].endswith("/actions/request-acme-certificate-issuance")


@pytest.mark.parametrize(
    ("hostname", "path", "port", "tls", "address"),
    [
        ("shop.localhost", "/", 30123, Tls(acme=False), "http://shop.localhost:30123/"),
        ("shop.example", "/api", None, Tls(acme=False), "http://shop.example/api"),
        ("shop.example", "/", None, Tls(acme=True, is_created=True), "https://shop.example/"),
        ("shop.example", "/", 30123, Tls(certificate_id="c"), "https://shop.example/"),
        ("bücher.example", "/größe", None, Tls(), "http://xn--bcher-kva.example/gr%C3%B6%C3%9Fe"),
        ("shop.example", '/a"$(id)`b', None, Tls(), "http://shop.example/a%22$(id)%60b"),
        ("-oProxyCommand=x.example", "/", None, Tls(), None),
        ("[/bin/sh]\x1b[2J", "/", None, Tls(), None),
        ("evil.example@shop.example", "/", None, Tls(), None),
    ],
)
def test_addresses(hostname: str, path: str, port: int | None, tls: Tls, address: str | None) -> None:
    domain = ingress(hostname, http_port=port).model_copy(update={"tls": tls})
    assert address_of(domain, path) == address


async def test_what_the_platform_says_about_a_refusal_is_kept() -> None:
    fake = platform(ingress("shop.example", verified=False))
    fake.fails = lambda request: (
        httpx.Response(412, json={"type": "PreconditionFailed", "message": "The TXT record is missing."})
        if request.url.path.endswith("verify-ownership")
        else None
    )
    async with fake.client() as client:
        with pytest.raises(Exception, match=r"The TXT record is missing\."):
            await Domains(client).verify_ownership("stack-shop.example")
