from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from challenges import chances
from challenges.messages import ChannelId, Conversation, MemberId, Message, MessageId
from challenges.onesided import (
    Signal,
    chance_of_unanimity,
    divides,
    measure,
    splits,
)

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
PROPOSAL = "We should move every council form to one national platform"
OBJECTION = "But a national platform doesn't work for parish councils, because they cannot pay"


def people(count: int, name: str = "reader") -> frozenset[MemberId]:
    return frozenset(MemberId(f"{name}{n}") for n in range(count))


def message(
    number: int,
    by: str,
    text: str,
    for_: int = 0,
    against: int = 0,
    answers: int | None = None,
    council: str = "",
) -> Message:
    return Message(
        MessageId(str(number)),
        ChannelId("c"),
        MemberId(by),
        text,
        MONDAY + timedelta(hours=number),
        thread=MessageId("0") if number else None,
        answers=None if answers is None else MessageId(str(answers)),
        council=council,
        backed_by=people(for_, "backer"),
        doubted_by=people(against, "doubter"),
    )


def thread(*messages: Message) -> Conversation:
    return Conversation(ChannelId("c"), MessageId("0"), messages)


def channel(*messages: Message) -> Conversation:
    return Conversation(ChannelId("c"), None, messages)


def test_people_messages_and_times_are_counted() -> None:
    signal = measure(
        thread(
            message(0, "ann", PROPOSAL, 3, 1, council="Leeds"), message(5, "bob", "Interesting")
        ),
        usual_councils={"Leeds": 1, "York": 1, "Bath": 1},
    )
    assert (signal.people, signal.authors, signal.messages, signal.councils) == (6, 2, 2, 1)
    assert (signal.since, signal.until) == (MONDAY, MONDAY + timedelta(hours=5))
    assert signal.absent_councils == ("Bath", "York")
    assert signal.deliberates


@pytest.mark.parametrize(
    ("for_", "against", "divided"),
    [(2, 2, True), (6, 2, True), (7, 2, False), (3, 1, False), (2, 6, True), (8, 0, False)],
)
def test_reactions_divide_from_two_on_each_side_and_a_quarter_of_all(
    for_: int, against: int, divided: bool
) -> None:
    assert divides(for_, against) is divided
    assert bool(splits(channel(message(0, "ann", PROPOSAL, for_, against)))) is divided


def test_the_most_evenly_split_message_comes_first_and_the_newer_of_two_equals() -> None:
    found = splits(
        channel(
            message(0, "ann", PROPOSAL, 2, 5),
            message(1, "bob", "The council should close the phone line", 4, 4),
            message(2, "cem", "The council must publish every contract", 4, 4),
        )
    )
    assert [split.message for split in found] == ["2", "1", "0"]


def test_an_author_and_a_person_who_pressed_both_count_on_neither_side() -> None:
    both = frozenset({MemberId("ann"), MemberId("x"), MemberId("y")})
    said = Message(
        MessageId("0"),
        ChannelId("c"),
        MemberId("ann"),
        PROPOSAL,
        MONDAY,
        backed_by=both | {MemberId("z")},
        doubted_by=both | {MemberId("w")},
    )
    assert splits(channel(said)) == ()


@pytest.mark.parametrize("text", ["I am self-employed", "ok", "I live in a small rural town"])
def test_what_nobody_can_argue_with_is_no_split(text: str) -> None:
    assert splits(channel(message(0, "ann", text, 4, 4))) == ()


@pytest.mark.parametrize(
    ("later", "given"),
    [
        (message(1, "bob", "It failed at our place because of the cost", answers=0), True),
        (message(1, "bob", "It failed at our place because of the cost", answers=7), False),
        (message(1, "bob", "Every council form differs because of law"), True),
        (message(1, "bob", "Parking went up because of the cost"), False),
        (message(1, "bob", "Every council form, one platform"), False),
        (message(1, "ann", "Every council form differs because of law"), False),
    ],
)
def test_a_reason_counts_when_somebody_else_gives_it_about_that_message(
    later: Message, given: bool
) -> None:
    (split,) = splits(channel(message(0, "ann", PROPOSAL, 4, 4), later))
    assert split.reasons_given is given


def test_a_message_that_gives_its_own_reason_has_one() -> None:
    (split,) = splits(channel(message(0, "ann", PROPOSAL + " because it is cheaper", 3, 3)))
    assert split.reasons_given


def test_any_reason_in_a_thread_is_about_what_opened_it() -> None:
    (split,) = splits(
        thread(message(0, "ann", PROPOSAL, 3, 3), message(1, "bob", "Costs rose by 20%"))
    )
    assert split.reasons_given


def test_a_split_is_fresh_until_somebody_else_has_written() -> None:
    alone = splits(channel(message(0, "ann", PROPOSAL, 3, 3), message(1, "ann", "Typo, sorry")))
    heard = splits(channel(message(0, "ann", PROPOSAL, 3, 3), message(1, "bob", "Lunch")))
    assert (alone[0].fresh, heard[0].fresh) == (True, False)


def went_on(*texts: str) -> list[Message]:
    return [message(n + 2, "cd"[n % 2], text) for n, text in enumerate(texts)]


UNRELATED = ("Lunch is at noon", "The hall is booked", "Slides follow tomorrow")


def test_an_objection_nobody_took_up_though_the_talk_went_on_is_unanswered() -> None:
    signal = measure(
        thread(message(0, "ann", PROPOSAL), message(1, "bob", OBJECTION), *went_on(*UNRELATED))
    )
    assert signal.unanswered == ("1",)
    assert signal.reasons_against == 1


@pytest.mark.parametrize(
    "answer",
    [
        message(2, "cem", "Lunch is at noon", answers=1),
        message(2, "cem", "<@bob> lunch is at noon"),
        message(2, "cem", "A parish could share the cost"),
        message(2, "cem", "Good point, noted"),
    ],
)
def test_an_objection_that_somebody_took_up_is_answered(answer: Message) -> None:
    signal = measure(
        thread(
            message(0, "ann", PROPOSAL),
            message(1, "bob", OBJECTION),
            message(2, "bob", "Parish councils, I mean"),
            answer,
            *went_on(*UNRELATED),
        )
    )
    assert signal.unanswered == ()
    assert signal.reasons_against == 1


def test_an_objection_is_not_unanswered_while_it_is_the_last_word() -> None:
    signal = measure(
        thread(message(0, "ann", PROPOSAL), message(1, "bob", OBJECTION), *went_on(*UNRELATED[:2]))
    )
    assert signal.unanswered == ()
    assert signal.reasons_against == 1


def test_three_messages_by_one_person_are_no_conversation() -> None:
    more = [message(n, "cem", text) for n, text in enumerate(UNRELATED, 2)]
    signal = measure(thread(message(0, "ann", PROPOSAL), message(1, "bob", OBJECTION), *more))
    assert signal.unanswered == ()


def test_a_later_answer_to_somebody_else_does_not_take_an_objection_up() -> None:
    signal = measure(
        thread(
            message(0, "ann", PROPOSAL),
            message(1, "bob", OBJECTION),
            *went_on(*UNRELATED),
            message(7, "dee", "A parish could share the cost", answers=0),
        )
    )
    assert signal.unanswered == ("1",)


def test_in_the_channel_itself_only_a_reply_can_go_unanswered() -> None:
    plain = measure(
        channel(message(0, "ann", PROPOSAL), message(1, "bob", OBJECTION), *went_on(*UNRELATED))
    )
    reply = measure(
        channel(
            message(0, "ann", PROPOSAL),
            message(1, "bob", OBJECTION, answers=0),
            *went_on(*UNRELATED),
        )
    )
    assert (plain.reasons_against, plain.unanswered) == (1, ())
    assert reply.unanswered == ("1",)


def test_arguing_with_oneself_or_with_nobody_is_no_reason_against() -> None:
    alone = measure(thread(message(0, "ann", PROPOSAL), message(1, "ann", OBJECTION)))
    first = measure(channel(message(0, "ann", OBJECTION)))
    reply = measure(channel(message(0, "ann", PROPOSAL), message(1, "ann", OBJECTION, answers=0)))
    assert (alone.reasons_against, first.reasons_against, reply.reasons_against) == (0, 0, 0)


@pytest.mark.parametrize("text", ["but why", "Thanks, but I have to go because of the bus home"])
def test_a_word_of_doubt_is_not_yet_a_reason_against(text: str) -> None:
    signal = measure(thread(message(0, "ann", PROPOSAL), message(1, "bob", text)))
    assert signal.reasons_against == 0


def test_an_objection_with_much_to_say_needs_no_because() -> None:
    text = "However parish councils struggle with licence renewals and payroll systems"
    signal = measure(thread(message(0, "ann", PROPOSAL), message(1, "bob", text)))
    assert signal.reasons_against == 1
    short = measure(thread(message(0, "ann", PROPOSAL), message(1, "bob", "But it is too slow")))
    assert short.reasons_against == 0


def settled(*messages: Message, in_channel: bool = False) -> str:
    return measure((channel if in_channel else thread)(*messages)).settled


QUESTION = "How do I reset the password for the planning portal?"


def test_a_factual_question_with_an_answer_is_settled() -> None:
    assert settled(message(0, "ann", QUESTION)) == ""
    assert settled(message(0, "ann", QUESTION), message(1, "bob", "In settings")) == (
        "question-answered"
    )


def test_a_question_of_opinion_is_not() -> None:
    opinion = message(0, "ann", "Should we move every form to one platform?")
    assert settled(opinion, message(1, "bob", "Not this year")) == ""
    assert measure(thread(opinion)).deliberates


def test_an_answer_people_react_to_both_ways_is_not_settled() -> None:
    disputed = message(1, "bob", "Every password must change after thirty days", 3, 3)
    assert settled(message(0, "ann", QUESTION), disputed) == ""


def test_a_channel_where_people_help_each_other_is_settled() -> None:
    talk = [message(0, "ann", "Morning"), message(1, "bob", QUESTION), message(2, "cem", "Here")]
    assert settled(*talk, in_channel=True) == "question-answered"


def test_a_channel_with_few_questions_is_not() -> None:
    talk = [message(n, "ann", "The form is on the site") for n in range(9)]
    assert settled(*talk, message(9, "bob", QUESTION), in_channel=True) == ""


DOWN = "The website is down for everybody"


def test_a_live_incident_is_left_alone() -> None:
    assert settled(message(0, "ann", DOWN)) == "incident"
    calm = [message(n, "ann", "The form is on the site") for n in range(8)]
    assert settled(*calm, message(8, "bob", DOWN), in_channel=True) == ""
    assert settled(*calm, message(8, "bob", DOWN), message(9, "cem", DOWN), in_channel=True) == (
        "incident"
    )


def test_people_who_look_after_each_other_are_left_alone() -> None:
    assert settled(message(0, "ann", "So sorry to hear about your father")) == "welfare"
    kind = message(1, "bob", "Please look after yourself")
    assert settled(message(0, "ann", "Back on Monday"), kind, in_channel=True) == "welfare"


def test_thanks_are_left_alone() -> None:
    talk = [message(0, "ann", "The new form is live"), message(1, "b", "Well done all")]
    assert settled(*talk, message(2, "c", "Thanks so much")) == "thanks"


def test_reactions_all_on_one_side_are_compared_with_luck() -> None:
    both = measure(channel(message(0, "ann", PROPOSAL, 3, 1)))
    none = measure(channel(message(0, "ann", PROPOSAL)))
    eight = measure(channel(message(0, "ann", PROPOSAL, 8), message(1, "bob", "Yes", 0, 2)))
    assert both.chance_of_unanimity is None
    assert none.chance_of_unanimity is None
    assert eight.chance_of_unanimity == pytest.approx(0.8**8)


@pytest.mark.parametrize(
    ("agreement", "people", "chance"),
    [
        (0.8, 3, 0.51),
        (0.8, 5, 0.33),
        (0.8, 8, 0.17),
        (0.8, 12, 0.07),
        (0.9, 3, 0.73),
        (0.9, 5, 0.59),
        (0.9, 8, 0.43),
        (0.9, 12, 0.28),
    ],
)
def test_unanimity_by_ordinary_luck(agreement: float, people: int, chance: float) -> None:
    assert chance_of_unanimity(people, agreement) == pytest.approx(chance, abs=0.005)


@pytest.mark.parametrize(
    ("agreeing", "people", "agreement", "chance"),
    [
        (7, 8, 0.8, 0.50),
        (11, 12, 0.8, 0.27),
        (16, 16, 0.8, 0.03),
        (7, 8, 0.9, 0.81),
        (11, 12, 0.9, 0.66),
    ],
)
def test_near_unanimity_by_ordinary_luck(
    agreeing: int, people: int, agreement: float, chance: float
) -> None:
    assert chances.at_least(agreeing, people, agreement) == pytest.approx(chance, abs=0.005)


def test_a_signal_names_nobody() -> None:
    fields = Signal.__dataclass_fields__
    assert not {name for name in fields if "member" in name or "author_" in name}
    signal = measure(thread(message(0, "ann-somebody", PROPOSAL, 3, 3)))
    assert "ann-somebody" not in repr(signal)
    assert "backer" not in repr(signal)
