"""What the name of a domain and a path of it look like, said while somebody types."""

from __future__ import annotations

import re

MAX_NAME, MAX_LABEL, MAX_PATH = 253, 63, 1024
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_PATH = re.compile(r"/[!-~\u00a1-\U0010ffff]*")
_EXAMPLE = "`shop.example.com`"


def hostname_problem(text: str) -> str | None:
    """What is wrong with the name of a host, a sentence that says what to write; None when it is fine."""
    if not text:
        return f"Type the name of a host, such as {_EXAMPLE}."
    if _ADDRESS.match(text) or "/" in text:
        return f"The name alone: without `http://` and without a path, such as {_EXAMPLE}."
    if ":" in text:
        return "The name alone, without a port: a domain answers on the platform's own."
    if " " in text or not text.isprintable():
        return "A name has no spaces and no control characters."
    if len(text) > MAX_NAME:
        return f"A name has {MAX_NAME} characters at most."
    labels = text.removesuffix(".").split(".")
    if "" in labels:
        return "Between two dots stands something, and in front of the first."
    if len(labels) < 2:
        return f"A name has two parts at least, such as {_EXAMPLE} or `{labels[0][:MAX_LABEL]}.localhost`."
    if labels[-1].isdigit():
        return "That is an address. A domain is a name."
    return _problem_of_labels(labels) or _problem_in_dns(text)


def _problem_of_labels(labels: list[str]) -> str | None:
    for label in labels:
        if len(label) > MAX_LABEL:
            return f"`{label[:20]}…` is longer than {MAX_LABEL} characters."
        if label.startswith("-") or label.endswith("-"):
            return "No part of a name begins or ends with a hyphen."
        if strange := next((each for each in label if each.isascii() and not (each.isalnum() or each == "-")), None):
            return f"A name has letters, digits and hyphens, not `{strange}`."
    return None


def _problem_in_dns(text: str) -> str | None:
    import idna  # 20 ms, for those who connect a domain

    try:
        idna.encode(text.removesuffix("."), uts46=True, std3_rules=True)
    except (idna.IDNAError, UnicodeError):
        return "The DNS can't hold such a name: it is too long, or has characters that no domain may have."
    return None


def ascii_hostname(text: str) -> str | None:
    """The name as it stands in the DNS and in an address (`xn--bcher-kva.example`); None where it is no name."""
    if hostname_problem(text) is not None:
        return None
    import idna  # as above

    return idna.encode(text.removesuffix("."), uts46=True, std3_rules=True).decode().lower()


def path_problem(text: str) -> str | None:
    """What is wrong with a path of a domain, a sentence; None when it is fine."""
    if not text.startswith("/"):
        return "A path begins with `/`, such as `/api`."
    if set("?#\\") & set(text):
        return "A path has neither `?` nor `#` nor a backslash."
    if not text.isprintable() or _PATH.fullmatch(text) is None:
        return "A path has no spaces and no control characters."
    if {".", "..", ""} & set(text.removesuffix("/").split("/")[1:]):
        return "Between two slashes stands something other than `.` and `..`."
    return f"A path has {MAX_PATH} characters at most." if len(text) > MAX_PATH else None
