from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.quality.opinion_guess import guesses
from challenges.ballots import Counts, Stand
from challenges.opinion import NoGroups, OpinionMap, Sheet
from challenges.opinion_map import Steady, groupings, lay_out, opinion_map, table

STANDS = list(Stand)
STATEMENTS = range(12)


def camps(
    *sizes: int, noise: int = 7, unseen: int = 0, statements: Sequence[int] = STATEMENTS
) -> list[Sheet]:
    """Camps that differ on most statements and share two; every seventh stand is another one."""
    sheets: list[Sheet] = []
    for camp, size in enumerate(sizes):
        for voter in range(size):
            sheet: dict[int, Stand] = {}
            for statement in statements:
                turn = voter * 5 + statement * 3 + camp
                if unseen and turn % unseen == 0:
                    continue
                held = statement < 2 or (statement >> (camp // 2)) % 2 == camp % 2
                stand = Stand.AGREE if held else Stand.DISAGREE
                sheet[statement] = STANDS[turn % 3] if noise and turn % noise == 0 else stand
            sheets.append(sheet)
    return sheets


def drawn(sheets: Sequence[Sheet], statements: Sequence[int] = STATEMENTS) -> OpinionMap:
    return opinion_map(statements, sheets)[0]


def test_two_camps_are_two_groups_largest_first() -> None:
    found = drawn(camps(20, 30))
    assert [group.voters for group in found.groups] == [30, 20]
    assert found.why_none is None
    assert found.silhouette is not None
    assert found.silhouette > 0.5


def test_two_camps_are_found_where_there_are_more_statements_than_voters() -> None:
    found = drawn(camps(7, 6, statements=range(24)), range(24))
    assert [group.voters for group in found.groups] == [7, 6]


def test_four_camps_are_four_groups() -> None:
    found = drawn(camps(40, 35, 30, 25, noise=11))
    assert [group.voters for group in found.groups] == [40, 35, 30, 25]


def test_what_both_camps_share_bridges_and_what_they_differ_on_divides() -> None:
    found = drawn(camps(20, 30))
    assert {each.statement for each in found.bridges} == {0, 1}
    assert {each.stand for each in found.bridges} == {Stand.AGREE}
    assert {each.statement for each in found.divides} <= set(range(2, 12))
    assert len(found.divides) == 5
    for group in found.groups:
        assert group.characteristics
        assert {each.statement for each in group.characteristics} <= set(range(2, 12))


def test_a_statement_lies_on_the_side_of_those_who_agree_with_it() -> None:
    found = drawn(camps(20, 30))
    lies = {each.id: each for each in found.statements}
    for divide in found.divides:
        agrees, disagrees = found.groups[divide.agrees], found.groups[divide.disagrees]
        assert (lies[divide.statement].x > 0) == (agrees.x > disagrees.x)


def test_counts_by_group_add_up_to_the_whole() -> None:
    for statement in drawn(camps(20, 30, unseen=4)).statements:
        assert statement.counts.total == sum(each.total for each in statement.by_group)


def test_below_ten_voters_there_are_counts_and_no_groups() -> None:
    found = drawn(camps(4, 5))
    assert found.why_none is NoGroups.FEW_VOTERS
    assert not any((found.groups, found.bridges, found.divides, found.agreed, found.bubbles))
    assert found.voters == 9
    assert found.statements[0].counts.total == 9
    assert found.statements[0].by_group == ()


def test_voters_who_saw_too_little_do_not_make_a_group() -> None:
    little = [{0: Stand.AGREE, 1: Stand.DISAGREE} for _ in range(40)]
    assert drawn(little).why_none is NoGroups.FEW_VOTERS
    assert drawn([*little, *camps(6, 6)]).why_none is None


def test_of_one_or_two_voters_nothing_is_told() -> None:
    found = drawn(camps(1, 1))
    assert found.voters == 0
    assert {each.counts for each in found.statements} == {Counts()}


def test_two_statements_make_no_map() -> None:
    assert drawn(camps(20, 20, statements=(3, 4)), (3, 4)).why_none is NoGroups.FEW_STATEMENTS


@pytest.mark.parametrize("sheets", [[], [{}], [{99: Stand.AGREE}] * 20])
def test_nothing_voted_on_is_nothing_shown(sheets: list[Sheet]) -> None:
    found = drawn(sheets)
    assert found.voters == 0
    assert found.why_none is NoGroups.FEW_VOTERS
    assert drawn(sheets, ()).statements == ()


def test_statements_without_votes_and_votes_on_other_statements_change_nothing() -> None:
    sheets = camps(20, 30)
    more = drawn([{**sheet, 99: Stand.AGREE} for sheet in sheets], range(14))
    assert more.statements[13].counts == Counts()
    assert more.groups == drawn(sheets).groups
    assert more.divides == drawn(sheets).divides


def test_a_group_too_small_to_hide_in_is_not_shown() -> None:
    found = drawn(camps(30, 4, noise=0))
    assert found.why_none is NoGroups.SMALL_GROUP
    assert found.groups == ()


def test_people_of_one_mind_are_not_put_in_groups() -> None:
    assert drawn(camps(30)).why_none is NoGroups.NO_PATTERN
    assert drawn(camps(30, noise=0)).why_none is NoGroups.NO_PATTERN


def test_chance_alone_seldom_draws_groups() -> None:
    chance = np.random.default_rng(7)
    drawn_groups = 0
    for _ in range(60):
        lean = chance.uniform(0.1, 0.9, len(STATEMENTS))
        agree = chance.random((30, len(STATEMENTS))) < lean
        sheets = [
            {each: Stand.AGREE if row[each] else Stand.DISAGREE for each in STATEMENTS}
            for row in agree
        ]
        drawn_groups += drawn(sheets).why_none is None
    assert drawn_groups <= 8  # three expected; nine or more once in 200 such tests


def test_a_statement_on_which_a_group_gave_one_or_two_votes_is_not_split() -> None:
    sheets = [dict(sheet) for sheet in camps(20, 30)]
    for sheet in sheets[2:20]:
        del sheet[5]
    statement = drawn(sheets).statements[5]
    assert statement.by_group == ()
    assert statement.counts.total == 32
    assert 5 not in {each.statement for each in drawn(sheets).divides}


def test_no_bubble_is_one_voter_and_all_voters_are_in_one() -> None:
    found = drawn(camps(40, 26, unseen=5))
    assert min(bubble.voters for bubble in found.bubbles) >= 3
    for place, group in enumerate(found.groups):
        assert sum(each.voters for each in found.bubbles if each.group == place) == group.voters
    assert all(abs(each.x) <= 1 and abs(each.y) <= 1 for each in found.bubbles)
    assert drawn(camps(14, 12)).bubbles == ()


def test_the_number_of_groups_changes_only_after_four_times() -> None:
    steady = Steady(2)
    for best in (3, 3, 2, 3, 3, 3):
        steady = steady.after(best)
        assert steady.shown == 2
    assert steady.after(4) == Steady(2, 4, 1)
    assert steady.after(3) == Steady(3)


def test_a_map_drawn_again_keeps_its_number_of_groups() -> None:
    sheets = camps(40, 35, 30, 25, noise=11)
    kept, steady = opinion_map(STATEMENTS, sheets, Steady(2))
    assert len(kept.groups) == 2
    assert steady == Steady(2, 4, 1)
    gone, _ = opinion_map(STATEMENTS, sheets, Steady(9))
    assert len(gone.groups) == 4
    assert opinion_map(STATEMENTS, [], Steady(2))[1] == Steady(2)


def test_of_very_many_voters_chance_draws_no_groups_either() -> None:
    chance = np.random.default_rng(3)
    agree = chance.random((2400, 8)) < 0.5
    sheets = [dict(enumerate(STANDS[0] if each else STANDS[2] for each in row)) for row in agree]
    assert drawn(sheets, range(8)).why_none is NoGroups.NO_PATTERN


def test_voters_of_many_are_looked_at_in_part_and_all_are_grouped() -> None:
    sheets = camps(1500, 1100)
    assert [group.voters for group in drawn(sheets).groups] == [1500, 1100]


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(10, 40), st.integers(3, 8))
@example(Random(0), 40, 3)  # places that tie but for their last digits
def test_any_votes_in_any_order_give_one_map_that_tells_on_nobody(
    chance: Random, voters: int, statements: int
) -> None:
    sheets = [
        {
            each: Stand.AGREE
            if (chance.random() < 0.8) == (voter % 2 == each % 2)
            else Stand.DISAGREE
            for each in range(statements)
            if chance.random() < 0.9
        }
        for voter in range(voters)
    ]
    found = drawn(sheets, range(statements))
    assert found == drawn(sheets[::-1], range(statements))
    assert all(group.voters >= 5 for group in found.groups)
    for statement in found.statements:
        for counts in (statement.counts, *statement.by_group):
            assert counts.total == 0 or counts.total >= 3


def test_a_guess_follows_those_who_voted_alike() -> None:
    sheets = [dict(sheet) for sheet in camps(20, 20)]
    first, second = sheets[0].pop(8), sheets[20].pop(8)
    assert {first, second} == {Stand.AGREE, Stand.DISAGREE}
    guessed = guesses(table(STATEMENTS, sheets))
    assert (guessed[0, 8] > guessed[20, 8]) == (first is Stand.AGREE)


def test_a_guess_for_someone_unknown_is_the_average() -> None:
    guessed = guesses(table(STATEMENTS, [*camps(10), {}]))
    assert guessed[-1, 0] > guessed[-1, 3]
    assert guesses(table(STATEMENTS, [{}])).tolist() == [[0.0] * 12]


def test_where_nobody_is_near_the_middle_groups_are_found_from_any_start() -> None:
    layout = lay_out(table(STATEMENTS, camps(12, 12, noise=0)))
    assert groupings(layout)[2].silhouette == pytest.approx(1)
