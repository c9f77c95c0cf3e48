"""Random keys while the platform fails: some hundred of those that `python -m tests.bench.random_keys` types."""

from __future__ import annotations

from pathlib import Path

from tests.bench.random_keys import type_at_random


def test_it_lives_through_random_keys_while_its_platform_fails(tmp_path: Path) -> None:
    outcome = type_at_random(tmp_path, size=(80, 24), keys=250, seed=5, silence=1.0)

    assert outcome.is_good, str(outcome)
    assert outcome.keys >= 250
    assert outcome.faults.total() > 0
