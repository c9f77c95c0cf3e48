from __future__ import annotations

import time
from itertools import count

import pytest
from textual.notifications import Notifications
from textual.widgets._toast import Toast

from tui.widgets.toasts import SHORTEST, LastingNotification


@pytest.mark.parametrize("steps", range(1, 12))
def test_a_toast_made_while_its_time_runs_out_has_some_left(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Whenever between two looks at the clock its time is over: a timer of a negative time would never end."""
    made = LastingNotification("Copied", timeout=steps - 0.5, raised_at=0.0)
    kept = Notifications()
    kept.add(made)
    ticks = count()
    monkeypatch.setattr(time, "time", lambda: float(next(ticks)))
    toasts = [Toast(each) for each in kept for _ in range(steps)]
    assert all(toast._timeout >= SHORTEST for toast in toasts)


def test_it_goes_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    kept = Notifications()
    kept.add(LastingNotification("Copied", timeout=5, raised_at=100.0))
    assert [each.time_left for each in kept] == [5.0]
    now[0] = 105.0
    assert len(kept) == 0
