"""The platform's objections at the lines they are about."""

from __future__ import annotations

import pytest

from tests.definitions.test_yaml import SHOP
from tui.client.errors import ValidationProblem
from tui.definitions.checking import check
from tui.definitions.refusals import place_refusals


def placed(text: str, path: str) -> tuple[int, int, str]:
    """Where a refusal with `path` is shown, and how."""
    (problem,) = place_refusals(check(text), [ValidationProblem(path, "No.", "x")])
    return problem.line, problem.column, problem.message


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ("services.web.ports.0", 9, 9),
        ("services.services.db.volumes.0", 30, 9),
        ("body.services.web.image", 3, 12),
        ("services.web.envs.PORT", 6, 13),
        ("services.web.restartPolicy", 10, 20),
        ("services.web.deploy.resources.limits.memory", 15, 19),
        ("services.web.ports.7", 9, 7),
        ("services.web.unheard.of", 3, 5),
        ("volumes.data.name", 33, 11),
    ],
)
def test_a_refusal_is_told_at_its_value_or_the_nearest_above(path: str, line: int, column: int) -> None:
    assert placed(SHOP, path) == (line, column, "No.")


def test_a_name_may_contain_dots() -> None:
    assert placed("services:\n  my.web.1:\n    image: a\n    ports: [1/tcp]\n", "services.my.web.1.ports.0")[:2] == (
        4,
        13,
    )


def test_a_refusal_of_something_unknown_says_its_path() -> None:
    assert placed(SHOP, "description") == (1, 1, "description: No.")
    assert placed(SHOP, "") == (1, 1, "No.")
    assert placed("", "services.web") == (1, 1, "services.web: No.")
