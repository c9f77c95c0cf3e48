"""Whatever JSON is sent to the platform's writes, the answer is one of the contract's and no failure of its own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.document import check_answer, need_contract
from tests.platform.api.rig import running

ANY_TEXT = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "/",
        "/a",
        "shop.localhost",
        "ghcr.io",
        "8080/tcp",
        "https://a.example/",
        "web-app",
        "search",
        "version",
        "\x00",
    ]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)


def shaped(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object that has some of these fields, or any JSON in their place or its own."""
    return st.fixed_dictionaries({}, optional={name: each | ANY_JSON for name, each in fields.items()}) | ANY_JSON


TARGET = shaped(
    container=shaped(id=ANY_TEXT, portProtocol=ANY_TEXT), url=ANY_TEXT, installationId=ANY_TEXT, useDefaultPage=ANY_JSON
)
PATHS = st.lists(shaped(path=ANY_TEXT, target=TARGET), max_size=3) | ANY_JSON
CREDENTIALS = shaped(username=ANY_TEXT, password=ANY_TEXT)
INPUTS = st.lists(shaped(name=ANY_TEXT, value=ANY_TEXT), max_size=3)
CONFIG = shaped(templateId=ANY_TEXT, userInputs=INPUTS)
BODIES = {
    ("POST", "/v2/ingresses"): shaped(hostname=ANY_TEXT, projectId=st.just("PROJECT") | ANY_TEXT, paths=PATHS),
    ("PATCH", "/v2/ingresses/INGRESS/paths"): PATHS,
    ("PATCH", "/v2/ingresses/INGRESS/tls"): shaped(acme=st.booleans(), certificateId=st.just(str(uuid4()))),
    ("POST", "/v2/projects/PROJECT/registries"): shaped(
        uri=ANY_TEXT, description=ANY_TEXT, credentials=CREDENTIALS
    ).filter(lambda body: not _could_ask(body)),
    ("PATCH", "/v2/registries/REGISTRY"): shaped(uri=ANY_TEXT, description=ANY_TEXT),
    ("POST", "/v2/projects/PROJECT/stacks"): shaped(description=ANY_TEXT, templateConfig=CONFIG),
    ("POST", "/v2/stacks/PROJECT/actions/add-template-component"): shaped(templateConfig=CONFIG),
    ("PATCH", "/v2/stacks/PROJECT"): shaped(updateSchedule=shaped(cron=ANY_TEXT, timezone=ANY_TEXT)),
}


def _could_ask(body: object) -> bool:
    """Whether a registry somewhere would be asked: a name that is one, with a login for it."""
    return isinstance(body, dict) and isinstance(body.get("credentials"), dict) and "." in str(body.get("uri"))


Request = tuple[str, str, Any]
REQUEST = st.sampled_from(sorted(BODIES)).flatmap(
    lambda place: st.tuples(st.just(place[0]), st.just(place[1]), BODIES[place])
)


def filled(request: Request, names: dict[str, str]) -> Request:
    """*request* with ids in the place of their names."""
    method, path, body = request
    for name, value in names.items():
        path = path.replace(name, value)
        if isinstance(body, dict) and body.get("projectId") == name:
            body = body | {"projectId": value}
    return method, path, body


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(requests=st.lists(REQUEST, min_size=10, max_size=40))
async def test_any_body_is_answered_as_the_contract_says(
    tmp_path_factory: pytest.TempPathFactory, requests: list[Request]
) -> None:
    need_contract()
    async with running(tmp_path_factory.mktemp("any")) as rig:
        project = await rig.project("shop-prod")
        names = {"PROJECT": str(project["id"])}
        names["INGRESS"] = (await rig.get("/v2/ingresses", projectId=project["id"]))[1]["id"]
        names["REGISTRY"] = (await rig.get(f"/v2/projects/{project['id']}/registries"))[0]["id"]
        for method, path, body in (filled(each, names) for each in requests):
            response = await rig.client.request(method, path, json=body)
            check_answer(response)
            assert response.status_code < 500, (method, path, body, response.text)
        for path in ("/v2/ingresses", f"/v2/projects/{project['id']}/registries", "/v2/stacks"):
            await rig.get(path)
