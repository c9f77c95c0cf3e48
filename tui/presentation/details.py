"""Everything that is known of one service, as sections of labelled values; wanted and deployed beside each other."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from tui.definitions.declared import canonical_image
from tui.definitions.secrets import is_secret, mask_text, mask_words, shown
from tui.presentation import ages, image_details, schedules, statuses
from tui.presentation.changes import moment, what_happened
from tui.presentation.entries import Entry, Section
from tui.presentation.image_details import ImageAnswer, words_shown
from tui.presentation.palette import Look
from tui.presentation.texts import count, plain
from tui.state.last_known import UNKNOWN, is_known, is_whole

if TYPE_CHECKING:
    from tui.models.project import ProjectSummary
    from tui.models.service import ResourceLimits, Service, ServiceState
    from tui.models.stack import Stack
    from tui.models.volume import Volume
    from tui.state.changes import Change

UNITS = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A service with all that is to be said about it."""

    service: Service
    stack: Stack | None
    project: ProjectSummary | None
    reference: str
    """How the plain commands name it."""
    look: Look
    now: datetime
    """The server's time."""
    changes: Sequence[Change] = ()
    """What happened to it, the newest first."""
    image: ImageAnswer = field(default_factory=ImageAnswer)
    doing: str | None = None
    """What is being done to it, in a word."""
    revealed: bool = False
    """True shows secrets."""
    remembered_for: str | None = None
    """How long ago it was seen last, where it was not read since the program started."""


def sections(subject: Subject) -> list[Section]:
    """All sections, in the order in which they are read at three in the morning."""
    return [
        _status(subject),
        Section("definition", "Definition", tuple(_definition(subject))),
        _environment(subject),
        _history(subject),
        Section("ids", "Ids", tuple(_ids(subject))),
        image_details.section(subject.image, subject.look, revealed=subject.revealed),
    ]


def _status(subject: Subject) -> Section:
    service, look = subject.service, subject.look
    since = service.status_set_at
    status = Text.assemble(
        statuses.sign(service.status, look), " ", statuses.word(service.status, look, doing=subject.doing)
    )
    age = (f"  {ages.age(since, subject.now)} ago", look.palette.muted)
    entries = [
        Entry("status", "Status", (status,), (service.status,)),
        Entry("since", "Since", (Text.assemble(f"{since.astimezone():%Y-%m-%d %H:%M:%S}", age),), (since.isoformat(),)),
    ]
    if service.message and service.message != service.status:
        text = _told(service.message, subject)
        style = look.palette.bad if service.status == "error" else ""
        masked = text != service.message
        entries.append(
            Entry("message", "Message", (Text(plain(text), style=style),), (service.message,), is_masked=masked)
        )
    if service.requires_recreate:
        entries.append(Entry("drift", "Drift", (statuses.drift(service, look).append(" not deployed yet"),)))
    if subject.remembered_for is not None:
        told = f"as it was {subject.remembered_for} ago, not read since"
        entries.append(Entry("remembered", "Known", (Text(told, style=look.palette.moving),)))
    if subject.stack is not None and subject.stack.disabled:
        entries.append(Entry("disabled", "Stack", (Text("disabled", style=look.palette.moving),)))
    return Section("status", "", tuple(entries))


def _definition(subject: Subject) -> Iterator[Entry]:
    service, look = subject.service, subject.look
    pending, deployed = service.pending_state, service.deployed_state
    yield _pair("image", "Image", _image(pending), _image(deployed), look, same=_same_image(pending, deployed))
    if pending.image_digest or deployed.image_digest:
        yield _pair("digest", "Digest", pending.image_digest, deployed.image_digest, look)
    if service.description != service.service_name:
        yield Entry("description", "Description", (Text(plain(service.description)),), (service.description,))
    for name in ("entrypoint", "command"):
        old, new = getattr(deployed, name), getattr(pending, name)
        yield _words(name, new, old, subject)
    yield from _listed("ports", "Port", pending.ports or (), deployed.ports or (), look)
    notes = {volume.name: volume for volume in subject.stack.volumes} if subject.stack else {}
    yield from _listed("volumes", "Volume", pending.volumes or (), deployed.volumes or (), look, volumes=notes)
    yield _single("restart", "Restart", service.restart_policy, "the platform's own", look)
    limits = _limits(service)
    yield _single("cpus", "CPU limit", limits.cpus if limits else None, "none", look)
    yield _single("memory", "Memory limit", limits.memory if limits else None, "none", look)
    if subject.stack is not None and subject.stack.update_schedule is not None:
        schedule = subject.stack.update_schedule
        runs = schedules.next_runs(schedule, subject.now, most=1)
        then = (f"  next {runs[0]}" if runs else "", look.palette.muted)
        yield Entry("schedule", "Updates", (Text.assemble(schedules.words(schedule), then),), (schedule.cron,))


def _environment(subject: Subject) -> Section:
    pending, deployed = subject.service.pending_state.envs or {}, subject.service.deployed_state.envs or {}
    names = sorted(pending.keys() | deployed.keys())
    secret = [name for name in names if _hides(name, pending.get(name)) or _hides(name, deployed.get(name))]
    if not (is_whole(pending) and is_whole(deployed)):
        names = [name for name in names if name != UNKNOWN]
        note = "no values are known" if names else "not known until it is read again"
    else:
        note = count(len(names), "variable")
    if secret:
        note += f", {len(secret)} shown for ten seconds" if subject.revealed else f", {len(secret)} masked"
    entries = [_variable(name, pending.get(name), deployed.get(name), subject) for name in names]
    return Section("environment", "Environment", tuple(entries), note)


def _variable(name: str, pending: str | None, deployed: str | None, subject: Subject) -> Entry:
    def value(text: str | None) -> Text:
        if text is None:
            return Text("not set", style=subject.look.palette.muted)
        if not is_known(text):
            return Text("not known", style=subject.look.palette.muted)
        if text == "":
            return Text("empty", style=subject.look.palette.muted)
        return Text(plain(text if subject.revealed else shown(name, text)))

    values = (value(pending),) if pending == deployed else (value(pending), value(deployed))
    hidden = not subject.revealed and (_hides(name, pending) or _hides(name, deployed))
    copies = _copies(pending, deployed) if is_known(pending or "") and is_known(deployed or "") else ()
    return Entry(name, plain(name), values, copies, is_masked=hidden)


def _hides(name: str, value: str | None) -> bool:
    if not value or not is_known(value):
        return False
    return is_secret(name) or shown(name, value or "") != value


def _history(subject: Subject) -> Section:
    entries = []
    for number, change in enumerate(reversed(subject.changes)):
        message = _told(change.message, subject)
        happened = what_happened(change, subject.look).append(f"  {plain(message)}" if message else "", style="default")
        label, masked = moment(change.at, subject.now), message != change.message
        entries.append(Entry(f"{number}", label, (happened,), (change.message,), is_masked=masked))
    entries.reverse()
    return Section("history", "What happened", tuple(entries), "" if entries else "nothing since the program started")


def _told(text: str, subject: Subject) -> str:
    return text if subject.revealed else mask_text(text)


def _ids(subject: Subject) -> Iterator[Entry]:
    service = subject.service
    ids = [
        ("reference", "Reference", subject.reference),
        ("short", "Service", service.short_id),
        ("service", "Service id", service.id),
        ("stack", "Stack id", service.stack_id),
        ("project-short", "Project", subject.project.short_id if subject.project else ""),
        ("project", "Project id", service.project_id),
        ("template", "Template id", service.template_id or ""),
    ]
    return (Entry(key, label, (Text(plain(value)),), (value,)) for key, label, value in ids if value)


def _image(state: ServiceState) -> str:
    return mask_text(state.image)


def _same_image(pending: ServiceState, deployed: ServiceState) -> bool:
    return canonical_image(pending.image) == canonical_image(deployed.image)


def _pair(
    key: str, label: str, pending: str | None, deployed: str | None, look: Look, *, same: bool | None = None
) -> Entry:
    """One value where both are the same, else what is wanted and what is deployed."""

    def value(text: str | None) -> Text:
        return Text(plain(text)) if text else Text("none", style=look.palette.muted)

    is_same = pending == deployed if same is None else same
    values = (value(pending),) if is_same else (value(pending), value(deployed))
    return Entry(key, label, values, _copies(pending, deployed))


def _single(key: str, label: str, value: str | None, otherwise: str, look: Look) -> Entry:
    text = Text(plain(value)) if value else Text(otherwise, style=look.palette.muted)
    return Entry(key, label, (text,), _copies(value, value))


def _words(key: str, pending: tuple[str, ...] | None, deployed: tuple[str, ...] | None, subject: Subject) -> Entry:
    def value(words: tuple[str, ...] | None) -> Text:
        if not words:
            return Text("the image's own", style=subject.look.palette.muted)
        return Text(plain(words_shown(words, revealed=subject.revealed)))

    same = (pending or ()) == (deployed or ())
    values = (value(pending),) if same else (value(pending), value(deployed))
    copies = _copies(shlex.join(pending or ()), shlex.join(deployed or ()))
    hidden = not subject.revealed and any(mask_words(words or ()) != (words or ()) for words in (pending, deployed))
    return Entry(key, key.capitalize(), values, copies, is_masked=hidden)


def _listed(
    key: str,
    label: str,
    pending: Sequence[str],
    deployed: Sequence[str],
    look: Look,
    *,
    volumes: dict[str, Volume] | None = None,
) -> Iterable[Entry]:
    """An entry for each item of two lists; one that stands in both is shown once."""

    def value(item: str, there: Sequence[str]) -> Text:
        if item not in there:
            return Text("none", style=look.palette.muted)
        volume = (volumes or {}).get(item.partition(":")[0])
        used = f"  {size(volume.storage_usage_in_bytes)} used" if volume else ""
        return Text.assemble(plain(item), (used, look.palette.muted))

    items = [*pending, *(item for item in deployed if item not in pending)]
    if not items:
        yield Entry(key, label, (Text("none", style=look.palette.muted),))
    for item in dict.fromkeys(items):
        sides = (pending,) if item in pending and item in deployed else (pending, deployed)
        yield Entry(f"{key}.{item}", label, tuple(value(item, side) for side in sides), (item, item))


def _copies(pending: str | None, deployed: str | None) -> tuple[str, ...]:
    """What is copied of both; of what is not wanted any longer, what is deployed."""
    return (pending or deployed or "", deployed or "")


def _limits(service: Service) -> ResourceLimits | None:
    resources = service.deploy.resources if service.deploy else None
    return resources.limits if resources else None


def size(number: float) -> str:
    """Bytes in the unit that needs the fewest digits: `512 bytes`, `12.3 MB`."""
    unit = 0
    while number >= 1000 and unit < len(UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.0f} {UNITS[unit]}" if unit == 0 or number >= 100 else f"{number:.1f} {UNITS[unit]}"
