"""What `stackdeck doctor` says: one line for each thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui.logs.clean import printable
from tui.settings import ExitCode


class Level(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


_COLOURS = {Level.OK: "32", Level.WARN: "33", Level.FAIL: "31"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at."""

    topic: str
    """One word: `token`, `terminal`."""
    text: str
    """How it is."""
    level: Level = Level.OK
    advice: str = ""
    """What to do about it; empty where nothing is to be done."""
    code: ExitCode = ExitCode.OK
    """How the command ends because of it."""

    def line(self, *, colours: bool) -> str:
        """The finding on one line, the advice on a second one; outside text in it can't steer a terminal."""
        level = f"{self.level:<4}"
        if colours:
            level = f"\x1b[{_COLOURS[self.level]}m{level}\x1b[0m"
        advice = f"\n{'':18}{printable(self.advice)}" if self.advice else ""
        return f"{level}  {self.topic:<10}  {printable(self.text)}{advice}"

    def as_object(self) -> dict[str, object]:
        """The finding for a program."""
        return {
            "topic": self.topic,
            "level": self.level.value,
            "text": self.text,
            "advice": self.advice,
            "exitCode": int(self.code),
        }


def failure(topic: str, text: str, code: ExitCode, *, advice: str = "") -> Finding:
    """A finding that ends the command with *code*."""
    return Finding(topic=topic, text=text, level=Level.FAIL, advice=advice, code=code)
