"""Realistic, reproducible log lines of about 120 bytes, made as a file or appended to one at a steady rate.

    python -m tests.bench.gen_logs make OUT [--lines N] [--needles N]
    python -m tests.bench.gen_logs append OUT [--rate PER_SECOND] [--seconds S] [--times FILE]

By line about 36 % are nginx access, 36 % JSON, 14 % coloured application log and 14 % whole Python tracebacks. The
first line contains LOGFIRSTLINE and the last LOGLASTLINE; `needles` lines, evenly spread, contain NEEDLE and letters;
each line outside a traceback carries `zq` and its number in letters, which highlighters leave in one piece.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
PATHS: Final = (
    *("/", "/api/v1/items", "/api/v1/orders/{}", "/static/app.{}.js", "/login", "/health", "/img/logo.svg"),
    *("/api/v2/search?q=caf%C3%A9&page={}", "/metrics"),
)
AGENTS: Final = (
    *("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "curl/8.5.0", "kube-probe/1.29", "python-requests/2.31.0"),
    "Go-http-client/2.0",
)
COLOURS: Final = {"DEBUG": "36", "INFO": "32", "WARNING": "33", "ERROR": "1;31"}
LEVELS: Final = ("DEBUG", "INFO", "INFO", "INFO", "INFO", "WARNING", "ERROR")
LOGGERS: Final = ("app.web", "app.db.pool", "worker.tasks", "auth.session", "scheduler")
MESSAGES: Final = (
    *("request finished", "cache miss for key", "connection to upstream timed out", "user login succeeded"),
    *("retrying after backoff", "slow query detected", "payload größer als erwartet", "job finished in time"),
)
TRACEBACK: Final = (
    "Traceback (most recent call last):",
    '  File "/srv/app/venv/lib/python3.11/site-packages/django/core/handlers/exception.py", line {}, in inner',
    "    response = get_response(request)",
    '  File "/srv/app/src/shop/orders/views.py", line {}, in create_order',
    "    charge = gateway.charge(customer=order.customer, amount=order.total, currency=order.currency)",
    '  File "/srv/app/src/shop/payment/gateway.py", line {}, in charge',
    '    raise GatewayTimeout(f"no answer from {{self.host}} after {{timeout}} s")',
    "shop.payment.gateway.GatewayTimeout: no answer from pay-{}.internal.example after 30 s",
)
_SHORTEST_PAUSE: Final = 0.01


def letters(number: int) -> str:
    """*number* in five letters."""
    text = ""
    for _ in range(5):
        number, rest = divmod(number, len(LETTERS))
        text = LETTERS[rest] + text
    return text


def lines(seed: int = 20260101) -> Iterator[str]:
    """An endless stream of log lines without line ends."""
    chance = random.Random(seed)
    number = 0
    while True:
        kind = chance.random()
        if kind < 0.98:
            make = _access if kind < 0.42 else _json if kind < 0.82 else _coloured
            yield make(chance, number)
            number += 1
            continue
        for frame in TRACEBACK:
            yield frame.format(chance.randrange(900))
            number += 1


def _clock(number: int) -> str:
    second = number // 50
    return f"{second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def _access(chance: random.Random, number: int) -> str:
    path = chance.choice(PATHS).format(chance.randrange(100000))
    host = ".".join(str(chance.randrange(256)) for _ in range(3))
    method = chance.choice(("GET", "GET", "GET", "POST"))
    status = chance.choice((200, 200, 200, 304, 404, 500))
    return (
        f'10.{host} - - [10/Mar/2026:{_clock(number)} +0000] "{method} {path} HTTP/1.1" {status} '
        f'{chance.randrange(50000)} "-" "{chance.choice(AGENTS)}" zq{letters(number)}'
    )


def _json(chance: random.Random, number: int) -> str:
    return (
        f'{{"ts":"2026-03-10T{_clock(number)}.{chance.randrange(1000):03d}Z","level":"{chance.choice(LEVELS).lower()}",'
        f'"logger":"{chance.choice(LOGGERS)}","msg":"{chance.choice(MESSAGES)}","ms":{chance.randrange(3000)},'
        f'"id":"zq{letters(number)}"}}'
    )


def _coloured(chance: random.Random, number: int) -> str:
    level = chance.choice(LEVELS)
    return (
        f"\x1b[2m2026-03-10 {_clock(number)},{chance.randrange(1000):03d}\x1b[0m "
        f"\x1b[{COLOURS[level]}m{level:<8}\x1b[0m "
        f"\x1b[34m{chance.choice(LOGGERS)}\x1b[0m {chance.choice(MESSAGES)} shard={chance.randrange(64)} "
        f"id=zq{letters(number)}"
    )


def make(path: Path, count: int, *, needles: int = 20, seed: int = 20260101) -> None:
    """Write *count* lines to *path*."""
    every = max(1, count // needles) if needles else count + 1
    with path.open("w", encoding="utf-8", buffering=1 << 20) as file:
        for number, line in enumerate(islice(lines(seed), count)):
            first = " LOGFIRSTLINE" if number == 0 else ""
            last = " LOGLASTLINE" if number == count - 1 else ""
            needle = f" NEEDLE{letters(number // every)}" if number % every == every // 2 else ""
            file.write(f"{line}{first}{last}{needle}\n")


def append(path: Path, rate: float, seconds: float, *, times: Path | None = None, seed: int = 7) -> None:
    """Append to *path* at a steady rate, in writes at most every 10 ms; tell in *times* when each line went out."""
    source, sent, total = lines(seed), 0, int(rate * seconds)
    written: list[tuple[int, float]] = []
    start = time.monotonic()
    with path.open("ab", buffering=0) as file:
        while sent < total:
            due = min(total, int((time.monotonic() - start) * rate) + 1)
            if due > sent:
                file.write("".join(f"{line}\n" for line in islice(source, due - sent)).encode())
                sent = due
                written.append((sent, time.monotonic()))
            time.sleep(max(_SHORTEST_PAUSE, start + (sent + 1) / rate - time.monotonic()))
    if times is not None:
        report = {"start": start, "end": time.monotonic(), "sent": sent, "writes": written}
        times.write_text(json.dumps(report), encoding="ascii")


def main() -> None:
    """Read the arguments and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "append"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--needles", type=int, default=20)
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--times", type=Path)
    arguments = parser.parse_args()
    if arguments.what == "make":
        make(arguments.path, arguments.lines, needles=arguments.needles)
    else:
        append(arguments.path, arguments.rate, arguments.seconds, times=arguments.times)


if __name__ == "__main__":
    main()
