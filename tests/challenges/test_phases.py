"""How a round goes on where its file asks for something unusual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from challenges import rounds, taking_part, tally
from challenges.ballots import alias
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId
from challenges.method_files import load
from challenges.methods import Method
from challenges.phases import expire
from challenges.refusals import NotNow
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


def test_a_reply_is_shown_though_too_few_wrote_beside_it() -> None:
    round_ = on(
        entered(
            method(
                {"accepts": ["ballot", "entry"], "ask": ASK},
                {"accepts": ["entry", "reply"], "ask": ASK},
                {"accepts": ["response"]},
                {"accepts": ["ballot"]},
            )
        )
    )
    bob = PEOPLE[1]
    round_ = taking_part.enter(round_, bob, alias(KEY, bob), Written(("Alone.",)), NOW)
    round_ = on(taking_part.reply(round_, bob, alias(KEY, bob), 1, "Why?", NOW))
    assert round_.unshown == (1,)
    assert [each.text for each in rounds.replies(round_, 1)] == ["Why?"]
    assert "Alone." not in repr(rounds.visible(round_))
