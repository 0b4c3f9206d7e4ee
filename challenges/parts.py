"""What one-sidedness is made of: each part with its numbers, its test and the least it takes.

A part judges nothing. Those that a talk shows (exposure) may prompt a question; only the gap
between what is shown and a secret ballot may support a statement.

    voices     who writes, against a talk in which everybody is as likely to write
    councils   which of the councils that usually write here are heard
    kinds      the same by kind of council
    reasons    reasons given for and against
    objections reasons against, and those nobody took up
    reactions  messages whose reactions split, against a room where four in five agree
    camps      whether those who react stand together or in two camps (`divided`)
    drift      whether reactions against fade from the first half of a talk to the second
    gap        whether fewer agree on a secret ballot than in front of everybody
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from types import MappingProxyType

from challenges import chances, divided, onesided, reading
from challenges.alarms import Way
from challenges.ballots import Counts
from challenges.messages import Conversation, Message

LEAST_VOICES = 5
LEAST_EACH = 2
"""Messages for each writer, in the mean, before it says anything that one writes more."""
LEAST_COUNCILS = 4
LEAST_KINDS = 3
LEAST_SPEAKERS = 4
LEAST_REASONS = 8
LEAST_TO_COMPARE = 12
"""Reactions in each half of a talk, and people on each side of a ballot. That twelve of twelve
agree in front of everybody and eight of twelve in secret is luck once in 21 times (Fisher)."""
USUAL_AGAINST = 0.2
"""Of reasons, as of reactions, one in five is against where four in five agree."""
SURE = 0.65
"""So likely one group, or two, before it is said. On windows of conversations left out of the
learning, 147 of 270 were told so surely, and 93 in 100 of those rightly."""

Values = tuple[tuple[str, str | int], ...]
NOWHERE: Mapping[str, str] = MappingProxyType({})
NONE_USUAL: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Measure:
    """One part of one-sidedness: a code, its numbers, how often luck does as much.

    Without `enough` there was too little to look at, and the numbers say how little.
    """

    code: str
    values: Values
    chance: float | None = None
    enough: bool = True


def parts(
    conversation: Conversation,
    usual: Mapping[str, int] = NONE_USUAL,
    kinds: Mapping[str, str] = NOWHERE,
    camps: bool = True,
) -> tuple[Measure, ...]:
    """Look at everything a talk shows. `kinds` says of a council which kind it is.

    Whether reactions make camps is looked at only where the community's rules allow it.
    """
    found = [
        voices(conversation.messages),
        _heard("councils", _speakers(conversation, usual), usual, LEAST_COUNCILS),
        _kinds(conversation, usual, kinds),
        *_words(conversation),
        _reactions(conversation),
        _camps(conversation) if camps else None,
        drift(conversation.messages),
    ]
    return tuple(each for each in found if each is not None)


def voices(messages: Sequence[Message]) -> Measure:
    """Effective voices: e to the entropy of the shares of messages (Hill 1973).

    Beside it stands what an even talk of so many messages gives: by luck it is less than the
    number of writers, since nobody writes exactly as often as everybody else (Miller 1955).
    """
    counts = tuple(Counter(message.by for message in messages).values())
    total, writers = len(messages), len(counts)
    spread = -sum(each / total * log(each / total) for each in counts)
    fair = log(writers) - (writers - 1) / (2 * total)
    values: Values = (
        ("writers", writers),
        ("messages", total),
        ("effective", round(exp(spread))),
        ("fair", round(exp(fair))),
    )
    enough = writers >= LEAST_VOICES and total >= LEAST_EACH * writers
    return Measure("voices", values, chances.uneven(counts) if enough else None, enough)


def _speakers(conversation: Conversation, usual: Mapping[str, int]) -> list[str]:
    """The council of each writer who named one that usually writes here."""
    by_writer = {each.by: each.council for each in conversation.messages if each.council in usual}
    return list(by_writer.values())


def _heard(
    code: str, speakers: Sequence[str], usual: Mapping[str, int], least: int
) -> Measure | None:
    """How many of the usual are heard; nothing where hardly anybody says where they are from."""
    if not usual:
        return None
    heard = len(set(speakers))
    values: Values = (("heard", heard), ("usual", len(usual)), ("speakers", len(speakers)))
    enough = len(usual) >= least and len(speakers) >= LEAST_SPEAKERS
    luck = chances.so_few(heard, len(speakers), tuple(usual.values())) if enough else None
    return Measure(code, values, luck, enough)


def _kinds(
    conversation: Conversation, usual: Mapping[str, int], kinds: Mapping[str, str]
) -> Measure | None:
    by_kind: Counter[str] = Counter()
    for council, often in usual.items():
        if council in kinds:
            by_kind[kinds[council]] += often
    speakers = [kinds[each] for each in _speakers(conversation, usual) if each in kinds]
    return _heard("kinds", speakers, by_kind, LEAST_KINDS)


def _words(conversation: Conversation) -> tuple[Measure, Measure]:
    seen = [reading.read(message.text) for message in conversation.messages]
    given = [each for each in seen if each.gives_reason and not each.welfare_or_thanks]
    against = sum(each.counters for each in given)
    total = len(given)
    enough = total >= LEAST_REASONS
    reasons: Values = (("for_", total - against), ("against", against))
    luck = chances.at_most(against, total, USUAL_AGAINST) if enough else None
    signal = onesided.measure(conversation)
    left = min((each.chance for each in signal.weighings if each.way is Way.LEFT), default=None)
    raised, open_ = signal.reasons_against, len(signal.unanswered)
    objections: Values = (("raised", raised), ("open", open_))
    return (
        Measure("reasons", reasons, luck, enough),
        Measure("objections", objections, left if open_ else None, raised > 0),
    )


def _reactions(conversation: Conversation) -> Measure:
    reacted = onesided.reactions(conversation)
    split = sum(onesided.divides(*each) for each in reacted)
    enough = any(sum(each) >= onesided.SPLIT_LEAST for each in reacted)
    values: Values = (("split", split), ("messages", len(reacted)))
    return Measure(
        "reactions", values, onesided.luck_of_splits(reacted) if enough else None, enough
    )


def _camps(conversation: Conversation) -> Measure:
    seen = divided.told_apart(conversation.messages)
    if seen is None:
        least: Values = (
            ("people", divided.LEAST_PEOPLE),
            ("messages", divided.LEAST_MESSAGES),
            ("reactions", divided.LEAST_REACTIONS),
        )
        return Measure("camps", least, None, False)
    told = "one" if seen.one_group >= SURE else "two" if seen.one_group <= 1 - SURE else "open"
    values: Values = (
        ("people", seen.people),
        ("messages", seen.messages),
        ("one_group", round(100 * seen.one_group)),
    )
    return Measure(f"camps-{told}", values)


def drift(messages: Sequence[Message]) -> Measure:
    """Whether reactions against fade: the first half of a talk against the second (Fisher)."""
    halves = messages[: len(messages) // 2], messages[len(messages) // 2 :]
    (for_, against), (later_for, later_against) = (
        (
            sum(len(each.backed_by - {each.by}) for each in half),
            sum(len(each.doubted_by - {each.by}) for each in half),
        )
        for half in halves
    )
    before, after = for_ + against, later_for + later_against
    values: Values = (
        ("against", against),
        ("of", before),
        ("later", later_against),
        ("of_later", after),
    )
    enough = min(before, after) >= LEAST_TO_COMPARE
    luck = chances.fisher(against, before, later_against, after) if enough else None
    return Measure("drift", values, luck, enough)


def gap(open_for: int, open_against: int, ballot: Counts) -> Measure:
    """Whether fewer agree on a secret ballot than in front of everybody (Fisher, one-sided).

    The one part that may support a statement: nobody was seen when they answered. Who was unsure
    on the ballot did not agree. Both need twelve people.
    """
    shown, asked = open_for + open_against, ballot.total
    values: Values = (
        ("open_for", open_for),
        ("open", shown),
        ("secret_for", ballot.agree),
        ("secret", asked),
    )
    enough = min(shown, asked) >= LEAST_TO_COMPARE
    luck = chances.fisher(open_for, shown, ballot.agree, asked) if enough else None
    return Measure("gap", values, luck, enough)
