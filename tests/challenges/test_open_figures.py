"""No figure from one to four can be read, or worked out, even by who knows the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from challenges.cells import LEAST, cell, divided, small
from challenges.digest import Point
from challenges.open_figures import Counted, figures
from challenges.voices import voices
from tests.challenges.test_cutting import EDITION

LONDON = ZoneInfo("Europe/London")
Shown = TypeVar("Shown")
KINDS = ("district", "parish", "unitary")


def pinned(told: Mapping[Shown, list[tuple[int, ...]]]) -> list[tuple[Shown, int]]:
    """Where all that could be meant agrees in a small number: what was told, and which number."""
    return [
        (shown, place)
        for shown, meant in told.items()
        for place, values in enumerate(zip(*meant, strict=True))
        if len(set(values)) == 1 and small(values[0])
    ]


def test_a_small_cell_is_not_told_and_any_other_is() -> None:
    assert [cell(count) for count in range(7)] == [0, None, None, None, None, 5, 6]


def test_no_small_part_can_be_worked_out_by_who_knows_the_rules() -> None:
    told: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for part, rest in product(range(14), repeat=2):
        told[divided(part + rest, (part,))].append((part, rest))
    assert pinned(told) == []


def test_no_small_kind_can_be_worked_out_by_who_knows_the_rules() -> None:
    """Over every community of up to thirteen people, of three kinds and of none."""
    told: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(14), repeat=4):
        *of_kinds, none = counts
        if sum(counts) > 13:
            continue
        wrote = voices(dict(zip(KINDS, of_kinds, strict=True)))
        edition = replace(EDITION, people=sum(counts), voices=wrote)
        shown = tuple(
            (each.kind, each.value)
            for each in figures([edition], LONDON)
            if each.measure in (Counted.PEOPLE, Counted.PEOPLE_BY_KIND)
        )
        told[shown].append((*of_kinds, none, sum(counts)))
    assert pinned(told) == []


@given(st.integers(0, 400), st.lists(st.integers(0, 40), max_size=6))
def test_what_is_left_of_a_total_is_never_small(more: int, parts: list[int]) -> None:
    total, told = divided(sum(parts) + more, parts)
    assert not any(small(each) for each in told if each is not None)
    if total is not None and any(told):
        assert not small(total - sum(each or 0 for each in told))


def test_the_figures_come_in_one_order_whatever_order_they_were_kept_in() -> None:
    point = Point(date(2026, 11, 22), 12, 6, 0.2, 0.7)
    one = replace(EDITION, trend=(point,), people=30)
    two = replace(one, number=8)
    found = figures([two, one], LONDON)
    assert found == figures([one, two], LONDON)
    values = {(each.measure, each.kind): each.value for each in found}
    assert values[Counted.PEOPLE, ""] == 30
    assert values[Counted.PEOPLE_BY_KIND, "unitary"] == 12
    assert values[Counted.TALKS, ""] == 12
    assert values[Counted.ONE_SIDED, ""] == 6
    assert values[Counted.ROUNDS, ""] is None
    assert LEAST == 5
