"""What is sent to connect domains."""

from __future__ import annotations

import json

import pytest

from tests.client.support import SERVICE_ID, STACK_ID, Platform, answer, client_over, done
from tui.models.ingress import ContainerTarget, IngressPath, PathTarget, Tls

PATHS = (
    IngressPath(path="/", target=PathTarget(container=ContainerTarget(id=SERVICE_ID, port_protocol="8080/tcp"))),
    IngressPath(path="/old", target=PathTarget(url="https://old.example")),
)
SENT = [
    {"path": "/", "target": {"container": {"id": SERVICE_ID, "portProtocol": "8080/tcp"}}},
    {"path": "/old", "target": {"url": "https://old.example"}},
]


async def test_a_domain_is_made_with_its_paths_and_tells_how_to_prove_it() -> None:
    created = {"id": SERVICE_ID, "ownership": {"verified": False, "txtRecord": "prove=me"}}
    platform = Platform(answer(created, status=201))

    ingress = await client_over(platform).ingresses.create(STACK_ID, "shop.example", PATHS)

    assert ingress.ownership.txt_record == "prove=me"
    assert json.loads(platform.requests[0].content) == {
        "hostname": "shop.example",
        "projectId": STACK_ID,
        "paths": SENT,
    }


async def test_paths_are_replaced_by_a_bare_array() -> None:
    platform = Platform(done())

    await client_over(platform).ingresses.update_paths(SERVICE_ID, PATHS)

    assert json.loads(platform.requests[0].content) == SENT


@pytest.mark.parametrize(
    ("tls", "sent"),
    [
        (Tls(acme=True, is_created=True), {"acme": True}),
        (Tls(acme=False), {"acme": False}),
        (Tls(certificate_id=STACK_ID), {"certificateId": STACK_ID}),
    ],
)
async def test_a_certificate_comes_by_acme_or_was_uploaded(tls: Tls, sent: object) -> None:
    platform = Platform(answer({}))

    await client_over(platform).ingresses.update_tls(SERVICE_ID, tls)

    assert json.loads(platform.requests[0].content) == sent
