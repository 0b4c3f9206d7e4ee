from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import scales
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId
from challenges.method_files import METHODS
from challenges.methods import Side
from challenges.phases import abandon, expire
from challenges.refusals import NotNow
from challenges.rounds import (
    Alias,
    Reply,
    Round,
    Stand,
    Written,
    alias,
    open_,
)
from challenges.taking_part import ballot, enter, respond, vote
from challenges.tally import Counts, Outcome, outcome, to_answer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = b"0123456789abcdef"
DICE = SeededDice(b"seed")
RAY = MemberId("ray")
MEMBERS = [alias(KEY, MemberId(f"member {n}")) for n in range(6)]
STANDS = {"a": Stand.AGREE, "u": Stand.UNSURE, "d": Stand.DISAGREE}
MARKS = dict(zip("+-?", scales.MARKS[scales.Scale.MOVES], strict=True))
EVE = MemberId("eve")


def cast(round_: Round, stands: str) -> Round:
    for member, letter in zip(MEMBERS, stands, strict=False):
        round_ = ballot(round_, member, STANDS[letter], 3, NOW)
    return round_


def numbers(round_: Round) -> dict[str, int]:
    return {entry.text: entry.id for entry in round_.entries}


def voted(votes: dict[str, str], before: str = "", after: str = "") -> Round:
    """A pre-mortem with an entry for each key, whose value holds a mark from each member."""
    method = METHODS["pre-mortem"]
    round_ = open_(4, method, ChannelId("C"), None, "It works", (), RAY, RAY, KEY, NOW)
    round_ = cast(round_, before)
    for n, text in enumerate(votes):
        round_ = enter(round_, EVE, Alias(f"author {n}"), Written((text,)), NOW)
    round_ = expire(round_, NOW, DICE)
    named = numbers(round_)
    for text, marks in votes.items():
        for member, mark in zip(MEMBERS, marks, strict=False):
            round_ = vote(round_, EVE, member, named[text], MARKS[mark], NOW)
    return expire(cast(round_, after), NOW, DICE)


def ended(
    votes: dict[str, str],
    replies: dict[str, Reply] | None = None,
    before: str = "",
    after: str = "",
) -> Outcome:
    round_ = voted(votes, before, after)
    named = numbers(round_)
    for text, reply in (replies or {}).items():
        round_ = respond(round_, RAY, named[text], reply, "as we see it", NOW)
    return outcome(expire(round_, NOW, DICE))


THREE = {"cost": "++++", "staff": "+--", "law": "--?"}


def test_the_entry_that_moved_most_people_comes_first() -> None:
    tallies = ended(THREE).entries
    assert [(t.entry.text, t.yes, t.no, t.neither) for t in tallies] == [
        ("cost", 4, 0, 0),
        ("staff", 1, 2, 0),
        ("law", 0, 2, 1),
    ]


def test_of_two_that_moved_as_many_the_one_fewer_resisted_comes_first() -> None:
    result = ended({"cost": "++--", "staff": "++-", "law": ""})
    assert [tally.entry.text for tally in result.entries] == ["staff", "cost", "law"]


@pytest.mark.parametrize(
    ("marks", "moved"), [("++", True), ("++-", True), ("+", False), ("++--", False), ("?", False)]
)
def test_an_entry_moved_people_when_two_say_so_and_fewer_say_not(marks: str, moved: bool) -> None:
    result = ended({"cost": marks, "staff": "", "law": ""})
    assert [tally.entry.text for tally in result.moved] == (["cost"] if moved else [])


def test_an_outcome_says_what_round_it_is_of_and_how_many_took_part() -> None:
    result = ended(THREE, before="aaad", after="aadd")
    assert (result.round, result.claim, result.method) == (4, "It works", "Pre-mortem")
    assert not result.abandoned
    assert result.took_part == 7  # four who voted, three who wrote
    assert result.shift.before == Counts(agree=3, disagree=1)
    assert result.shift.after == Counts(agree=2, disagree=2)
    assert result.shift.changed == 1


def test_what_the_responder_left_without_an_answer_is_listed() -> None:
    result = ended(THREE, {"cost": Reply.REJECT})
    assert [tally.entry.text for tally in result.unanswered] == ["staff", "law"]
    answered = result.entries[0].response
    assert answered is not None
    assert (answered.reply, answered.why) == (Reply.REJECT, "as we see it")


def test_the_responder_owes_an_answer_to_the_strongest_entries_only() -> None:
    owed = to_answer(voted(THREE | {"time": "+"}), 0)
    assert [tally.entry.text for tally in owed] == ["cost", "time", "staff"]


def test_what_was_rejected_and_what_was_not_answered_are_the_minority_report() -> None:
    result = ended(THREE | {"time": "+"}, {"cost": Reply.REJECT, "time": Reply.AMEND})
    assert [entry.text for entry in result.minority] == ["cost", "staff"]


def test_an_entry_nobody_stood_behind_is_not_in_the_report_when_nobody_disagrees() -> None:
    assert ended({"cost": "-", "staff": "", "law": ""}, before="aaa", after="aaa").minority == ()


def test_the_strongest_entry_is_reported_while_one_member_still_disagrees() -> None:
    result = ended({"cost": "--", "staff": "-", "law": "?---"}, before="aaa", after="aad")
    assert [entry.text for entry in result.minority] == ["staff"]


def test_even_an_accepted_entry_is_reported_when_it_is_all_there_is_and_somebody_disagrees() -> (
    None
):
    replies = dict.fromkeys(("cost", "staff", "law"), Reply.ACCEPT)
    result = ended({"cost": "++", "staff": "", "law": ""}, replies, after="aad")
    assert [entry.text for entry in result.minority] == ["cost"]


def test_one_dissenter_whose_ballot_is_too_few_to_count_is_still_reported() -> None:
    result = ended({"cost": "", "staff": "", "law": ""}, after="d")
    assert result.shift.after == Counts()
    assert len(result.minority) == 1


def test_no_result_is_to_be_had_while_a_round_goes_on() -> None:
    round_ = voted(THREE)
    with pytest.raises(NotNow, match="outcome-hidden"):
        outcome(round_)
    with pytest.raises(NotNow, match="outcome-hidden"):
        to_answer(replace(round_, phase=1), 0)


def test_a_round_that_was_never_shown_has_no_entries_in_its_outcome() -> None:
    method = METHODS["pre-mortem"]
    round_ = open_(4, method, ChannelId("C"), None, "It works", (), RAY, RAY, KEY, NOW)
    result = outcome(
        expire(cast(enter(round_, EVE, MEMBERS[0], Written(("cost",)), NOW), "ddd"), NOW, DICE)
    )
    assert result.abandoned
    assert (result.entries, result.moved, result.unanswered, result.minority) == ((), (), (), ())
    assert result.shift.before == Counts()
    assert result.took_part == 3


def test_nobody_owes_an_answer_in_a_round_that_was_abandoned() -> None:
    result = outcome(abandon(voted(THREE), NOW))
    assert result.abandoned
    assert [tally.entry.text for tally in result.entries] == ["cost", "staff", "law"]
    assert result.unanswered == ()


@given(
    texts=st.lists(
        st.text(min_size=1).filter(lambda text: text == text.strip() != ""),
        min_size=3,
        max_size=6,
        unique=True,
    ),
    marks=st.lists(st.text("+-?", max_size=6), min_size=6, max_size=6),
    replies=st.lists(st.sampled_from([None, *Reply]), min_size=6, max_size=6),
    before=st.text("aud", max_size=6),
    after=st.text("aud", max_size=6),
)
def test_nothing_can_drop_the_minority(
    texts: list[str], marks: list[str], replies: list[Reply | None], before: str, after: str
) -> None:
    answers = {
        text: reply for text, reply in zip(texts, replies, strict=False) if reply is not None
    }
    result = ended(dict(zip(texts, marks, strict=False)), answers, before, after)
    latest = dict(enumerate(before)) | dict(enumerate(after))
    assert result.shift.against == list(latest.values()).count("d")
    went = room(before, after)
    reported = {entry.text for entry in result.minority}
    for entry in result.minority:
        assert entry.text in texts  # word for word
        assert entry.by == ""
    if went == "against":  # a pre-mortem asks for reasons against only
        assert not reported
        return
    assert reported or "d" not in latest.values()
    for tally in result.entries:
        if tally.yes and answers.get(tally.entry.text) in (None, Reply.REJECT, Reply.SAY):
            assert tally.entry.text in reported


def room(before: str, after: str) -> str:
    """Where the room went, by the last that is told of it."""
    latest = dict(enumerate(before)) | dict(enumerate(after))
    if len(after) >= 3:
        agree, against, unsure = after.count("a"), after.count("d"), after.count("u")
    elif len(before) >= 3:
        agree, against, unsure = (
            before.count("a"),
            list(latest.values()).count("d"),
            before.count("u"),
        )
    else:
        return ""
    if agree > max(against, unsure):
        return "for"
    return "against" if against > max(agree, unsure) else ""


# Where the room went, and what was said against it


def argued(name: str, said: dict[str, Written], after: str, marks: dict[str, str]) -> Outcome:
    """A round in which each says one thing; `marks` are of the first scale that is voted on."""
    method = METHODS[name]
    round_ = open_(
        4, method, ChannelId("C"), None, "It works",
        tuple((each.name, "so") for each in method.proposal), RAY, RAY, KEY, NOW,
    )  # fmt: skip
    while not round_.method.phases[round_.phase].ask:
        round_ = expire(round_, NOW, DICE)
    for person, written in enumerate(said.values()):
        round_ = enter(round_, EVE, Alias(f"author {person}"), written, NOW)
    round_ = expire(round_, NOW, DICE)
    named = numbers(round_)
    while not round_.over:
        if round_.current.scale and round_.current.on == method.stages[0]:
            for text, mark in marks.items():
                for member, each in zip(MEMBERS, mark.split(), strict=False):
                    round_ = vote(round_, EVE, member, named[text], each, NOW)
        if round_.current.name == "after":
            round_ = cast(round_, after)
        round_ = expire(round_, NOW, DICE)
    return outcome(round_)


SIDES = {
    "saves time": Written(("saves time", ""), "for"),
    "costs more": Written(("costs more", ""), "against"),
    "who knows": Written(("who knows", ""), "open"),
}


@pytest.mark.parametrize(
    ("after", "reported"),
    [
        ("aaad", {"costs more", "who knows"}),
        ("addd", {"saves time", "who knows"}),
        ("aadd", {"saves time", "costs more", "who knows"}),
        ("aduu", {"saves time", "costs more", "who knows"}),
        ("ad", {"saves time", "costs more", "who knows"}),
    ],
)
def test_the_minority_report_holds_what_points_the_other_way_than_the_room_went(
    after: str, reported: set[str]
) -> None:
    result = argued("authentic-dissent", SIDES, after, dict.fromkeys(SIDES, "moves"))
    assert {each.text for each in result.minority} == reported


def test_where_nothing_speaks_against_the_room_no_word_of_its_own_is_put_in_the_report() -> None:
    said = {text: Written((text, ""), "for") for text in ("one", "two", "three")}
    result = argued("authentic-dissent", said, "aaad", dict.fromkeys(said, "moves"))
    assert result.minority == ()
    assert result.went is Side.FOR


def test_whoever_stands_apart_is_reported_though_nobody_was_moved() -> None:
    result = argued("authentic-dissent", SIDES, "aaad", {})
    assert [each.text for each in result.minority] == ["costs more"]


def test_a_statement_that_most_agree_with_is_not_the_minoritys() -> None:
    said = {text: Written((text,)) for text in ("most", "few", "split")}
    marks = {"most": "agree agree", "few": "agree disagree disagree", "split": "agree disagree"}
    result = argued("statements", said, "aaad", marks)
    assert {each.text for each in result.minority} == {"few", "split"}


def test_an_assumption_is_backed_by_who_finds_it_important_and_uncertain() -> None:
    said = {text: Written((text,)) for text in ("a", "b", "c", "d", "e", "f")}
    marks = {"a": "1-1 1-1 1-1", "b": "5-1 4-2 2-5", "c": "5-5 4-3"}
    result = argued("assumption-surfacing", said, "aaa", marks)
    assert [each.text for each in result.minority] == ["b"]
    assert [each.entry.text for each in result.moved] == ["b"]


def test_of_numbers_the_minority_is_who_stands_apart_from_the_middle() -> None:
    given = (50.0, 52.0, 55.0, 57.0, 58.0, 95.0)
    said = {str(n): Written((str(n),), number=n) for n in given}
    method = METHODS["delphi"]
    round_ = open_(4, method, ChannelId("C"), None, "It", (("counts", "so"),), RAY, RAY, KEY, NOW)
    for name in ("first", "last"):
        assert round_.current.name == name
        for person, written in enumerate(said.values()):
            round_ = enter(round_, EVE, Alias(f"author {person}"), written, NOW)
        round_ = expire(round_, NOW, DICE)
    round_ = expire(expire(round_, NOW, DICE), NOW, DICE)
    assert [each.number for each in outcome(round_).minority] == [95.0]
