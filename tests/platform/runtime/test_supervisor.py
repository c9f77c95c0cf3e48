"""The life of services, on real processes."""

from __future__ import annotations

import asyncio
import math
import os
import re
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tests.platform.runtime.bench import (
    PATIENCE,
    QUICK,
    Bench,
    a_bench,
    a_shell,
    a_spec,
    needs_proc,
    none_left,
    processes_of,
)
from tui.models.service import RestartPolicy, ServiceStatus
from tui.platform.runtime import StatusChange

MIB = 1024 * 1024
CREATING, STARTING, RUNNING, STOPPING, STOPPED, ERROR = (
    ServiceStatus.CREATING,
    ServiceStatus.STARTING,
    ServiceStatus.RUNNING,
    ServiceStatus.STOPPING,
    ServiceStatus.STOPPED,
    ServiceStatus.ERROR,
)


def statuses(changes: list[StatusChange]) -> list[ServiceStatus]:
    return [change.status for change in changes]


async def test_a_new_service_is_created_started_and_runs(bench: Bench) -> None:
    spec = a_spec("stackdeck/ticker:1.2")

    await bench.run(spec)

    assert statuses(bench.changes) == [CREATING, STARTING, RUNNING]
    assert bench.changes[1].deployed == spec
    assert b"stackdeck/ticker:1.2 starting as ticker" in await bench.line(spec, b"tick 1\n")


async def test_a_stopped_service_is_not_created_again_when_it_starts(bench: Bench) -> None:
    spec = a_spec()
    await bench.run(spec)
    await bench.line(spec, b"tick")

    await bench.supervisor.stop(spec.service_id)
    stopped = await bench.until(spec, STOPPED)
    bench.changes.clear()
    await bench.run(spec)

    assert stopped.message == "stopped · exited with code 0"
    assert statuses(bench.changes) == [STARTING, RUNNING]
    assert (await bench.log(spec)).count(b"starting as ticker") >= 1


async def test_stopping_is_told_before_it_is_done(bench: Bench) -> None:
    spec = a_spec()
    await bench.run(spec)
    bench.changes.clear()

    await bench.supervisor.stop(spec.service_id)
    await bench.until(spec, STOPPED)

    assert statuses(bench.changes) == [STOPPING, STOPPED]
    assert processes_of(bench.data) == []


async def test_a_start_of_what_runs_changes_nothing(bench: Bench) -> None:
    spec = a_spec()
    await bench.run(spec)
    other = a_spec()

    await bench.supervisor.start(spec)
    await bench.run(other)

    assert [change for change in bench.changes if change.service_id == spec.service_id][-1].status is RUNNING
    assert (await bench.line(spec, b"tick")).count(b"starting as") == 1


async def test_a_restart_goes_through_every_status_and_keeps_the_log(bench: Bench) -> None:
    spec = a_spec()
    await bench.run(spec)
    await bench.line(spec, b"tick")
    bench.changes.clear()

    await bench.supervisor.restart(spec.service_id)
    await bench.until(spec, RUNNING)

    assert statuses(bench.changes) == [STOPPING, STARTING, RUNNING]
    await bench.line(spec, b"starting as ticker", times=2)


async def test_a_recreate_runs_the_new_image_with_an_empty_log_and_folder(bench: Bench) -> None:
    spec = a_shell("echo old; touch kept; exec sleep 600")
    await bench.run(spec)
    await bench.line(spec, b"old\n")
    changed = replace(
        spec, command=("sh", "-c", "echo new; ls -A; echo end; exec sleep 600"), image="stackdeck/shell:2"
    )
    bench.changes.clear()

    await bench.supervisor.recreate(changed)
    await bench.until(spec, RUNNING)

    assert await bench.line(spec, b"end\n") == b"new\nend\n"
    assert statuses(bench.changes) == [STOPPING, CREATING, STARTING, RUNNING]
    assert bench.changes[2].deployed == changed


async def test_a_removed_service_leaves_nothing(bench: Bench) -> None:
    spec = a_spec("stackdeck/web", ports=("8080/tcp",))
    await bench.run(spec)

    await bench.supervisor.remove(spec.service_id)
    await none_left((bench.data / "services").iterdir)

    assert await bench.log(spec) == b""
    assert processes_of(bench.data) == []
    assert list((bench.data / "run").iterdir()) == []


async def test_an_unknown_image_ends_in_an_error_that_names_those_there_are(bench: Bench) -> None:
    spec = a_spec("foo/bar:1")

    await bench.supervisor.start(spec)
    error = await bench.until(spec, ERROR)

    assert error.message.startswith("no such image `foo/bar:1`: this platform runs stackdeck/flaky, ")
    assert all(change.deployed is None for change in bench.changes)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("no-such-program",), "no such program `no-such-program`"),
        (("echo hi",), 'no such program `echo hi`: a command is a list, for example ["sh", "-c", "…"]'),
        (("/etc/passwd",), "cannot run `/etc/passwd`: Permission denied"),
        ((), "`stackdeck/shell` runs the declared `command`, and none is declared"),
        (("a\0b",), "the command contains characters that no program can be given"),
        (("echo", "\ud800"), "the command contains characters that no program can be given"),
    ],
)
async def test_a_command_that_cannot_be_run_says_why(bench: Bench, command: tuple[str, ...], message: str) -> None:
    spec = a_spec("stackdeck/shell", *command)

    await bench.supervisor.start(spec)

    assert (await bench.until(spec, ERROR)).message == message


async def test_the_exit_code_is_told_where_nothing_restarts(bench: Bench) -> None:
    spec = a_shell("exit 3", restart_policy=RestartPolicy.NO)

    await bench.supervisor.start(spec)

    assert (await bench.until(spec, ERROR)).message == "exited with code 3"


async def test_the_signal_is_told(bench: Bench) -> None:
    spec = a_shell("kill -KILL $$", restart_policy=RestartPolicy.NO)

    await bench.supervisor.start(spec)

    assert (await bench.until(spec, ERROR)).message == "killed by SIGKILL"


@pytest.mark.parametrize("policy", [RestartPolicy.NO, RestartPolicy.ON_FAILURE])
async def test_a_success_ends_as_stopped_where_it_is_not_restarted(bench: Bench, policy: RestartPolicy) -> None:
    spec = a_shell("exit 0", restart_policy=policy)

    await bench.supervisor.start(spec)

    assert (await bench.until(spec, STOPPED)).message == "exited with code 0"


@pytest.mark.parametrize("policy", [RestartPolicy.ALWAYS, RestartPolicy.UNLESS_STOPPED])
async def test_an_exited_service_is_restarted_whatever_its_exit_code(bench: Bench, policy: RestartPolicy) -> None:
    spec = a_shell("exit 0", restart_policy=policy)

    await bench.supervisor.start(spec)

    assert (await bench.until(spec, ERROR)).message == "exited with code 0, restarting in 0.05 s"
    await bench.until(spec, STARTING)


async def test_the_pauses_between_restarts_grow_up_to_a_bound(bench: Bench) -> None:
    spec = a_shell("exit 1", restart_policy=RestartPolicy.ON_FAILURE)

    await bench.supervisor.start(spec)
    messages = [(await bench.until(spec, ERROR)).message for _ in range(4)]

    pauses = [message.removeprefix("exited with code 1, restarting in ") for message in messages]
    assert pauses == ["0.05 s", "0.1 s", "0.2 s", "0.2 s"]


async def test_a_run_that_lasted_starts_the_pauses_over(tmp_path: Path) -> None:
    async with a_bench(tmp_path, timing=replace(QUICK, steady=0)) as bench:
        spec = a_shell("exit 1")

        await bench.supervisor.start(spec)
        messages = {(await bench.until(spec, ERROR)).message for _ in range(3)}

    assert messages == {"exited with code 1, restarting in 0.05 s"}


async def test_a_stop_during_the_pause_ends_the_restarts(tmp_path: Path) -> None:
    async with a_bench(tmp_path, timing=replace(QUICK, first_pause=600, longest_pause=600)) as bench:
        spec = a_shell("exit 1")
        await bench.supervisor.start(spec)
        await bench.until(spec, ERROR)

        await bench.supervisor.stop(spec.service_id)

        assert (await bench.until(spec, STOPPED)).message == "stopped"


async def test_a_start_during_the_pause_starts_at_once(tmp_path: Path) -> None:
    async with a_bench(tmp_path, timing=replace(QUICK, first_pause=600, longest_pause=600)) as bench:
        spec = a_shell("exit 1")
        await bench.supervisor.start(spec)
        await bench.until(spec, ERROR)

        await bench.supervisor.start(spec)

        await bench.until(spec, STARTING)


async def test_what_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    async with a_bench(tmp_path, timing=replace(QUICK, grace=0.2)) as bench:
        spec = a_shell("trap '' TERM; echo deaf; while :; do sleep 600; done")
        await bench.run(spec)
        await bench.line(spec, b"deaf")

        await bench.supervisor.stop(spec.service_id)

        assert (await bench.until(spec, STOPPED)).message == "stopped · killed by SIGKILL"


async def test_a_stop_ends_what_the_process_has_started_too(bench: Bench) -> None:
    spec = a_shell("sleep 600 & sleep 600 & echo started; wait")
    await bench.run(spec)
    await bench.line(spec, b"started")

    await bench.supervisor.stop(spec.service_id)
    await bench.until(spec, STOPPED)

    assert processes_of(bench.data) == []


async def test_a_child_has_the_time_to_end_by_itself(bench: Bench) -> None:
    spec = a_shell(r"(trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 0.01; done) & wait")
    await bench.run(spec)
    await bench.line(spec, b"ready")

    await bench.supervisor.stop(spec.service_id)
    await bench.until(spec, STOPPED)

    assert (await bench.log(spec)).endswith(b"saved\n")


async def test_what_a_process_has_started_ends_with_it(bench: Bench) -> None:
    spec = a_shell("sleep 600 & exit 4", restart_policy=RestartPolicy.NO)

    await bench.supervisor.start(spec)
    await bench.until(spec, ERROR)

    assert processes_of(bench.data) == []


async def test_the_last_words_are_in_the_log_when_the_end_is_told(bench: Bench) -> None:
    spec = a_shell("seq 2000; echo last words >&2; exit 1", restart_policy=RestartPolicy.NO)

    await bench.supervisor.start(spec)
    await bench.until(spec, ERROR)

    assert (await bench.log(spec)).endswith(b"\n2000\nlast words\n")


async def test_lines_carry_a_timestamp_and_keep_their_order(bench: Bench) -> None:
    spec = a_shell("echo one; echo two >&2; echo three; exec sleep 600")
    await bench.run(spec)
    await bench.line(spec, b"three")

    log = await bench.supervisor.logs(spec.service_id, 2)

    stamp = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z"
    assert re.fullmatch(stamp + rb" two\n" + stamp + rb" three\n", log)


async def test_an_unfinished_line_is_shown_and_goes_on_later(bench: Bench) -> None:
    spec = a_shell("printf 'half '; read _ < gate; echo done; exec sleep 600")
    home = bench.data / "services" / spec.service_id / "home"
    home.mkdir(parents=True)
    os.mkfifo(home / "gate")
    await bench.run(spec)

    assert await bench.line(spec, b"half ") == b"half "
    (home / "gate").write_text("go\n")

    assert await bench.line(spec, b"done\n") == b"half done\n"


@needs_proc
async def test_a_process_inherits_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKDECK_TOKEN", "a secret")
    monkeypatch.setenv("SOMETHING_ELSE", "of ours")
    leak = os.open(bench.data, os.O_RDONLY)
    os.set_inheritable(leak, True)
    try:
        spec = a_shell("env; ls -l /proc/self/fd | wc -l; echo end; exec sleep 600", environment={"COLOUR": "blue"})
        await bench.run(spec)
        log = (await bench.line(spec, b"end\n")).decode()
    finally:
        os.close(leak)

    names = {line.partition("=")[0] for line in log.splitlines() if "=" in line}
    assert names == {
        "COLOUR", "HOME", "HOSTNAME", "LANG", "PATH", "PWD", "STACKDECK_HOSTS", "STACKDECK_IMAGE", "STACKDECK_RUN",
        "STACKDECK_SERVICE",
    }  # fmt: skip
    # stdin, stdout, stderr and the folder that is listed, below the line with the total.
    assert log.splitlines()[-2].strip() == "5"


async def test_ports_are_told_in_the_message_and_to_the_process_and_kept(bench: Bench) -> None:
    spec = a_spec("stackdeck/web:2", ports=("80:8080/tcp", "9090/udp"))
    message = (await bench.run(spec)).message
    host = int(re.search(r"port 8080 → 127\.0\.0\.1:(\d+)", message)[1])  # type: ignore[index]

    await bench.supervisor.restart(spec.service_id)
    again = (await bench.until(spec, RUNNING)).message

    assert re.fullmatch(r"running · port 8080 → 127\.0\.0\.1:\d+, port 9090/udp → 127\.0\.0\.1:\d+", message)
    assert again == message
    _, writer = await asyncio.open_connection("127.0.0.1", host)
    writer.close()
    hosts = (bench.data / "hosts" / spec.project_id).read_text()
    assert f"ticker:8080 127.0.0.1:{host}\n" in hosts


async def test_a_worker_finds_the_web_server_by_its_name(bench: Bench) -> None:
    web = a_spec("stackdeck/web", name="web", ports=("8080/tcp",))
    worker = a_spec(
        "stackdeck/worker", name="worker", environment={"WEB_URL": "http://web:8080/health", "INTERVAL": "0.05"}
    )
    await bench.run(web)
    await bench.run(worker)

    await bench.line(worker, b"(web:8080 said 200 OK)")
    await bench.line(web, b'"GET /health"')
    await bench.line(worker, b"has no customer\nTraceback (most recent call last):\n")
    await bench.supervisor.stop(web.service_id)

    await bench.line(worker, b"ConnectionRefusedError")


async def test_volumes_are_folders_told_by_variables(bench: Bench) -> None:
    volume = bench.data / "volumes" / "v1"
    spec = a_shell(
        "echo hello > $VOLUME_VAR_LIB_DATA/file; echo end; exec sleep 600", volumes=((volume, "/var/lib/data"),)
    )

    await bench.run(spec)
    await bench.line(spec, b"end")

    assert (volume / "file").read_text() == "hello\n"


@needs_proc
async def test_more_memory_than_declared_ends_the_service(bench: Bench) -> None:
    hungry = "import signal; held = b'x' * 80_000_000; print('held', flush=True); signal.pause()"
    spec = a_spec("stackdeck/shell", "python3", "-c", hungry, memory_bytes=40_000_000, restart_policy=RestartPolicy.NO)

    await bench.supervisor.start(spec)
    message = (await bench.until(spec, ERROR)).message

    assert re.fullmatch(r"killed by SIGKILL \(\d+ MiB of memory where 38 MiB are declared\)", message)


async def test_commands_are_not_run_where_the_platform_is_open_to_others(tmp_path: Path) -> None:
    async with a_bench(tmp_path, commands=False) as bench:
        shell, command, entrypoint = a_shell("exit"), a_spec("stackdeck/web", "x"), a_spec(entrypoint=("sh",))
        for spec in (shell, command, entrypoint):
            await bench.supervisor.start(spec)
            error = await bench.until(spec, ERROR)
            assert error.message == "commands are not run: this platform can be reached from other machines"

        await bench.run(a_spec())


async def test_orders_that_a_later_one_makes_pointless_are_dropped(bench: Bench) -> None:
    spec = a_spec()
    await bench.run(spec)
    bench.changes.clear()

    for _ in range(50):
        await bench.supervisor.restart(spec.service_id)
    await bench.supervisor.stop(spec.service_id)
    await bench.until(spec, STOPPED)
    await bench.run(spec)

    assert len(bench.changes) < 8
    assert bench.changes[-1].status is RUNNING


async def test_a_close_tells_nothing_and_leaves_nothing(bench: Bench) -> None:
    specs = [a_spec(), a_shell("trap '' TERM; sleep 600 & wait"), a_spec("stackdeck/web")]
    for spec in specs[:1] + specs[2:]:
        await bench.run(spec)
    told = len(bench.changes)

    await bench.supervisor.close()

    assert len(bench.changes) == told
    assert processes_of(bench.data) == []
    assert list((bench.data / "run").iterdir()) == []


async def test_what_ran_runs_again_under_the_next_supervisor(tmp_path: Path) -> None:
    spec = a_spec()
    async with a_bench(tmp_path) as bench:
        await bench.run(spec)
        await bench.line(spec, b"tick")

    async with a_bench(tmp_path) as bench:
        await bench.supervisor.recover([spec])
        await bench.until(spec, RUNNING)
        await bench.line(spec, b"starting as ticker", times=2)

    assert statuses(bench.changes) == [STARTING, RUNNING]


async def test_a_flood_does_not_hold_the_loop(bench: Bench) -> None:
    spec = a_shell("exec yes 'a line of a flood that never ends'")
    await bench.run(spec)
    clock = asyncio.get_running_loop().time
    most, best = 0, math.inf

    def kept() -> int:
        return sum(path.stat().st_size for path in (bench.data / "services" / spec.service_id).glob("log*"))

    async with asyncio.timeout(PATIENCE):
        for _ in range(4):  # what others on the machine take from the loop, they do not take from each part
            longest, enough = 0.0, kept() + MIB
            while (before := kept()) < enough:
                began = clock()
                await asyncio.sleep(0)
                longest, most = max(longest, clock() - began), max(most, kept() - before)
            best = min(best, longest)

    assert most <= MIB
    assert best < 0.1
    assert kept() < 17 * MIB


@needs_proc
async def test_a_process_outside_its_group_that_holds_the_output_delays_nothing_for_long(tmp_path: Path) -> None:
    async with a_bench(tmp_path, timing=replace(QUICK, drain=0.05)) as bench:
        script = "setsid sh -c 'echo $$ > pid; echo away; exec sleep 600' & read _ < gate; exit 5"
        spec = a_shell(script, restart_policy=RestartPolicy.NO)
        home = tmp_path / "services" / spec.service_id / "home"
        home.mkdir(parents=True)
        os.mkfifo(home / "gate")
        await bench.run(spec)
        await bench.line(spec, b"away")
        (home / "gate").write_text("go\n")

        assert (await bench.until(spec, ERROR)).message == "exited with code 5"
        os.kill(int((home / "pid").read_text()), signal.SIGKILL)
        await none_left(lambda: processes_of(tmp_path))
