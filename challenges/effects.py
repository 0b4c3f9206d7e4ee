"""What a question or a round did: before and after, and whether it was useful and safe, in counts.

The brake of a channel rests on whole counts and says why it moves:

    FULL ---- half did not find it useful, or it was not safe ----> SLOWER
    SLOWER -- the same again, by new answers ---------------------> PAUSED
    SLOWER -- six in ten found it useful, and it was safe --------> FULL
    PAUSED -- a moderator says so, and nothing else --------------> FULL

Each change begins a new count, so that no answer counts twice; and it takes more to speed up (six
in ten) than to go on (five in ten), so that a channel does not swing from answer to answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from challenges import reading, stance
from challenges.messages import MemberId, Message
from challenges.stance import Stance

LEAST_ANSWERS = 10
"""So many answers are needed before "not useful" counts: fewer are the few who are annoyed."""
UNSAFE = 3
"""So many of ten who did not feel safe are harm. Were one in twenty the ordinary share, three of
ten would come about by luck once in 87 times; with two of ten it would be once in twelve. One can
be a slip and two can be friends."""
LEAST_TO_TELL = 3
"""Of fewer answers nobody is told anything: one of two is a person."""
LEAST_TO_SHOW = 5
"""Of fewer answers nothing is shown to all."""

WITHIN = timedelta(hours=1)
LEAST_REPLIES = 5
LEAST_PEOPLE = 3


class Cadence(StrEnum):
    """How often the bot may ask in a channel."""

    FULL = "full"
    SLOWER = "slower"
    PAUSED = "paused"


class Topic(StrEnum):
    """What people are asked about a question or a round."""

    USEFUL = "useful"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What people said of one question or round, or of several: how many, never who."""

    useful: int = 0
    not_useful: int = 0
    safe: int = 0
    unsafe: int = 0

    def __add__(self, other: Feedback) -> Feedback:
        """Both together."""
        return Feedback(
            self.useful + other.useful,
            self.not_useful + other.not_useful,
            self.safe + other.safe,
            self.unsafe + other.unsafe,
        )

    @property
    def answers(self) -> int:
        """How many said whether it was useful."""
        return self.useful + self.not_useful

    @property
    def safety_answers(self) -> int:
        """How many said whether it was safe."""
        return self.safe + self.unsafe


NOTHING_SAID = Feedback()


@dataclass(frozen=True, slots=True)
class Brake:
    """How often the bot may ask from now on, why, and the counts that say so.

    `why` is not-useful, not-safe, useful-again, or "" while nothing changes.
    """

    cadence: Cadence
    why: str
    counts: Feedback


def brake(
    history: Sequence[Feedback], cadence: Cadence = Cadence.FULL, least: int = LEAST_ANSWERS
) -> Brake:
    """Say whether to go on, slow down, pause or speed up.

    `history` is what people said, one after the other, since the cadence last changed. Only the
    latest that hold `least` answers count: what was long ago is neither held against nor for.
    """
    on_use = _latest(history, least, lambda said: said.answers)
    on_safety = _latest(history, LEAST_ANSWERS, lambda said: said.safety_answers)
    counts = Feedback(on_use.useful, on_use.not_useful, on_safety.safe, on_safety.unsafe)
    if cadence is Cadence.PAUSED:
        return Brake(cadence, "", counts)
    worse = Cadence.SLOWER if cadence is Cadence.FULL else Cadence.PAUSED
    if not_safe(counts):
        return Brake(worse, "not-safe", counts)
    if counts.answers < least:
        return Brake(cadence, "", counts)
    if counts.useful * 2 < counts.answers:
        return Brake(worse, "not-useful", counts)
    if cadence is Cadence.SLOWER and counts.useful * 10 >= counts.answers * 6:
        return Brake(Cadence.FULL, "useful-again", counts)
    return Brake(cadence, "", counts)


def not_safe(said: Feedback) -> bool:
    """Say whether three did not feel safe, of ten or fewer; of more, three in ten."""
    return said.unsafe * 10 >= UNSAFE * max(10, said.safety_answers)


def to_tell(untold: Sequence[Feedback]) -> Feedback | None:
    """What moderators are to know of what did not feel safe, or None.

    `untold` is what people said since moderators were last told. As much of it is put together as
    it takes until three have answered: so nobody can tell whose answer it was.
    """
    harmed = [place for place, said in enumerate(untold) if said.unsafe]
    if not harmed:
        return None
    first = harmed[0]
    together = sum(untold[first:], NOTHING_SAID)
    while together.safety_answers < LEAST_TO_TELL and first:
        first -= 1
        together += untold[first]
    return together if together.safety_answers >= LEAST_TO_TELL else None


def most_per_week(most: int, cadence: Cadence) -> int:
    """How many questions a week are left of so many; at least one until it is a pause."""
    if cadence is Cadence.PAUSED:
        return 0
    return most if cadence is Cadence.FULL else max(1, most // 2)


def least_gap(gap: timedelta, cadence: Cadence) -> timedelta:
    """How long to wait between two questions."""
    return gap if cadence is Cadence.FULL else 2 * gap


def _latest(history: Sequence[Feedback], least: int, number: Callable[[Feedback], int]) -> Feedback:
    """The fewest latest answers that are enough, never a part of what was said of one question."""
    found = NOTHING_SAID
    for said in reversed(history):
        if number(found) >= least:
            break
        found += said
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in a talk: how many messages, of how many people, with how many reasons."""

    replies: int = 0
    voices: int = 0
    reasons_for: int = 0
    reasons_against: int = 0


def said(messages: Iterable[Message]) -> Said:
    """Count a talk. Words are read for reasons, never for who stands where."""
    written = tuple(messages)
    seen = [reading.read(message.text) for message in written]
    reasons = [each for each in seen if each.gives_reason and not each.welfare_or_thanks]
    return Said(
        replies=len(written),
        voices=len({message.by for message in written}),
        reasons_for=sum(not each.counters for each in reasons),
        reasons_against=sum(each.counters for each in reasons),
    )


def before_and_after(messages: Sequence[Message], asked_at: datetime) -> tuple[Said, Said]:
    """What a talk had heard when it was asked something, and what came after."""
    before = (message for message in messages if message.at < asked_at)
    return said(before), said(message for message in messages if message.at >= asked_at)


@dataclass(frozen=True, slots=True)
class Retort:
    """That somebody wrote to somebody at a moment; used at once and never kept."""

    by: MemberId
    to: MemberId
    at: datetime


def pile_on(
    replies: Sequence[Retort],
    to: MemberId,
    within: timedelta = WITHIN,
    least: int = LEAST_REPLIES,
    least_people: int = LEAST_PEOPLE,
) -> bool:
    """Say whether one person got so many replies, from so many people, in so short a time."""
    got = sorted(
        (each for each in replies if each.to == to and each.by != to), key=lambda each: each.at
    )
    for place, last in enumerate(got):
        near = [each for each in got[: place + 1] if last.at - each.at <= within]
        if len(near) >= least and len({each.by for each in near}) >= least_people:
            return True
    return False


def piled_on(messages: Sequence[Message], since: datetime, within: timedelta = WITHIN) -> bool:
    """Say whether, in one thread, people piled on somebody who stood against something.

    Only what was written since a moment counts as a reply.
    """
    replies = to_dissenters(messages, since)
    return any(pile_on(replies, each, within) for each in {reply.to for reply in replies})


_YOU = re.compile(r"\byou(?:r|rs|rself|['’](?:re|ve|d|ll))?\b", re.IGNORECASE)


def to_dissenters(messages: Sequence[Message], since: datetime) -> tuple[Retort, ...]:
    """Find what was written since a moment to people who stood against something in a thread.

    A reply is to somebody when the platform says so, or when it names them. Where neither is said
    it is to whoever dissented before, if it stands against them or tells them what "you" do, and
    nobody agreed with them meanwhile: with one on your side it is a debate. To whoever opened the
    thread all the rest is written, so there only what stands against them counts.
    """
    found: list[Retort] = []
    by_id = {message.id: message for message in messages}
    for person, first in _dissents(messages).items():
        alone, opens = True, messages[first].thread is None
        for later in messages[first + 1 :]:
            if later.by == person or later.at < since:
                continue
            answered = by_id.get(later.answers) if later.answers is not None else None
            direct = (answered is not None and answered.by == person) or person in later.text
            where, _ = stance.words_and_rules(later.text, messages[first].text)
            alone = alone and where is not Stance.AGREES
            against = where is Stance.CHALLENGES
            aimed = against or (not opens and _at_somebody(later.text))
            aimed = aimed and alone and answered is None
            if direct or aimed:
                found.append(Retort(later.by, person, later.at))
    return tuple(found)


def _at_somebody(text: str) -> bool:
    """It says "you" and asks nothing: who helps or wants to know asks what you did."""
    return _YOU.search(text) is not None and not reading.read(text).is_question


def _dissents(messages: Sequence[Message]) -> dict[MemberId, int]:
    """Where each person first stood against something."""
    found: dict[MemberId, int] = {}
    for place, message in enumerate(messages):
        seen = reading.read(message.text)
        if seen.counters and not (seen.welfare_or_thanks or seen.about_oneself):
            found.setdefault(message.by, place)
    return found
