"""`stackdeck/web`: a small HTTP server with an access log, a health check, a slow and a failing path."""

from __future__ import annotations

import os
import socket
import time
from _thread import start_new_thread

from tui.platform.images.sample import IMAGE, NAME, announce, number, pause, print_traceback, say, scatter, write

COLOURS = {2: "\x1b[32m", 4: "\x1b[33m", 5: "\x1b[31m"}
PAGE = """<!doctype html><title>{name}</title>
<h1>{name}</h1><p>{image} has answered {count} requests since it started.</p>
<p><a href="/health">/health</a> <a href="/slow">/slow</a> <a href="/error">/error</a></p>
"""
MAX_HEAD = 16 * 1024
REASONS = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 500: "Internal Server Error"}


class Web:
    """The server and how many requests it has answered."""

    def __init__(self) -> None:
        self.count = 0
        self.started = time.monotonic()
        self.latency = number("LATENCY", 0) / 1000
        self.error_percent = number("ERROR_PERCENT", 0)

    def serve(self, port: int) -> None:
        """Answer requests on *port* for ever, each in its own thread."""
        with socket.create_server(("127.0.0.1", port), backlog=64) as server:
            say("INFO", f"listening on 127.0.0.1:{port}")
            while True:
                connection, _ = server.accept()
                connection.settimeout(10)
                start_new_thread(self.talk, (connection,))

    def talk(self, connection: socket.socket) -> None:
        """Read requests, answer them and write the access log, until either side has enough."""
        unread = b""
        with connection:
            try:
                while True:
                    head, unread = read_head(connection, unread)
                    if not head or not self.answer_to(connection, head):
                        return
            except OSError:
                return

    def answer_to(self, connection: socket.socket, head: bytes) -> bool:
        """Answer one request; gives whether the connection is kept for another one."""
        begun, keeps = time.monotonic(), keeps_open(head)
        method, path = (*head.split(b"\r\n", 1)[0].decode("latin-1").split(), "", "")[:2]
        status, kind, body = self.answer(method, path.partition("?")[0])
        pause(self.latency)
        connection.sendall(response(status, kind, body, has_body=method != "HEAD", keeps=keeps))
        milliseconds = (time.monotonic() - begun) * 1000
        colour = COLOURS.get(status // 100, "")
        write(f'INFO  "{method} {path[:200]}" {colour}{status}\x1b[0m {len(body)} B {milliseconds:.0f} ms\n')
        return keeps

    def answer(self, method: str, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body for a request."""
        self.count += 1
        if method not in {"GET", "HEAD", "POST"}:
            return 405, "text/plain", b"method not allowed\n"
        if path == "/health":
            uptime = time.monotonic() - self.started
            return 200, "application/json", f'{{"status":"ok","uptime":{uptime:.0f}}}\n'.encode()
        if path == "/slow":
            time.sleep(2)
            return 200, "text/plain", b"that took a while\n"
        if path == "/error" or scatter(self.count, 100) < self.error_percent:
            return self.fail()
        if path == "/favicon.ico":
            return 404, "text/plain", b"not found\n"
        return 200, "text/html; charset=utf-8", PAGE.format(name=NAME, image=IMAGE, count=self.count).encode()

    def fail(self) -> tuple[int, str, bytes]:
        """A real exception with a real traceback, answered with 500."""
        try:
            render("checkout")
        except LookupError:
            say("ERROR", "unhandled exception in a request")
            print_traceback()
        return 500, "text/plain", b"internal server error\n"


def render(template: str) -> str:
    """A template that is broken."""
    raise LookupError(f"template `{template}` has no block named `total`")


def read_head(connection: socket.socket, head: bytes) -> tuple[bytes, bytes]:
    """A request up to its empty line, of which *head* has come already, and what came behind it.

    Empty when the other side only looked whether somebody listens, or has enough.
    """
    while b"\r\n\r\n" not in head and len(head) < MAX_HEAD:
        more = connection.recv(4096)
        if not more:
            return b"", b""
        head += more
    head, end, unread = head.partition(b"\r\n\r\n")
    return head + end, unread


def keeps_open(head: bytes) -> bool:
    """Whether another request may follow: bodies are not read, so that none may follow one that has a body."""
    line, _, fields = head.lower().partition(b"\r\n")
    ends = (b"connection: close", b"content-length:", b"transfer-encoding:")
    return line.endswith(b"http/1.1") and not any(end in fields for end in ends)


def response(status: int, kind: str, body: bytes, *, has_body: bool, keeps: bool) -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    closes = "" if keeps else "Connection: close\r\n"
    return f"{head}{closes}\r\n".encode() + (body if has_body else b"")


def main() -> None:
    """Run the server on the port the platform gave."""
    announce()
    Web().serve(int(os.environ.get("PORT", "8080")))
