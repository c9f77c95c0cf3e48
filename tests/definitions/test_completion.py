"""What can stand where the cursor is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.definitions.completion import complete

IMAGES = ("shop/web:1.4.2", "shop/web:1.5.0", "postgres:16")
TEXT = """\
services:
  web:
    image: shop/web:1.4.2
    %s
  db:
    image: postgres:16
volumes:
  data:
    name: data
"""


def candidates(text: str) -> tuple[str, ...]:
    """What is offered at the `|` in `text`."""
    before, _, after = text.partition("|")
    row = before.count("\n")
    column = len(before) - before.rfind("\n") - 1
    found = complete((before + after).split("\n"), row, column, images=IMAGES)
    return found.candidates if found else ()


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("s|", ("services:",)),
        ("services:\n  web:\n    image: a\nv|", ("volumes:",)),
        (TEXT % "e|", ("entrypoint:", "environment:")),
        (TEXT % "RES|", ("restartPolicy: ",)),
        (TEXT % "d|", ("description: ", "deploy:")),
        (TEXT % "deploy:\n      r|", ("resources:",)),
        (TEXT % "deploy:\n      resources:\n        l|", ("limits:",)),
        (TEXT % "deploy:\n      resources:\n        limits:\n          m|", ("memory: ",)),
        (TEXT.replace("name: data", "n|") % "", ("name: ",)),
        ('services:\n  "web":  # the front\n    ports:\n    - 80\n    im|', ("image: ",)),
        (TEXT.replace("postgres:16", "shop/web:1.5|") % "", ("shop/web:1.5.0",)),
        (TEXT.replace("postgres:16", "|") % "", IMAGES),
        (TEXT.replace("postgres:16", '"sh|"') % "", IMAGES[:2]),
        (TEXT % "restartPolicy: un|", ("unless-stopped",)),
        (TEXT % "volumes:\n      - d|", ("data:",)),
        (TEXT % "volumes:\n    - |", ("data:",)),
        (TEXT.replace("data:\n    name: data", "rec|") % "volumes: \n      - records:/data", ("records:",)),
    ],
)
def test_what_fits_is_offered(text: str, offered: tuple[str, ...]) -> None:
    assert candidates(text) == offered


@pytest.mark.parametrize(
    "text",
    [
        "|",
        "services:\n  |",
        "services:\n  w|",
        TEXT % "|",
        TEXT % "i|",
        TEXT % "x|",
        TEXT % "e|nv",
        TEXT % "environment:\n      im|",
        TEXT % "description: im|",
        TEXT % "# im|",
        TEXT % "command:\n      - d|",
        TEXT % "volumes:\n      - data:/d|",
        TEXT % "restartPolicy: always|",
        TEXT % "description: >\n      im|",
        "services: {web: {im|",
        "a b\n  c|",
        "volumes:\n  image: |",
    ],
)
def test_nothing_is_offered_where_nothing_fits(text: str) -> None:
    assert candidates(text) == ()


@given(st.text(alphabet="services:volume \n-\"'{}#&abim", max_size=120), st.data())
def test_any_text_at_any_place_is_answered(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[row])))
    found = complete(lines, row, column, images=IMAGES)

    assert found is None or all(word.casefold().startswith(found.typed.casefold()) for word in found.candidates)
    assert found is None or lines[row][:column].endswith(found.typed)
