"""How a round goes on where its file asks for something unusual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.posts import plain_post
from bot.presenters import revealed
from bot.presenters import rounds as board
from challenges import rounds, taking_part, tally
from challenges.ballots import alias
from challenges.dice import SeededDice
from challenges.feedback import Fate, feedback
from challenges.messages import ChannelId, MemberId
from challenges.method_files import load
from challenges.methods import Method
from challenges.phases import expire
from challenges.refusals import NoSuchThing, NotNow, NotValid
from challenges.rounds import Reply, Round, RoundState, Written
from challenges.scales import MARKS, Scale
from tests.challenges.promises import written

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = b"0123456789abcdef"
DICE = SeededDice(b"seed")
PEOPLE = [MemberId(name) for name in ("ann", "bob", "cas", "dee")]
PART = {"name": "claim", "label": "What?", "hint": "Say.", "required": True, "paragraph": True}
ASK = {"prompt": "What?", "most": 1, "parts": [PART | {"name": "words"}]}


def method(*phases: dict[str, Any], **more: Any) -> Method:
    named = [
        {"name": f"part-{n}", "title": "A part", "window": "PT24H", "call": "Do."} | phase
        for n, phase in enumerate(phases)
    ]
    whole = {
        "name": "a-method", "title": "A method", "summary": "A summary.", "evidence": "None.",
        "source": "Nobody", "minimum": 3, "ballot_question": "Is it so?", "top": 3,
    }  # fmt: skip
    return load(written(whole | more | {"proposal": [PART], "phases": named}))


def entered(chosen: Method, people: Sequence[MemberId] = PEOPLE) -> Round:
    round_ = rounds.open_(
        1, chosen, ChannelId("C1"), None, "One form is enough", (),
        opened_by=PEOPLE[0], responder=PEOPLE[0], key=KEY, now=NOW,
    )  # fmt: skip
    for member in people:
        draft = Written((f"said {member}",))
        round_ = taking_part.enter(round_, member, alias(KEY, member), draft, NOW)
    return round_


def on(round_: Round) -> Round:
    return expire(round_, round_.phase_ends, DICE)


def vote(round_: Round, member: MemberId, entry: int, mark: str) -> Round:
    now = round_.phase_ends.min.replace(tzinfo=UTC)
    return taking_part.vote(round_, member, alias(KEY, member), entry, mark, now)


def test_a_round_is_to_end_when_all_its_phases_have_had_their_time() -> None:
    ending = ({"accepts": ["response"]}, {"accepts": ["ballot"]})
    round_ = entered(method({"accepts": ["ballot", "entry"], "ask": ASK}, *ending))
    assert round_.to_end == round_.phase_ends + round_.windows[1] + round_.windows[2]
    last = on(on(round_))
    assert last.to_end == last.phase_ends


@pytest.mark.parametrize("more", [{"shown": "nobody"}, {"signed": True}])
def test_no_round_goes_on_in_a_way_that_shows_more_than_was_promised(more: dict[str, Any]) -> None:
    ending: list[dict[str, Any]] = [{"accepts": ["ballot"]}]
    if "signed" in more:
        ending.insert(0, {"accepts": ["response"]})
    chosen = method(
        {"accepts": ["ballot", "entry"], "ask": ASK | more},
        *ending,
        minimum=4,
        simpler="statements",
    )
    round_ = on(entered(chosen, PEOPLE[:3]))
    assert round_.state is RoundState.ABANDONED
    assert round_.entries == ()


def test_a_vote_on_another_scale_begins_anew() -> None:
    round_ = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["vote"], "scale": "moves"},
                {"accepts": ["vote"], "scale": "rank"},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    round_ = on(vote(round_, PEOPLE[1], 2, MARKS[Scale.MOVES][0]))
    assert round_.votes == ()
    round_ = on(vote(round_, PEOPLE[1], 3, "first"))
    first = tally.to_answer(round_, 0)[0]
    assert (first.entry.id, first.weight) == (3, 3)


def test_a_vote_that_is_repeated_on_the_same_scale_keeps_the_marks() -> None:
    round_ = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["vote"], "scale": "back"},
                {"accepts": ["vote", "reply"], "scale": "back"},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    round_ = on(vote(round_, PEOPLE[1], 2, "back"))
    assert [each.entry for each in round_.votes] == [2]


def test_what_is_answered_before_a_vote_is_answered_without_any_marks() -> None:
    round_ = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["response"]},
                {"accepts": ["vote"], "scale": "moves"},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    assert len(tally.to_answer(round_, 0)) == 3
    round_ = taking_part.respond(round_, PEOPLE[0], 2, Reply.REJECT, "No.", NOW)
    round_ = vote(on(round_), PEOPLE[1], 2, MARKS[Scale.MOVES][0])
    assert not any(each.marks for each in tally.to_answer(round_, 0))
    assert any(each.marks for each in tally.to_answer(on(round_), 0))


def test_votes_that_come_in_are_not_told_before_anybody_is_asked_to_answer() -> None:
    round_ = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["vote"], "scale": "moves"},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    with pytest.raises(NotNow, match="outcome-hidden"):
        tally.to_answer(round_, 0)


def test_a_reply_is_shown_only_where_three_people_wrote_something() -> None:
    talking = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["entry", "reply"], "ask": ASK},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    for wrote, shown in ((PEOPLE[1:2], False), (PEOPLE[1:3], False), (PEOPLE[1:], True)):
        round_ = talking
        for member in wrote:
            round_ = taking_part.reply(round_, member, alias(KEY, member), 1, "Why?", NOW)
        bob = PEOPLE[1]
        round_ = on(taking_part.enter(round_, bob, alias(KEY, bob), Written(("Alone.",)), NOW))
        assert round_.unshown == (1,)
        assert [each.text for each in rounds.replies(round_, 1)] == ["Why?"] * len(wrote) * shown
        assert "Alone." not in repr(round_)


def test_where_only_replies_are_asked_for_one_alone_is_erased_and_the_board_says_so() -> None:
    round_ = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["reply"]},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    bob = PEOPLE[1]
    round_ = on(taking_part.reply(round_, bob, alias(KEY, bob), 1, "Why?", NOW))
    assert round_.unshown == (1,)
    assert "Why?" not in repr(round_)
    round_ = on(on(round_))
    assert "fewer than 3 people wrote something" in plain_post(board.board(round_))
    assert len(rounds.visible(round_)) == len(PEOPLE)


def test_a_receipt_tells_at_once_that_too_few_wrote_and_to_the_end_that_it_is_erased() -> None:
    round_ = on(entered(OBJECTIONS))
    bob = PEOPLE[1]
    round_ = on(taking_part.enter(round_, bob, alias(KEY, bob), Written(("Alone.",)), NOW, "r-bob"))
    assert "Alone." not in repr(round_)
    while not round_.over:
        assert feedback(round_, "r-bob").fate is Fate.TOO_FEW
        round_ = on(round_)
    assert feedback(round_, "r-bob").fate is Fate.ERASED


def test_what_is_signed_is_shown_though_too_few_replied_beside_it() -> None:
    round_ = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["entry", "reply"], "ask": ASK | {"signed": True}},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    bob = PEOPLE[1]
    round_ = taking_part.enter(round_, bob, alias(KEY, bob), Written(("By name.",)), NOW)
    round_ = on(taking_part.reply(round_, bob, alias(KEY, bob), 1, "Why?", NOW))
    assert [each.text for each in rounds.on_stage(round_, 1)] == ["By name."]
    assert rounds.replies(round_, 1) == ()


# Saying that one has nothing to say

NONE = ASK | {"none": "I have no objection", "parts": [PART | {"name": "o", "required": False}]}
OBJECTIONS = method(
    {"accepts": ["ballot", "entry"], "ask": ASK},
    {"accepts": ["entry"], "ask": NONE | {"most": 2}},
    {"accepts": ["vote"], "scale": "safe"},
    {"accepts": ["response"]},
    {"accepts": ["ballot"]},
)


def objected(objecting: Sequence[MemberId], content: Sequence[MemberId]) -> Round:
    round_ = on(entered(OBJECTIONS))
    for member in PEOPLE:
        if member in (*objecting, *content):
            words = f"Not safe: {member}." if member in objecting else " "
            draft = Written((words,))
            round_ = taking_part.enter(
                round_, member, alias(KEY, member), draft, NOW, f"r-{member}"
            )
    return round_


def test_one_objection_is_shown_among_people_who_say_they_have_none() -> None:
    round_ = on(objected(PEOPLE[1:2], PEOPLE[2:]))
    (shown,) = rounds.on_stage(round_, 1)
    assert shown.text == "Not safe: bob."
    assert rounds.nothing_to_say(round_, 1) == 2
    said = plain_post(revealed.entries(round_, 1)[0])
    assert "2 people said: “I have no objection”." in said
    assert [each.entry.id for each in tally.tallies(round_, 1)] == [shown.id]
    while not round_.over:
        round_ = on(round_)
    assert "2 people said: “I have no objection”." in plain_post(
        revealed.outcome(round_, tally.outcome(round_))
    )
    assert {each.by for each in round_.entries} == {""}


@pytest.mark.parametrize(("objecting", "content"), [([1], [2]), ([1, 2], []), ([1], [0, 2])])
def test_among_fewer_than_three_an_objection_is_not_shown(
    objecting: list[int], content: list[int]
) -> None:
    """Whoever opened the round does not count for having none: nobody would think it theirs."""
    round_ = on(objected([PEOPLE[n] for n in objecting], [PEOPLE[n] for n in content]))
    assert round_.unshown == (1,)
    assert "Not safe" not in repr(round_)
    assert rounds.nothing_to_say(round_, 1) == 0


def test_when_nobody_objects_the_round_goes_to_its_end_and_says_so() -> None:
    round_ = on(objected([], PEOPLE))
    assert round_.current.name == "part-4"
    round_ = on(round_)
    assert tally.outcome(round_).nothing == 4
    said = plain_post(revealed.outcome(round_, tally.outcome(round_)))
    assert "No minority report: all who answered said “I have no objection”." in said


def test_while_it_goes_on_having_no_objection_looks_like_having_one() -> None:
    round_ = objected(PEOPLE[1:2], PEOPLE[2:])
    hidden = [each for each in round_.entries if each.stage == 1]
    assert [each.by for each in hidden] == sorted(each.by for each in hidden)
    assert all(each.receipt for each in hidden)
    assert rounds.nothing_to_say(round_, 1) == 0


def test_an_objection_takes_the_place_of_having_none_and_is_not_lost_by_an_empty_form() -> None:
    cas = PEOPLE[2]
    round_ = objected([], [cas])
    assert objected([], [cas]) == taking_part.enter(
        round_, cas, alias(KEY, cas), Written(("",)), NOW
    )
    round_ = taking_part.enter(round_, cas, alias(KEY, cas), Written(("After all.",)), NOW)
    own = rounds.own_entries(round_, alias(KEY, cas))
    assert [(each.text, each.receipt) for each in own] == [("After all.", "r-cas")]
    with pytest.raises(NotValid, match="entry-empty"):
        taking_part.enter(round_, cas, alias(KEY, cas), Written(("",)), NOW)


def test_whoever_said_that_they_have_none_reads_that_it_counts() -> None:
    round_ = objected(PEOPLE[1:2], PEOPLE[2:])
    assert feedback(round_, "r-cas").fate is Fate.HIDDEN
    while not round_.over:
        round_ = on(round_)
        assert feedback(round_, "r-cas").fate is Fate.COUNTED


def test_nobody_votes_on_having_none_or_answers_it() -> None:
    round_ = on(objected(PEOPLE[1:2], PEOPLE[2:]))
    nothing = [each.id for each in round_.entries if each.empty]
    shown = [each.id for each in rounds.visible(round_)]
    assert min(nothing) > max(shown), "no gap in the numbers tells of it"
    with pytest.raises(NoSuchThing, match="no-such-entry"):
        vote(round_, PEOPLE[3], nothing[0], "safe")
