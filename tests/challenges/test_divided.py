"""One opinion group or two, told from who reacted how to whom."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import divided
from challenges.divided import Stands
from challenges.messages import ChannelId, MemberId, Message, MessageId


def room(*camps: tuple[float, ...], people: int = 5, seed: int = 1) -> Stands:
    """Five people of each camp, which agrees to each message by the share given."""
    dice = random.Random(seed)
    rows = [
        [1 if dice.random() < share else -1 for share in camp]
        for camp in camps
        for _ in range(people)
    ]
    return np.array(rows, dtype=np.int8)


TOGETHER = (0.9, 0.1, 0.9, 0.8, 0.9, 0.1, 0.9, 0.9, 0.2, 0.9, 0.9, 0.1)
APART = tuple(1 - each for each in TOGETHER)


@pytest.mark.parametrize("seed", range(6))
def test_two_camps_look_like_two_and_one_like_one(seed: int) -> None:
    two, one = (
        divided.look(room(TOGETHER, APART, seed=seed)),
        divided.look(room(TOGETHER, TOGETHER, seed=seed)),
    )
    assert two is not None
    assert one is not None
    assert two.one_group < 0.1 < 0.6 < one.one_group


@given(st.integers(0, 50), st.permutations(range(10)), st.permutations(range(12)))
def test_who_stands_where_in_the_rows_changes_nothing(
    seed: int, people: list[int], messages: list[int]
) -> None:
    stands = room(TOGETHER, APART, seed=seed)
    seen = divided.features(stands)
    assert divided.features(stands[people][:, messages]) == pytest.approx(seen)


@given(st.integers(0, 50))
def test_turning_every_reaction_round_changes_nothing_about_pairs(seed: int) -> None:
    stands = room(TOGETHER, APART, seed=seed)
    assert divided.concord(-stands) == pytest.approx(divided.concord(stands))


def test_few_people_messages_or_reactions_say_nothing() -> None:
    assert divided.look(room(TOGETHER, people=7)) is None
    assert divided.look(room(TOGETHER[:5], people=10)) is None
    sparse = room(TOGETHER, people=10)
    sparse[:, 3:] = 0
    assert divided.look(sparse) is None
    assert divided.look(np.zeros((0, 0), dtype=np.int8)) is None


def test_a_large_room_is_looked_at_through_several_windows() -> None:
    found = divided.look(room(TOGETHER, APART, people=15))
    assert found is not None
    assert found.people == 30
    assert found.one_group < 0.2


def message(place: int, by: str, for_: str = "", against: str = "") -> Message:
    def people(names: str) -> frozenset[MemberId]:
        return frozenset(MemberId(name) for name in names)

    return Message(
        MessageId(f"m{place}"),
        ChannelId("C"),
        MemberId(by),
        "words",
        datetime(2026, 3, 4, tzinfo=UTC),
        backed_by=people(for_),
        doubted_by=people(against),
    )


def test_people_become_rows_and_an_author_stands_for_their_own_words() -> None:
    stands = divided.seated(
        [message(0, "a", "bc", "cd"), message(1, "b", "b"), message(2, "d", "", "a")]
    )
    # a, b, c, d in the order met; who pressed both ways said nothing; the second has no reaction
    assert stands.tolist() == [[1, -1], [1, 0], [0, 0], [-1, 1]]


def test_a_talk_with_reactions_is_told_apart() -> None:
    first, second = "abcde", "fghij"
    talk = [
        message(n, first[n % 5] if n % 2 else second[n % 5], *(
            (first, second) if n % 2 else (second, first)
        ))
        for n in range(12)
    ]  # fmt: skip
    found = divided.told_apart(talk)
    assert found is not None
    assert found.one_group < 0.05
    assert divided.told_apart(talk[:3]) is None


def test_what_was_learned_is_as_it_must_be() -> None:
    pattern = divided.shipped()
    assert pattern.pairs.sum() == pytest.approx(1, abs=0.01)
    assert np.allclose(pattern.pairs, pattern.pairs.T)
    assert len(pattern.levels) == len(pattern.pairs)
    assert pattern.weights[0] < 0 < pattern.weights[1]
