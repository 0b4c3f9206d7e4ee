from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from challenges import rounds, taking_part
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.method_files import METHODS
from challenges.methods import Act
from challenges.phases import abandon, expire, extend
from challenges.refusals import NoSuchThing, NotNow, NotValid, NotYours, Refusal
from challenges.rounds import (
    NO_SHIFT,
    Alias,
    Counts,
    Reply,
    Round,
    RoundState,
    Stand,
    alias,
    entries_of,
    open_,
    visible,
)
from challenges.scales import MARKS, Scale
from challenges.taking_part import (
    MAX_ENTRY,
    accepting,
    answering,
    ballot,
    forget,
    respond,
    withdraw_entries,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = b"0123456789abcdef"
DICE = SeededDice(b"seed")
RAY = MemberId("ray")
MOVES, UNMOVED, UNSURE = MARKS[Scale.MOVES]
ANN, BOB, CAS, DEE = (alias(KEY, MemberId(name)) for name in ("ann", "bob", "cas", "dee"))


def enter(round_: Round, by: Alias, text: str, now: datetime) -> Round:
    return taking_part.enter(round_, MemberId("eve"), by, rounds.Written((text,)), now)


def vote(round_: Round, by: Alias, entry: int, mark: str, now: datetime) -> Round:
    return taking_part.vote(round_, MemberId("eve"), by, entry, mark, now)


def opened(
    method: str = "pre-mortem", claim: str = " One form is enough ", **changes: Mapping
) -> Round:
    return open_(
        7,
        METHODS[method],
        ChannelId("C1"),
        MessageId("M1"),
        claim,
        (("assumptions", "People can read"),) if method == "devils-advocacy" else (),
        opened_by=MemberId("ann"),
        responder=RAY,
        key=KEY,
        now=NOW,
        windows=changes.get("windows"),
    )


def entered(method: str = "pre-mortem", *members: Alias) -> Round:
    round_ = opened(method)
    for number, member in enumerate(members or (ANN, BOB, CAS)):
        round_ = enter(round_, member, f"reason {number}", NOW)
    return round_


def at(phase: int, round_: Round | None = None) -> Round:
    round_ = round_ or entered()
    while round_.phase < phase:
        round_ = expire(round_, NOW, DICE)
    return round_


def closed() -> Round:
    return expire(at(2), NOW, DICE)


# Opening


def test_a_round_opens_in_its_first_phase() -> None:
    round_ = opened()
    assert round_.claim == "One form is enough"
    assert round_.current.name == "alone"
    assert round_.phase_ends == NOW + 24 * HOUR
    assert round_.state is RoundState.OPEN
    assert (round_.over, round_.revealed, round_.counted) == (False, False, False)


def test_windows_can_be_set_by_phase() -> None:
    round_ = opened(windows={"together": 2 * HOUR})
    assert round_.windows == (24 * HOUR, 2 * HOUR, 6 * HOUR)


@pytest.mark.parametrize(
    ("windows", "message"),
    [
        ({"framing": HOUR}, "pre-mortem has no phase 'framing', only alone, together, response"),
        ({"alone": timedelta()}, "the phase 'alone' needs more time than 0:00:00"),
    ],
)
def test_windows_that_make_no_sense_are_a_mistake_of_ours(
    windows: dict[str, timedelta], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        opened(windows=windows)


def test_a_short_key_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes, not 5"):
        open_(
            1, METHODS["pre-mortem"], ChannelId("C"), None, "x", (), RAY, RAY, b"short", NOW, None
        )


def test_a_round_does_not_show_its_key() -> None:
    assert KEY.decode() not in repr(opened())


def test_a_round_needs_a_claim() -> None:
    with pytest.raises(NotValid) as refused:
        opened(claim="  ")
    assert refused.value.code == "claim-missing"


def test_a_method_gets_the_answers_it_wants_when_a_round_opens() -> None:
    with pytest.raises(NotValid) as refused:
        open_(
            1,
            METHODS["devils-advocacy"],
            ChannelId("C"),
            None,
            "x",
            (("assumptions", " "),),
            RAY,
            RAY,
            KEY,
            NOW,
        )
    assert refused.value.code == "answer-missing"
    assert refused.value.values == {"question": "What does it take for granted?"}


# Refusals


REFUSALS: list[tuple[str, Callable[[], object], type[Refusal], str]] = [
    ("entering later", lambda: enter(at(1), DEE, "x", NOW), NotNow, "phase-takes-no-entries"),
    (
        "entering when the time is up",
        lambda: enter(opened(), ANN, "x", NOW + 24 * HOUR),
        NotNow,
        "phase-takes-no-entries",
    ),
    (
        "a ballot while the responder answers",
        lambda: ballot(at(2), ANN, Stand.AGREE, 3, NOW),
        NotNow,
        "phase-takes-no-ballots",
    ),
    (
        "a vote before the reveal",
        lambda: vote(entered(), ANN, 1, MOVES, NOW),
        NotNow,
        "phase-takes-no-votes",
    ),
    (
        "a response before the votes are in",
        lambda: respond(at(1), RAY, 1, Reply.ACCEPT, "", NOW),
        NotNow,
        "phase-takes-no-responses",
    ),
    ("reading before the reveal", lambda: visible(entered()), NotNow, "entries-hidden"),
    (
        "a vote on nothing",
        lambda: vote(at(1), ANN, 9, MOVES, NOW),
        NoSuchThing,
        "no-such-entry",
    ),
    (
        "a response to nothing",
        lambda: respond(at(2), RAY, 9, Reply.ACCEPT, "", NOW),
        NoSuchThing,
        "no-such-entry",
    ),
    (
        "withdrawing nothing",
        lambda: withdraw_entries(entered(), DEE, NOW),
        NoSuchThing,
        "no-such-entry",
    ),
    (
        "a response by somebody else",
        lambda: respond(at(2), MemberId("ann"), 1, Reply.ACCEPT, "", NOW),
        NotYours,
        "not-the-responder",
    ),
    (
        "a rejection without why",
        lambda: respond(at(2), RAY, 1, Reply.REJECT, " ", NOW),
        NotValid,
        "why-missing",
    ),
    (
        "an amendment without why",
        lambda: respond(at(2), RAY, 1, Reply.AMEND, "", NOW),
        NotValid,
        "why-missing",
    ),
    (
        "a very long why",
        lambda: respond(at(2), RAY, 1, Reply.REJECT, "x" * (MAX_ENTRY + 1), NOW),
        NotValid,
        "entry-too-long",
    ),
    ("an empty entry", lambda: enter(opened(), ANN, " \n", NOW), NotValid, "entry-empty"),
    (
        "a very long entry",
        lambda: enter(opened(), ANN, "x" * (MAX_ENTRY + 1), NOW),
        NotValid,
        "entry-too-long",
    ),
    (
        "a sixth point",
        lambda: enter(entered("devils-advocacy", ANN, ANN, ANN, ANN, ANN), ANN, "x", NOW),
        NotValid,
        "too-many-entries",
    ),
    (
        "more than certain",
        lambda: ballot(opened(), ANN, Stand.AGREE, 6, NOW),
        NoSuchThing,
        "no-such-confidence",
    ),
]


@pytest.mark.parametrize(
    ("act", "refusal", "code"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_a_round_refuses(act: Callable[[], object], refusal: type[Refusal], code: str) -> None:
    with pytest.raises(refusal) as refused:
        act()
    assert refused.value.code == code


EVERY_MOVE: dict[str, Callable[[Round], object]] = {
    "ballot": lambda round_: ballot(round_, ANN, Stand.AGREE, 3, NOW),
    "enter": lambda round_: enter(round_, ANN, "x", NOW),
    "withdraw": lambda round_: withdraw_entries(round_, ANN, NOW),
    "forget": lambda round_: forget(round_, ANN, NOW),
    "vote": lambda round_: vote(round_, ANN, 1, MOVES, NOW),
    "respond": lambda round_: respond(round_, RAY, 1, Reply.ACCEPT, "", NOW),
    "expire": lambda round_: expire(round_, NOW, DICE),
    "extend": lambda round_: extend(round_, HOUR, NOW),
    "abandon": lambda round_: abandon(round_, NOW),
}


@pytest.mark.parametrize("move", EVERY_MOVE.values(), ids=EVERY_MOVE)
@pytest.mark.parametrize("over", [closed(), abandon(opened(), NOW)], ids=["closed", "abandoned"])
def test_a_round_that_is_over_refuses_everything(
    move: Callable[[Round], object], over: Round
) -> None:
    with pytest.raises(NotNow) as refused:
        move(over)
    assert refused.value.code == "round-over"


def test_a_refusal_says_the_limit() -> None:
    with pytest.raises(NotValid) as refused:
        enter(opened(), ANN, "x" * 1001, NOW)
    assert refused.value.values == {"limit": 1000, "length": 1001}


def test_a_form_can_be_refused_before_it_is_filled_in() -> None:
    accepting(opened(), Act.ENTRY, NOW)
    answering(at(2), RAY, 1, NOW)
    with pytest.raises(NotNow, match="phase-takes-no-votes"):
        accepting(opened(), Act.VOTE, NOW)
    with pytest.raises(NotYours, match="not-the-responder"):
        answering(at(2), MemberId("ann"), 1, NOW)


# Moves


def test_a_second_ballot_takes_the_place_of_the_first() -> None:
    round_ = ballot(opened(), ANN, Stand.AGREE, 5, NOW)
    round_ = ballot(round_, BOB, Stand.UNSURE, 1, NOW)
    round_ = ballot(round_, ANN, Stand.DISAGREE, 2, NOW)
    assert [(each.by, each.stand) for each in round_.before] == [
        (BOB, Stand.UNSURE),
        (ANN, Stand.DISAGREE),
    ]


def test_a_ballot_after_the_reveal_leaves_the_one_before_it_alone() -> None:
    round_ = at(1, ballot(entered(), ANN, Stand.AGREE, 5, NOW))
    round_ = ballot(round_, ANN, Stand.DISAGREE, 4, NOW)
    assert [each.stand for each in round_.before] == [Stand.AGREE]
    assert [each.stand for each in round_.after] == [Stand.DISAGREE]


def test_a_second_ballot_after_the_reveal_takes_the_place_of_the_first_after_it() -> None:
    round_ = ballot(at(1), ANN, Stand.AGREE, 5, NOW)
    round_ = ballot(round_, ANN, Stand.UNSURE, 2, NOW)
    assert [(each.by, each.stand) for each in round_.after] == [(ANN, Stand.UNSURE)]


def test_writing_again_replaces_ones_only_entry_in_its_place() -> None:
    round_ = enter(entered(), ANN, " a better reason ", NOW)
    assert [each.text for each in entries_of(round_, ANN)] == ["a better reason"]
    assert {each.text for each in round_.entries} == {"a better reason", "reason 1", "reason 2"}


def test_five_points_may_be_five_entries() -> None:
    round_ = entered("devils-advocacy", ANN, ANN, BOB, ANN)
    assert len(entries_of(round_, ANN)) == 3
    assert [entry.id for entry in round_.entries] == [1, 2, 3, 4]


def test_a_withdrawn_entry_takes_its_votes_and_responses_along() -> None:
    round_ = at(1)
    mine = entries_of(round_, ANN)[0].id
    other = entries_of(round_, BOB)[0].id
    round_ = vote(vote(round_, DEE, mine, MOVES, NOW), DEE, other, MOVES, NOW)
    round_ = respond(at(2, round_), RAY, mine, Reply.ACCEPT, "", NOW)
    round_ = withdraw_entries(round_, ANN, NOW)
    assert entries_of(round_, ANN) == ()
    assert [each.entry for each in round_.votes] == [other]
    assert round_.responses == ()


def test_what_is_hidden_stands_in_an_order_that_tells_not_when_it_came() -> None:
    first = entered("devils-advocacy", ANN, BOB, DEE)
    second = entered("devils-advocacy", DEE, BOB, ANN)
    assert [each.by for each in first.entries] == [each.by for each in second.entries]
    assert [each.id for each in first.entries] == [1, 2, 3]
    ballots = [(ANN, BOB, DEE), (DEE, ANN, BOB)]
    cast = []
    for people in ballots:
        round_ = first
        for person in people:
            round_ = ballot(round_, person, Stand.AGREE, 3, NOW)
        cast.append(round_.before)
    assert cast[0] == cast[1]


def test_a_member_who_is_forgotten_leaves_nothing_behind() -> None:
    round_ = at(1, ballot(entered(), ANN, Stand.AGREE, 5, NOW))
    round_ = ballot(vote(round_, ANN, 1, MOVES, NOW), ANN, Stand.AGREE, 4, NOW)
    round_ = forget(vote(round_, DEE, 1, MOVES, NOW), ANN, NOW)
    assert ANN not in repr(round_)
    assert forget(opened(), ANN, NOW) == opened()


def test_a_second_mark_on_an_entry_takes_the_place_of_the_first() -> None:
    round_ = vote(at(1), DEE, 1, MOVES, NOW)
    round_ = vote(round_, DEE, 2, MOVES, NOW)
    round_ = vote(round_, DEE, 1, UNMOVED, NOW)
    assert [(each.entry, each.mark) for each in round_.votes] == [
        (1, UNMOVED),
        (2, MOVES),
    ]


def test_a_mark_on_ones_own_entry_counts_as_any_other() -> None:
    round_ = at(1)
    assert vote(round_, ANN, entries_of(round_, ANN)[0].id, MOVES, NOW).votes


def test_a_second_response_takes_the_place_of_the_first() -> None:
    round_ = respond(at(2), RAY, 1, Reply.REJECT, " too dear ", NOW)
    assert round_.responses[0].why == "too dear"
    round_ = respond(round_, RAY, 2, Reply.ACCEPT, "we will", NOW)
    round_ = respond(round_, RAY, 1, Reply.ACCEPT, " ", NOW)
    assert [(each.entry, each.reply, each.why) for each in round_.responses] == [
        (2, Reply.ACCEPT, "we will"),
        (1, Reply.ACCEPT, ""),
    ]


# Time


def test_the_order_of_the_reveal_hangs_on_the_key_that_is_destroyed() -> None:
    members = tuple(Alias(f"member {n}") for n in range(6))
    round_ = entered("pre-mortem", *members)
    orders = {
        tuple(e.text for e in expire(replace(round_, key=bytes([n]) * 32), NOW, DICE).entries)
        for n in range(8)
    }
    assert len(orders) > 1


def test_a_phase_gives_way_to_the_next_with_its_whole_window() -> None:
    late = NOW + 30 * HOUR
    round_ = expire(entered(), late, DICE)
    assert round_.current.name == "together"
    assert round_.phase_ends == late + 18 * HOUR


def test_the_entries_are_shown_shuffled_renumbered_and_unsigned() -> None:
    members = [alias(KEY, MemberId(f"member {n}")) for n in range(30)]
    arrived = entered("pre-mortem", *members)
    shown = visible(expire(arrived, NOW, DICE))
    assert [entry.id for entry in shown] == list(range(1, 31))
    assert {entry.by for entry in shown} == {""}
    assert sorted(entry.text for entry in shown) == sorted(e.text for e in arrived.entries)
    assert [entry.text for entry in shown] != [entry.text for entry in arrived.entries]


def test_two_members_who_entered_are_too_few_and_nothing_is_ever_shown() -> None:
    round_ = ballot(entered("devils-advocacy", ANN, ANN, BOB), ANN, Stand.AGREE, 3, NOW)
    round_ = expire(round_, NOW, DICE)
    assert round_.state is RoundState.ABANDONED
    assert (round_.entries, round_.before, round_.key) == ((), (), b"")
    assert round_.shift == NO_SHIFT
    assert round_.took_part == 2
    with pytest.raises(NotNow, match="entries-hidden"):
        visible(round_)


def test_the_last_phase_closes_the_round_and_destroys_every_link() -> None:
    round_ = entered()
    for member in (ANN, BOB, CAS):
        round_ = ballot(round_, member, Stand.AGREE, 4, NOW)
    round_ = at(1, round_)
    for member in (ANN, BOB, CAS, DEE):
        round_ = vote(round_, member, 1, MOVES, NOW)
        round_ = ballot(round_, member, Stand.DISAGREE, 4, NOW)
    round_ = expire(at(2, round_), NOW, DICE)
    assert round_.state is RoundState.CLOSED
    assert round_.shift is not None
    assert round_.shift.before == Counts(agree=3)
    assert round_.shift.after == Counts(disagree=4)
    assert (round_.shift.paired, round_.shift.changed) == (3, 3)
    assert round_.took_part == 4
    assert len(round_.votes) == 4
    assert round_.key == b""
    for member in (ANN, BOB, CAS, DEE):
        assert member not in repr(round_)
        assert entries_of(round_, member) == ()
    assert entries_of(round_, Alias("")) == ()


def test_votes_do_not_keep_the_order_they_came_in() -> None:
    round_ = at(1)
    for entry, mark in ((3, UNMOVED), (1, UNSURE), (3, MOVES)):
        round_ = vote(round_, Alias(f"{entry}{mark}"), entry, mark, NOW)
    round_ = expire(at(2, round_), NOW, DICE)
    assert [(each.entry, each.mark) for each in round_.votes] == [
        (1, UNSURE),
        (3, MOVES),
        (3, UNMOVED),
    ]


def test_a_round_abandoned_after_the_reveal_keeps_what_was_shown() -> None:
    round_ = at(1)
    shown = visible(round_)
    assert visible(abandon(round_, NOW)) == shown


def test_a_phase_can_be_given_more_time() -> None:
    round_ = extend(opened(), HOUR, NOW)
    assert round_.phase_ends == NOW + 25 * HOUR
    late = NOW + 40 * HOUR
    assert extend(round_, HOUR, late).phase_ends == late + HOUR


def test_more_time_is_more_than_none() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        extend(opened(), timedelta(), NOW)


def test_the_key_makes_the_alias_and_nothing_else_does() -> None:
    assert replace(opened(), key=b"another key of 24 bytes").key != KEY
    assert alias(KEY, MemberId("ann")) == ANN
