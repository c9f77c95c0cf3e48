"""`stackdeck/jsonlog`: one JSON object a line, as structured loggers write them."""

from __future__ import annotations

import json
import time

from tui.platform.images.sample import IMAGE, NAME, announce, number, pause, scatter, write

PATHS = ("/api/orders", "/api/orders/42", "/api/customers", "/api/stock", "/login")


def main() -> None:
    """Write an entry each interval."""
    announce()
    interval = number("INTERVAL", 1)
    count = 0
    while True:
        count += 1
        write(json.dumps(entry(count), ensure_ascii=False) + "\n")
        pause(interval)


def entry(count: int) -> dict[str, object]:
    """The entry with this number; every ninth is an error."""
    failed = count % 9 == 0
    fields: dict[str, object] = {
        "time": round(time.time(), 3),
        "level": "error" if failed else "info",
        "service": NAME,
        "version": IMAGE.rpartition(":")[2],
        "msg": "upstream timed out" if failed else "request",
        "path": PATHS[scatter(count, len(PATHS))],
        "status": 504 if failed else 200,
        "ms": 5000 if failed else scatter(count, 120) + 3,
    }
    if failed:
        fields["error"] = {"kind": "TimeoutError", "upstream": "http://stock:8080", "retries": 3}
    return fields
