from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.duplicates import ALIKE, joined, likeness, same
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId, MemberId
from tests.conftest import DATA

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WORDS = (
    "We joined the shared platform in 2023 and left after 14 months. Nine councils had to agree to"
    " each change, and a page for a flood took us four days."
)
LEEDS = View(
    1, "Councils should join a shared web platform", WORDS, Status.DROPPED, "Leeds",
    "metropolitan district", "", MemberId("ann"), CommunityId("slack"), Scope.COMMUNITY, NOW,
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        WORDS.upper(),
        WORDS.replace("Nine councils had", "Nine of the councils have had"),
        WORDS.replace(", and a page", ". A page"),
    ],
)
def test_nearly_the_same_words_of_one_council_are_one_view(words: str) -> None:
    other = replace(LEEDS, id=2, text=words, council="Leeds City Council", by=MemberId("bob"))
    assert same(LEEDS, other)


@pytest.mark.parametrize(
    "other",
    [
        replace(LEEDS, council="Hull"),
        replace(LEEDS, status=Status.KEPT),
        replace(LEEDS, claim="Councils should not join a shared web platform"),
        replace(LEEDS, claim="Every council needs a chatbot"),
        replace(LEEDS, text=WORDS.replace("14", "40")),
        replace(LEEDS, text=WORDS.replace("took us", "never took us")),
        replace(LEEDS, text="The supplier raised its price and we could not agree on who pays."),
    ],
)
def test_another_council_outcome_figure_or_meaning_is_another_view(other: View) -> None:
    assert not same(LEEDS, other)


def test_of_two_that_are_the_same_the_one_heard_of_last_stays_and_order_is_kept() -> None:
    later = replace(LEEDS, id=2, shared_at=NOW + timedelta(days=1))
    hull = replace(LEEDS, id=3, council="Hull")
    assert joined([LEEDS, hull, later]) == (hull, later)
    followed = replace(LEEDS, followed_up_at=NOW + timedelta(days=2))
    assert joined([followed, hull, later]) == (followed, hull)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_are_alike_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1


@pytest.mark.data
def test_the_threshold_tells_an_edited_text_from_a_second_opinion() -> None:
    file = DATA / "stance_argkp" / "arguments_train.csv"
    dice = random.Random(3)
    about: defaultdict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            about[row["topic"]].append(row["argument"])
    pairs = [dice.sample(texts, 2) for texts in about.values() for _ in range(500)]
    taken = sum(likeness(one, other) >= ALIKE for one, other in pairs)
    assert taken <= len(pairs) / 1000
    edited = [
        likeness(text, " ".join(each for each in text.split() if dice.random() > 0.1))
        for texts in about.values()
        for text in texts[:50]
        if len(text.split()) >= 12
    ]
    known = sum(each >= ALIKE for each in edited)
    assert known >= 0.99 * len(edited)
