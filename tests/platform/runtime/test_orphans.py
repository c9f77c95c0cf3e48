"""What a killed platform leaves behind, and only that, is ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.platform.runtime.bench import QUICK, Bench, a_bench, a_shell, a_spec, needs_proc, processes_of
from tui.models.service import ServiceStatus
from tui.platform.orphans import Record, Records
from tui.platform.processes import ProcessInfo, list_own_processes, parse_ps, start_time

MARKER = "0123456789abcdef"


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own with our marker."""
    with subprocess.Popen(
        ["/bin/sh", "-c", "echo up; read _"],
        env={"STACKDECK_RUN": MARKER, "WHERE": str(tmp_path)},
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


async def test_a_recorded_process_is_ended(tmp_path: Path, orphan: subprocess.Popen[bytes]) -> None:
    records = Records(tmp_path)
    records.write("c-1", pid=orphan.pid, marker=MARKER)

    assert await Records(tmp_path).end_all() == 1

    assert orphan.wait() == -signal.SIGTERM
    assert Records(tmp_path).read() == []


@pytest.mark.parametrize("changed", [{"marker": "fedcba9876543210"}, {"started": "1"}, {"pid": 1}])
async def test_a_process_that_differs_in_anything_is_left_alone(
    tmp_path: Path, orphan: subprocess.Popen[bytes], changed: dict[str, object]
) -> None:
    records = Records(tmp_path)
    records.write("c-1", pid=orphan.pid, marker=MARKER)
    path = tmp_path / "c-1.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))

    assert await Records(tmp_path).end_all() == 0

    assert orphan.poll() is None
    assert not path.exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"pid": "x"}', '{"pid": 5}', "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]
)
async def test_a_record_that_makes_no_sense_is_forgotten(tmp_path: Path, text: str) -> None:
    (tmp_path / "c-1.json").write_text(text, encoding="latin-1")

    assert await Records(tmp_path).end_all() == 0
    assert not (tmp_path / "c-1.json").exists()


def test_who_was_started_by_the_recorded_process_is_owned_too() -> None:
    record = Record(100, "5000", MARKER)
    child = ProcessInfo(101, 100, "5001", MARKER)

    assert record.owns(child)
    assert not record.owns(replace(child, session=7))
    assert not record.owns(replace(child, marker="other"))
    assert not record.owns(replace(child, started="4999"))


@needs_proc
def test_the_system_tells_about_our_processes(orphan: subprocess.Popen[bytes]) -> None:
    found = [process for process in list_own_processes() if process.pid == orphan.pid]

    assert found == [ProcessInfo(orphan.pid, orphan.pid, start_time(orphan.pid), MARKER)]
    assert start_time(2**22 + 1) == ""


def test_what_ps_says_is_understood() -> None:
    text = (
        f"  501   501 Mon Nov 23 14:49:08 2026     /bin/sleep 600 STACKDECK_RUN={MARKER} HOME=/x\n"
        "  502   501 Mon Nov 23 14:49:09 2026     /bin/sleep 600 HOME=/x\n"
        "garbage\n\n"
    )

    assert parse_ps(text) == [ProcessInfo(501, 501, "Mon Nov 23 14:49:08 2026", MARKER)]


@needs_proc
async def test_after_a_kill_the_next_platform_ends_the_orphans_and_runs_the_services_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    specs = [
        a_spec(),
        a_shell("sleep 600 & sleep 601 & echo up; wait"),
        a_shell("trap '' TERM HUP PIPE; echo up; while :; do sleep 600; done"),
    ]
    described = [json.dumps([each.service_id, each.short_id, each.image, each.command]) for each in specs]
    life = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _LIFE, str(data), *described, stdout=subprocess.PIPE
    )
    assert life.stdout is not None
    await life.stdout.readline()
    life.kill()
    await life.wait()
    left = set(processes_of(data))
    assert len(left) >= 6

    async with a_bench(data, timing=replace(QUICK, grace=0.2)) as bench:
        await bench.supervisor.recover(specs)
        for spec in specs:
            await bench.until(spec, ServiceStatus.RUNNING)
        assert not left & set(processes_of(data))


_LIFE = """
import asyncio, json, sys
from pathlib import Path
from tests.platform.runtime.bench import Bench, a_spec

async def main():
    bench = Bench(Path(sys.argv[1]))
    for text in sys.argv[2:]:
        service_id, short_id, image, command = json.loads(text)
        spec = a_spec(image, *(command or ()), service_id=service_id, short_id=short_id)
        await bench.run(spec)
        await bench.line(spec, b"up" if command else b"tick")
    print("running", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_record_is_there_as_long_as_the_process(bench: Bench) -> None:
    spec = a_spec()
    await bench.run(spec)

    record = Records(bench.data / "run").read()[0]
    assert record.started == start_time(record.pid)
    os.kill(record.pid, signal.SIGKILL)
    await bench.until(spec, ServiceStatus.ERROR)
    await bench.until(spec, ServiceStatus.RUNNING)

    assert [each.pid for each in Records(bench.data / "run").read()] != [record.pid]
