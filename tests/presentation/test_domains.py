"""Domains in words: where they lead, what keeps them from working, what there is to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import fleets
from tests.fleets import NOW
from tests.state.fake_domains import ingress
from tui.models.ingress import DnsError, Ingress, IngressPath, Ownership, PathTarget, Tls
from tui.presentation.domain_details import DomainSubject, sections
from tui.presentation.domains import certificate, in_order, path_at, reachability, rows, summary, target_words
from tui.presentation.palette import ASCII, Look, Palette
from tui.state.domains import lead_to_service
from tui.state.fleet import Fleet

PALETTE = Palette(good="green", moving="yellow", bad="red", muted="dim", accent="blue")
LOOK = Look(PALETTE)
HOSTILE = "[/bin/sh][red]\x1b[2J\u202e"


def fleet(status: str = "running") -> Fleet:
    return fleets.fleet(fleets.stack("stack", fleets.service("web", status), fleets.service("worker")))


def to_web(path: str = "/") -> IngressPath:
    return IngressPath(path=path, target=lead_to_service("stack-web", 8080))


def changed(one: Ingress, **changes: object) -> Ingress:
    return one.model_copy(update=changes)


def shown(*ingresses: Ingress, fleet: Fleet | None = None, look: Look = LOOK) -> list[list[str]]:
    found = [row for each in ingresses for row in rows(each, fleet or _FLEET, now=NOW, look=look)]
    return [[str(cell) for cell in row.cells] for row in found]


_FLEET = fleet()


def test_each_path_has_a_row_the_root_first() -> None:
    shop = ingress("shop.localhost", to_web("/b"), IngressPath(path="/a", target=PathTarget(url="https://a.example")))
    shop = changed(shop, paths=(*shop.paths, to_web()))
    assert shown(shop) == [
        ["● shop.localhost", "● web:8080", "● in order", "○ none"],
        ["● shop.localhost/a", "→ https://a.example", "● in order", "○ none"],
        ["● shop.localhost/b", "● web:8080", "● in order", "○ none"],
    ]


def test_signs_are_ascii_where_the_terminal_has_no_others() -> None:
    shop = ingress("shop.localhost", IngressPath(path="/", target=PathTarget(url="https://a.example")))
    assert shown(shop, look=Look(PALETTE, ASCII))[0][1] == "> https://a.example"
    assert "".join(shown(shop, look=Look(PALETTE, ASCII))[0]).isascii()


@pytest.mark.parametrize(
    ("status", "domain", "target"),
    [
        ("error", "▲ shop.localhost", "▲ web:8080, error"),
        ("stopped", "● shop.localhost", "○ web:8080, stopped"),
        ("starting", "◐ shop.localhost", "◐ web:8080, starting"),
    ],
)
def test_a_service_that_does_not_run_is_seen_at_its_domain(status: str, domain: str, target: str) -> None:
    (row,) = shown(ingress("shop.localhost", to_web()), fleet=fleet(status))
    assert (row[0], row[1]) == (domain, target)


def test_where_a_path_leads_is_said_in_words() -> None:
    several = fleets.fleet(
        fleets.stack("p", fleets.service("web", stack="p", project="p")),
        fleets.stack("s", fleets.service("api", stack="s", project="p"), project="p", name="extra"),
    )
    assert target_words(lead_to_service("stack-web", 80), _FLEET) == "web:80"
    assert target_words(lead_to_service("s-api", 80), several) == "extra/api:80"
    assert target_words(lead_to_service("gone", 80), _FLEET) == "a service that is gone, port 80"
    assert target_words(PathTarget(installation_id="a-1"), _FLEET) == "app installation a-1"
    assert target_words(PathTarget(use_default_page=True), _FLEET) == "default page"
    assert target_words(PathTarget(), _FLEET) == "unknown"
    assert "hunter2" not in target_words(PathTarget(url="https://me:hunter2@a.example/"), _FLEET)


@pytest.mark.parametrize(
    ("errors", "verified", "enabled", "words"),
    [
        ((), True, True, "● in order"),
        ((), False, True, "◐ ownership open"),
        (("ERROR_NO_A_RECORD",), False, True, "◐ ownership open, no A record leads here"),
        (("ERROR_QUAD_A",), True, True, "▲ an AAAA record leads elsewhere"),
        (("ERROR_UNSPECIFIED",), True, True, "▲ can't be read, or is wrong"),
        (("ERROR_SOLAR_FLARE",), True, True, "▲ solar flare"),
        (("ERROR_ACME_CERTIFICATE_REQUEST_DEADLINE_EXCEEDED",), True, True, "● in order"),
        (("ERROR_NO_A_RECORD",), True, False, "○ disabled"),
    ],
)
def test_what_keeps_a_domain_from_being_reached(
    errors: tuple[str, ...], words: str, *, verified: bool, enabled: bool
) -> None:
    found = changed(
        ingress("shop.example", verified=verified),
        dns_validation_errors=tuple(map(DnsError, errors)),
        is_enabled=enabled,
    )
    assert reachability(found).text(LOOK).plain == words


LATER, EARLIER = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("tls", "errors", "words"),
    [
        (Tls(acme=False, is_created=False), (), "○ none"),
        (Tls(acme=True, is_created=True), (), "● issued"),
        (Tls(acme=True, is_created=False, request_deadline=LATER), (), "◐ requested"),
        (Tls(acme=True, is_created=False, request_deadline=EARLIER), (), "▲ none came in time"),
        (Tls(acme=True, is_created=False), (DnsError.ACME_DEADLINE_EXCEEDED,), "▲ none came in time"),
        (Tls(certificate_id="c"), (), "● uploaded"),
        (Tls(), (), "○ none"),
    ],
)
def test_which_certificate_a_domain_has(tls: Tls, errors: tuple[DnsError, ...], words: str) -> None:
    found = changed(ingress("shop.example"), tls=tls, dns_validation_errors=errors)
    assert certificate(found, NOW).text(LOOK).plain == words


def test_domains_of_the_service_come_first_and_the_default_one_last() -> None:
    default = ingress("aaa.localhost", default=True)
    found = [default, ingress("c.localhost", to_web()), ingress("B.localhost"), ingress("a.localhost")]
    assert [each.hostname for each in in_order(found)] == ["a.localhost", "B.localhost", "c.localhost", "aaa.localhost"]
    ordered = in_order(found, service_id="stack-web")
    assert [each.hostname for each in ordered] == ["c.localhost", "a.localhost", "B.localhost", "aaa.localhost"]


def details(one: Ingress, fleet: Fleet = _FLEET) -> dict[str, list[tuple[str, str, str]]]:
    found = sections(DomainSubject(ingress=one, fleet=fleet, look=LOOK, now=NOW))
    return {
        section.key: [(each.label, each.values[0].plain, "".join(each.copies)) for each in section.entries]
        for section in found
    }


def test_details_say_which_record_proves_the_ownership_and_let_it_be_copied() -> None:
    found = details(ingress("shop.example", to_web(), verified=False))
    assert ("TXT record", "verification=shop.example", "verification=shop.example") in found["ownership"]
    assert any("add it to shop.example where its DNS is kept" in words for _, words, _ in found["ownership"])
    assert "ownership" not in details(ingress("shop.example", to_web()))


def test_details_say_what_the_records_should_be() -> None:
    wrong = changed(ingress("shop.example"), dns_validation_errors=(DnsError.NO_A_RECORD, DnsError.QUAD_A))
    dns = details(wrong)["dns"]
    assert ("Wrong", "no A record leads here: let the A record say 192.0.2.7", "ERROR_NO_A_RECORD") in dns
    assert ("Wrong", "an AAAA record leads elsewhere: remove it", "ERROR_QUAD_A") in dns
    assert ("A record", "192.0.2.7", "192.0.2.7") in dns


def test_details_give_the_address_of_each_path() -> None:
    found = details(ingress("shop.localhost", to_web(), to_web("/api"), http_port=30123))
    assert found["domain"][1] == ("Address", "http://shop.localhost:30123/", "http://shop.localhost:30123/")
    assert found["paths"] == [
        ("/", "● web:8080", "http://shop.localhost:30123/"),
        ("/api", "● web:8080", "http://shop.localhost:30123/api"),
    ]


def test_texts_from_outside_are_shown_as_they_are_and_do_nothing() -> None:
    path = IngressPath(path=f"/{HOSTILE}", target=PathTarget(url=f"https://{HOSTILE}"))
    bad = changed(
        ingress(HOSTILE, path),
        ownership=Ownership(verified=False, txt_record=HOSTILE),
        dns_validation_errors=(DnsError(HOSTILE),),
        tls=Tls(certificate_id=HOSTILE),
    )
    texts = [text for row in shown(bad) for text in row]
    texts += [text for entries in details(bad).values() for label, words, _ in entries for text in (label, words)]
    assert all("\x1b" not in text and "\u202e" not in text for text in texts)
    assert any("[/bin/sh][red]" in text for text in texts)
    assert "Address" not in [label for label, _, _ in details(bad)["domain"]]


def test_the_filter_finds_a_domain_by_its_words() -> None:
    (row,) = rows(ingress("shop.example", to_web(), verified=False), _FLEET, now=NOW, look=LOOK)
    assert all(word in row.folded for word in ("shop.example", "web:8080", "ownership open", "none"))


def test_a_row_says_what_is_being_done_and_which_path_it_is_of() -> None:
    shop = ingress("shop.localhost", to_web(), to_web("/api"))
    (root, api) = rows(shop, _FLEET, now=NOW, look=LOOK, doing="removing")
    assert str(root.cells[2]) == "◐ removing…"
    assert path_at(shop, api.key) == to_web("/api")
    assert path_at(ingress("shop.localhost", to_web()), api.key) is None


def test_the_summary_counts_what_needs_somebody() -> None:
    broken = changed(ingress("a.example"), dns_validation_errors=(DnsError.QUAD_A,))
    assert summary([ingress("b.example")]) == "1 domain"
    assert (
        summary([broken, ingress("c.example", verified=False), ingress("b.example")])
        == "3 domains, 1 with open ownership, 1 not in order"
    )
