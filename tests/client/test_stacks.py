"""What is sent to make and change stacks, to the letter: a field too many deletes or resets something."""

from __future__ import annotations

import json

import pytest

from tests.client.support import (
    SERVICE_ID,
    STACK_ID,
    Platform,
    answer,
    client_over,
    done,
    service_content,
    stack_content,
)
from tui.models.declaration import (
    DeclaredService,
    DeclaredStack,
    DeclaredVolume,
    ServicePatch,
    StackPatch,
    TemplateConfig,
    VolumePatch,
)
from tui.models.service import Deploy, ResourceLimits, Resources, ServiceStatus
from tui.models.stack import UpdateSchedule
from tui.models.template import UserInputAnswer

STACK = answer(stack_content())


@pytest.mark.parametrize(
    ("patch", "sent"),
    [
        (StackPatch(), {}),
        (StackPatch(description="shop"), {"description": "shop"}),
        (StackPatch(services={"web": ServicePatch()}), {"services": {"web": {}}}),
        (StackPatch(services={"web": ServicePatch(command=())}), {"services": {"web": {"command": []}}}),
        (StackPatch(services={"web": ServicePatch(environment={})}), {"services": {"web": {"environment": {}}}}),
        (
            StackPatch(services={"web": ServicePatch(deploy=Deploy(resources=Resources()))}),
            {"services": {"web": {"deploy": {"resources": {}}}}},
        ),
        (
            StackPatch(services={"web": ServicePatch(restart_policy="on-failure")}),
            {"services": {"web": {"restartPolicy": "on-failure"}}},
        ),
        (StackPatch(volumes={"data": VolumePatch(name="data")}), {"volumes": {"data": {"name": "data"}}}),
        (StackPatch(update_schedule=None), {"updateSchedule": None}),
        (StackPatch(update_schedule=UpdateSchedule(cron="0 3 * * *")), {"updateSchedule": {"cron": "0 3 * * *"}}),
    ],
)
async def test_a_change_sends_the_fields_that_were_set_and_no_other(patch: StackPatch, sent: object) -> None:
    platform = Platform(STACK)

    await client_over(platform).stacks.update(STACK_ID, patch)

    (request,) = platform.requests
    assert (request.method, request.url.path, request.url.query) == ("PATCH", f"/v2/stacks/{STACK_ID}", b"")
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == sent


async def test_a_change_may_apply_at_once() -> None:
    platform = Platform(STACK)

    await client_over(platform).stacks.update(STACK_ID, StackPatch(description="shop"), recreate=True)

    assert platform.requests[0].url.query == b"recreate=true"


async def test_a_declaration_names_all_services_and_volumes_even_when_there_are_none() -> None:
    platform = Platform(STACK)

    await client_over(platform).stacks.declare(STACK_ID, DeclaredStack())

    assert platform.requests[0].method == "PUT"
    assert json.loads(platform.requests[0].content) == {"services": {}, "volumes": {}}


async def test_a_declaration_leaves_out_what_is_left_to_the_image() -> None:
    platform = Platform(STACK)
    limits = Deploy(resources=Resources(limits=ResourceLimits(memory="512m")))
    declared = DeclaredStack(
        services={"web": DeclaredService(image="shop/web:1", environment={"A": "ü\n"}, deploy=limits)},
        volumes={"data": DeclaredVolume(name="data")},
    )

    await client_over(platform).stacks.declare(STACK_ID, declared)

    assert json.loads(platform.requests[0].content) == {
        "services": {
            "web": {
                "image": "shop/web:1",
                "environment": {"A": "ü\n"},
                "deploy": {"resources": {"limits": {"memory": "512m"}}},
            }
        },
        "volumes": {"data": {"name": "data"}},
    }


async def test_a_stack_is_made_empty_or_from_a_template() -> None:
    platform = Platform(answer(stack_content(), status=201))
    client = client_over(platform)
    template = TemplateConfig(template_id="t-1", user_inputs=(UserInputAnswer(name="domain", value="shop.example"),))

    await client.stacks.create("p-abcdef", "shop")
    await client.stacks.create("p-abcdef", "shop", template=template)

    config = {"templateId": "t-1", "userInputs": [{"name": "domain", "value": "shop.example"}]}
    assert [json.loads(request.content) for request in platform.requests] == [
        {"description": "shop"},
        {"description": "shop", "templateConfig": config},
    ]


async def test_a_stack_comes_with_what_is_absent_when_empty() -> None:
    stack = await client_over(Platform(STACK)).stacks.get(STACK_ID)

    assert (stack.services, stack.volumes, stack.is_default) == ((), (), True)


async def test_a_service_with_values_of_tomorrow_is_read() -> None:
    content = service_content(status="hibernating", restartPolicy="sometimes", statusSetAt="2025-01-01T12:00:00", new=1)

    service = await client_over(Platform(answer(content))).services.get(STACK_ID, SERVICE_ID)

    assert service.status == "hibernating"
    assert service.status not in list(ServiceStatus)
    assert service.status_set_at.utcoffset() is not None


async def test_pulling_may_leave_the_service_as_it_is() -> None:
    platform = Platform(done())
    client = client_over(platform)

    await client.services.pull(STACK_ID, "c-000002")
    await client.services.pull(STACK_ID, "c-000002", skip_recreate=True)

    path = f"/v2/stacks/{STACK_ID}/services/c-000002/actions/pull"
    assert [request.url.raw_path.decode() for request in platform.requests] == [path, f"{path}?skipRecreate=true"]
