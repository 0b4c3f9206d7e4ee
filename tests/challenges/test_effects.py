"""Counts, the brake that rests on them, and many against one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.effects import (
    NOTHING_SAID,
    Brake,
    Cadence,
    Feedback,
    Retort,
    Said,
    before_and_after,
    brake,
    least_gap,
    most_per_week,
    not_safe,
    pile_on,
    piled_on,
    said,
    to_dissenters,
    to_tell,
)
from challenges.messages import ChannelId, MemberId, Message, MessageId

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
FULL, SLOWER, PAUSED = Cadence
FINE = Feedback(useful=8, not_useful=2, safe=10)
POOR = Feedback(useful=4, not_useful=6, safe=10)


# -- the brake


def test_nothing_said_changes_nothing() -> None:
    assert brake([]) == Brake(FULL, "", NOTHING_SAID)


def test_fewer_than_half_of_ten_who_found_it_useful_slow_it_down() -> None:
    assert brake([POOR]) == Brake(SLOWER, "not-useful", POOR)


def test_half_of_ten_is_enough_to_go_on() -> None:
    assert brake([Feedback(useful=5, not_useful=5)]).cadence is FULL


def test_nine_answers_are_too_few_whatever_they_say() -> None:
    assert brake([Feedback(not_useful=9)]) == Brake(FULL, "", Feedback(not_useful=9))


def test_small_counts_of_several_questions_add_up_to_ten() -> None:
    three = Feedback(useful=1, not_useful=2)
    assert brake([three] * 3).cadence is FULL
    assert brake([three] * 4).counts == Feedback(useful=4, not_useful=8)
    assert brake([three] * 4).cadence is SLOWER


def test_what_was_said_long_ago_weighs_neither_for_nor_against() -> None:
    assert brake([POOR, FINE]).cadence is FULL
    assert brake([FINE, FINE, FINE, POOR]).cadence is SLOWER


def test_three_who_did_not_feel_safe_slow_it_down_without_waiting_for_ten() -> None:
    found = brake([Feedback(useful=3, safe=1, unsafe=3)])
    assert (found.cadence, found.why) == (SLOWER, "not-safe")
    assert brake([Feedback(useful=3, safe=1, unsafe=2)]).cadence is FULL


def test_of_more_than_ten_answers_three_in_ten_are_harm() -> None:
    assert not not_safe(Feedback(safe=17, unsafe=3))
    assert not_safe(Feedback(safe=14, unsafe=6))


def test_the_same_again_pauses_it() -> None:
    assert brake([POOR], SLOWER) == Brake(PAUSED, "not-useful", POOR)
    assert brake([Feedback(unsafe=3)], SLOWER).why == "not-safe"


def test_it_takes_more_to_speed_up_than_to_go_on() -> None:
    assert brake([Feedback(useful=5, not_useful=5)], SLOWER).cadence is SLOWER
    assert brake([Feedback(useful=6, not_useful=4)], SLOWER) == Brake(
        FULL, "useful-again", Feedback(useful=6, not_useful=4)
    )
    assert brake([Feedback(useful=9)], SLOWER).cadence is SLOWER


def test_from_a_pause_only_a_moderator_leads_back() -> None:
    assert brake([FINE, FINE], PAUSED).cadence is PAUSED


feedback = st.builds(Feedback, *[st.integers(0, 12)] * 4)


@given(st.lists(feedback, max_size=12), st.sampled_from(Cadence))
def test_the_brake_moves_one_step_at_most_and_says_why(
    history: list[Feedback], before: Cadence
) -> None:
    found = brake(history, before)
    steps = {(FULL, SLOWER), (SLOWER, PAUSED), (SLOWER, FULL)}
    assert (found.cadence is before) == (found.why == "")
    assert found.cadence is before or (before, found.cadence) in steps
    assert found.why != "not-useful" or found.counts.answers >= 10


@given(st.lists(feedback, max_size=12), st.sampled_from((FULL, SLOWER)))
def test_one_more_who_did_not_feel_safe_never_speeds_it_up(
    history: list[Feedback], before: Cadence
) -> None:
    order = [FULL, SLOWER, PAUSED]
    worse = [*history[:-1], *(each + Feedback(unsafe=3) for each in history[-1:])]
    assert order.index(brake(worse, before).cadence) >= order.index(brake(history, before).cadence)


@pytest.mark.parametrize(
    ("cadence", "most", "left"), [(FULL, 3, 3), (SLOWER, 4, 2), (SLOWER, 1, 1), (PAUSED, 3, 0)]
)
def test_the_budget_of_a_week_falls_with_the_cadence(
    cadence: Cadence, most: int, left: int
) -> None:
    assert most_per_week(most, cadence) == left


def test_the_gap_between_questions_doubles() -> None:
    two = timedelta(days=2)
    assert (least_gap(two, FULL), least_gap(two, SLOWER)) == (two, 2 * two)


# -- what moderators are told of harm


def test_of_two_answers_nobody_is_told_anything() -> None:
    assert to_tell([Feedback(safe=1, unsafe=1)]) is None
    assert to_tell([Feedback(safe=30)]) is None
    assert to_tell([]) is None


def test_of_three_answers_moderators_are_told() -> None:
    assert to_tell([Feedback(safe=2, unsafe=1)]) == Feedback(safe=2, unsafe=1)


def test_few_answers_are_told_together_with_earlier_or_later_ones() -> None:
    one = Feedback(unsafe=1)
    assert to_tell([Feedback(safe=9), Feedback(safe=2), one]) == Feedback(safe=2, unsafe=1)
    assert to_tell([one, Feedback(safe=2)]) == Feedback(safe=2, unsafe=1)
    assert to_tell([Feedback(safe=1), one]) is None


# -- before and after


def message(by: str, words: str, minute: int = 0, answers: str | None = None) -> Message:
    return Message(
        MessageId(f"{by}{minute}"),
        ChannelId("C1"),
        MemberId(by),
        words,
        NOW + timedelta(minutes=minute),
        MessageId("ann0") if minute else None,
        MessageId(answers) if answers else None,
    )


def test_a_talk_is_counted_before_and_after_it_was_asked_something() -> None:
    talk = [
        message("ann", "We should join, because it saves money."),
        message("bob", "Agreed."),
        message("cat", "However, it failed in the north because the board never met.", 10),
        message("cat", "Nobody was asked there.", 11),
    ]
    assert before_and_after(talk, NOW + timedelta(minutes=5)) == (
        Said(replies=2, voices=2, reasons_for=1, reasons_against=0),
        Said(replies=2, voices=1, reasons_for=0, reasons_against=1),
    )
    assert said([]) == Said()


# -- many against one

DAN = MemberId("dan")


def retorts(*minutes: int, people: int = 3, to: MemberId = DAN) -> list[Retort]:
    return [
        Retort(MemberId(f"p{place % people}"), to, NOW + timedelta(minutes=minute))
        for place, minute in enumerate(minutes)
    ]


def test_five_replies_of_three_people_within_an_hour_are_many() -> None:
    assert pile_on(retorts(0, 10, 20, 30, 60), DAN)


@pytest.mark.parametrize(
    "few",
    [
        retorts(0, 10, 20, 30),
        retorts(0, 10, 20, 30, 40, people=2),
        retorts(0, 10, 20, 30, 61),
        retorts(0, 10, 20, 30, 40, to=MemberId("eve")),
        [],
    ],
)
def test_less_than_that_is_not(few: list[Retort]) -> None:
    assert not pile_on(few, DAN)


def test_what_somebody_adds_themselves_is_no_reply_to_them() -> None:
    own = [Retort(DAN, DAN, NOW)] * 3
    assert not pile_on([*retorts(0, 10, 20, 30), *own], DAN)


OPENING = message("ann", "We should join the shared platform.", 0)
DISSENT = message("dan", "I am not convinced, because it failed in the north.", 1)
AGAINST = (
    message("ann", "No, you are wrong about the north.", 2),
    message("bob", "I disagree, that is nonsense.", 3),
    message("cat", "You always say that.", 4),
    message("bob", "Not true, the board met.", 5),
    message("eve", "Why are you against everything?", 6),
)


def test_a_thread_that_turns_on_one_person_who_disagreed_is_noticed() -> None:
    assert piled_on([OPENING, DISSENT, *AGAINST], NOW)


def test_what_was_written_before_a_moment_counts_no_more() -> None:
    assert not piled_on([OPENING, DISSENT, *AGAINST], NOW + timedelta(minutes=3))


def test_with_somebody_on_ones_side_it_is_a_debate() -> None:
    ally = message("fay", "Agreed, makes sense, same here.", 2)
    assert not piled_on([OPENING, DISSENT, ally, *AGAINST], NOW)


def test_to_whoever_opened_a_talk_only_what_stands_against_them_counts() -> None:
    opening = message("dan", "However, the risk is that it failed in the north.", 0)
    asking = message("eve", "Have you tried another one?", 9)
    found = to_dissenters([opening, *AGAINST, asking], NOW)
    assert [each.by for each in found if each.to == "dan"] == ["ann", "bob", "bob", "eve"]


def test_who_is_asked_how_they_did_it_is_not_piled_on() -> None:
    asking = [
        message(by, "Did you ask the board, and what did you use?", minute)
        for minute, by in enumerate(("ann", "bob", "cat", "eve", "fay", "gus"), 2)
    ]
    assert not piled_on([OPENING, DISSENT, *asking], NOW)


def test_a_talk_that_goes_on_about_the_matter_is_none() -> None:
    calm = [
        message(by, "The committee meets on Thursday in the town hall.", minute)
        for minute, by in enumerate(("ann", "bob", "cat", "eve", "fay", "gus"), 2)
    ]
    assert not piled_on([OPENING, DISSENT, *calm], NOW)


def test_replies_and_names_count_whatever_they_say() -> None:
    answering = [message(by, "Thursday.", 2 + n, "dan1") for n, by in enumerate(("ann", "bob"))]
    naming = [message(by, "dan: Thursday.", 4 + n) for n, by in enumerate(("cat", "eve", "fay"))]
    assert piled_on([OPENING, DISSENT, *answering, *naming], NOW)


def test_a_reply_to_somebody_else_is_not_to_the_one_who_disagreed() -> None:
    elsewhere = [
        message(by, "You are wrong.", 2 + n, "ann0") for n, by in enumerate(("bob", "cat", "eve"))
    ]
    assert {each.to for each in to_dissenters([OPENING, DISSENT, *elsewhere], NOW)} <= {"bob"}
