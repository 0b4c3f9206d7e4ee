"""Threads where people did not use them: which message of a channel answers which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import threads
from challenges.messages import ChannelId, MemberId, Message, MessageId
from challenges.reply_signs import NAMES, REACH, Flow, signs

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = {name: MemberId(name) for name in ("ann", "bea", "cem", "dov", "ok")}


def channel(*lines: str, minutes: float = 1) -> list[Message]:
    """Lines as `ann: what she says`, so many minutes apart."""
    found = []
    for place, line in enumerate(lines):
        who, _, text = line.partition(": ")
        at = START + place * timedelta(minutes=minutes)
        found.append(Message(MessageId(str(place)), ChannelId("c"), MemberId(who), text, at))
    return found


TWO_TALKS = channel(
    "ann: Does anybody know how to print from the new laptops?",
    "bea: Hello, where do I find the minutes of the housing committee?",
    "cem: ann: you have to add the printer by its address first",
    "dov: bea: the minutes are on the committee's page, under papers",
    "ann: cem: thanks, which address is that?",
    "bea: dov: found the minutes, thank you",
    "cem: ann: it is on the label of the printer",
)


def test_a_message_answers_the_one_whose_author_it_names() -> None:
    answers = threads.answered(TWO_TALKS, PEOPLE)
    assert answers[2:] == [0, 1, 2, 3, 4]


def test_two_talks_at_once_are_told_apart() -> None:
    found = threads.grouped(threads.answered(TWO_TALKS, PEOPLE))
    assert found == [[0, 2, 4, 6], [1, 3, 5]]


def test_the_first_message_opens_a_thread_and_an_empty_channel_has_none() -> None:
    assert threads.answered(TWO_TALKS[:1]) == [0]
    assert threads.answered([]) == []
    assert threads.grouped([]) == []


@pytest.mark.parametrize("minutes", [0.5, 10, 240])
def test_a_slow_channel_is_read_as_a_fast_one(minutes: float) -> None:
    slow = [
        Message(
            each.id, each.channel, each.by, each.text, START + place * timedelta(minutes=minutes)
        )
        for place, each in enumerate(TWO_TALKS)
    ]
    assert threads.answered(slow, PEOPLE) == threads.answered(TWO_TALKS, PEOPLE)


def test_a_name_that_is_a_common_word_has_to_stand_like_a_name() -> None:
    named = Flow(channel("ann: ok that works", "ann: ok: does that work?", "bea: ask @ok"), PEOPLE)
    rows = [int(row[0]) for row in named.named]
    assert rows[0] == -1
    assert rows[1] == rows[2] != -1


def test_there_is_a_row_for_each_message_in_reach_and_one_for_itself() -> None:
    long = channel(*(f"ann: line {number}" for number in range(REACH + 5)))
    for place, (first, rows) in enumerate(signs(Flow(long, {}))):
        assert first == max(0, place - REACH)
        assert rows.shape == (place - first + 1, len(NAMES))
        assert np.isfinite(rows).all()


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(PEOPLE)), st.text(max_size=40), st.integers(0, 9000)),
        max_size=30,
    )
)
def test_whatever_is_written_each_message_answers_one_before_it_or_itself(
    written: list[tuple[str, str, int]],
) -> None:
    at = START
    messages = []
    for place, (who, text, seconds) in enumerate(written):
        at += timedelta(seconds=seconds)
        messages.append(Message(MessageId(str(place)), ChannelId("c"), MemberId(who), text, at))
    answers = threads.answered(messages, PEOPLE)
    assert all(0 <= answer <= place for place, answer in enumerate(answers))
    together = threads.grouped(answers)
    assert sorted(place for each in together for place in each) == list(range(len(messages)))


def test_the_shipped_network_fits_the_signs_there_are() -> None:
    shipped = threads.shipped()
    assert shipped.inward.shape == (len(NAMES), len(shipped.start))
    assert shipped.outward.shape == shipped.start.shape
    assert shipped.straight.shape == (len(NAMES),)
    assert len(shipped.logs) == 10
