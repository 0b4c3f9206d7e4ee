"""What a conversation has not heard yet: reasons, answers, voices. Counts only, nothing per person.

Explicit reactions are the only stances counted. Words are read for reasons and objections, never
for who agrees with whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import comb, sqrt

from challenges import reading
from challenges.messages import Conversation, Message, MessageId

SPLIT_LEAST_EACH = 2
SPLIT_LEAST = 4
SPLIT_SHARE = 0.25
WENT_ON = 3
"""So many later messages by others show that the talk went on without taking an objection up."""
HELP_SHARE = 0.15
"""A channel whose messages are questions this often, and answers, gives help; it does not argue."""
USUAL_AGREEMENT = 0.8
"""Professionals agree on most things: four in five is what unanimity is compared with."""


@dataclass(frozen=True, slots=True)
class Split:
    """A message whose explicit reactions divide."""

    message: MessageId
    for_: int
    against: int
    reasons_given: bool
    """Whether anybody has said why, in the message or about it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What was measured of one conversation. It judges nothing."""

    people: int
    """Those who wrote or reacted."""
    authors: int
    messages: int
    since: datetime
    until: datetime
    reasons_against: int
    answered_reasons_against: int
    splits: tuple[Split, ...]
    """The most evenly and most widely split first; the newer of two equals."""
    unanswered: tuple[MessageId, ...]
    """Objections nobody took up though the talk went on, the newest first."""
    absent_councils: tuple[str, ...]
    """Councils that usually write here and have not in this conversation."""
    settled: str
    """Why nothing is to be asked: question-answered, welfare, incident, thanks; or ""."""
    chance_of_unanimity: float | None
    """When reactions are all on one side: how often that happens where four in five agree."""
    councils: int = 0
    """How many councils wrote."""
    deliberates: bool = False
    """It began with something to argue about: an opinion asked for, or a proposal."""


def measure(conversation: Conversation, usual_councils: frozenset[str] = frozenset()) -> Signal:
    """Measure one conversation of at most a few hundred messages."""
    messages = conversation.messages
    objections = _objections(conversation)
    left = [place for place in objections if not _taken_up(messages, place)]
    divided = splits(conversation)
    return Signal(
        people=len(conversation.people),
        authors=len(conversation.authors),
        messages=len(messages),
        since=conversation.started,
        until=conversation.latest,
        reasons_against=len(objections),
        answered_reasons_against=len(objections) - len(left),
        splits=divided,
        unanswered=tuple(
            messages[place].id for place in reversed(left) if _went_on(messages, place)
        ),
        absent_councils=tuple(sorted(usual_councils - conversation.councils)),
        settled=_settled(conversation, disputed=bool(divided)),
        chance_of_unanimity=_unanimity(messages),
        councils=len(conversation.councils),
        deliberates=_deliberates(messages[0]),
    )


def chance_of_unanimity(people: int, agreement: float = USUAL_AGREEMENT) -> float:
    """Say how often `people` all agree by ordinary luck, where this share of everybody agrees."""
    return chance_of_at_least(people, people, agreement)


def chance_of_at_least(agreeing: int, people: int, agreement: float = USUAL_AGREEMENT) -> float:
    """Say how often at least so many of so many agree: the exact binomial tail."""
    return sum(
        comb(people, n) * agreement**n * (1 - agreement) ** (people - n)
        for n in range(agreeing, people + 1)
    )


def least_true_agreement(agreeing: int, people: int, z: float = 1.2816) -> float:
    """Give the one-sided 90 % Wilson lower bound: what agreement so few people can show at most."""
    share, square = agreeing / people, z * z
    middle = share + square / (2 * people)
    spread = z * sqrt(share * (1 - share) / people + square / (4 * people * people))
    return (middle - spread) / (1 + square / people)


def splits(conversation: Conversation) -> tuple[Split, ...]:
    """Find messages people could argue about and whose reactions divide."""
    messages = conversation.messages
    found: list[tuple[Split, int]] = []
    for place, message in enumerate(messages):
        # A person who pressed both has said neither; an author does not judge their own words.
        for_ = len(message.backed_by - message.doubted_by - {message.by})
        against = len(message.doubted_by - message.backed_by - {message.by})
        if not divides(for_, against):
            continue
        seen = reading.read(message.text)
        if not seen.claim or seen.about_oneself:
            continue
        reasons = seen.gives_reason or _reasons_about(conversation, place)
        found.append((Split(message.id, for_, against, reasons), place))
    found.sort(key=lambda split: (-_evenness(split[0]), -split[1]))
    return tuple(split for split, _ in found)


def divides(for_: int, against: int) -> bool:
    """Say whether reactions divide: two on each side at least, and a quarter of all."""
    few, total = min(for_, against), for_ + against
    return few >= SPLIT_LEAST_EACH and total >= SPLIT_LEAST and few / total >= SPLIT_SHARE


def _evenness(split: Split) -> float:
    few, total = min(split.for_, split.against), split.for_ + split.against
    return few * few / total


def _reasons_about(conversation: Conversation, place: int) -> bool:
    """Say whether somebody else gave a reason about the message at `place`, for or against."""
    about = conversation.messages[place]
    opens_thread = conversation.thread is not None and place == 0
    topic = frozenset(reading.read(about.text).words)
    for later in conversation.messages[place + 1 :]:
        if later.by == about.by or (later.answers is not None and later.answers != about.id):
            continue
        seen = reading.read(later.text)
        if (seen.gives_reason or seen.counters) and (
            opens_thread or later.answers == about.id or _same_topic(topic, seen.words)
        ):
            return True
    return False


def _same_topic(topic: frozenset[str], words: Sequence[str]) -> bool:
    """Two words shared, and a third of what it is about: one common word is only the subject."""
    shared = len(topic.intersection(words))
    return shared >= 2 and shared * 3 >= len(topic)


def _objections(conversation: Conversation) -> list[int]:
    """Find reasons against what somebody else wrote before, by their place."""
    found: list[int] = []
    messages = conversation.messages
    for place, message in enumerate(messages):
        seen = reading.read(message.text)
        if not seen.counters or not seen.claim or seen.welfare_or_thanks or seen.about_oneself:
            continue
        if not (seen.gives_reason or len(seen.words) >= 5):
            continue
        if _stands_against_another(conversation, place):
            found.append(place)
    return found


def _stands_against_another(conversation: Conversation, place: int) -> bool:
    message, earlier = conversation.messages[place], conversation.messages[:place]
    if message.answers is not None:
        return all(other.by != message.by for other in earlier if other.id == message.answers)
    if conversation.thread is not None:
        return bool(earlier) and earlier[0].by != message.by
    words = reading.read(message.text).words
    return any(
        other.by != message.by and _same_topic(frozenset(reading.read(other.text).words), words)
        for other in earlier[-20:]
    )


def _taken_up(messages: Sequence[Message], place: int) -> bool:
    """Say whether another person later answered it, named its author or wrote on its subject.

    Reading an answer where there was none costs a question not asked; the other mistake costs
    noise. So this reads answers generously.
    """
    objection = messages[place]
    words = frozenset(reading.read(objection.text).words)
    others = [later for later in messages[place + 1 :] if later.by != objection.by]
    return any(
        later.answers == objection.id
        or objection.by in later.text
        or (later.answers is None and not words.isdisjoint(reading.read(later.text).words))
        for later in others
    ) or (bool(others) and reading.answers_the_last(others[0].text))


def _went_on(messages: Sequence[Message], place: int) -> bool:
    others = [later for later in messages[place + 1 :] if later.by != messages[place].by]
    return len(others) >= WENT_ON and len({later.by for later in others}) >= 2


def _settled(conversation: Conversation, disputed: bool) -> str:
    """Say why nothing is to be asked here, in the order in which silence matters most."""
    messages = conversation.messages
    first = reading.read(messages[0].text)
    seen = [reading.read(message.text) for message in messages[-20:]]
    if conversation.thread is not None and first.urgent:
        return "incident"
    if sum(each.urgent for each in seen) >= 2:
        return "incident"
    if first.welfare and (conversation.thread is not None or len(messages) < 20):
        return "welfare"
    if sum(each.welfare for each in seen) * 4 >= len(seen):
        return "welfare"
    if sum(each.welfare_or_thanks for each in seen) * 2 > len(seen):
        return "thanks"
    # People who react both ways to an answer do not hold the question settled.
    if not disputed and _gives_help(conversation):
        return "question-answered"
    return ""


def _gives_help(conversation: Conversation) -> bool:
    messages = conversation.messages
    first = reading.read(messages[0].text)
    if first.asks_opinion:
        return False
    if conversation.thread is not None and first.is_question:
        return any(later.by != messages[0].by for later in messages[1:])
    asked = sum(_asks_for_help(message) for message in messages)
    return len(messages) > 1 and asked >= HELP_SHARE * len(messages)


def _asks_for_help(message: Message) -> bool:
    seen = reading.read(message.text)
    return seen.is_question and not seen.asks_opinion


def _deliberates(first: Message) -> bool:
    seen = reading.read(first.text)
    return seen.asks_opinion or bool(seen.claim and not seen.is_question and seen.proposes)


def _unanimity(messages: Iterable[Message]) -> float | None:
    """Take the message most reacted to; None when nobody reacted or any message was doubted."""
    most = 0
    for message in messages:
        for_ = len(message.backed_by - {message.by})
        against = len(message.doubted_by - {message.by})
        if for_ and against:
            return None
        most = max(most, for_, against)
    return chance_of_unanimity(most) if most else None
