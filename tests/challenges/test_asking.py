"""Questions nobody answered: those that ask everybody, and that nobody took up."""

from __future__ import annotations

import pytest

from challenges.asking import unanswered
from challenges.messages import Conversation, Message, MessageId, conversations
from tests.challenges.test_digest import message

ASKED = "How do you archive planning applications older than fifteen years?"


def talk(*messages: Message) -> Conversation:
    [found] = conversations(messages)
    return found


def found(*messages: Message, alone: frozenset[MessageId] | None = None) -> list[str]:
    return [each.id for each in unanswered(talk(*messages), alone, {"bob"})]


def test_a_question_is_open_until_another_takes_up_its_subject_or_answers_it() -> None:
    question = message("q", "eve", ASKED, 1)
    own = message("r", "eve", "Planning, anybody", 2)
    assert found(question, own) == ["q"]
    assert found(question, own, message("s", "fay", "Planning is on tape", 3)) == []
    assert found(question, own, message("s", "fay", "Yes", 3, answers="q")) == []
    assert found(question, message("s", "eve", "Still looking", 3, answers="q")) == ["q"]
    many = [message(f"s{n}", f"p{n}", "Planning is on tape", 3 + n) for n in range(4)]
    assert found(question, *many) == []


def test_where_it_is_known_who_was_answered_nothing_else_is_asked() -> None:
    question = message("q", "eve", ASKED, 1)
    later = message("s", "fay", "Planning is on tape", 3)
    assert found(question, later, alone=frozenset({MessageId("q")})) == ["q"]
    assert found(question, later, alone=frozenset()) == []


def test_a_thread_of_one_voice_is_open() -> None:
    question, bump = message("q", "eve", ASKED, 1), message("r", "eve", "Bump", 2, "q")
    assert found(question, bump) == ["q"]
    assert found(question, bump, message("s", "fay", "Tape", 3, "q")) == []


@pytest.mark.parametrize(
    "text",
    [
        "bob: how do you archive planning applications?",
        "@bob how do you archive planning applications?",
        "<@U1> how do you archive planning applications?",
        "But how do you archive planning applications?",
        "Whoever knows anybody else with planning applications should ask them",
        "Does anybody know?",
        "Planning applications are archived on tape",
    ],
)
def test_what_goes_on_with_somebody_or_asks_nothing_is_not_listed(text: str) -> None:
    assert found(message("q", "eve", text, 1)) == []


def test_an_answer_that_asks_back_and_who_may_not_be_quoted_are_not_listed() -> None:
    assert found(message("q", "eve", ASKED, 1, answers="x")) == []
    assert found(message("q", "eve", ASKED, 1, quotable=False)) == []
