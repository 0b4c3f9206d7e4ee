from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.dice import SeededDice

DICE = SeededDice(b"one seed")


@given(st.lists(st.integers()), st.text())
def test_shuffling_loses_and_adds_nothing(things: list[int], purpose: str) -> None:
    assert sorted(DICE.shuffled(things, purpose)) == sorted(things)


@given(st.lists(st.integers(), min_size=1), st.text())
def test_what_is_picked_was_there(things: list[int], purpose: str) -> None:
    assert DICE.pick(things, purpose) in things


def test_one_seed_and_one_purpose_always_give_the_same() -> None:
    again = SeededDice(b"one seed")
    assert DICE.shuffled(range(50), "order") == again.shuffled(range(50), "order")
    assert DICE.token("key") == again.token("key")
    assert DICE.pick(range(50), "one") == again.pick(range(50), "one")


def test_another_seed_or_another_purpose_gives_something_else() -> None:
    other = SeededDice(b"another seed")
    assert DICE.shuffled(range(50), "order") != other.shuffled(range(50), "order")
    assert DICE.shuffled(range(50), "order") != DICE.shuffled(range(50), "another order")
    assert DICE.token("key") != other.token("key")
    assert DICE.token("key") != DICE.token("another key")


def test_every_order_and_every_pick_comes_about_equally_often() -> None:
    orders = [tuple(DICE.shuffled("abc", f"round:{n}")) for n in range(1200)]
    assert len(set(orders)) == 6
    assert all(140 < orders.count(order) < 260 for order in set(orders))
    picks = [DICE.pick("abc", f"round:{n}") for n in range(1200)]
    assert all(330 < picks.count(letter) < 470 for letter in "abc")


def test_a_token_is_32_hexadecimal_digits() -> None:
    assert len(bytes.fromhex(DICE.token("key"))) == 16


def test_nothing_cannot_be_picked_from() -> None:
    with pytest.raises(ValueError, match="nothing to pick from for 'one'"):
        DICE.pick([], "one")


def test_the_seed_is_never_shown() -> None:
    assert "one seed" not in repr(DICE)
