from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.challenge import (
    Challenge,
    ChallengeState,
    Origin,
    answer,
    ask,
    lapse,
    rate,
    withdraw,
)
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.refusals import AlreadyDone, NotNow, Refusal

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
END = NOW + timedelta(days=2)
ANN, BOB = MemberId("ann"), MemberId("bob")


def asked(**changes: datetime) -> Challenge:
    return ask(
        id=1,
        channel=ChannelId("C1"),
        thread=MessageId("M1"),
        about=(MessageId("M2"),),
        move="split",
        wording="Has anyone seen this go differently?",
        claim="One form is enough",
        reason="split-without-reasons",
        origin=Origin.REQUEST,
        asked_by=ANN,
        now=NOW,
        lapses_at=changes.get("lapses_at", END),
    )


def test_a_challenge_is_asked_with_no_answer_yet() -> None:
    challenge = asked()
    assert challenge.state is ChallengeState.ASKED
    assert (challenge.asked_at, challenge.lapses_at) == (NOW, END)
    assert (challenge.answers, challenge.helped, challenge.not_helped) == (0, 0, 0)


def test_a_challenge_that_would_lapse_at_once_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="lapses after it was asked"):
        asked(lapses_at=NOW)


def test_every_answer_counts() -> None:
    challenge = answer(answer(asked(), BOB, NOW), MemberId("cas"), NOW)
    assert challenge.state is ChallengeState.ANSWERED
    assert challenge.answers == 2


def test_the_member_who_asked_for_it_does_not_answer_it() -> None:
    assert answer(asked(), ANN, NOW) == asked()


def test_a_challenge_nobody_answered_lapses_at_its_time_and_not_before() -> None:
    assert lapse(asked(), END - timedelta(seconds=1)) == asked()
    assert lapse(asked(), END).state is ChallengeState.LAPSED


def test_a_challenge_that_was_answered_does_not_lapse() -> None:
    challenge = answer(asked(), BOB, NOW)
    assert lapse(challenge, END) == challenge


def test_a_challenge_can_be_taken_back_before_and_after_an_answer() -> None:
    assert withdraw(asked(), NOW).state is ChallengeState.WITHDRAWN
    assert withdraw(answer(asked(), BOB, NOW), NOW).state is ChallengeState.WITHDRAWN


def test_members_say_whether_it_helped_even_when_nobody_answered() -> None:
    challenge = rate(lapse(asked(), END), 1, 2)
    assert (challenge.helped, challenge.not_helped) == (1, 2)
    assert challenge.state is ChallengeState.LAPSED


@pytest.mark.parametrize(
    ("challenge", "move", "refusal"),
    [
        (lapse(asked(), END), lambda c: answer(c, BOB, NOW), NotNow),
        (withdraw(asked(), NOW), lambda c: answer(c, BOB, NOW), NotNow),
        (asked(), lambda c: answer(c, BOB, END), NotNow),
        (lapse(asked(), END), lambda c: withdraw(c, NOW), AlreadyDone),
        (withdraw(asked(), NOW), lambda c: withdraw(c, NOW), AlreadyDone),
        (withdraw(asked(), NOW), lambda c: rate(c, 1, 0), NotNow),
    ],
)
def test_a_challenge_that_is_over_refuses(
    challenge: Challenge, move: Callable[[Challenge], Challenge], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        move(challenge)
    assert refused.value.code == "challenge-over"


MOVES: dict[str, Callable[[Challenge, datetime], Challenge]] = {
    "answer": lambda challenge, now: answer(challenge, BOB, now),
    "lapse": lapse,
    "withdraw": withdraw,
    "rate": lambda challenge, _: rate(challenge, 1, 2),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 72))))
def test_whatever_happens_a_challenge_that_is_over_stays_so(moves: list[tuple[str, int]]) -> None:
    challenge = asked()
    for move, hours in moves:
        before = challenge
        with suppress(Refusal):
            challenge = MOVES[move](challenge, NOW + timedelta(hours=hours))
        if before.state in (ChallengeState.LAPSED, ChallengeState.WITHDRAWN):
            assert challenge.state is before.state
        assert (challenge.answers > 0) >= (challenge.state is ChallengeState.ANSWERED)
        assert challenge.answers >= before.answers
