from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import chances
from challenges.onesided import divides


@pytest.mark.parametrize(
    ("open_for", "of_open", "secret_for", "of_secret", "chance"),
    [(8, 8, 4, 8, 0.038), (8, 8, 5, 8, 0.1), (12, 12, 8, 12, 0.047), (20, 20, 15, 20, 0.024)],
)
def test_fishers_test_is_that_of_the_evidence(
    open_for: int, of_open: int, secret_for: int, of_secret: int, chance: float
) -> None:
    found = chances.fisher(open_for, of_open, secret_for, of_secret)
    assert found == pytest.approx(chance, abs=0.001)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=3))
def test_smaller_sides_are_counted_as_trying_out_every_outcome_would(
    reactions: list[tuple[int, int]],
) -> None:
    def score(for_: int, against: int) -> int:
        return min(for_, against) ** 2 if divides(for_, against) else 0

    totals = [sum(each) for each in reactions]
    seen = sum(score(*each) for each in reactions)
    expected = 0.0
    for outcome in product(*(range(total + 1) for total in totals)):
        if sum(score(n - a, a) for n, a in zip(totals, outcome, strict=True)) >= seen:
            likely = 1.0
            for total, against in zip(totals, outcome, strict=True):
                likely *= comb(total, against) * 0.2**against * 0.8 ** (total - against)
            expected += likely
    assert chances.smaller_sides(reactions, divides) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=5))
def test_nothing_is_rarer_than_all_messages_down_the_middle(
    reactions: list[tuple[int, int]],
) -> None:
    least = chances.down_the_middle(reactions)
    assert least <= chances.smaller_sides(reactions, divides) + 1e-12


@pytest.mark.parametrize("shares", [(1, 1, 1), (5, 2, 1), (1, 0, 3)])
@pytest.mark.parametrize("speakers", [1, 3, 5])
@pytest.mark.parametrize("heard", [1, 2])
def test_few_councils_are_counted_as_trying_out_every_mix_would(
    shares: tuple[int, ...], speakers: int, heard: int
) -> None:
    expected = 0.0
    for mix in product(range(len(shares)), repeat=speakers):
        if len(set(mix)) <= heard:
            likely = 1.0
            for council in mix:
                likely *= shares[council] / sum(shares)
            expected += likely
    assert chances.so_few(heard, speakers, shares) == pytest.approx(expected)


def test_a_large_room_is_counted_in_steps_and_luck_does_no_less_for_it() -> None:
    room = [(40, 20)] * 6 + [(70, 10)] * 6 + [(90, 30)]
    folded = np.ones(1)
    for each in room:
        likely = np.zeros((sum(each) // 2) ** 2 + 1)
        for against in range(sum(each) + 1):
            few, many = sorted((against, sum(each) - against))
            share = comb(sum(each), against) * 0.2**against * 0.8 ** (sum(each) - against)
            likely[few**2 if divides(many, few) else 0] += share
        folded = np.convolve(folded, likely)
    exact = folded[6 * 20**2 + 30**2 :].sum()
    assert chances.smaller_sides(room, divides) == pytest.approx(exact)
    assert exact < chances.smaller_sides(room, divides, steps=400) < 2 * exact


def test_thousands_who_react_or_write_are_no_number_too_large() -> None:
    assert chances.smaller_sides([(1500, 900)] * 40, divides) == 0.0
    assert 0 < chances.smaller_sides([(2399, 1), (740, 260)], divides) < 0.001
    assert chances.down_the_middle([(1500, 900)]) < 1e-99
    assert chances.fisher(4000, 5000, 3990, 5000) == pytest.approx(0.41, abs=0.01)
    assert chances.so_few(40, 300, (1,) * 40) == pytest.approx(1.0)
    assert chances.so_few(1, 300, (1, 1)) == pytest.approx(0.5**299)


def test_where_nobody_spoke_nothing_is_rare() -> None:
    assert chances.so_few(0, 0, (1, 1)) == 1.0
    assert chances.so_few(0, 3, ()) == 1.0
    assert chances.smaller_sides([], divides) == 1.0
    assert chances.uneven([5]) == 1.0
    assert chances.uneven([0, 0]) == 1.0


def test_an_even_talk_is_ordinary_and_one_voice_above_all_is_not() -> None:
    assert chances.uneven([4] * 8) > 0.9
    assert chances.uneven([29, 1, 1, 1, 1, 1, 1, 1]) < 0.001


def test_an_objection_left_open_longer_is_rarer_and_of_several_one_is_ordinary() -> None:
    assert chances.left_open(3) == pytest.approx(0.58**3)
    assert chances.left_open(8) < chances.left_open(3) < chances.left_open(3, objections=2)
    assert chances.left_open(1, objections=9) == 1.0


def test_the_tail_below_is_the_rest_of_the_tail_above() -> None:
    assert chances.at_most(2, 9, 0.2) == pytest.approx(1 - chances.at_least(3, 9, 0.2))


@pytest.mark.parametrize(("evidence", "looks"), [(0, 1), (3, 1), (4, 1), (8, 2), (15, 2), (64, 5)])
def test_each_doubling_counts_as_one_more_look(evidence: int, looks: int) -> None:
    assert chances.looks(evidence) == looks
