"""A round of statements keeps where its voters stood in counts, and no vote says whose it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from challenges import phases, rounds, taking_part, tally
from challenges.ballots import alias
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId
from challenges.method_files import load
from challenges.opinion import FEWEST_IN_GROUP
from challenges.rounds import Round, Written

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = b"0123456789abcdef"
DICE = SeededDice(b"seed")
EVE = MemberId("eve")
STATEMENTS = Path("challenges/methods/statements.toml")
WRITERS, VOTERS, WRITTEN = 12, 40, 12


def voted() -> Round:
    """Two camps of twenty that part on all statements but the last two, which all agree with."""
    method = load(STATEMENTS.read_text(encoding="utf-8"))
    round_ = rounds.open_(
        1, method, ChannelId("C"), None, "One platform for all", (), EVE, EVE, KEY, NOW
    )
    for number in range(WRITERS):
        by = alias(KEY, MemberId(f"writer {number}"))
        round_ = taking_part.enter(round_, EVE, by, Written((f"statement {number}",)), NOW)
    round_ = phases.expire(round_, NOW, DICE)
    shared = {
        entry.id for entry in round_.entries if entry.text in ("statement 10", "statement 11")
    }
    for number in range(VOTERS):
        by = alias(KEY, MemberId(f"voter {number}"))
        for entry in rounds.visible(round_):
            camp = (entry.id + number) % 2 == 0
            mark = "agree" if camp or entry.id in shared else "disagree"
            round_ = taking_part.vote(round_, EVE, by, entry.id, mark, NOW)
    return phases.expire(round_, NOW, DICE)


def test_the_votes_on_statements_are_mapped_when_they_are_complete() -> None:
    round_ = voted()
    found = round_.opinion
    assert found is not None
    assert found.voters == VOTERS
    assert [group.voters for group in found.groups] == [20, 20]
    assert min(group.voters for group in found.groups) >= FEWEST_IN_GROUP
    texts = {entry.id: entry.text for entry in round_.entries}
    assert {texts[each.statement] for each in found.bridges} == {"statement 10", "statement 11"}
    assert len(found.divides) > 0


def test_the_map_outlives_the_links_that_it_was_made_from() -> None:
    round_ = voted()
    while not round_.over:
        round_ = phases.expire(round_, NOW, DICE)
    assert {vote.by for vote in round_.votes} == {""}
    assert tally.outcome(round_).opinion == round_.opinion
    voters = {alias(KEY, MemberId(f"voter {number}")) for number in range(VOTERS)}
    assert not [each for each in voters if each in repr(round_)]


def test_a_statement_that_is_taken_back_is_not_on_the_map() -> None:
    round_ = voted()
    gone = next(each.id for each in round_.entries if each.text == "statement 11")
    by = alias(KEY, MemberId("writer 11"))
    assert [each.id for each in rounds.entries_of(round_, by)] == [gone]
    after = taking_part.withdraw_entries(round_, by, NOW)
    assert after.opinion is not None
    assert gone not in {each.id for each in after.opinion.statements}
    assert gone not in {each.statement for each in after.opinion.bridges}
    assert after.opinion.voters == VOTERS


def test_of_nine_voters_there_are_counts_and_no_groups() -> None:
    round_ = replace(voted(), phase=1)
    few = {alias(KEY, MemberId(f"voter {number}")) for number in range(9)}
    round_ = replace(round_, votes=tuple(each for each in round_.votes if each.by in few))
    found = phases.expire(round_, NOW, DICE).opinion
    assert found is not None
    assert (found.voters, found.groups, found.bridges) == (9, (), ())
    assert found.statements[0].counts.total == 9
