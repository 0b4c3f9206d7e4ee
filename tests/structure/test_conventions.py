"""docs/conventions.md: each convention has its row, and each test it names is there."""

from __future__ import annotations

import re

import pytest

from tests.stories.doors import every
from tests.structure.house import ROOT

PAGE = ROOT / "docs" / "conventions.md"
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)(?:\[([\w-]+)\])?`")
NUMBERS = range(1, 27)
DOORS = 3  # Slack, Discord, the browser room: the last columns


def rows() -> dict[str, list[str]]:
    """The cells of each row, by the number of its convention."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| C")]
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert len({cells[0] for cells in split}) == len(split), "a convention has two rows"
    return {cells[0]: cells[1:] for cells in split}


def test_each_convention_has_one_row_in_order() -> None:
    assert list(rows()) == [f"C{number}" for number in NUMBERS]


@pytest.mark.parametrize("number", NUMBERS)
def test_each_door_names_a_test_or_says_not_yet(number: int) -> None:
    cells = rows()[f"C{number}"]
    assert len(cells) == 2 + DOORS
    for cell in cells[-DOORS:]:
        assert cell == "not yet" or NAMED.search(cell), f"C{number}: {cell}"


def test_each_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE.read_text("utf-8"))
    assert named
    for file, name, door in named:
        path = ROOT / "tests" / file
        assert path.is_file(), f"tests/{file} is not there"
        written = rf"^(@at_every_door\n)?\s*(?:async )?def {name}\((.*)"
        found = re.search(written, path.read_text("utf-8"), re.MULTILINE)
        assert found, f"tests/{file} has no {name}"
        if door:
            assert door in (every.DOORS if found[1] else every.WITHOUT_A_BROWSER), (
                f"{name} has no {door}"
            )
            assert "door: Door" in found[2], f"{name} is not told at every door"
