"""The plain commands against the local platform as it is: real services, real actions, real logs."""

import json
import signal
from pathlib import Path

import pytest

from tests.cli.programs import call, run
from tests.cli.served import Served, outcome
from tui.settings import ExitCode


def test_a_service_is_stopped_and_started_and_waited_for(served: Served) -> None:
    assert served.run("wait", "wiki").returncode == 0
    assert outcome(served.run("stop", "wiki", "--wait")) == (0, "Stopped intranet › default › wiki.\n", "")
    assert served.status("wiki") == "stopped"
    assert outcome(served.run("stop", "wiki")) == (0, "intranet/default/wiki is stopped already\n", "")
    assert outcome(served.run("start", "wiki")) == (0, "intranet/default/wiki: start ordered\n", "")
    assert outcome(served.run("wait", "wiki", "--for", "running")) == (0, "intranet/default/wiki is running\n", "")


@pytest.mark.parametrize("action", ["restart", "recreate", "pull"])
def test_a_running_service_can_be_replaced(served: Served, action: str) -> None:
    assert served.run("wait", "wiki").returncode == 0
    code, told, complaint = outcome(served.run(action, "intranet/wiki", "--wait"))
    assert (code, complaint) == (0, "")
    assert told.endswith("intranet › default › wiki.\n")
    assert served.status("wiki") == "running"


def test_several_services_are_acted_on_together(served: Served) -> None:
    names = ("intranet/wiki", "intranet/backup")
    assert served.run("wait", *names).returncode == 0
    code, told, _ = outcome(served.run("restart", *names, "--wait"))
    assert code == 0
    assert sorted(told.splitlines()) == [
        "Restarted intranet › default › backup.",
        "Restarted intranet › default › wiki.",
    ]


def test_waiting_in_vain_fails_and_says_how_it_is(served: Served) -> None:
    assert served.run("wait", "wiki").returncode == 0
    code, told, complaint = outcome(served.run("wait", "wiki", "--for", "stopped", "--timeout", "0"))
    assert (code, told) == (ExitCode.FAILURE, "")
    assert complaint == "stackdeck: intranet/default/wiki is running after 0 s, not stopped\n"


def test_a_program_is_told_in_json_what_came_of_each_service(served: Served) -> None:
    assert served.run("wait", "wiki").returncode == 0
    done = served.run("wait", "wiki", "backup", "--for", "stopped", "--timeout", "0", "-o", "json")
    assert (done.returncode, done.stderr) == (ExitCode.FAILURE, b"")
    wiki, backup = json.loads(done.stdout)
    assert (wiki["project"], wiki["stack"], wiki["service"]) == ("intranet", "default", "wiki")
    assert wiki["message"] == "intranet/default/wiki is running after 0 s, not stopped"
    assert (wiki["exitCode"], backup["exitCode"]) == (ExitCode.FAILURE, ExitCode.FAILURE)
    (started,) = json.loads(served.run("start", "wiki", "-o", "json").stdout)
    assert (started["message"], started["exitCode"]) == ("intranet/default/wiki is running already", 0)


def test_reading_alone_acts_on_nothing(served: Served) -> None:
    for wait in ((), ("--wait",)):
        done = served.run("restart", "wiki", *wait, options=("--read-only",))
        assert done.returncode == ExitCode.REFUSED
        assert done.stderr.startswith(b"stackdeck: intranet/default/wiki: ")


def test_one_wrong_reference_acts_on_nothing(served: Served) -> None:
    assert served.run("wait", "wiki").returncode == 0
    assert served.run("stop", "wiki", "nothing").returncode == ExitCode.NOT_FOUND
    assert served.status("wiki") == "running"


def test_a_protected_project_needs_to_be_meant(served: Served) -> None:
    assert served.run("wait", "wiki").returncode == 0
    folder = served.home / ".config/stackdeck"
    folder.mkdir(parents=True)
    settings = folder / "config.toml"
    settings.write_text(f'[profiles.here]\nurl = "{served.origin}"\ntoken_env = "HERE"\nprotected = ["intranet"]\n')
    settings.chmod(0o600)
    arguments = ("--profile", "here", "restart", "wiki", "--wait")
    refused = call(*arguments, home=served.home, HERE=served.token)
    meant = call(*arguments, "--yes", home=served.home, HERE=served.token)
    settings.unlink()
    assert outcome(refused) == (
        ExitCode.REFUSED,
        "",
        "stackdeck: The project intranet is protected; nothing was done. --yes acts all the same.\n",
    )
    assert meant.returncode == 0


def test_no_plugin_that_is_installed_for_pydantic_is_loaded(served: Served, tmp_path: Path) -> None:
    described, loaded = tmp_path / "spy-1.dist-info", tmp_path / "loaded"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1\n")
    (described / "entry_points.txt").write_text("[pydantic]\nspy = spy:plugin\n")
    (tmp_path / "spy.py").write_text(f"open({str(loaded)!r}, 'w').close()\nplugin = None\n")

    listing = ("--url", served.origin, "ls", "services")
    done = run(*listing, home=served.home, STACKDECK_TOKEN=served.token, PYTHONPATH=str(tmp_path))

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"wiki" in done.stdout
    assert not loaded.exists()


def test_a_live_log_is_followed(served: Served) -> None:
    with served.program("logs", "-f", "-n", "1", "shop-prod/observability/access-log") as program:
        numbers = [int(line.split()[2]) for line in program.read_lines(20).splitlines()]
        assert program.end(signal.SIGINT)[0] == ExitCode.INTERRUPTED
    assert numbers == list(range(numbers[0], numbers[0] + 20))


def test_the_doctor_is_content(served: Served) -> None:
    done = served.run("doctor")
    assert done.returncode == 0
    assert b"\nfail" not in done.stdout
    findings = json.loads(served.run("doctor", "-o", "json").stdout)
    assert {"profile", "platform", "token"} <= {each["topic"] for each in findings if each["level"] == "ok"}


def test_the_local_profile_starts_a_platform_and_leaves_nothing_running(tmp_path: Path) -> None:
    listed = run("ls", "projects", "-o", "json", home=tmp_path)
    assert (listed.returncode, listed.stderr) == (0, b"")
    assert {one["description"] for one in json.loads(listed.stdout)} == {"intranet", "shop-prod", "shop-stage"}
    stopped = run("platform", "stop", home=tmp_path)
    assert stopped.returncode == 0
    assert run("platform", "status", home=tmp_path).returncode == ExitCode.UNREACHABLE


def test_a_list_is_written_again_when_something_changes(served: Served) -> None:
    assert served.run("wait", "wiki").returncode == 0
    with served.program("ls", "stacks", "--project", "intranet", "--watch") as program:
        assert program.read_lines(2).splitlines()[1].split()[:3] == [b"intranet", b"default", b"2/2"]
        assert served.run("stop", "wiki", "--wait").returncode == 0
        assert program.read_lines(3).splitlines()[2].split()[:3] == [b"intranet", b"default", b"1/2"]
        assert program.end(signal.SIGINT)[0] == ExitCode.INTERRUPTED
    assert served.run("start", "wiki").returncode == 0
