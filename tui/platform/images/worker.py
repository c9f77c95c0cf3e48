"""`stackdeck/worker`: works through jobs, calls the web server when told where it is, and now and then fails at one."""

from __future__ import annotations

import os
import socket
import time

from tui.platform.images.sample import announce, number, pause, print_traceback, say, scatter

KINDS = ("resize-image", "send-receipt", "sync-stock", "rebuild-index", "export-report")


def main() -> None:
    """Work through jobs for ever."""
    announce()
    interval = number("INTERVAL", 2)
    fails_every = int(number("FAIL_EVERY", 15))
    url = os.environ.get("WEB_URL", "")
    say("INFO", f"queue `default`, one job every {interval:g} s" + (f", calling {url}" if url else ""))
    job = 1000
    while True:
        job += 1
        work(job, url=url, fails=fails_every > 0 and job % fails_every == 0)
        pause(interval)


def work(job: int, *, url: str, fails: bool) -> None:
    """Do one job and say how it went."""
    kind = KINDS[scatter(job, len(KINDS))]
    begun = time.monotonic()
    try:
        if fails:
            settle(job)
        said = call(url) if url else f"{scatter(job, 90) + 10} items"
    except (OSError, LookupError) as error:
        say("ERROR", f"job {job} {kind} failed: {error}")
        print_traceback()
        return
    milliseconds = (time.monotonic() - begun) * 1000 + scatter(job, 40)
    say("INFO", f"job {job} {kind} done in {milliseconds:.0f} ms ({said})")
    if milliseconds > 1000:
        say("WARN", f"job {job} was slow: {milliseconds:.0f} ms")


def settle(job: int) -> None:
    """Fail as a real job would, some calls deep."""
    orders: dict[int, str] = {}
    load_order(orders, job)


def load_order(orders: dict[int, str], number: int) -> str:
    """Look up an order that is not there."""
    if number not in orders:
        raise LookupError(f"order {number} has no customer")
    return orders[number]


def call(url: str) -> str:
    """GET *url* and tell the status line; OSError when nobody answers."""
    rest = url.removeprefix("http://")
    authority, _, path = rest.partition("/")
    host, port = locate(authority)
    with socket.create_connection((host, port), timeout=10) as connection:
        request = f"GET /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode("latin-1", "replace"))
        answer = b""
        while more := connection.recv(4096):
            answer += more
    status = answer.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")[2] or "no answer"
    return f"{authority} said {status}"


def locate(authority: str) -> tuple[str, int]:
    """Where `host:port` of this project really is: the platform's hosts file, else the network's names."""
    wanted = authority if ":" in authority else f"{authority}:80"
    try:
        with open(os.environ.get("STACKDECK_HOSTS", ""), encoding="utf-8") as file:  # noqa: PTH123 -- pathlib is 2 MB
            table = dict(line.split(None, 1) for line in file if line.strip())
    except (OSError, ValueError):
        table = {}
    host, _, port = table.get(wanted, wanted).strip().rpartition(":")
    return host, int(port) if port.isdecimal() else 80
