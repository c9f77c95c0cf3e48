"""What was last known of a platform on disk: without secrets, of one profile and origin, and damaged is none."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import fleets
from tests.fleets import NOW
from tui.models.service import Service, ServiceState
from tui.models.stack import Stack
from tui.presentation.statuses import drift_fields
from tui.state import last_known
from tui.state.fleet import Fleet
from tui.state.last_known import LastKnown, is_whole

SECRET = "kept-nowhere-"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
environments = st.one_of(
    st.none(), st.dictionaries(st.sampled_from(["MODE", "DB_PASSWORD", "ünï", ""]), texts.map(SECRET.__add__))
)
states = st.builds(
    ServiceState,
    image=st.sampled_from(["web:1", f"https://user:{SECRET}1@registry.example/web:1"]),
    command=st.sampled_from([None, (), ("run", f"--password={SECRET}2"), ("run", "--password", f"{SECRET}3")]),
    entrypoint=st.sampled_from([None, ("sh", "-c", f"DB_PASSWORD={SECRET}4 run")]),
    envs=environments,
    ports=st.sampled_from([None, ("80:80/tcp",)]),
)
services = st.builds(
    lambda pending, deployed, message: fleets.service("web", stack="a", project="a").model_copy(
        update={
            "pending_state": pending,
            "deployed_state": deployed,
            "requires_recreate": pending != deployed,
            "message": message,
            "description": message or "",
        }
    ),
    states,
    states,
    st.sampled_from([None, "exit code 1", f"cannot log in with password={SECRET}5", f"postgres://u:{SECRET}6@db/x"]),
)


def holding(service: Service) -> Fleet:
    return fleets.fleet(fleets.stack("a", service))


def known(folder: Path, *, profile: str = "prod", origin: str = "https://prod.example") -> LastKnown:
    return LastKnown(folder / "fleet", profile=profile, origin=origin)


def through_a_file(fleet: Fleet) -> tuple[bytes, Fleet]:
    """What stands in the file, and what is read from it again."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(known(Path(folder)).save(fleet, as_of=NOW))
        loaded = asyncio.run(known(Path(folder)).load())
        assert loaded is not None
        return known(Path(folder)).path.read_bytes(), loaded


@given(services)
def test_no_value_of_an_environment_and_no_secret_is_written(service: Service) -> None:
    content, _ = through_a_file(holding(service))
    assert SECRET.encode() not in content


@given(services)
def test_what_differs_is_still_known_to_differ(service: Service) -> None:
    _, loaded = through_a_file(holding(service))
    assert drift_fields(loaded.services[service.id]) == drift_fields(service)
    for state, before in (
        (loaded.services[service.id].pending_state, service.pending_state),
        (loaded.services[service.id].deployed_state, service.deployed_state),
    ):
        assert not (before.envs and is_whole(state.envs or {}))
        assert state.ports == before.ports


@given(st.text(), st.text(), st.integers(0, 3), st.booleans())
def test_whatever_things_are_called_they_are_found_again(name: str, project: str, count: int, disabled: bool) -> None:
    each = [fleets.service(f"{name}{number}", stack="a") for number in range(count)]
    stack = fleets.stack("a", *each, name=name).model_copy(update={"disabled": disabled})
    safe = project.encode("utf-8", "replace").decode()
    fleet = fleets.fleet(stack, projects=(fleets.project("a", safe), fleets.project("b", "wiki")))
    _, loaded = through_a_file(fleet)
    assert loaded.projects == fleet.projects
    assert loaded.stacks["a"] == stack
    assert (loaded.complete, loaded.remembered, loaded.projects_remembered) == (True, frozenset({"a"}), True)
    assert loaded.remembered_at == NOW


SHOP = fleets.fleet(fleets.stack("a", fleets.service("web", stack="a")), fleets.stack("b"))


async def test_only_its_owner_may_read_it_and_nothing_else_is_left(tmp_path: Path) -> None:
    kept = known(tmp_path)
    await kept.save(SHOP, as_of=NOW)
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    assert list(kept.path.parent.iterdir()) == [kept.path]


async def test_only_its_own_profile_and_origin_get_it(tmp_path: Path) -> None:
    await known(tmp_path).save(SHOP, as_of=NOW)
    others = [known(tmp_path, profile="other"), known(tmp_path, origin="https://other.example")]
    assert [await each.load() for each in others] == [None, None]
    for each in others:
        each.path.write_bytes(known(tmp_path).path.read_bytes())
    assert [await each.load() for each in others] == [None, None]
    assert await known(tmp_path).load() is not None


@given(st.data())
def test_whatever_happened_to_the_file_nothing_breaks(data: st.DataObject) -> None:
    content, _ = through_a_file(SHOP)
    cut = data.draw(st.integers(0, len(content)))
    damaged = content[:cut] + data.draw(st.binary(max_size=8)) + content[data.draw(st.integers(cut, len(content))) :]
    with tempfile.TemporaryDirectory() as folder:
        kept = known(Path(folder))
        kept.path.parent.mkdir()
        kept.path.write_bytes(damaged)
        loaded = asyncio.run(kept.load())
        assert loaded is None or len(loaded.stacks) <= 2
        if len(damaged.splitlines()) < len(content.splitlines()):
            assert loaded is None


@pytest.mark.parametrize("kind", ["link to a large file", "pipe", "unreadable folder"])
async def test_what_is_no_file_of_ours_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    kept = known(tmp_path)
    if kind == "unreadable folder":
        (tmp_path / "fleet").write_text("")
    else:
        kept.path.parent.mkdir()
        if kind == "pipe":
            os.mkfifo(kept.path)
        else:
            with (tmp_path / "large").open("wb") as large:
                large.truncate(last_known.LARGEST + 1)
            kept.path.symlink_to(tmp_path / "large")
    async with asyncio.timeout(5):
        assert await kept.load() is None
    await kept.save(SHOP, as_of=NOW)


async def test_a_full_disk_leaves_what_was_kept_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = known(tmp_path)
    await kept.save(SHOP, as_of=NOW)
    before = kept.path.read_bytes()
    kept.path.parent.chmod(0o500)
    # Root may write everywhere, so the file system itself says no.
    monkeypatch.setattr("tempfile.mkstemp", _full)
    await kept.save(fleets.fleet(), as_of=NOW)
    assert not kept.holds(fleets.fleet())
    assert kept.path.read_bytes() == before
    kept.path.parent.chmod(0o700)


def _full(**_options: object) -> tuple[int, str]:
    raise OSError(28, "No space left on device")


async def test_a_fleet_that_is_too_large_is_kept_in_part_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_known, "LARGEST", 20_000)
    stacks = [fleets.stack(f"s{number}", fleets.service("web", stack=f"s{number}")) for number in range(100)]
    kept = known(tmp_path)
    await kept.save(fleets.fleet(*stacks, projects=(fleets.project("s0", "shop"),)), as_of=NOW)
    assert kept.path.stat().st_size <= 20_000
    loaded = await kept.load()
    assert loaded is not None
    assert 0 < len(loaded.stacks) < 100
    assert not loaded.complete


async def test_the_loop_is_never_held_for_long_by_a_large_fleet(tmp_path: Path) -> None:
    """Work is done in slices: others get a turn in every few milliseconds of it."""
    stacks = [fleets.stack(f"s{number}", *_twenty(f"s{number}")) for number in range(60)]
    ticks, turns = 0.0, 0

    def clock() -> float:
        nonlocal ticks
        ticks += 0.001
        return ticks

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    kept = LastKnown(tmp_path, profile="prod", origin="o", clock=clock)
    task = asyncio.create_task(others())
    await kept.save(fleets.fleet(*stacks), as_of=NOW)
    written, turns = turns, 0
    await kept.load()
    task.cancel()
    assert written > 20
    assert turns > 20


def _twenty(stack: str) -> list[Service]:
    return [fleets.service(f"w{number}", stack=stack) for number in range(20)]


async def test_of_a_stack_that_did_not_change_the_same_line_is_written_again(tmp_path: Path) -> None:
    made: list[str] = []

    class Told(Stack):
        def model_dump_json(self, **options: Any) -> str:
            made.append(self.id)
            return super().model_dump_json(**options)

    stacks = {key: Told(**dict(fleets.stack(key))) for key in ("a", "b")}
    kept = known(tmp_path)
    await kept.save(Fleet(stacks=stacks, complete=True), as_of=NOW)
    await kept.save(Fleet(stacks={**stacks, "b": Told(**dict(fleets.stack("b")))}, complete=True), as_of=NOW)
    assert made == ["a", "b", "b"]
