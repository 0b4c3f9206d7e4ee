"""Questions that nobody answered, as a digest lists them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from challenges import cues, reading
from challenges.messages import Conversation, MemberId, Message, MessageId

LEAST_SAID = 3
"""Topic words. With fewer a question cannot be answered by who reads nothing else."""


def unanswered(
    conversation: Conversation, alone: Collection[MessageId] | None, names: Collection[str]
) -> list[Message]:
    """Find the questions of a conversation that stand by themselves and that nobody took up.

    `alone` are the messages nobody answered, where that is known; `names` the words people go by.
    """
    messages = conversation.messages
    if conversation.thread is not None:
        others = any(later.by != messages[0].by for later in messages[1:])
        found = [] if others else [messages[0]]
    elif alone is not None:
        found = [message for message in messages if message.id in alone]
    else:
        found = _not_taken_up(messages)
    return [message for message in found if message.quotable and _asks_all(message, names)]


def _asks_all(message: Message, names: Collection[str]) -> bool:
    """Whether it asks whoever reads it, and not somebody it goes on talking with."""
    seen = reading.read(message.text)
    first, _, _ = message.text.strip().partition(" ")
    return (
        ("?" in message.text or cues.QUESTION_START.match(message.text[:200].lower()) is not None)
        and seen.is_question
        and len(seen.words) >= LEAST_SAID
        and message.answers is None
        and first.strip("@,:").lower() not in names
        and not first.startswith(("@", "<@"))
        and not reading.answers_the_last(message.text)
    )


def _not_taken_up(messages: Sequence[Message]) -> list[Message]:
    """The questions that no later message of another answers or shares a topic word with."""
    found = []
    wrote: dict[str, set[MemberId]] = {}
    answered: dict[MessageId, set[MemberId]] = {}
    for message in reversed(messages):
        seen = reading.read(message.text)
        if seen.is_question:
            taken_up = answered.get(message.id, set[MemberId]()).union(
                *(wrote.get(word, ()) for word in seen.topic)
            )
            if taken_up <= {message.by}:
                found.append(message)
        for word in seen.topic:
            _note(wrote.setdefault(word, set()), message.by)
        if message.answers is not None:
            _note(answered.setdefault(message.answers, set()), message.by)
    return found[::-1]


def _note(people: set[MemberId], by: MemberId) -> None:
    """Two are enough to know that there is another."""
    if len(people) < 2:
        people.add(by)
