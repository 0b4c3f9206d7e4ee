"""What one-sidedness is made of, each part with its numbers and the least it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from challenges import parts
from challenges.ballots import Counts
from challenges.messages import ChannelId, Conversation, MemberId, Message, MessageId
from challenges.parts import Measure

PROPOSAL = "We should close the phone line and take bin reports online only."
FOR = "Agreed, because it saves a visit."
AGAINST = "I am not convinced, because older residents have no internet at home."


def talk(
    texts: Sequence[str],
    writers: str = "abcdefgh",
    councils: Sequence[str] = (),
    reactions: tuple[str, str] = ("", ""),
) -> Conversation:
    first = MessageId("m0")
    for_, against = (frozenset(MemberId(name) for name in side) for side in reactions)
    messages = tuple(
        Message(
            MessageId(f"m{n}"),
            ChannelId("C"),
            MemberId(writers[n % len(writers)]),
            text,
            datetime(2026, 3, 4, tzinfo=UTC) + n * timedelta(hours=1),
            first if n else None,
            council=councils[n % len(writers) % len(councils)] if councils else "",
            backed_by=for_,
            doubted_by=against,
        )
        for n, text in enumerate(texts)
    )
    return Conversation(ChannelId("C"), first, messages)


def found(conversation: Conversation, code: str) -> Measure:
    (one,) = [each for each in parts.parts(conversation) if each.code.startswith(code)]
    return one


def test_voices_are_compared_with_an_even_talk() -> None:
    even = found(talk([FOR] * 24), "voices")
    assert even.enough
    assert dict(even.values)["effective"] == 8
    assert even.chance is not None
    assert even.chance > 0.9
    one = found(talk([FOR] * 24, writers="aaaaaaaaaaaaaaaaaaaabcde"), "voices")
    assert dict(one.values)["effective"] < 4
    assert one.chance is not None
    assert one.chance < 0.01
    assert not found(talk([FOR] * 5), "voices").enough


def test_councils_and_their_kinds_are_compared_with_those_that_usually_write() -> None:
    usual = {"Leeds": 9, "York": 9, "Bath": 9, "Hull": 9}
    kinds = {"Leeds": "metropolitan", "York": "unitary", "Bath": "unitary", "Hull": "district"}
    conversation = talk([PROPOSAL, *[FOR] * 7], councils=["Leeds"])
    seen = {each.code: each for each in parts.parts(conversation, usual, kinds)}
    assert dict(seen["councils"].values) == {"heard": 1, "usual": 4, "speakers": 8}
    assert seen["councils"].chance == pytest.approx(4 * 0.25**8)
    assert dict(seen["kinds"].values)["usual"] == 3
    assert seen["kinds"].enough
    without = {each.code for each in parts.parts(conversation)}
    assert not without & {"councils", "kinds"}


def test_reasons_for_and_against_are_counted_and_compared_with_one_in_five() -> None:
    seen = found(talk([PROPOSAL, *[FOR] * 8, AGAINST]), "reasons")
    assert dict(seen.values) == {"for_": 8, "against": 1}
    assert seen.chance == pytest.approx(0.436, abs=0.001)
    assert not found(talk([PROPOSAL, FOR]), "reasons").enough


def test_an_objection_nobody_takes_up_is_counted_as_open() -> None:
    seen = found(talk([PROPOSAL, AGAINST, *["The committee meets on Thursday."] * 5]), "objections")
    assert dict(seen.values) == {"raised": 1, "open": 1}
    assert seen.chance == pytest.approx(0.58**5)
    assert not found(talk([PROPOSAL]), "objections").enough


def test_split_reactions_and_their_drift_are_counted() -> None:
    conversation = talk([PROPOSAL] * 8, reactions=("ijk", "lmn"))
    split = found(conversation, "reactions")
    assert dict(split.values) == {"split": 8, "messages": 8}
    assert split.chance is not None
    assert split.chance < 0.001
    drift = found(conversation, "drift")
    assert drift.chance is not None
    assert drift.chance > 0.5
    assert not found(talk([PROPOSAL]), "drift").enough


def test_camps_are_told_only_where_that_is_allowed_and_enough_people_reacted() -> None:
    conversation = talk([PROPOSAL] * 12, reactions=("ijklm", "nopqr"))
    assert found(conversation, "camps").code in ("camps-one", "camps-two", "camps-open")
    assert not found(talk([PROPOSAL]), "camps").enough
    codes = {each.code for each in parts.parts(conversation, camps=False)}
    assert not any(code.startswith("camps") for code in codes)


def test_the_gap_between_what_is_shown_and_a_secret_ballot_needs_twelve_each() -> None:
    seen = parts.gap(12, 0, Counts(agree=8, unsure=1, disagree=3))
    assert seen.enough
    assert seen.chance == pytest.approx(0.047, abs=0.001)
    assert not parts.gap(11, 0, Counts(agree=8, disagree=4)).enough
    assert not parts.gap(12, 0, Counts(agree=8, disagree=3)).enough
