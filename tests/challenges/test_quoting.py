"""Which messages are worth quoting, and how they are chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import quoting
from challenges.messages import ChannelId, MemberId, Message, MessageId
from challenges.quoting import Worth

BEGAN = datetime(2026, 11, 2, 9, tzinfo=UTC)
BY_LENGTH = Worth(0.0, {"words": 1.0})


def said(*lines: tuple[str, str]) -> list[Message]:
    """Messages m0, m1, ... by whoever is named in front of each."""
    return [
        Message(
            MessageId(f"m{n}"),
            ChannelId("c"),
            MemberId(by),
            text,
            BEGAN + timedelta(minutes=n),
        )
        for n, (by, text) in enumerate(lines)
    ]


TALK = said(
    ("ann", "We should move the parking permits to one online form by April."),
    ("bob", "Yeah."),
    ("ann", "One online form for parking permits costs less than the paper permits we print."),
    ("cas", "Half of our older residents have no printer and no e-mail, so they lose out."),
    ("bob", "Right, sure."),
    ("dee", "Lunch at one."),
)


def chosen(*minority: str, most: int = 3, worth: Worth | None = BY_LENGTH) -> list[str]:
    found = quoting.choose(TALK, {MessageId(each) for each in minority}, most, worth=worth)
    return [message.id for message in found]


def test_what_says_nothing_outside_its_conversation_is_never_quoted() -> None:
    assert not {"m1", "m4", "m5"} & set(chosen(most=9))


def test_the_first_place_is_the_minoritys_whatever_else_was_said() -> None:
    assert chosen("m3")[0] == "m3"
    assert chosen("m0")[0] == "m0"
    assert chosen("m0", most=1) == ["m0"]


def test_of_several_dissenting_messages_the_one_worth_most_has_the_place() -> None:
    assert chosen("m0", "m2")[0] == "m2"


def test_without_a_minority_no_place_is_kept_for_it() -> None:
    assert chosen(most=1) == ["m3"]
    assert chosen("m1", most=1) == ["m3"]  # "Yeah." cannot be quoted


def test_another_point_of_another_person_comes_before_the_same_point_again() -> None:
    assert chosen("m2") == ["m2", "m3", "m0"]


def test_who_may_not_be_quoted_is_read_and_not_chosen() -> None:
    silent = [replace(each, quotable=each.id != "m3") for each in TALK]
    found = quoting.choose(silent, {MessageId("m3")}, 9, worth=BY_LENGTH)
    assert [each.id for each in found] == ["m2", "m0"]
    assert np.array_equal(BY_LENGTH.of(silent), BY_LENGTH.of(TALK))


def test_what_ships_prefers_a_claim_to_a_nod() -> None:
    worth = quoting.shipped().of(TALK)
    assert min(worth[0], worth[2], worth[3]) > max(worth[1], worth[4], worth[5])


def test_what_ships_weighs_every_sign_and_no_other() -> None:
    assert set(quoting.shipped().weights) == set(quoting.signs(TALK))
    assert quoting.learned_from()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_shortest_talks_have_their_signs_too(count: int) -> None:
    assert all(len(column) == count for column in quoting.signs(TALK[:count]).values())
    assert len(quoting.choose(TALK[:count], set(), 3)) == min(count, 1)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.text(max_size=60)), max_size=8))
def test_any_text_has_a_worth_that_is_a_number(lines: list[tuple[str, str]]) -> None:
    messages = said(*lines)
    assert np.isfinite(quoting.shipped().of(messages)).all()
    found = quoting.choose(messages, {MessageId("m0")}, 3)
    assert len(found) == len(set(found)) <= 3


def test_names_and_councils_change_nothing_that_is_seen() -> None:
    names = {"ann": "z1", "bob": "z2", "cas": "z3", "dee": "z4"}
    other = [replace(each, by=MemberId(names[each.by]), council="Leeds") for each in TALK]
    worth = quoting.shipped()
    assert np.array_equal(worth.of(TALK), worth.of(other))
