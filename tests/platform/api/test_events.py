"""Reading what one wrote: events, the lag of the read side, and waiting for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.platform.api.rig import running, service_path


async def test_a_read_right_after_a_write_shows_the_old_state(tmp_path: Path) -> None:
    async with running(tmp_path, lag=30) as rig:
        stack = next(each for each in (await rig.client.get("/v2/stacks")).json() if each["description"] != "default")
        path = f"/v2/stacks/{stack['id']}"
        written = await rig.send("PATCH", path, json={"description": "metrics"})
        assert written.json()["description"] == "metrics"
        assert (await rig.client.get(path)).json()["description"] == "observability"


async def test_a_new_stack_is_unknown_to_readers_at_first(tmp_path: Path) -> None:
    async with running(tmp_path, lag=30) as rig:
        project = (await rig.client.get("/v2/projects")).json()[0]
        made = await rig.send("POST", f"/v2/projects/{project['id']}/stacks", json={"description": "new"})
        assert made.status_code == 201
        assert (await rig.send("GET", f"/v2/stacks/{made.json()['id']}")).status_code == 403


async def test_a_read_that_names_the_event_waits_for_it(tmp_path: Path) -> None:
    async with running(tmp_path, lag=0.05) as rig:
        stack = await rig.stack("shop-prod", "observability")
        path = f"/v2/stacks/{stack['id']}"
        written = await rig.send("PATCH", path, json={"description": "metrics"})
        assert written.headers["etag"].isdigit()
        read = await rig.send("GET", path, headers={"if-event-reached": written.headers["etag"]})
    assert read.json()["description"] == "metrics"


async def test_the_status_after_an_action_is_never_the_one_before_it(tmp_path: Path) -> None:
    async with running(tmp_path, lag=0.02) as rig:
        path = service_path(await rig.service("shop-prod", "web"))
        for _ in range(3):
            stopped = await rig.send("POST", f"{path}/actions/stop")
            assert stopped.headers["etag"].isdigit()
            assert (await rig.get(path))["status"] in ("stopping", "stopped")
            await asyncio.gather(*(rig.get(path) for _ in range(5)))
            await rig.send("POST", f"{path}/actions/start")
            assert (await rig.get(path))["status"] in ("starting", "running")


async def test_an_event_that_does_not_come_fails_with_412_in_time(tmp_path: Path) -> None:
    async with running(tmp_path, hold=0.05) as rig:
        late = await rig.send("GET", "/v2/stacks", headers={"if-event-reached": "999999"})
    assert late.status_code == 412
    assert "999999" in late.json()["message"]


async def test_an_event_that_comes_while_it_is_waited_for_ends_the_wait(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        stack = await rig.stack("shop-prod", "observability")
        path = f"/v2/stacks/{stack['id']}"
        now = int((await rig.send("PATCH", path, json={"description": "a"})).headers["etag"])
        reading = asyncio.create_task(rig.send("GET", path, headers={"if-event-reached": str(now + 1)}))
        await rig.send("PATCH", path, json={"description": "b"})
        assert (await reading).json()["description"] == "b"


async def test_what_is_not_an_event_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        for text in ("soon", "-1", "1.5", "9" * 30):
            refused = await rig.send("GET", "/v2/stacks", headers={"if-event-reached": text})
            assert refused.status_code == 400
            assert refused.json()["validationErrors"][0]["path"] == "if-event-reached"


async def test_a_write_that_changes_nothing_makes_no_event(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        path = f"/v2/stacks/{(await rig.stack('shop-prod', 'observability'))['id']}"
        first = await rig.send("PATCH", path, json={"description": "same"})
        second = await rig.send("PATCH", path, json={"description": "same"})
    assert first.headers["etag"] == second.headers["etag"]
