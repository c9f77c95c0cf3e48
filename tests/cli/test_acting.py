import io
import sys

import pytest

from tests.cli.fleets import FLEET, INTRANET, SHOP
from tui.cli.acting import agreed, targets_of
from tui.settings import Profile, ProfileKind

TARGETS = targets_of(FLEET, ["worker", "shop/default/worker", "wiki"])
PROJECTS = [target.project_id for target in TARGETS]


class Typing(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def profile(*protected: str) -> Profile:
    return Profile(name="prod", kind=ProfileKind.LOCAL, protected=frozenset(protected))


def test_each_service_is_a_target_once_with_its_names() -> None:
    assert [(target.project, target.stack, target.service) for target in TARGETS] == [
        ("shop", "default", "worker"),
        ("intranet", "default", "wiki"),
    ]


def test_nobody_is_asked_where_nothing_is_protected() -> None:
    assert agreed(profile("another"), FLEET, PROJECTS, "stop")


@pytest.mark.parametrize("name", ["shop", SHOP.short_id, SHOP.id])
def test_a_script_does_not_act_in_a_protected_project(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("shop\n"))
    assert not agreed(profile(name), FLEET, PROJECTS, "stop")
    assert "The project shop is protected; nothing was done" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "meant"), [("shop\n", True), ("y\n", False), ("\n", False), ("", False)])
def test_somebody_at_a_terminal_has_to_type_the_projects_name(
    typed: str, meant: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Typing(typed))
    assert agreed(profile("shop"), FLEET, PROJECTS, "stop") is meant
    assert "Type its name to stop: " in capsys.readouterr().err


def test_every_protected_project_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    both = profile("shop", INTRANET.id)
    monkeypatch.setattr(sys, "stdin", Typing("intranet\nshop\n"))
    assert agreed(both, FLEET, PROJECTS, "stop")
    monkeypatch.setattr(sys, "stdin", Typing("intranet\nno\n"))
    assert not agreed(both, FLEET, PROJECTS, "stop")
