"""How an edition tells the talks of a week: what was said in them, which come first, whom to quote.

Most diverse before most busy. A quote is a member's own words; the first place is the minority's,
the second belongs to what the talk was about, and nobody is quoted twice in one talk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from challenges import onesided, quoting, reading, topics
from challenges.edition import Quoted, Talk
from challenges.messages import Conversation, MemberId, Message, MessageId
from challenges.onesided import Signal, Split
from challenges.pieces import LEAST_TALK, pieces, told_apart
from challenges.stance import Stance, words_and_rules

MOST_TALKS = 5
MOST_QUOTES = 3
MOST_OBJECTIONS = 3
SHORTEST_QUOTE = 4
"""Words. Less than that says nothing outside its conversation."""
MOST_MEASURED = 300
"""So many of the latest messages of one conversation say how it stands."""
SURE = 0.7
"""A message that only says "but" is another view when it says why or says enough besides."""
SAYS_ENOUGH = 5
_OWN = re.compile(r"\W*my (?:household|income|age|gender|name|job|home)\b", re.IGNORECASE)
"""What somebody only tells of themselves: "my income is above this but below that"."""
_PLAINLY = re.compile(
    r"(?<!\w)(?:"
    r"(?:i|we) (?:\w+ )?(?:disagree|object|doubt|worry|regret|stopped|dropped|abandoned)"
    r"|(?:i|we) (?:don['’]?t|do not|wouldn['’]?t|would not) (?:think|agree|believe|buy|recommend"
    r"|support)|not convinced|however|not a good idea|at the (?:cost|expense) of"
    r"|(?:my|our|one|a|the|real|big|main) (?:worry|concern|risk|danger|downside|catch|objection)"
    r"|(?:failed|didn['’]?t work|did not work) for us|playing devil['’]?s advocate)(?!\w)",
    re.IGNORECASE,
)
"""Against something, even where nobody proposed anything."""
NO_SIDES = frozenset(("question-answered", "thanks", "welfare", "incident"))
"""Where people help each other, "but it does not work" is no view that differs."""


@dataclass(frozen=True, slots=True, eq=False)
class Listening:
    """One conversation, read once, with all that an edition says of it."""

    conversation: Conversation
    signal: Signal
    parts: tuple[Passage, ...]
    """The talks it holds."""
    alone: frozenset[MessageId] | None
    """What nobody answered in it; None where that cannot be told."""


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A talk that may be told."""

    conversation: Conversation
    lead: Message | None
    """What it is about: the message that opened it, or that people are divided about."""
    against: frozenset[MessageId]
    """The messages that stand against another."""
    spread: float
    split: Split | None
    pieced: bool


def heard(conversation: Conversation, names: Mapping[str, MemberId]) -> Listening:
    """Read a conversation. Where people look after each other, nothing of it is told."""
    latest = replace(conversation, messages=conversation.messages[-MOST_MEASURED:])
    signal = onesided.measure(latest)
    if signal.settled == "welfare":
        return Listening(conversation, signal, (), frozenset())
    found = pieces(conversation, names)
    if found is not None:
        helps = signal.settled in NO_SIDES
        parts = tuple(
            _part(each, each.messages[0], pieced=True, helps=helps) for each in found.talks
        )
        return Listening(conversation, signal, tuple(filter(_large_enough, parts)), found.alone)
    own = {each.id for each in latest.messages if _OWN.match(each.text)}
    splits = [each.message for each in signal.splits if each.message not in own]
    divided = told_apart(conversation, splits)
    if divided:
        parts = tuple(_part(each, lead, pieced=True) for lead, each in divided[:MOST_TALKS])
        return Listening(conversation, signal, parts, None)
    lead = None if conversation.thread is None else conversation.messages[0]
    part = _part(conversation, lead, signal=signal)
    return Listening(conversation, signal, (part,) if _large_enough(part) else (), None)


def told(found: Sequence[Listening], names: Mapping[str, MemberId]) -> tuple[Talk, ...]:
    """Tell the talks worth telling: most diverse first, then most voted on, most people, newest."""
    parts = [part for each in found for part in each.parts]
    parts.sort(
        key=lambda part: (
            -part.spread,
            -(part.split.for_ + part.split.against if part.split else 0),
            -len(part.conversation.people),
            -part.conversation.latest.timestamp(),
        )
    )
    return tuple(_talk(part, names) for part in parts[:MOST_TALKS])


def objections(found: Sequence[Listening]) -> tuple[Quoted, ...]:
    """Objections nobody took up though the talk went on, the newest first.

    Only in threads and replies that people made themselves: there one can tell.
    """
    left = [
        message
        for each in found
        if each.signal.unanswered and each.signal.settled not in NO_SIDES
        for part in each.parts
        for message in part.conversation.messages
        if message.id in each.signal.unanswered and message.id in part.against
        if message.quotable
    ]
    left.sort(key=lambda message: message.at, reverse=True)
    return tuple(quoted(message, dissent=True) for message in left[:MOST_OBJECTIONS])


def quoted(message: Message, *, dissent: bool = False) -> Quoted:
    """A message's words, unchanged."""
    return Quoted(message.id, message.text, message.council, dissent)


def _large_enough(part: Passage) -> bool:
    talk = part.conversation
    return len(talk.messages) >= LEAST_TALK or len(talk.people) >= LEAST_TALK


def _part(
    conversation: Conversation,
    lead: Message | None,
    *,
    signal: Signal | None = None,
    pieced: bool = False,
    helps: bool = False,
) -> Passage:
    """Read one talk; `helps` says that it is a piece of a channel where people help each other."""
    signal = signal or onesided.measure(conversation)
    takes_sides = bool(signal.splits) or not (helps or signal.settled in NO_SIDES)
    argues = signal.deliberates or conversation.thread is None
    stances = _stances(conversation, lead, argues) if takes_sides else {}
    against = {id_ for id_, stance in stances.items() if stance is Stance.CHALLENGES}
    return Passage(
        conversation,
        lead,
        frozenset(against),
        _spread(conversation, stances, signal.splits),
        signal.splits[0] if signal.splits else None,
        pieced,
    )


def _stances(
    conversation: Conversation, lead: Message | None, argues: bool
) -> dict[MessageId, Stance]:
    """Read where each message stands toward what it answers, or toward what the talk is about.

    Where nothing to argue about was put forward, only who says so plainly is against anything.
    """
    texts = {each.id: each.text for each in conversation.messages}
    subject = "" if lead is None else lead.text
    found = {}
    for message in conversation.messages:
        # What a talk is about stands against nothing in it, nor does the same pasted again.
        if message.text == subject:
            continue
        answered = None if message.answers is None else texts.get(message.answers)
        stance, sure = words_and_rules(message.text, subject if answered is None else answered)
        if stance is Stance.CHALLENGES and not _meant(message.text, argues, sure):
            stance = Stance.NEITHER
        found[message.id] = stance
    return found


def _meant(text: str, argues: bool, sure: float) -> bool:
    """Whether what reads as a view against something is one."""
    if _OWN.match(text):
        return False
    if not argues:
        return _PLAINLY.search(text) is not None
    seen = reading.read(text)
    return sure >= SURE or seen.gives_reason or len(seen.words) >= SAYS_ENOUGH


def _spread(
    conversation: Conversation, stances: Mapping[MessageId, Stance], splits: Sequence[Split]
) -> float:
    """Mix three kinds of diversity, a third each: reactions, reasons both ways, councils."""
    sides = Counter(stances.values())
    taken = sides[Stance.AGREES] + sides[Stance.CHALLENGES]
    mixed = 2 * min(sides[Stance.AGREES], sides[Stance.CHALLENGES]) / taken if taken else 0.0
    # One person arguing against three who say nothing either way is diversity too.
    mixed = max(mixed, 0.5 if sides[Stance.CHALLENGES] else 0.0)
    divided = max((2 * min(s.for_, s.against) / (s.for_ + s.against) for s in splits), default=0.0)
    councils = 1 - 1 / len(conversation.councils) if conversation.councils else 0.0
    return round((divided + mixed + councils) / 3, 4)


def _talk(part: Passage, names: Mapping[str, MemberId]) -> Talk:
    conversation = part.conversation
    messages = conversation.messages
    called = topics.title(messages, part.lead, names.keys())
    first = part.lead if part.lead is not None else messages[0]
    return Talk(
        title=called.words,
        channel=conversation.channel,
        first=first.id,
        messages=len(messages),
        people=len(conversation.people),
        councils=tuple(sorted(conversation.councils)),
        spread=part.spread,
        quotes=_quotes(part),
        split=part.split,
        titled=called.message,
        about=topics.about([each.text for each in messages[-topics.MOST_READ :]], names.keys()),
        pieced=part.pieced,
    )


def _quotes(part: Passage) -> tuple[Quoted, ...]:
    """Quote the strongest dissent first, then what it is about, then what was most backed."""
    messages = part.conversation.messages
    worths = quoting.shipped().of(messages)
    ranked = sorted(
        (place for place, message in enumerate(messages) if _worth_quoting(message)),
        key=lambda place: (len(messages[place].backed_by), worths[place], -place),
        reverse=True,
    )
    dissent = [messages[place] for place in ranked if messages[place].id in part.against]
    others = [messages[place] for place in ranked if messages[place].id not in part.against]
    divided = part.split.message if part.split is not None else None
    subject = [each for each in messages if each.id == divided and each.quotable]
    if part.lead is not None and _says_something(part.lead):
        subject.append(part.lead)
    chosen: dict[str, Quoted] = {}
    texts = set[str]()
    for message in (*dissent[:1], *subject, *others, *dissent[1:]):
        said = " ".join(message.text.casefold().split())
        if len(chosen) < MOST_QUOTES and message.by not in chosen and said not in texts:
            chosen[message.by] = quoted(message, dissent=message.id in part.against)
            texts.add(said)
    return tuple(chosen.values())


def _worth_quoting(message: Message) -> bool:
    return _says_something(message) and bool(reading.read(message.text).claim)


def _says_something(message: Message) -> bool:
    enough = len(message.text.split()) >= SHORTEST_QUOTE
    return message.quotable and enough and _OWN.match(message.text) is None
