"""Talks in a channel without threads: found where people answer each other, or are divided."""

from __future__ import annotations

from challenges.messages import Conversation, MemberId, Message, conversations
from challenges.pieces import pieces, told_apart
from tests.challenges.test_digest import message

NAMES = {name: MemberId(name) for name in ("ann", "bob", "cat", "dan", "eve", "fay")}
CHAT = [
    ("ann", "How do you archive planning files older than ten years?"),
    ("cat", "Which supplier runs your payment kiosks?"),
    ("bob", "ann: on tape, planning files are too large for anything else"),
    ("dan", "cat: we have none, the kiosks are gone"),
    ("ann", "bob: tape, really?"),
    ("cat", "dan: gone since when?"),
    ("bob", "ann: yes, tape for planning"),
    ("dan", "cat: since spring, nobody paid at kiosks"),
    ("ann", "bob: thanks, tape it is"),
    ("cat", "dan: interesting, kiosks cost us a lot"),
]


def chat(times: int = 4) -> Conversation:
    said = [
        message(f"{n}", by, text, hours=9 + n / 100) for n, (by, text) in enumerate(CHAT * times)
    ]
    [talk] = conversations(said)
    return talk


def test_a_busy_channel_becomes_the_talks_people_had() -> None:
    found = pieces(chat(), NAMES)
    assert found is not None
    assert len(found.talks) > 1
    for talk in found.talks:
        assert talk.thread == talk.messages[0].id
        assert talk.authors <= {"ann", "bob"} or talk.authors <= {"cat", "dan"}


def test_a_short_channel_a_thread_and_one_talk_stay_what_they_are() -> None:
    assert pieces(chat(2), NAMES) is None
    thread = chat()
    assert (
        pieces(Conversation(thread.channel, thread.messages[0].id, thread.messages), NAMES) is None
    )
    between_two = [message(str(n), "ab"[n % 2], f"and why {n}?", 9 + n / 1000) for n in range(40)]
    [one] = conversations(between_two)
    assert pieces(one, {}) is None


def test_what_people_say_they_answer_counts_more_than_what_was_learned() -> None:
    said = list(chat().messages)
    opened = [each.id for each in said[:2]]
    answers = [
        each if n < 2 else message(each.id, each.by, each.text, 9 + n / 100, answers=opened[n % 2])
        for n, each in enumerate(said)
    ]
    answers[5] = message("5", "cat", CHAT[5][1], 9.05, answers="39")  # not written yet
    [talk] = conversations(answers)
    found = pieces(talk, NAMES)
    assert found is not None
    assert {each.messages[0].id for each in found.talks} >= set(opened)


def test_who_nobody_answered_stands_alone() -> None:
    odd = message("odd", "fay", "Does anybody lend out electric bicycles to tenants?", 8)
    talk = chat()
    found = pieces(Conversation(talk.channel, None, (odd, *talk.messages)), NAMES)
    assert found is not None
    assert "odd" in found.alone


STATEMENTS = [
    "Councils must publish every contract they sign, whatever the supplier says",
    "Bin rounds have to begin at five so that the lorries are gone by school time",
    "Libraries deserve longer evenings, because that is when tenants read",
    "Parking permits belong online, and the paper forms go to the museum",
    "School meals cost too little to cover what kitchens spend on vegetables",
    "Planning officers want fewer meetings and more site visits each month",
]


def column() -> list[Message]:
    said = [
        message(f"{n}", f"p{n}", f"{STATEMENTS[n % 6]} in ward {n}", 9 + n / 10, for_=n < 3 and 4,
                against=n < 3 and 3)
        for n in range(33)
    ]  # fmt: skip
    return [*said, message("33", "p2", said[0].text, 13), message("34", "p3", "I see", 14)]


def test_statements_that_divide_are_told_apart_by_their_subject() -> None:
    [talk] = conversations(column())
    assert pieces(talk, NAMES) is None
    found = told_apart(talk, [each.id for each in talk.messages[:3]])
    assert [lead.id for lead, _ in found] == ["0", "1", "2"]
    for lead, about in found:
        assert lead in about.messages
        assert about.thread is None
    told = [each.id for _, about in found for each in about.messages]
    assert len(told) == len(set(told))


def test_the_same_pasted_again_is_no_second_statement() -> None:
    [talk] = conversations(column())
    assert told_apart(talk, [talk.messages[0].id, talk.messages[33].id]) == ()
    assert told_apart(talk, [talk.messages[0].id]) == ()


def test_a_short_channel_or_a_thread_is_not_told_apart() -> None:
    [short] = conversations(column()[:10])
    assert told_apart(short, [each.id for each in short.messages[:3]]) == ()
    [talk] = conversations(column())
    thread = Conversation(talk.channel, talk.messages[0].id, talk.messages)
    assert told_apart(thread, [each.id for each in talk.messages[:3]]) == ()


def test_of_a_very_busy_channel_the_latest_are_looked_at() -> None:
    talk = chat(8)
    found = pieces(talk, NAMES, most=40)
    assert found is not None
    assert {each for one in found.talks for each in one.messages} <= set(talk.messages[-40:])
