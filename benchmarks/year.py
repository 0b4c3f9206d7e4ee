"""A made-up year of a community, the same at every run: talks, rounds, views, promises.

Six hundred people of forty councils write in forty channels. In half of the channels nobody uses
threads, and talks run through one another. One message in four gets reactions, one talk in five
divides those who are in it, and one person in twenty does not want to be quoted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import Feeling
from benchmarks.communities import AGREED, OBJECTED, OPENINGS, SUBJECTS, TAKEN_UP
from bot.store.members import MemberRow
from challenges.assumptions import Assumption
from challenges.dice import SeededDice
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId, MessageId
from challenges.method_files import METHODS
from challenges.phases import expire
from challenges.pledges import Pledge, PledgeState
from challenges.rounds import Round, Stand, Written, alias, open_
from challenges.scales import MARKS, Scale
from challenges.taking_part import ballot, enter, vote

COMMUNITY = CommunityRef("slack", "T0YEAR")
BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
WEEKS = 52
CHANNELS, PEOPLE, COUNCILS = 40, 600, 40
KINDS = ("county", "district", "parish", "unitary")
MORE = (
    "the planning form", "our website contract", "the phone line", "the shared platform",
    "the parish newsletter", "the flood warnings", "the school buses", "the grit lorries",
    "the street lights", "the care homes", "the market stalls", "the leisure centre",
)  # fmt: skip
DETAILS = (
    "We had {} cases of it since {}.", "It took us {} days in {}.", "{} people asked in {} alone.",
    "That is {} pounds a month since {}.", "Here it was {} visits until {}.",
)  # fmt: skip
MONTHS = ("January", "March", "May", "July", "October", "December")
ROUNDS, VIEWS, PROMISES, NOTED = 3, 5, 4, 2  # a week


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message with what came of it."""

    id: MessageId
    channel: ChannelId
    by: MemberRef
    text: str
    at: datetime
    thread: MessageId | None
    answers: MessageId | None
    council: str
    feelings: tuple[tuple[MemberRef, Feeling], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided and shared in a week, beside the talk."""

    rounds: tuple[Round, ...]
    views: tuple[View, ...]
    promises: tuple[Pledge, ...]
    assumptions: tuple[Assumption, ...]


class Year:
    """A year of so many messages."""

    def __init__(self, messages: int, seed: int = 7) -> None:
        """Everything comes from the seed."""
        self.messages = messages
        self._dice = random.Random(f"{seed} {messages}")
        self._numbers = count(1)
        self.people = [MemberRef("slack", f"U{each}") for each in range(PEOPLE)]
        self._weights = [1 / (1 + each) ** 0.6 for each in range(PEOPLE)]
        self.channels = [ChannelRef(COMMUNITY, f"C{each}") for each in range(CHANNELS)]

    def members(self) -> Iterator[MemberRow]:
        """What people decided for themselves."""
        for number, each in enumerate(self.people):
            kind = KINDS[number % len(KINDS)]
            yield MemberRow(each, _council(number), kind, quotes=number % 20 != 0)

    def week(self, number: int) -> list[Spoken]:
        """The messages of a week, in the order they were written."""
        upto = [self.messages * each // WEEKS for each in (number, number + 1)]
        most, spoken = upto[1] - upto[0], list[Spoken]()
        while len(spoken) < most:
            spoken += self._talk(number)[: most - len(spoken)]
        return sorted(spoken, key=lambda each: each.at)

    def _talk(self, week: int) -> list[Spoken]:
        dice = self._dice
        channel = dice.randrange(CHANNELS)
        flat = channel % 2 == 0
        subject = dice.choice(SUBJECTS + MORE)
        people = list(set(dice.choices(range(PEOPLE), self._weights, k=dice.randint(2, 9))))
        divided = dice.random() < 0.2
        # A week ends with its last moment; a talk that begins late ends before that.
        at = BEGUN + week * WEEK + timedelta(seconds=dice.randrange(6 * 86400))
        found: list[Spoken] = []
        for place in range(dice.choice((1, 2, 3, 5, 8, 13))):
            person = dice.choice(people)
            before = found[-1] if found else None
            answers = before.id if before and dice.random() < 0.3 else None
            found.append(
                Spoken(
                    id=self._id(channel),
                    channel=ChannelId(str(self.channels[channel])),
                    by=self.people[person],
                    text=self._words(subject, place, divided, before),
                    at=at,
                    thread=None if flat or not found else found[0].id,
                    answers=answers,
                    council=_council(person) if person % 2 else "",
                    feelings=self._feelings(people, divided),
                )
            )
            at += timedelta(seconds=dice.randint(20, 3600))
        return found

    def _id(self, channel: int) -> MessageId:
        return MessageId(str(MessageRef(self.channels[channel], f"{next(self._numbers)}")))

    def _words(self, subject: str, place: int, divided: bool, before: Spoken | None) -> str:
        dice = self._dice
        some = OPENINGS if not place else OBJECTED if divided or dice.random() < 0.15 else AGREED
        words = dice.choice(some).format(subject)
        if before and dice.random() < 0.2:
            words = f"{TAKEN_UP.format(f'@{before.by.id}')} {words}"
        if dice.random() < 0.7:
            detail = dice.choice(DETAILS)
            words += f" {detail.format(dice.randint(3, 9999), dice.choice(MONTHS))}"
        return words + (" What do others think?" if dice.random() < 0.1 else "")

    def _feelings(self, people: list[int], divided: bool) -> tuple[tuple[MemberRef, Feeling], ...]:
        dice = self._dice
        if dice.random() > 0.25:
            return ()
        some = dice.sample(people, dice.randint(1, len(people)))
        against = 0.5 if divided else 0.1
        return tuple(
            (self.people[each], Feeling.AGAINST if dice.random() < against else Feeling.FOR)
            for each in some
        )

    def settled(self, week: int) -> Settled:
        """What was decided and shared in a week."""
        until = BEGUN + (week + 1) * WEEK - timedelta(hours=1)
        first = {ROUNDS: week * ROUNDS, VIEWS: week * VIEWS}
        rounds = tuple(self._round(first[ROUNDS] + each, until) for each in range(1, ROUNDS + 1))
        views = tuple(self._view(first[VIEWS] + each, until) for each in range(1, VIEWS + 1))
        promises = tuple(
            self._promise(week * PROMISES + each, rounds[0], until)
            for each in range(1, PROMISES + 1)
        )
        noted = tuple(self._noted(week * NOTED + each, until) for each in range(1, NOTED + 1))
        return Settled(rounds, views, promises, noted)

    def _round(self, id: int, now: datetime) -> Round:
        dice, key = self._dice, self._dice.randbytes(16)
        someone = [MemberId(str(each)) for each in dice.sample(self.people, 12)]
        held, claim = ChannelId(str(dice.choice(self.channels))), self._claim()
        method = METHODS["pre-mortem"]
        round_ = open_(id, method, held, None, claim, (), someone[0], someone[0], key, now)
        aliases = [alias(key, each) for each in someone]
        for each in aliases:
            round_ = ballot(round_, each, dice.choice(list(Stand)), dice.randint(1, 5), now)
        for who, each in zip(someone[1:8], aliases[1:8], strict=True):
            words = dice.choice(OBJECTED).format(dice.choice(SUBJECTS))
            round_ = enter(round_, who, each, Written((words,)), now)
        round_ = expire(round_, now, SeededDice(key))
        for entry in [each.id for each in round_.entries]:
            for who, each in zip(someone[1:], aliases[1:], strict=True):
                mark = dice.choice(MARKS[Scale.MOVES])
                round_ = vote(round_, who, each, entry, mark, now)
        while not round_.over:
            round_ = expire(round_, now, SeededDice(key))
        return round_

    def _claim(self) -> str:
        return self._dice.choice(OPENINGS).format(self._dice.choice(SUBJECTS + MORE))

    def _view(self, id: int, now: datetime) -> View:
        who = self._dice.randrange(PEOPLE)
        return View(
            id=id,
            claim=self._claim(),
            text=self._dice.choice(OBJECTED).format(self._dice.choice(MORE)),
            status=self._dice.choice(list(Status)),
            council=_council(who),
            council_kind=KINDS[who % len(KINDS)],
            link="",
            by=MemberId(str(self.people[who])),
            community=CommunityId(str(COMMUNITY)),
            scope=Scope.COMMUNITY,
            shared_at=now,
            channel=ChannelId(str(self._dice.choice(self.channels))),
        )

    def _promise(self, id: int, round_: Round, now: datetime) -> Pledge:
        done = self._dice.random() < 0.5
        return replace(
            Pledge(id, round_.id, 0, round_.channel, None, round_.opened_by, self._claim(),
                   _in_some_weeks(now, self._dice), now),
            state=PledgeState.DONE if done else PledgeState.OPEN,
        )  # fmt: skip

    def _noted(self, id: int, now: datetime) -> Assumption:
        who, where = self._dice.choice(self.people), self._dice.choice(self.channels)
        return Assumption(id, 0, 0, ChannelId(str(where)), None, self._claim(), MemberId(str(who)),
                          _in_some_weeks(now, self._dice), now)  # fmt: skip


def _council(person: int) -> str:
    return f"Council {person % COUNCILS}"


def _in_some_weeks(now: datetime, dice: random.Random) -> date:
    return (now + timedelta(days=dice.randint(1, 60))).date()
