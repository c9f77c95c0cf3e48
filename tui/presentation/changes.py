"""What changed, as rows of a list, and the few words of it that leave the program: title and notification."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from tui.definitions.secrets import mask_text
from tui.presentation import statuses
from tui.presentation.palette import Look
from tui.presentation.rows import Row
from tui.presentation.texts import count, plain

if TYPE_CHECKING:
    from tui.state.changes import Change
    from tui.state.fleet import Fleet

NAMED = 3
"""Services that a notification names before it counts the rest."""


def change_rows(
    changes: Sequence[Change], fleet: Fleet, *, new: Collection[Change], now: datetime, look: Look
) -> list[Row]:
    """A row for each change; those that are not *new* are muted."""
    return [_row(change, fleet, is_new=change in new, now=now, look=look) for change in changes]


def moment(at: datetime, now: datetime) -> str:
    """A moment by this machine's zone: the time alone for today, else with the day."""
    here = at.astimezone()
    return f"{here:%H:%M:%S}" if here.date() == now.astimezone().date() else f"{here:%b %d %H:%M}"


def what_happened(change: Change, look: Look) -> Text:
    """The change in a few words: `running → ▲ error`, `running again`, `new: creating`, `gone`."""
    if change.after is None:
        return Text("gone", style=look.palette.muted)
    after = Text.assemble(statuses.sign(change.after, look), " ", statuses.word(change.after, look))
    if change.before is None:
        return Text.assemble("new: ", after)
    if change.before == change.after:
        return after.append(" again" if change.moved else " still", style=look.palette.muted)
    return Text.assemble((plain(change.before), look.palette.muted), f" {look.glyphs.arrow} ", after)


def title(profile: str, broke: int, look: Look) -> str:
    """What stands in the title of the terminal."""
    name = f"stackdeck {plain(profile)}"
    return f"{look.glyphs.error} {broke} broke - {name}" if broke else name


def notification(broken: Sequence[Change], fleet: Fleet) -> tuple[str, str]:
    """Heading and text of a notification about services that broke."""
    if len(broken) == 1:
        (change,) = broken
        said = f": {plain(mask_text(change.message))}" if change.message else ""
        return f"{plain(change.service)} broke", f"{_place(change, fleet)}{said}"
    named = ", ".join(plain(change.service) for change in broken[:NAMED])
    more = f" and {len(broken) - NAMED} more" if len(broken) > NAMED else ""
    return f"{count(len(broken), 'service')} broke", named + more


def _place(change: Change, fleet: Fleet) -> str:
    return f"{plain(fleet.project_name(change.project_id))} › {plain(fleet.stack_name(change.stack_id))}"


def _row(change: Change, fleet: Fleet, *, is_new: bool, now: datetime, look: Look) -> Row:
    project, stack = fleet.project_name(change.project_id), fleet.stack_name(change.stack_id)
    style = "" if is_new else look.palette.muted
    message = plain(mask_text(change.message))
    happened = what_happened(change, look)
    cells: tuple[Text | str, ...] = (
        Text(moment(change.at, now), style=look.palette.muted),
        "new" if is_new else "",
        Text(plain(change.service), style=style),
        happened if is_new else Text(happened.plain, style=style),
        Text(plain(project), style=style),
        Text(plain(stack), style=style),
        Text(message, style=style),
    )
    words = (change.service, project, stack, change.before or "new", change.after or "gone", message)
    return Row(_key(change), cells, (), " ".join(words))


def _key(change: Change) -> str:
    return "|".join((change.service_id, change.at.isoformat(), str(change.before), str(change.after), change.message))
