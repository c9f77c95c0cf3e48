import pytest

from tests.cli.fleets import FLEET, HOSTILE, INTRANET, SHOP, make_fleet, make_project, make_stack
from tui.state.refs import Place, UnresolvedReferenceError, find_place, find_project, find_service, path_of

WORKER = next(service for service in FLEET.services.values() if service.service_name == "worker")
SHOP_WEB = next(service for service in FLEET.stacks[SHOP.id].services if service.service_name == "web")


@pytest.mark.parametrize(
    "reference",
    [
        "shop/default/worker",
        f"{SHOP.short_id}/default/worker",
        f"{SHOP.id}/{SHOP.id}/{WORKER.id}",
        f"shop/default/{WORKER.short_id}",
        "shop/worker",
        "default/worker",
        "worker",
        WORKER.short_id,
        WORKER.id,
    ],
)
def test_a_service_is_named_by_its_path_or_by_what_of_it_is_enough(reference: str) -> None:
    assert find_service(FLEET, reference) is WORKER


def test_a_name_that_several_have_is_told_with_all_of_them() -> None:
    with pytest.raises(UnresolvedReferenceError) as caught:
        find_service(FLEET, "web")
    assert caught.value.is_ambiguous
    assert set(caught.value.candidates) == {"shop/default/web", "shop/observability/web", "intranet/default/web"}
    assert "Write more of the path" in str(caught.value)
    assert [path_of(FLEET, find_service(FLEET, one)) for one in caught.value.candidates] == list(
        caught.value.candidates
    )


def test_services_with_the_same_path_are_told_by_their_short_ids() -> None:
    twins = [make_project("shop", key=key) for key in ("one", "two")]
    fleet = make_fleet(twins, [make_stack(twin, "default", ["web"]) for twin in twins])
    with pytest.raises(UnresolvedReferenceError) as caught:
        find_service(fleet, "shop/default/web")
    assert set(caught.value.candidates) == {service.short_id for service in fleet.services.values()}
    assert find_service(fleet, f"{twins[0].short_id}/default/web").project_id == twins[0].id


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("shop/default/wroker", "shop/default/worker"),
        ("wrker", "shop/default/worker"),
        ("intranet/default/wik", "wiki"),
    ],
)
def test_a_reference_to_nothing_is_told_what_it_may_have_meant(reference: str, meant: str) -> None:
    with pytest.raises(UnresolvedReferenceError, match=meant) as caught:
        find_service(FLEET, reference)
    assert not caught.value.is_ambiguous


@pytest.mark.parametrize("reference", ["", "/", "shop", "shop/", "shop/default", "zzzzzzzz", "other/default/worker"])
def test_what_is_no_service_is_not_found(reference: str) -> None:
    with pytest.raises(UnresolvedReferenceError):
        find_service(FLEET, reference)


def test_no_names_are_suggested_where_nothing_can_be_seen() -> None:
    with pytest.raises(UnresolvedReferenceError, match="There is no 'web' that this token can see"):
        find_service(make_fleet([], []), "web")


@pytest.mark.parametrize("project", HOSTILE)
@pytest.mark.parametrize("stack", ["default", "a/b"])
@pytest.mark.parametrize("service", HOSTILE)
def test_any_names_make_a_path(project: str, stack: str, service: str) -> None:
    owner = make_project(project)
    fleet = make_fleet([owner], [make_stack(owner, stack, [service])])
    (only,) = fleet.services.values()
    assert find_service(fleet, path_of(fleet, only)) is only
    assert find_service(fleet, service) is only


def test_a_place_is_a_project_a_stack_or_a_service() -> None:
    assert find_place(FLEET, "shop") == Place(project_id=SHOP.id)
    assert find_place(FLEET, SHOP.short_id) == Place(project_id=SHOP.id)
    assert find_place(FLEET, "shop/default") == Place(project_id=SHOP.id, stack_id=SHOP.id)
    observability = next(stack for stack in FLEET.stacks.values() if stack.description == "observability")
    assert find_place(FLEET, "observability") == Place(project_id=SHOP.id, stack_id=observability.id)
    assert find_place(FLEET, "shop/worker") == Place(project_id=SHOP.id, stack_id=SHOP.id, service_id=WORKER.id)
    assert find_place(FLEET, SHOP_WEB.short_id).service_id == SHOP_WEB.id


def test_a_project_comes_before_its_default_stack_which_has_the_same_id() -> None:
    assert find_place(FLEET, SHOP.id) == Place(project_id=SHOP.id)


@pytest.mark.parametrize("reference", ["default", "web", "shp", "zzzz"])
def test_a_place_that_is_none_or_many_is_refused(reference: str) -> None:
    with pytest.raises(UnresolvedReferenceError):
        find_place(FLEET, reference)


def test_a_project_is_named_by_name_or_id() -> None:
    assert find_project(FLEET, "intranet") is INTRANET
    assert find_project(FLEET, INTRANET.short_id) is INTRANET
    assert find_project(FLEET, INTRANET.id) is INTRANET
    with pytest.raises(UnresolvedReferenceError, match="Did you mean intranet"):
        find_project(FLEET, "intranat")


def test_projects_of_the_same_name_are_told_by_their_short_ids() -> None:
    twins = [make_project("shop", key=key) for key in ("one", "two")]
    with pytest.raises(UnresolvedReferenceError) as caught:
        find_project(make_fleet(twins, []), "shop")
    assert set(caught.value.candidates) == {twin.short_id for twin in twins}
