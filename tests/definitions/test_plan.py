"""The plan of an apply: what it says, and that bringing it about gives what was wanted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.definitions import server
from tests.definitions.stacks import hostile, make_service, make_stack, make_volume, names, services, shop, stacks
from tests.definitions.test_yaml import SHOP
from tui.definitions.checking import check
from tui.definitions.declared import canonical, declared_of, fingerprint
from tui.definitions.patch import make_patch
from tui.definitions.plan import ChangeKind, Plan, make_plan
from tui.definitions.secrets import MASK
from tui.definitions.yaml import to_yaml
from tui.models.declaration import DeclaredStack, DeclaredVolume
from tui.models.service import Deploy, ResourceLimits, Resources, RestartPolicy, Service, ServiceState, ServiceStatus
from tui.models.stack import Stack


def plan_of(text: str, stack: Stack | None = None) -> Plan:
    """The plan of applying `text` to the shop."""
    declared = check(text).declared
    assert declared is not None
    return make_plan(stack or shop(), declared)


def told(plan: Plan) -> list[tuple[str, str]]:
    """The changes of a plan as kind and name."""
    return [(change.kind.value, change.name) for change in plan.changes]


def test_the_definition_as_it_is_changes_nothing() -> None:
    assert plan_of(SHOP).is_empty


def test_a_changed_image_is_told_with_what_it_was() -> None:
    (change,) = plan_of(SHOP.replace("1.4.2", "1.5.0")).services

    assert (change.kind, change.name, change.needs_recreate) == (ChangeKind.CHANGED, "web", True)
    assert [(field.label, field.old, field.new) for field in change.fields] == [
        ("image", "shop/web:1.4.2", "shop/web:1.5.0")
    ]


def test_services_left_out_are_deleted_and_new_ones_created() -> None:
    plan = plan_of("services:\n  web2: {image: shop/web:1.4.2}\n")

    assert told(plan) == [
        ("created", "web2"),
        ("deleted", "web"),
        ("deleted", "worker"),
        ("deleted", "db"),
        ("detached", "data"),
    ]
    assert [change.name for change in plan.deletes] == ["web", "worker", "db"]


def test_every_field_is_told() -> None:
    text = """\
services:
  web:
    image: shop/web:1.4.2
    description: Front
    command: [serve, --port, "80"]
    entrypoint: [/bin/web]
    environment:
      PORT: "80"
      DEBUG: "1"
    ports: [80:80/tcp]
    volumes: [data:/data]
    restartPolicy: always
    deploy: {resources: {limits: {memory: 1g}}}
"""
    change = plan_of(text).services[0]

    assert [(field.label, field.old, field.new) for field in change.fields] == [
        ("description", "Shop front", "Front"),
        ("command", None, "serve --port 80"),
        ("entrypoint", None, "/bin/web"),
        ("environment PORT", "8080", "80"),
        ("environment DATABASE_URL", f"postgres://shop:{MASK}@db:5432/shop", None),
        ("environment DEBUG", None, "1"),
        ("ports", "8080:8080/tcp", None),
        ("ports", None, "80:80/tcp"),
        ("volumes", None, "data:/data"),
        ("restartPolicy", "unless-stopped", "always"),
        ("cpus", "0.5", None),
        ("memory", "512m", "1g"),
    ]


def test_a_new_description_alone_needs_no_recreate() -> None:
    (change,) = plan_of(SHOP.replace("Shop front", "Front")).services

    assert not change.needs_recreate


def test_a_stopped_service_is_not_recreated_by_itself() -> None:
    stack = make_stack(make_service("web", ServiceState(image="a"), status=ServiceStatus.STOPPED))

    plan = plan_of("services:\n  web:\n    image: b\n", stack)

    assert plan.services[0].needs_recreate
    assert plan.recreates == ()


def test_secrets_are_masked_even_where_they_change() -> None:
    (change,) = plan_of(SHOP.replace("s3cr3t", "0th3r")).services

    assert [(field.label, field.old, field.new) for field in change.fields] == [("environment API_TOKEN", MASK, MASK)]


def test_entries_in_another_order_are_a_change() -> None:
    stack = make_stack(make_service("web", ServiceState(image="a", ports=("1/tcp", "2/tcp"))))

    (change,) = plan_of("services:\n  web:\n    image: a\n    ports: [2/tcp, 1/tcp]\n", stack).services

    assert [(field.old, field.new) for field in change.fields] == [("1/tcp, 2/tcp", "2/tcp, 1/tcp")]


@pytest.mark.parametrize(
    "image", ["nginx:1", "library/nginx:1", "docker.io/library/nginx:1", "index.docker.io/nginx:1"]
)
def test_an_image_of_docker_hub_has_many_names(image: str) -> None:
    stack = make_stack(make_service("web", ServiceState(image=image)))

    assert plan_of("services:\n  web:\n    image: nginx:1\n", stack).is_empty


def test_volumes_are_added_renamed_attached_and_detached() -> None:
    stack = make_stack(volumes=(make_volume("a"), make_volume("b"), make_volume("old", orphaned=True)))
    service = "services:\n  web: {image: a, volumes: [a:/a, old:/old, new:/new]}\n"

    plan = plan_of(f"{service}volumes:\n  a: {{name: a2}}\n  old: {{}}\n  new: {{}}\n", stack)

    assert [(change.kind.value, change.name, change.new_name) for change in plan.volumes] == [
        ("renamed", "a", "a2"),
        ("added", "old", None),
        ("added", "new", None),
        ("detached", "b", None),
    ]


def test_a_patch_names_only_what_changes() -> None:
    plan = plan_of(SHOP.replace("1.4.2", "1.5.0").replace('PORT: "8080"', 'PORT: "81"'))

    patch = make_patch(shop(), plan)

    assert patch is not None
    assert patch.model_dump(mode="json", by_alias=True, exclude_unset=True) == {
        "services": {
            "web": {
                "image": "shop/web:1.5.0",
                "environment": {"PORT": "81", "DATABASE_URL": "postgres://shop:hunter2@db:5432/shop"},
            }
        }
    }


def test_a_patch_deletes_by_an_empty_body_and_returns_fields_to_the_image() -> None:
    text = "services:\n  worker: {image: shop/worker:1.4}\n  db: {image: 'postgres:16'}\n"

    patch = make_patch(shop(), plan_of(text))

    assert patch is not None
    assert patch.model_dump(mode="json", by_alias=True, exclude_unset=True) == {
        "services": {
            "web": {},
            "worker": {"command": [], "environment": {}},
            "db": {"ports": [], "volumes": []},
        },
        "volumes": {"data": {}},
    }


def test_what_a_patch_can_not_take_back_needs_a_put() -> None:
    assert make_patch(shop(), plan_of(SHOP.replace("    restartPolicy: unless-stopped\n", ""))) is None
    assert make_patch(shop(), plan_of(SHOP.replace('          cpus: "0.5"\n', ""))) is None


def test_all_limits_are_removed_by_empty_resources() -> None:
    limits = '    deploy:\n      resources:\n        limits:\n          cpus: "0.5"\n          memory: 512m\n'
    patch = make_patch(shop(), plan_of(SHOP.replace(limits, "")))

    assert patch is not None
    assert patch.model_dump(mode="json", by_alias=True, exclude_unset=True) == {
        "services": {"web": {"deploy": {"resources": {}}}}
    }


def test_the_fingerprint_is_of_the_definition_alone() -> None:
    stack = shop()
    web = stack.services[0]
    busy = web.model_copy(update={"status": ServiceStatus.STOPPING, "message": "x", "requires_recreate": True})
    moved = web.model_copy(update={"pending_state": web.pending_state.model_copy(update={"image": "shop/web:2"})})

    assert fingerprint(_with_first(stack, busy)) == fingerprint(stack)
    assert fingerprint(_with_first(stack, moved)) != fingerprint(stack)


def _with_first(stack: Stack, service: Service) -> Stack:
    return stack.model_copy(update={"services": (service, *stack.services[1:])})


@st.composite
def wanted_of(draw: st.DrawFn, stack: Stack) -> DeclaredStack:
    """A declaration near to `stack`: some services kept, some changed, some left out, some new; volumes too."""
    declared = declared_of(stack)
    other = declared_of(make_stack(*draw(st.lists(services, max_size=2, unique_by=lambda it: it.service_name))))
    chosen = {name: service for name, service in declared.services.items() if draw(st.booleans())}
    for name in list(chosen):
        fields = declared_of(make_stack(draw(services))).services.popitem()[1]
        changed = draw(st.sets(st.sampled_from(sorted(type(fields).model_fields))))
        chosen[name] = chosen[name].model_copy(update={field: getattr(fields, field) for field in changed})
    volumes = {
        volume.name: DeclaredVolume(name=f"renamed {index}" if draw(st.booleans()) else volume.name)
        for index, volume in enumerate(stack.volumes)
        if draw(st.booleans())
    }
    for name in draw(st.sets(names, max_size=2)):
        volumes.setdefault(name, DeclaredVolume(name=name))
    return DeclaredStack(services=other.services | chosen, volumes=volumes)


pairs = stacks.flatmap(lambda stack: st.tuples(st.just(stack), wanted_of(stack)))


@settings(deadline=None, max_examples=60)
@given(stacks)
def test_an_unchanged_text_plans_nothing(stack: Stack) -> None:
    declared = check(to_yaml(stack)).declared

    assert declared is not None
    assert make_plan(stack, declared).is_empty


@settings(deadline=None, max_examples=60)
@given(pairs)
def test_nothing_is_left_to_do_after_a_put(pair: tuple[Stack, DeclaredStack]) -> None:
    stack, wanted = pair

    after = server.put(stack, wanted)

    assert make_plan(after, wanted).is_empty
    assert canonical(declared_of(after)).services == canonical(wanted).services


@settings(deadline=None, max_examples=60)
@given(pairs)
def test_nothing_is_left_to_do_after_a_patch(pair: tuple[Stack, DeclaredStack]) -> None:
    stack, wanted = pair
    plan = make_plan(stack, wanted)

    patch = make_patch(stack, plan)
    after = server.put(stack, wanted) if patch is None else server.patch(stack, patch)

    assert make_plan(after, wanted).is_empty
    assert canonical(declared_of(after)).services == canonical(wanted).services


@settings(deadline=None, max_examples=60)
@given(pairs)
def test_every_difference_is_told(pair: tuple[Stack, DeclaredStack]) -> None:
    stack, wanted = pair

    plan = make_plan(stack, wanted)

    assert (plan.services == ()) == (canonical(declared_of(stack)).services == canonical(wanted).services)
    assert all(change.fields for change in plan.services if change.kind is not ChangeKind.DELETED)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="abcdefg", min_size=8, max_size=12), hostile)
def test_no_plan_shows_a_secret(secret: str, value: str) -> None:
    def service(password: str) -> Service:
        envs = {"DB_PASSWORD": password, "URL": f"https://a:{password}@host", "X": value}
        return make_service("web", ServiceState(image="a", envs=envs, command=("run", f"--token={password}")))

    old, new = service(secret), service(f"{secret}2")

    shown = repr(make_plan(make_stack(old), declared_of(make_stack(new))).services)

    assert secret not in shown


def test_a_deploy_that_says_nothing_is_no_change() -> None:
    stack = make_stack(
        make_service("a", ServiceState(image="a", command=(), envs={}), deploy=Deploy(resources=Resources())),
        make_service("b", ServiceState(image="a"), deploy=Deploy(resources=Resources(limits=ResourceLimits()))),
    )

    assert plan_of("services: {a: {image: a}, b: {image: a}}", stack).is_empty


def test_a_restart_policy_of_tomorrow_is_kept() -> None:
    stack = make_stack(make_service("a", ServiceState(image="a"), restart_policy=RestartPolicy("sometimes")))
    checked = check(to_yaml(stack), held=declared_of(stack))

    assert checked.can_be_applied
    assert checked.declared is not None
    assert make_plan(stack, checked.declared).is_empty
