"""What a conversation has not heard yet: reasons, answers, voices. Counts only, nothing per person.

Explicit reactions are the only stances counted. Words are read for reasons and objections, never
for who agrees with whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from challenges import chances, reading
from challenges.alarms import Way, Weighing
from challenges.chances import USUAL_AGREEMENT
from challenges.messages import Conversation, MemberId, Message, MessageId
from challenges.reading import Reading

SPLIT_LEAST_EACH = 2
SPLIT_LEAST = 4
SPLIT_SHARE = 0.25
WENT_ON = 3
"""So many later messages by others show that the talk went on without taking an objection up."""
LEAST_OBJECTION = 5
"""An objection without a reason still says something when it has so many topic words."""
HELP_SHARE = 0.25
"""People who ask questions of fact this often give each other help; they do not argue."""
MOST_FOLDED = 40
"""So many of the latest messages that were reacted to are looked at for what luck would do."""
FIRST_LOOK = 16
"""A talk has about so many reactions when it is large enough to be asked about."""
NO_COUNCILS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Split:
    """A message whose explicit reactions divide."""

    message: MessageId
    for_: int
    against: int
    reasons_given: bool
    """Whether anybody has said why, in the message or about it."""
    fresh: bool = False
    """Nobody else has written since: there was no time yet to say why."""


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
    weighings: tuple[Weighing, ...] = ()
    """How often luck alone shows as much, for each way in which this talk could be noticed."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """A conversation with each message read once."""

    thread: bool
    messages: tuple[Message, ...]
    seen: tuple[Reading, ...]


def measure(conversation: Conversation, usual_councils: Mapping[str, int] = NO_COUNCILS) -> Signal:
    """Measure one conversation of at most a few hundred messages.

    The councils that usually write here come with how much they write.
    """
    talk = _read(conversation)
    messages = talk.messages
    objections = _objections(talk)
    left = [place for place in objections if not _taken_up(talk, place)]
    divided = _splits(talk)
    unanswered = tuple(
        place
        for place in reversed(left)
        # Outside threads and replies nobody can tell what answers what.
        if (talk.thread or messages[place].answers is not None) and _went_on(messages, place)
    )
    absent = tuple(sorted(usual_councils.keys() - conversation.councils))
    deliberates = _deliberates(talk.seen[0])
    return Signal(
        people=len(conversation.people),
        authors=len(conversation.authors),
        messages=len(messages),
        since=conversation.started,
        until=conversation.latest,
        reasons_against=len(objections),
        splits=divided,
        unanswered=tuple(messages[place].id for place in unanswered),
        absent_councils=absent,
        settled=_settled(talk, disputed=bool(divided)),
        chance_of_unanimity=_unanimity(messages),
        councils=len(conversation.councils),
        deliberates=deliberates,
        weighings=(
            *_weigh_splits(talk, conversation, divided),
            *_weigh_left(messages, objections, unanswered),
            *(weigh_missing(conversation, usual_councils) if deliberates else ()),
        ),
    )


def splits(conversation: Conversation) -> tuple[Split, ...]:
    """Find messages people could argue about and whose reactions divide."""
    return _splits(_read(conversation))


def _read(conversation: Conversation) -> _Talk:
    seen = tuple([reading.read(message.text) for message in conversation.messages])
    return _Talk(conversation.thread is not None, conversation.messages, seen)


def reactions(conversation: Conversation) -> list[tuple[int, int]]:
    """How many are for and against each of the latest messages one could argue about.

    A person who pressed both has said neither; an author does not judge their own words.
    """
    found: list[tuple[int, int]] = []
    for message in reversed(conversation.messages):
        for_, against = _sides(message)
        if for_ + against < 2 or len(found) == MOST_FOLDED:
            continue
        seen = reading.read(message.text)
        if seen.claim and not seen.about_oneself:
            found.append((for_, against))
    return found


def luck_of_splits(seen: Sequence[tuple[int, int]]) -> float:
    """How often luck alone splits reactions as much, for a talk that was looked at as it grew."""
    return min(1.0, _looks(seen) * chances.smaller_sides(seen, divides))


def _looks(seen: Sequence[tuple[int, int]]) -> int:
    return chances.looks(sum(for_ + against for for_, against in seen), FIRST_LOOK)


def _weigh_splits(
    talk: _Talk, conversation: Conversation, found: Iterable[Split]
) -> Iterator[Weighing]:
    unexplained = any(not (each.reasons_given or each.fresh) for each in found)
    if not unexplained and not _could_split(talk):
        return
    seen = reactions(conversation)
    least = min(1.0, _looks(seen) * chances.down_the_middle(seen))
    yield Weighing(Way.SPLITS, luck_of_splits(seen) if unexplained else 1.0, least)


def _weigh_left(
    messages: Sequence[Message], objections: Sequence[int], open_: Sequence[int]
) -> Iterator[Weighing]:
    if objections:
        later = _later(messages)
        luck, least = (
            min((chances.left_open(later[n], len(objections)) for n in places), default=1)
            for places in (open_, objections)
        )
        yield Weighing(Way.LEFT, luck, least)


def weigh_missing(conversation: Conversation, usual: Mapping[str, int]) -> Iterator[Weighing]:
    """How often luck alone lets so few of the usual councils speak, by how much each writes."""
    if not usual or not conversation.councils:
        return
    speakers = {
        message.by: message.council for message in conversation.messages if message.council in usual
    }
    heard, shares = len(set(speakers.values())), tuple(usual.values())
    looks = chances.looks(len(speakers))
    luck, least = (
        min(1.0, looks * chances.so_few(councils, len(speakers), shares)) for councils in (heard, 1)
    )
    yield Weighing(Way.MISSING, luck, least)


def _could_split(talk: _Talk) -> bool:
    """Whether a message nobody gave a reason about has reactions enough for two sides."""
    for place, message in enumerate(talk.messages):
        if len(message.backed_by) + len(message.doubted_by) < SPLIT_LEAST:
            continue
        seen = talk.seen[place]
        if not seen.claim or seen.about_oneself or seen.gives_reason:
            continue
        if sum(_sides(message)) >= SPLIT_LEAST and not _reasons_about(talk, place):
            return True
    return False


def _sides(message: Message) -> tuple[int, int]:
    for_, against = message.backed_by, message.doubted_by
    if not against:
        return len(for_ - {message.by}), 0
    return len(for_ - against - {message.by}), len(against - for_ - {message.by})


def chance_of_unanimity(people: int, agreement: float = USUAL_AGREEMENT) -> float:
    """Say how often `people` all agree by ordinary luck, where this share of everybody agrees."""
    return chances.at_least(people, people, agreement)


def _splits(talk: _Talk) -> tuple[Split, ...]:
    found: list[tuple[Split, int]] = []
    for place, message in enumerate(talk.messages):
        if len(message.backed_by) < SPLIT_LEAST_EACH or len(message.doubted_by) < SPLIT_LEAST_EACH:
            continue
        for_, against = _sides(message)
        seen = talk.seen[place]
        if not divides(for_, against) or not seen.claim or seen.about_oneself:
            continue
        reasons = seen.gives_reason or _reasons_about(talk, place)
        fresh = all(later.by == message.by for later in talk.messages[place + 1 :])
        found.append((Split(message.id, for_, against, reasons, fresh), place))
    found.sort(key=lambda split: (-_evenness(split[0]), -split[1]))
    return tuple(split for split, _ in found)


def divides(for_: int, against: int) -> bool:
    """Say whether reactions divide: two on each side at least, and a quarter of all."""
    few, total = min(for_, against), for_ + against
    return few >= SPLIT_LEAST_EACH and total >= SPLIT_LEAST and few / total >= SPLIT_SHARE


def _evenness(split: Split) -> float:
    few, total = min(split.for_, split.against), split.for_ + split.against
    return few * few / total


def _reasons_about(talk: _Talk, place: int) -> bool:
    """Say whether somebody else gave a reason about the message at `place`, for or against."""
    about = talk.messages[place]
    opens_thread = talk.thread and place == 0
    for n in range(place + 1, len(talk.messages)):
        later, seen = talk.messages[n], talk.seen[n]
        if not (seen.gives_reason or seen.counters) or later.by == about.by:
            continue
        if later.answers is not None and not opens_thread:
            if later.answers == about.id:
                return True
        elif opens_thread or _same_topic(talk.seen[place].topic, seen.topic):
            return True
    return False


def _same_topic(topic: frozenset[str], other: frozenset[str]) -> bool:
    """Two words shared, and a third of what it is about: one common word is only the subject."""
    shared = len(topic & other)
    return shared >= 2 and shared * 3 >= len(topic)


def _objections(talk: _Talk) -> list[int]:
    """Find reasons against what somebody else wrote before, by their place."""
    return [
        place
        for place, seen in enumerate(talk.seen)
        if seen.counters
        and seen.claim
        and not (seen.welfare_or_thanks or seen.about_oneself)
        and (seen.gives_reason or len(seen.words) >= LEAST_OBJECTION)
        and _stands_against_another(talk, place)
    ]


def _stands_against_another(talk: _Talk, place: int) -> bool:
    message, earlier = talk.messages[place], talk.messages[:place]
    if message.answers is not None:
        return all(other.by != message.by for other in earlier if other.id == message.answers)
    if talk.thread:
        return place > 0 and earlier[0].by != message.by
    return any(
        talk.messages[n].by != message.by
        and _same_topic(talk.seen[n].topic, talk.seen[place].topic)
        for n in range(max(0, place - 20), place)
    )


def _taken_up(talk: _Talk, place: int) -> bool:
    """Say whether another person later answered it, named its author or wrote on its subject.

    Reading an answer where there was none costs a question not asked; the other mistake costs
    noise. So this reads answers generously.
    """
    objection, topic = talk.messages[place], talk.seen[place].topic
    first = True
    for n in range(place + 1, len(talk.messages)):
        later = talk.messages[n]
        if later.by == objection.by:
            continue
        if later.answers == objection.id or objection.by in later.text:
            return True
        if later.answers is None and not topic.isdisjoint(talk.seen[n].topic):
            return True
        if first and reading.answers_the_last(later.text):
            return True
        first = False
    return False


def _later(messages: Sequence[Message]) -> list[int]:
    """How many messages by others came after each, counted in one go from the last."""
    found: list[int] = []
    own: Counter[MemberId] = Counter()
    for after, message in enumerate(reversed(messages)):
        found.append(after - own[message.by])
        own[message.by] += 1
    return found[::-1]


def _went_on(messages: Sequence[Message], place: int) -> bool:
    """Say whether several messages by two others at least came after."""
    others = [later.by for later in messages[place + 1 :] if later.by != messages[place].by]
    return len(others) >= WENT_ON and len(set(others)) >= 2


def _settled(talk: _Talk, disputed: bool) -> str:
    """Say why nothing is to be asked here, in the order in which silence matters most."""
    first, last = talk.seen[0], talk.seen[-20:]
    if (talk.thread and first.urgent) or sum(each.urgent for each in last) >= 2:
        return "incident"
    if (talk.thread and first.welfare) or 4 * sum(each.welfare for each in last) >= len(last):
        return "welfare"
    if 2 * sum(each.welfare_or_thanks for each in last) > len(last):
        return "thanks"
    # People who react both ways to an answer do not hold the question settled.
    return "question-answered" if not disputed and _gives_help(talk) else ""


def _gives_help(talk: _Talk) -> bool:
    first = talk.seen[0]
    if first.asks_opinion:
        return False
    if talk.thread and first.is_question:
        return any(later.by != talk.messages[0].by for later in talk.messages[1:])
    asked = sum(each.is_question and not each.asks_opinion for each in talk.seen)
    return len(talk.messages) > 1 and asked >= HELP_SHARE * len(talk.messages)


def _deliberates(first: Reading) -> bool:
    return first.asks_opinion or bool(first.claim and not first.is_question and first.proposes)


def _unanimity(messages: Iterable[Message]) -> float | None:
    """Take the message most reacted to; None when nobody reacted or reactions go both ways."""
    most = 0
    for message in messages:
        if not message.backed_by and not message.doubted_by:
            continue
        for_ = len(message.backed_by - {message.by})
        against = len(message.doubted_by - {message.by})
        if for_ and against:
            return None
        most = max(most, for_, against)
    return chance_of_unanimity(most) if most else None
