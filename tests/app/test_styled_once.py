"""A screen knows its size before anything is in it: what comes is styled once, not again with the first resize."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from tests.app.conftest import Deck
from tests.app.fake_deck import settings
from tests.app.test_before_the_first_answer import LOCAL, never
from tui.app import StackdeckApp
from tui.screens.panes import ProjectsPane
from tui.screens.question import Question

pytestmark = pytest.mark.usefixtures("homes")


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> Counter[type[DOMNode]]:
    """How often what there is of each class was styled."""
    counted: Counter[type[DOMNode]] = Counter()
    apply = Stylesheet.apply

    def count(self: Stylesheet, node: DOMNode, **options: Any) -> None:
        counted[type(node)] += 1
        apply(self, node, **options)

    monkeypatch.setattr(Stylesheet, "apply", count)
    return counted


@pytest.mark.parametrize("size", [(120, 40), (120, 16)], ids=str)
async def test_a_pane_of_the_main_screen(styled: Counter[type[DOMNode]], size: tuple[int, int]) -> None:
    app = StackdeckApp(settings(), LOCAL, opener=never)
    async with app.run_test(size=size) as pilot:
        await Deck(app, pilot).until(lambda: "Projects" in Deck(app, pilot).text)
        assert styled[ProjectsPane] == 1


@pytest.mark.parametrize(("rows", "name"), [(40, "-high"), (12, "-low")])
async def test_what_is_in_a_dialog(styled: Counter[type[DOMNode]], rows: int, name: str) -> None:
    app = StackdeckApp(settings(), LOCAL, opener=never)
    async with app.run_test(size=(120, rows)) as pilot:
        question = Question("Stop web?", ["It serves others."], verb="stop")
        app.push_screen(question)
        await Deck(app, pilot).until(lambda: "It serves others." in Deck(app, pilot).text)
        assert question.has_class(name)
        assert styled[VerticalScroll] == 1
