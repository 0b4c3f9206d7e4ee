from __future__ import annotations

from math import sqrt

import pytest

from challenges import opinion
from challenges.ballots import Counts, Stand
from challenges.opinion import Bridge, Characteristic, Divide

HELD = Counts(18, 1, 1)
REJECTED = Counts(2, 0, 18)
SPLIT = Counts(10, 0, 10)


def test_shares_start_from_one_half() -> None:
    assert opinion.share(0, 0) == 0.5
    assert opinion.share(1, 1) == pytest.approx(2 / 3)


def test_one_voter_who_agrees_would_pass_for_significant_which_is_why_ten_are_asked_for() -> None:
    assert opinion.clear(1, 1) == pytest.approx(1.41, abs=0.01)
    assert opinion.clear(1, 1) > opinion.CLEAR
    assert opinion.agreed({1: Counts(9, 0, 0)}) == ()
    assert opinion.agreed({1: Counts(10, 0, 0)}) != ()


def test_two_groups_who_all_agree_come_to_what_the_evidence_says() -> None:
    products = [opinion.share(votes, votes) ** 2 for votes in (2, 3, 5, 10)]
    assert [round(each, 2) for each in products] == [0.56, 0.64, 0.73, 0.84]


def test_two_proportions_are_compared_with_one_added_to_each_number() -> None:
    both = (18 + 1 + 2 + 1) / (20 + 1 + 20 + 1)
    expected = (19 / 21 - 3 / 21) / sqrt(both * (1 - both) * (2 / 21))
    assert opinion.apart(18, 20, 2, 20) == pytest.approx(expected)
    assert opinion.apart(20, 20, 20, 20) == 0


def test_counts_are_not_told_below_three() -> None:
    sheets = [
        {1: Stand.AGREE, 2: Stand.AGREE},
        {1: Stand.DISAGREE, 2: Stand.UNSURE},
        {1: Stand.AGREE},
    ]
    assert opinion.counted(1, sheets) == Counts(2, 0, 1)
    assert opinion.counted(2, sheets) == Counts()


def test_what_most_hold_stands_before_what_fewer_hold_and_what_most_reject_is_agreed_on_too() -> (
    None
):
    found = opinion.agreed({1: Counts(15, 0, 5), 2: REJECTED, 3: HELD, 4: SPLIT})
    assert [(each.statement, each.stand) for each in found] == [
        (2, Stand.DISAGREE),
        (3, Stand.AGREE),
        (1, Stand.AGREE),
    ]


def test_a_characteristic_is_held_by_most_of_a_group_and_by_more_than_elsewhere() -> None:
    counts = {1: [HELD, REJECTED], 2: [HELD, HELD], 3: [SPLIT, REJECTED], 4: [REJECTED, HELD]}
    first, second = opinion.characteristics(counts, 0)
    assert first == Characteristic(4, Stand.DISAGREE, 18, 20, 1, 20, first.score)
    assert second == Characteristic(1, Stand.AGREE, 18, 20, 2, 20, second.score)
    assert first.score > second.score


def test_a_group_of_few_votes_has_no_characteristic() -> None:
    assert opinion.characteristics({1: [Counts(9, 0, 0), REJECTED]}, 0) == ()
    assert opinion.characteristics({1: [HELD, Counts(0, 0, 9)]}, 0) == ()


def test_a_bridge_needs_every_group() -> None:
    counts = {
        1: [HELD, Counts(15, 0, 5)],
        2: [HELD, SPLIT],
        3: [HELD, Counts(9, 0, 0)],
        4: [REJECTED, REJECTED],
    }
    assert opinion.bridges(counts) == (
        Bridge(4, Stand.DISAGREE, (19 / 22) ** 2),
        Bridge(1, Stand.AGREE, 19 / 22 * 16 / 22),
    )


def test_a_divide_is_held_by_one_group_and_rejected_by_another() -> None:
    counts = {
        1: [HELD, REJECTED, SPLIT],
        2: [HELD, SPLIT, HELD],
        3: [Counts(9, 0, 0), REJECTED, Counts(0, 0, 9)],
        4: [Counts(3, 0, 17), SPLIT, Counts(14, 0, 6)],
        5: [Counts(11, 0, 9), Counts(9, 0, 11), SPLIT],
    }
    assert opinion.divides(counts) == (
        Divide(1, 0, 1, 19 / 22 - 3 / 22),
        Divide(4, 2, 0, 15 / 22 - 4 / 22),
    )


def test_no_list_is_longer_than_five() -> None:
    many = {each: [HELD, HELD] for each in range(9)}
    assert len(opinion.bridges(many)) == opinion.MOST_SHOWN
    assert len(opinion.divides({each: [HELD, REJECTED] for each in range(9)})) == 5
    assert len(opinion.characteristics({each: [HELD, REJECTED] for each in range(9)}, 0)) == 5
    assert len(opinion.agreed({each: HELD for each in range(9)})) == 5
