"""`stackdeck domain` against the local platform as it is: a request really gets through what was connected."""

import http.client
import json

import pytest

from tests.cli.programs import call
from tests.cli.served import Served, outcome
from tui.__main__ import main
from tui.settings import ExitCode


def domains(served: Served) -> dict[str, dict[str, object]]:
    listed = json.loads(served.run("ls", "domains", "-o", "json").stdout)
    return {one["hostname"]: one for one in listed}


def get(host: str, port: int, path: str = "/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_domain_is_connected_leads_to_the_service_and_is_removed(served: Served) -> None:
    assert served.run("wait", "shop-prod/web").returncode == 0
    code, told, complaint = outcome(served.run("domain", "connect", "new.localhost", "shop-prod/web", "8080"))
    leads, address = told.splitlines()
    assert (code, complaint, leads) == (0, "", "new.localhost/ leads to shop-prod/default/web:8080")
    assert address.startswith("http://new.localhost:")
    assert get("new.localhost", int(address.rstrip("/").rpartition(":")[2])) == 200
    asked = served.run("domain", "remove", "new.localhost")
    assert (asked.returncode, "new.localhost" in domains(served)) == (ExitCode.FAILURE, True)
    assert outcome(served.run("domain", "remove", "new.localhost", "--yes")) == (
        0,
        "new.localhost is disconnected from shop-prod\n",
        "",
    )
    assert "new.localhost" not in domains(served)


def test_what_a_path_leads_to_already_is_replaced_only_when_that_is_meant(served: Served) -> None:
    connect = ("domain", "connect", "busy.localhost")
    assert served.run(*connect, "shop-prod/web", "8080").returncode == 0
    assert served.run(*connect, "shop-prod/web", "8080").returncode == 0
    away = ("shop-prod/web", "8081", "--path", "/")
    code, told, complaint = outcome(served.run(*connect, *away))
    assert (code, told) == (ExitCode.FAILURE, "")
    assert complaint.startswith("stackdeck: busy.localhost/ leads to shop-prod/default/web:8080. --replace lets it")
    code, _, complaint = outcome(served.run(*connect, *away, "--replace"))
    assert code == ExitCode.FAILURE
    assert "web has not 8081/tcp" in complaint
    other = served.run(*connect, "shop-prod/web", "8080", "--path", "/api", "-o", "json")
    assert [path["path"] for path in json.loads(other.stdout)["paths"]] == ["/", "/api"]
    elsewhere = served.run(*connect, "intranet/wiki", "8080", "--replace")
    assert elsewhere.returncode == ExitCode.FAILURE
    assert b"is connected to the project shop-prod" in elsewhere.stderr
    assert served.run("domain", "remove", "busy.localhost", "--yes").returncode == 0


def test_a_name_that_has_to_be_proven_comes_with_its_record(served: Served) -> None:
    code, told, _ = outcome(served.run("domain", "connect", "proof.example", "shop-prod/web", "8080"))
    record = str(domains(served)["proof.example"]["ownership"]["txtRecord"])  # type: ignore[index]
    assert code == 0
    assert f"give proof.example this TXT record: {record}\n" in told
    assert "Then: stackdeck domain verify proof.example\n" in told
    refused = served.run("domain", "verify", "proof.example")
    assert refused.returncode == ExitCode.FAILURE
    assert served.run("domain", "remove", "proof.example", "--yes").returncode == 0


def test_the_default_domain_stays(served: Served) -> None:
    default = next(name for name, one in domains(served).items() if one["isDefault"])
    assert served.run("domain", "remove", default, "--yes").returncode == ExitCode.FAILURE
    assert default in domains(served)


def test_nothing_is_connected_to_what_is_not_there_or_with_a_client_that_only_reads(served: Served) -> None:
    assert served.run("domain", "connect", "no.localhost", "nothing", "80").returncode == ExitCode.NOT_FOUND
    assert served.run("domain", "remove", "no.localhost", "--yes").returncode == ExitCode.NOT_FOUND
    reading = served.run("domain", "connect", "no.localhost", "wiki", "8080", options=("--read-only",))
    assert reading.returncode == ExitCode.REFUSED
    assert "no.localhost" not in domains(served)


def test_over_ssh_the_line_that_reaches_it_is_shown(served: Served) -> None:
    there = {"SSH_CONNECTION": "10.0.0.9 5000 10.0.0.1 22", "USER": "oncall"}
    done = call(
        *("--url", served.origin, "domain", "connect", "far.localhost", "shop-prod/web", "8080"),
        home=served.home,
        STACKDECK_TOKEN=served.token,
        **there,
    )
    port = domains(served)["far.localhost"]["httpPort"]
    assert f"From where your browser is: ssh -N -L {port}:127.0.0.1:{port} oncall@10.0.0.1\n" in done.stdout.decode()
    assert served.run("domain", "remove", "far.localhost", "--yes").returncode == 0


@pytest.mark.parametrize("argument", ["http://shop.example", "localhost", "shop example", "", "10.0.0.1"])
def test_a_domain_is_a_name(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["domain", "connect", argument, "web", "80"]) == ExitCode.USAGE
    assert "argument HOST: " in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "http", "53/udp", "80/", ""])
def test_a_port_is_a_tcp_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["domain", "connect", "shop.localhost", "web", port]) == ExitCode.USAGE
    assert "is no port such as 8080" in capsys.readouterr().err
