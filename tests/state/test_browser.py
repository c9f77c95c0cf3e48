"""Where a browser is, and how one reaches this machine from where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.state.browser import Browser, ssh_forward

ADDRESS = "http://shop.localhost:30123/"


@pytest.mark.parametrize(
    ("environ", "system", "here"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.7 22"}, "darwin", False),
        ({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.7 22", "DISPLAY": "localhost:10.0"}, "linux", False),
        ({"SSH_TTY": "/dev/pts/1", "DISPLAY": ":0"}, "linux", False),
    ],
)
def test_a_browser_is_where_the_person_sits(environ: dict[str, str], system: str, *, here: bool) -> None:
    assert Browser(environ, system=system).is_here is here


def opener(folder: Path, name: str, script: str) -> dict[str, str]:
    """A program that opens addresses; gives the environment it is found in."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return {"DISPLAY": ":0", "PATH": f"{folder}:/usr/bin:/bin"}


@pytest.mark.parametrize(("system", "name"), [("linux", "xdg-open"), ("darwin", "open")])
async def test_the_address_is_handed_over_as_one_word(tmp_path: Path, system: str, name: str) -> None:
    environ = opener(tmp_path, name, f'printf "%s|" "$@" > {tmp_path}/asked')
    assert await Browser(environ, system=system).open("http://shop.example/$(id);&a b")
    assert (tmp_path / "asked").read_text() == "http://shop.example/$(id);&a b|"


async def test_a_program_that_fails_or_is_missing_opened_nothing(tmp_path: Path) -> None:
    assert not await Browser(opener(tmp_path, "xdg-open", "exit 3"), system="linux").open(ADDRESS)
    assert not await Browser({"DISPLAY": ":0", "PATH": str(tmp_path / "none")}, system="linux").open(ADDRESS)


async def test_a_program_that_stays_with_the_browser_is_not_waited_for(tmp_path: Path) -> None:
    environ = opener(tmp_path, "xdg-open", f"echo $$ > {tmp_path}/pid; exec sleep 1")
    assert await Browser(environ, system="linux", patience=0.05).open(ADDRESS)


async def test_nothing_is_started_where_there_is_no_browser_or_no_web_address(tmp_path: Path) -> None:
    environ = opener(tmp_path, "xdg-open", f"touch {tmp_path}/asked")
    assert not await Browser({**environ, "SSH_CONNECTION": "a 1 b 22"}, system="linux").open(ADDRESS)
    assert not await Browser(environ, system="linux").open("file:///etc/passwd")
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        (
            {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.7 22", "USER": "ops"},
            "ssh -N -L 30123:127.0.0.1:30123 ops@192.0.2.7",
        ),
        (
            {"SSH_CONNECTION": "2001:db8::1 50000 2001:db8::7 2222", "USER": "ops"},
            "ssh -N -L 30123:127.0.0.1:30123 -p 2222 ops@2001:db8::7",
        ),
        ({"LOGNAME": "ops"}, "ssh -N -L 30123:127.0.0.1:30123 ops@jump"),
        ({"USER": "o ps;id"}, "ssh -N -L 30123:127.0.0.1:30123 'o ps;id@jump'"),
        ({"SSH_CONNECTION": "broken", "USER": "ops"}, "ssh -N -L 30123:127.0.0.1:30123 ops@jump"),
    ],
)
def test_the_line_that_leads_to_a_port_of_this_machine(environ: dict[str, str], line: str) -> None:
    assert ssh_forward(30123, environ, host="jump") == line
