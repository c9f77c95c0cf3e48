"""The small pages the proxy shows where no service answers."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from http import HTTPStatus

_HTML = """<!doctype html><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:36em;padding:0 1em;color-scheme:light dark}}
h1{{font-size:1.2em}}</style><h1>{title}</h1><p>{text}</p>
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An answer of the proxy's own."""

    status: int
    text: str
    """What is the matter, and what to do."""
    retry_after: int | None = None
    """Seconds after which it is worth to ask again."""
    location: str = ""
    """Where to go instead."""

    @property
    def phrase(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase

    @property
    def title(self) -> str:
        """What stands above the text."""
        return f"{self.status} {self.phrase}"

    def fields(self, *, html: bool) -> list[tuple[str, str]]:
        """The fields of its head."""
        fields = [
            ("Date", formatdate(usegmt=True)),
            ("Content-Type", f"text/{'html' if html else 'plain'}; charset=utf-8"),
            ("Content-Length", str(len(self.body(html=html)))),
            ("Cache-Control", "no-store"),
        ]
        if self.retry_after is not None:
            fields.append(("Retry-After", str(self.retry_after)))
        if self.location:
            fields.append(("Location", self.location))
        return fields

    def body(self, *, html: bool) -> bytes:
        """The page itself."""
        if html:
            return _HTML.format(title=escape(self.title), text=escape(self.text)).encode("utf-8", "replace")
        return f"{self.title}\n{self.text}\n".encode("utf-8", "replace")


def redirect(url: str, method: bytes) -> Page:
    """The page that leads to *url*, with the method of the request where that is not to be lost."""
    status = HTTPStatus.FOUND if method in (b"GET", b"HEAD") else HTTPStatus.PERMANENT_REDIRECT
    return Page(status=status, text=f"This leads to {url}", location=url)
