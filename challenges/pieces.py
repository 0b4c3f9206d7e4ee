"""The talks in a channel in which people use no threads, as a digest tells them.

Where people answer each other, `threads` says who answers whom. Where they put statement beside
statement and nobody answers anything, what divides people is what they talk about: each statement
with what was said on its subject. Where neither brings anything, the channel stays one talk. All
this is for the digest; nothing that decides whether to challenge looks at it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from challenges import reading, threads
from challenges.messages import Conversation, MemberId, Message, MessageId

LEAST_PIECED = 30
"""Fewer messages than this are one talk, and read as one."""
MOST_PIECED = 3000
"""Of more in one channel and week the latest are looked at: each takes half a millisecond."""
CONVERSES = 0.25
"""Where people talk with each other more messages than this ask, answer or are short: in logs of
chat 54 in 100 at least, in columns of statements 10 at most."""
BRIEF = 6  # words
LEAST_TALK = 3
MOST_SHARE = 0.6
"""Where one talk has swallowed more of the channel than this, nothing was told apart."""
COMMON = 0.25
"""A word in more of the messages than this is what the channel is about, and tells no two apart."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A channel's talks, and the messages that answer nothing and that nobody else answered."""

    talks: tuple[Conversation, ...]
    alone: frozenset[MessageId]


def pieces(
    conversation: Conversation, names: Mapping[str, MemberId], most: int = MOST_PIECED
) -> Pieces | None:
    """Take a channel apart into its talks; None where that cannot be told.

    `names` are the words people go by, in small letters.
    """
    messages = conversation.messages[-most:]
    if conversation.thread is not None or len(messages) < LEAST_PIECED or not _converse(messages):
        return None
    groups = threads.grouped(_answers(messages, names))
    people = [len({messages[place].by for place in group}) for group in groups]
    talks = [
        group
        for group, by in zip(groups, people, strict=True)
        if by > 1 and len(group) >= LEAST_TALK
    ]
    if len(talks) < 2 or max(map(len, talks)) > MOST_SHARE * len(messages):
        return None
    return Pieces(
        tuple(_talk(conversation, [messages[place] for place in group]) for group in talks),
        frozenset(
            messages[group[0]].id for group, by in zip(groups, people, strict=True) if by == 1
        ),
    )


def _converse(messages: Sequence[Message]) -> bool:
    """Whether people talk with each other, and do not only put statement beside statement."""
    turns = sum(
        message.answers is not None
        or len(message.text.split()) < BRIEF
        or reading.read(message.text).is_question
        or reading.answers_the_last(message.text)
        for message in messages
    )
    return turns > CONVERSES * len(messages)


def _answers(messages: Sequence[Message], names: Mapping[str, MemberId]) -> list[int]:
    """Which message each one answers, by place: as people said themselves, or as was learned."""
    place = {message.id: at for at, message in enumerate(messages)}
    learned = threads.answered(messages, names)
    said = (place.get(message.answers) if message.answers else None for message in messages)
    return [
        theirs if theirs is not None and theirs < at else ours
        for at, (theirs, ours) in enumerate(zip(said, learned, strict=True))
    ]


def _talk(conversation: Conversation, messages: Sequence[Message]) -> Conversation:
    """A talk as if its first message had opened a thread."""
    return Conversation(conversation.channel, messages[0].id, tuple(messages))


def around(
    conversation: Conversation, divided: Sequence[MessageId]
) -> tuple[tuple[Message, Conversation], ...]:
    """For each of some messages: what was said on its subject in the channel, itself included.

    No message is in two of them, and what was pasted again is one message.
    """
    messages = conversation.messages
    often = Counter(word for message in messages for word in reading.read(message.text).topic)
    everywhere = {word for word, times in often.items() if times > max(COMMON * len(messages), 3)}
    by_id = {message.id: message for message in messages}
    left = dict.fromkeys(by_id)
    found = []
    for each in divided:
        lead = by_id[each]
        if each not in left:
            continue
        topic = reading.read(lead.text).topic - everywhere
        there = [
            message
            for message in messages
            if message.id in left
            and (message.id == each or message.answers == each or _same(topic, message, lead))
        ]
        for message in there:
            del left[message.id]
        found.append((lead, Conversation(conversation.channel, None, tuple(there))))
    return tuple(found)


def _same(topic: frozenset[str], message: Message, lead: Message) -> bool:
    """Whether a message shares two words of a subject at least, and a third of it."""
    shared = len(topic & reading.read(message.text).topic)
    return message.text == lead.text or (shared >= 2 and 3 * shared >= len(topic))


def told_apart(
    conversation: Conversation, divided: Sequence[MessageId]
) -> tuple[tuple[Message, Conversation], ...]:
    """The statements a channel is divided about, where there are several; else nothing."""
    if conversation.thread is not None or len(conversation.messages) < LEAST_PIECED:
        return ()
    found = around(replace(conversation, messages=conversation.messages[-MOST_PIECED:]), divided)
    return found if len(found) > 1 else ()
