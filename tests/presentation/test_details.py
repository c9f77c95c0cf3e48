"""Everything about a service: what is said of it, what is masked, and how it is laid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from tests import fleets
from tests.fleets import NOW
from tui.models.image_config import ImageConfig, ImagePort, ImageVariable
from tui.models.service import Deploy, ResourceLimits, Resources, RestartPolicy, Service, ServiceState
from tui.models.volume import Volume
from tui.presentation.details import Subject, sections, size
from tui.presentation.entries import Entry, Section, fold, lay_out
from tui.presentation.image_details import ImageAnswer
from tui.presentation.palette import Look, Palette
from tui.state.changes import Change

LOOK = Look(Palette(good="green", moving="yellow", bad="red", muted="grey50", accent="blue"))
STATE = ServiceState(image="shop/web:1")
SECRET = "hunter2hunter2"


def service(pending: ServiceState = STATE, deployed: ServiceState = STATE, **more: Any) -> Service:
    update = {"pending_state": pending, "deployed_state": deployed, "requires_recreate": pending != deployed, **more}
    return fleets.service("web").model_copy(update=update)


def subject(of: Service, **more: Any) -> Subject:
    stack = fleets.stack("stack", of)
    given = {"stack": stack, "project": fleets.project("stack", "shop"), "reference": "shop/default/web", **more}
    return Subject(service=of, look=LOOK, now=NOW, **given)


def entry(of: Subject, section: str, label: str) -> Entry:
    (found,) = (each for part in sections(of) if part.key == section for each in part.entries if each.label == label)
    return found


def values(of: Subject, section: str, label: str) -> list[str]:
    return [value.plain for value in entry(of, section, label).values]


def everything(of: Subject, width: int = 120) -> str:
    return "\n".join(line.row.cells[0].plain for line in lay_out(sections(of), width, LOOK))  # type: ignore[union-attr]


def test_the_status_stands_with_its_time_in_full_and_its_message() -> None:
    broken = subject(fleets.service("web", "error", message="exit code 1", age=120))
    assert values(broken, "status", "Status") == ["▲ error"]
    assert values(broken, "status", "Since")[0].endswith("  2 m ago")
    assert values(broken, "status", "Message") == ["exit code 1"]


def test_what_differs_stands_side_by_side_and_what_does_not_stands_once() -> None:
    pending = ServiceState(image="shop/web:2", envs={"A": "1", "B": "2", "NEW": "x"}, ports=("80/tcp", "81/tcp"))
    deployed = ServiceState(image="shop/web:1", envs={"A": "1", "B": "3", "OLD": "y"}, ports=("80/tcp",))
    both = subject(service(pending, deployed))
    assert values(both, "definition", "Image") == ["shop/web:2", "shop/web:1"]
    assert values(both, "environment", "A") == ["1"]
    assert values(both, "environment", "B") == ["2", "3"]
    assert values(both, "environment", "NEW") == ["x", "not set"]
    assert values(both, "environment", "OLD") == ["not set", "y"]
    ports = [each.values for part in sections(both) for each in part.entries if each.label == "Port"]
    assert [[value.plain for value in sides] for sides in ports] == [["80/tcp"], ["81/tcp", "none"]]


def test_the_same_image_under_two_names_is_no_drift() -> None:
    named = subject(service(ServiceState(image="nginx:1"), ServiceState(image="docker.io/library/nginx:1")))
    assert len(values(named, "definition", "Image")) == 1


def test_limits_and_policies_are_told_also_where_there_are_none() -> None:
    assert values(subject(service()), "definition", "CPU limit") == ["none"]
    limits = Deploy(resources=Resources(limits=ResourceLimits(cpus="0.5", memory="512m")))
    limited = subject(service(deploy=limits, restart_policy=RestartPolicy("always")))
    assert values(limited, "definition", "Memory limit") == ["512m"]
    assert values(limited, "definition", "Restart") == ["always"]


def test_a_volume_says_how_much_it_holds() -> None:
    mounted = service(
        ServiceState(image="x", volumes=("data:/data",)), ServiceState(image="x", volumes=("data:/data",))
    )
    volume = Volume(
        id="v",
        name="data",
        stack_id="stack",
        orphaned=False,
        storage_usage_in_bytes=12_345_678,
        storage_usage_in_bytes_set_at=NOW,
    )
    stack = fleets.stack("stack", mounted).model_copy(update={"volumes": (volume,)})
    assert values(subject(mounted, stack=stack), "definition", "Volume") == ["data:/data  12.3 MB used"]


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (2e15, "2000 TB"), (456e6, "456 MB")]
)
def test_sizes_are_short(number: float, told: str) -> None:
    assert size(number) == told


LEAKY = service(
    ServiceState(
        image=f"https://u:{SECRET}@registry/web:1",
        command=("web", "--password", SECRET),
        envs={"DB_PASSWORD": SECRET, "URL": f"https://u:{SECRET}@host/", "PLAIN": "x"},
    ),
    ServiceState(image="web:1", envs={"DB_PASSWORD": SECRET[::-1]}),
    message=f"no login with token={SECRET}",
)
IMAGE = ImageConfig(
    digest="sha256:abc",
    user="root",
    user_id=0,
    is_user_root=True,
    env=(ImageVariable(key="API_TOKEN", value=SECRET), ImageVariable(key="SEED", value=SECRET, is_sensitive=True)),
    exposed_ports=(ImagePort(port="80/tcp", description="the shop"),),
    command=("web", "--token", SECRET),
)
LEAKS = subject(
    LEAKY,
    changes=[Change("stack", "stack", LEAKY.id, "web", "running", "error", NOW, f"token={SECRET}")],
    image=ImageAnswer(reference="web:1", config=IMAGE),
)


def test_no_secret_is_shown_found_by_a_filter_or_copied_while_it_is_masked() -> None:
    for line in lay_out(sections(LEAKS), 120, LOOK):
        assert SECRET not in line.row.folded
        assert SECRET[::-1] not in line.row.folded
        assert SECRET not in line.row.search
        assert not (SECRET in line.copy and line.entry is not None and not line.entry.is_masked)


def test_that_there_are_secrets_is_told_and_how_many() -> None:
    (environment,) = (part for part in sections(LEAKS) if part.key == "environment")
    assert environment.note == "3 variables, 2 masked"


def test_what_is_revealed_is_shown_and_may_be_copied() -> None:
    shown = replace(LEAKS, revealed=True)
    assert values(shown, "environment", "DB_PASSWORD") == [SECRET, SECRET[::-1]]
    assert not any(each.is_masked for part in sections(shown) for each in part.entries)
    assert "••••" not in everything(shown).replace("https://u:••••••@registry", "")


def test_ids_are_there_to_copy() -> None:
    lines = lay_out(sections(subject(service())), 120, LOOK)
    copies = {line.entry.label: line.copy for line in lines if line.entry and line.row.key.startswith("ids:")}
    assert copies["Service"] == "c-abc123"
    assert copies["Reference"] == "shop/default/web"
    assert copies["Service id"] == "stack-web"


def test_where_values_stand_one_below_the_other_each_line_copies_its_own() -> None:
    lines = lay_out(sections(subject(service(ServiceState(image="web:2"), ServiceState(image="web:1")))), 60, LOOK)
    assert [line.copy for line in lines if line.row.key.startswith("definition:image")] == ["web:2", "web:1"]


def test_what_happened_stands_with_the_newest_first_and_keeps_its_keys() -> None:
    changes = [
        Change("p", "s", "web", "web", "stopped", "running", NOW + timedelta(seconds=5)),
        Change("p", "s", "web", "web", "running", "stopped", NOW, "by hand"),
    ]
    (history,) = (part for part in sections(subject(service(), changes=changes)) if part.key == "history")
    assert [each.values[0].plain for each in history.entries] == ["stopped → ● running", "running → ○ stopped  by hand"]
    assert [each.key for each in history.entries] == ["1", "0"]


def test_an_image_is_told_or_why_it_is_not() -> None:
    told = subject(service(), image=ImageAnswer(reference="web:1", config=IMAGE))
    assert values(told, "image", "User") == ["root  runs as root"]
    assert values(told, "image", "Port") == ["80/tcp  the shop"]
    assert "reading…" in everything(subject(service(), image=ImageAnswer(reference="web:1")))
    assert "no such image" in everything(subject(service(), image=ImageAnswer(reference="w", problem="no such image")))


@pytest.mark.parametrize("width", [24, 38, 60, 84, 120, 200])
def test_no_line_is_wider_than_the_screen_and_nothing_of_a_value_is_lost(width: int) -> None:
    long = " ".join(f"word{number}" for number in range(100))
    wide = "幅の広い文字" * 20
    pending = ServiceState(image="x", envs={"LONG": long, "WIDE": wide, "N" * 70: "1"})
    of = subject(service(pending, STATE), image=ImageAnswer(reference="web:1", config=IMAGE))
    lines = lay_out(sections(of), width, LOOK)
    assert all(cell_len(str(line.row.cells[0])) <= width for line in lines)
    assert len({line.row.key for line in lines}) == len(lines)
    text = "".join(str(line.row.cells[0]) for line in lines).replace(" ", "")
    if width < 84:
        assert long.replace(" ", "") in text
        assert wide in text


def test_hostile_text_is_shown_as_text() -> None:
    evil = "[red]\x1b[2J\u202eevil\n[/]"
    state = ServiceState(image=evil, command=(evil,), envs={evil: evil}, ports=(evil,), volumes=(evil,))
    of = subject(service(state, state, message=evil, description=evil), reference=evil)
    text = everything(of)
    assert "[red]" in text
    assert all(character.isprintable() for character in text.replace("\n", ""))


@given(st.text(max_size=200), st.integers(4, 80))
def test_folding_keeps_every_character_and_the_width(text: str, width: int) -> None:
    pieces = fold(Text(text), width)
    assert "".join(piece.plain for piece in pieces) == Text(text).plain
    assert all(sum(map(cell_len, piece.plain)) <= width for piece in pieces)


def test_sections_without_entries_show_their_heading() -> None:
    (line,) = lay_out([Section("key", "Title", (), "note")], 80, LOOK)
    assert str(line.row.cells[0]) == "Title  note"
