"""Where secrets stand while a platform is used for real: the password of a registry, and the platform's token."""

import base64
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.programs import run
from tests.cli.served import Served
from tests.platform.registries.registry import USERNAME, SmallRegistry, small_registry
from tui.settings import ExitCode

PASSWORD = "pa55-phrase that stands nowhere else"
DATABASE = {"platform.sqlite", "platform.sqlite-wal"}


def files_with(secret: str, folder: Path) -> set[str]:
    """The names of all files below *folder* that hold the secret, as it is or in base64 with the name before it."""
    spellings = (secret.encode(), base64.b64encode(f"{USERNAME}:{secret}".encode()))
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.name for path in files if any(each in path.read_bytes() for each in spellings)}


def open_to_others(folder: Path) -> set[Path]:
    """What below *folder* anybody but its owner may enter, read or write."""
    every = (folder, *folder.rglob("*"))
    return {path for path in every if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_symlink()}


def texts_of_processes() -> Iterator[bytes]:
    """Command line and environment of every process on this machine that lets itself be read."""
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                yield (process / name).read_bytes()
            except OSError:
                continue


async def flip(api: httpx.AsyncClient, registry: SmallRegistry) -> str:
    """Log a project in with the right, a wrong and the right password again; gives the path of its registry."""
    project = (await api.get("/projects")).json()[0]["id"]
    login = {"username": USERNAME, "password": PASSWORD}
    body = {"uri": registry.uri, "description": "Ours", "credentials": login}
    created = (await api.post(f"/projects/{project}/registries", json=body)).json()
    path = f"/registries/{created['id']}"
    told = [created["credentials"]]
    for password in ("wrong", PASSWORD):
        await api.patch(path, json={"credentials": login | {"password": password}})
        told.append((await api.get(path)).json()["credentials"])
    assert told == [{"username": USERNAME, "valid": valid} for valid in (True, False, True)]
    return path


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="processes are read from /proc")
async def test_a_password_and_a_token_stand_in_one_place_each(served: Served) -> None:
    log = served.home / "debug.log"
    headers = {"x-access-token": served.token}
    async with (
        small_registry("bearer") as registry,
        httpx.AsyncClient(base_url=f"{served.origin}/v2", headers=headers, trust_env=False) as api,
    ):
        registry.password = PASSWORD
        path = await flip(api, registry)
        refused = await api.patch(path, json={"uri": PASSWORD, "credentials": {"password": PASSWORD}})
        listed = run(
            *("--url", served.origin, "--log", str(log), "ls", "registries", "-o", "json"),
            home=served.home,
            STACKDECK_TOKEN=served.token,
        )
        holding, processes = files_with(PASSWORD, served.home), list(texts_of_processes())
        assert (refused.status_code, listed.returncode) == (400, ExitCode.OK)
        assert registry.uri.encode() in listed.stdout
        assert log.stat().st_size > 0
        assert log.stat().st_mode & 0o777 == 0o600
        assert not any(PASSWORD.encode() in text for text in (refused.content, listed.stdout, listed.stderr))
        assert holding
        assert holding <= DATABASE
        assert files_with(served.token, served.home) == {"token"}
        secrets = (PASSWORD.encode(), served.token.encode())
        assert not any(secret in text for text in processes for secret in secrets)
        assert open_to_others(served.home / "platform") == set()
        await api.patch(path, json={"credentials": None})
        assert files_with(PASSWORD, served.home) == set()
        assert (await api.delete(path)).status_code == 204
