"""What is taken out of an edition is counted, and the day is kept on which that was done."""

from __future__ import annotations

from dataclasses import replace

from challenges.cutting import without, without_dues
from challenges.withdrawing import corrected, gone
from tests.any_editions import DAY, FULL, MONDAY, message


def test_a_message_that_is_quoted_and_gave_a_title_is_one_text() -> None:
    assert gone(FULL, without(FULL, {message(1), message(2)})) == 2
    assert gone(FULL, without(FULL, {message(6), message(7)})) == 2


def test_promises_assumptions_and_views_are_texts_too() -> None:
    fewer = without_dues(FULL, ["promise:3", "assumption:2"])
    assert gone(FULL, replace(fewer, views=FULL.views[:1], contrasts=())) == 4


def test_a_text_that_is_changed_or_new_is_not_withdrawn() -> None:
    changed = replace(FULL, views=tuple(replace(each, text="Else.") for each in FULL.views))
    assert gone(FULL, replace(changed, note="A better note.", named=())) == 0
    assert gone(replace(FULL, views=()), FULL) == 0


def test_what_was_counted_before_stays_counted() -> None:
    was = replace(FULL, withdrawn=0, corrected_at=None)
    once = corrected(was, without(was, {message(2)}), MONDAY)
    twice = corrected(once, without(once, {message(3)}), MONDAY + DAY)
    assert (once.withdrawn, once.corrected_at) == (1, MONDAY)
    assert (twice.withdrawn, twice.corrected_at) == (2, MONDAY + DAY)
