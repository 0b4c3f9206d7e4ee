"""How often luck alone would make the bot speak, in made-up communities that agree.

    python -m benchmarks.communities [WEEKS]

Sixty people of twelve councils, ten channels, a hundred threads a week, for a year. Everybody
agrees with everything with the same chance, four in five or nine in ten, and by themselves: there
is no camp, no echo and nobody who is shut out. An objection is taken up by the next message as
often as in real talk, and councils write as much as they usually do. So whatever the bot asks of
its own accord is a false alarm. In a third community one thread in ten truly divides the room:
people react both ways, and nobody says why.

Every thread is weighed at every message, by the bot's own rules. The last line is one JSON object.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import orjson

from challenges import judgement, onesided
from challenges.alarms import Weighing
from challenges.chances import LEFT_ALONE
from challenges.judgement import WEEK, History, Rules, Verdict
from challenges.messages import ChannelId, Conversation, MemberId, Message, MessageId

WEEKS = 52
THREADS = 100
CHANNELS = 10
PEOPLE = 60
COUNCILS = 12
TRULY_DIVIDED = 0.1
BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)
RULES = Rules()
FREE = replace(RULES, most_per_week=7 * THREADS, least_gap=timedelta(0))

SUBJECTS = (
    "the bin reports", "the parking permits", "the planning portal", "the library cards",
    "the housing forms", "the council tax letters", "the tree works", "the licensing desk",
)  # fmt: skip
OPENINGS = (
    "We should move {} to one shared service next year.",
    "I propose that we close the counter for {} and go online only.",
    "We should let residents book {} by phone again.",
)
AGREED = (
    "Agreed, {} would gain from that because it saves a visit.",
    "Yes, we did it with {} in spring.",
    "The form for {} takes four minutes to fill in.",
    "Let us do that with {} first, the contract ends in March.",
    "Northmarsh has a template for {} that we could take.",
    "The committee looks at {} on Thursday.",
    "Good, {} could come after that.",
    "I would put {} on the same page.",
)
OBJECTED = (
    "I am not convinced about {}, because a third of older residents have no internet.",
    "The risk with {} is that the contact centre pays for it, as it did for us.",
    "However, for {} it did not work here because nobody answered the letters.",
)
TAKEN_UP = "On what {} said: we kept a phone line for it, which was enough."


@dataclass(slots=True)
class Tried:
    """What one set of rules asked: when in each channel, in which threads, and for which reason."""

    rules: Rules
    compares: bool
    asked: dict[ChannelId, list[datetime]] = field(default_factory=dict)
    threads: set[int] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Year:
    """What came of a simulated year."""

    name: str
    weeks: int
    tried: dict[str, Tried]
    divided: set[int] = field(default_factory=set)
    looks: int = 0

    def per_channel_year(self, which: str) -> float:
        """Questions in a channel in a year."""
        years = self.weeks / WEEKS
        return len(self.tried[which].threads - self.divided) / CHANNELS / years


BARE, COMPARED, ALL = "rules alone", "with the week compared", "and with the budget"


def simulate(name: str, agreement: float, weeks: int, divided: float = 0.0) -> Year:
    """Live through the weeks of one community, under three sets of rules at once."""
    dice = random.Random(f"{name} {agreement}")
    year = Year(
        name,
        weeks,
        {BARE: Tried(FREE, False), COMPARED: Tried(FREE, True), ALL: Tried(RULES, True)},
    )
    members = [MemberId(f"p{number}") for number in range(PEOPLE)]
    weights = [1 / (1 + number) ** 0.7 for number in range(PEOPLE)]
    council = {member: f"Council {n % COUNCILS}" for n, member in enumerate(members)}
    usual: Counter[str] = Counter()
    for member in dice.choices(members, weights, k=2000):
        usual[council[member]] += 1
    begun = sorted(dice.random() * weeks * 7 for _ in range(weeks * THREADS))
    lately: dict[int, tuple[datetime, tuple[Weighing, ...]]] = {}
    looks: list[tuple[datetime, int, Conversation]] = []
    for number, day in enumerate(begun):
        if dice.random() < divided:
            year.divided.add(number)
        mood = 0.5 if number in year.divided else agreement  # what people write stays agreeable
        start = BEGUN + timedelta(days=day)
        # A thread goes on while others begin, so what is looked at is put in order by time.
        looks += [
            (talk.latest, number, talk)
            for talk in _thread(number, start, (agreement, mood), members, weights, council, dice)
        ]
        if len(looks) > 20 * THREADS or number == len(begun) - 1:
            over = start if number < len(begun) - 1 else looks[-1][0] + WEEK
            looks.sort(key=lambda look: (look[0], look[1], len(look[2].messages)))
            due = [look for look in looks if look[0] < over]
            looks = [look for look in looks if look[0] >= over]
            for at, thread, talk in due:
                year.looks += 1
                _weigh(year, at, thread, talk, usual, lately)
    return year


def _weigh(
    year: Year,
    at: datetime,
    thread: int,
    talk: Conversation,
    usual: Mapping[str, int],
    lately: dict[int, tuple[datetime, tuple[Weighing, ...]]],
) -> None:
    signal = onesided.measure(talk, usual)
    noted = False
    for tried in year.tried.values():
        if thread in tried.threads:
            continue
        asked = tried.asked.setdefault(talk.channel, [])
        history = History(asked=tuple(each for each in asked[-20:] if at - each < WEEK))
        # Without what luck would do it is as it was before that was looked at.
        signal_now = signal if tried.compares else replace(signal, weighings=())
        verdict: Verdict = judgement.weigh(signal_now, history, tried.rules, at)
        if tried.compares and verdict.weighings and not noted:
            lately[thread] = at, verdict.weighings
            noted = True
        if verdict.challenge and tried.compares:
            others = tuple(
                each
                for other, (then, weighings) in lately.items()
                if other != thread and at - then < WEEK
                for each in weighings
            )
            verdict = judgement.weigh(signal_now, replace(history, others=others), tried.rules, at)
        if verdict.challenge:
            asked.append(at)
            tried.threads.add(thread)
            tried.reasons[verdict.reason] += 1
    for other in [each for each, (then, _) in lately.items() if at - then > WEEK]:
        del lately[other]


def _thread(
    number: int,
    start: datetime,
    mood: tuple[float, float],
    members: Sequence[MemberId],
    weights: Sequence[float],
    council: Mapping[MemberId, str],
    dice: random.Random,
) -> Iterator[Conversation]:
    """One thread as it stands after each message, with the reactions it has by then.

    `mood` is how often people agree when they write, and when they react.
    """
    channel = ChannelId(f"C{dice.randrange(CHANNELS)}")
    subject = dice.choice(SUBJECTS)
    first = MessageId(f"{number}-0")
    taking_part = list(dict.fromkeys(dice.choices(members, weights, k=dice.randint(6, 24))))
    written: list[Message] = []
    at = start
    open_: list[Message] = []
    for place in range(dice.randint(6, 36)):
        by = dice.choice(taking_part) if place else taking_part[0]
        takes_up = [each for each in open_ if each.by != by and dice.random() > LEFT_ALONE]
        if not place:
            words = dice.choice(OPENINGS)
        elif takes_up:
            words = TAKEN_UP.format(", ".join(each.by for each in takes_up))
        elif mood[0] != mood[1]:
            words = dice.choice(AGREED[1:])  # where the room is divided nobody says why
        else:
            words = dice.choice(AGREED if dice.random() < mood[0] else OBJECTED)
        message = Message(
            MessageId(f"{number}-{place}"),
            channel,
            by,
            words.format(subject),
            at,
            first if place else None,
            takes_up[0].id if takes_up else first if place else None,
            council[by],
        )
        open_ = [each for each in open_ if each not in takes_up]
        if words in OBJECTED:
            open_.append(message)
        written.append(message)
        written = _react(written, taking_part, mood[1], dice)
        at += timedelta(hours=dice.expovariate(1 / 3))
        yield Conversation(channel, first, tuple(written))


def _react(
    written: list[Message], people: Sequence[MemberId], mood: float, dice: random.Random
) -> list[Message]:
    """Some people react to the last messages, and more of them to the one that began it."""
    found = list(written)
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3, 4, 6))):
        place = 0 if dice.random() < 0.4 else max(0, len(found) - 1 - int(dice.expovariate(0.7)))
        by, message = dice.choice(people), found[place]
        if by == message.by or by in message.backed_by or by in message.doubted_by:
            continue
        if dice.random() < mood:
            found[place] = replace(message, backed_by=message.backed_by | {by})
        else:
            found[place] = replace(message, doubted_by=message.doubted_by | {by})
    return found


def report(years: Sequence[Year]) -> dict[str, float | int]:
    """Print the table, and give what the last line says."""
    weeks = years[0].weeks
    print(f"{weeks} weeks, {THREADS} threads a week in {CHANNELS} channels.")
    print("False alarms in a channel in a year:\n")
    print(f"{'':34}" + "".join(f"{which:>26}" for which in (BARE, COMPARED, ALL)))
    for year in years:
        cells = "".join(f"{year.per_channel_year(w):26.2f}" for w in (BARE, COMPARED, ALL))
        print(f"{year.name:34}{cells}")
    last: dict[str, float | int] = {"weeks": weeks, "threads_a_week": THREADS}
    for year in years:
        tried = year.tried[ALL]
        key = year.name.replace(" ", "_").replace(".", "")
        last[f"false_alarms_per_channel_year_{key}"] = round(year.per_channel_year(ALL), 3)
        busiest = max((_most_in_a_week(each) for each in tried.asked.values()), default=0)
        print(f"\n{year.name}: {len(tried.threads)} questions, {dict(tried.reasons)},")
        print(f"  at most {busiest} in a channel in any seven days; {year.looks} looks")
        if year.divided:
            for which in (BARE, COMPARED, ALL):
                threads = year.tried[which].threads
                right = len(threads & year.divided)
                print(
                    f"  {which}: {right} of {len(threads)} questions at threads that divide the"
                    f" room, which are {len(year.divided)} of all"
                )
            right = len(tried.threads & year.divided)
            last[f"precision_{key}"] = round(right / max(1, len(tried.threads)), 3)
        last["most_in_a_channel_week"] = max(int(last.get("most_in_a_channel_week", 0)), busiest)
    return last


def _most_in_a_week(asked: Sequence[datetime]) -> int:
    return max(
        (sum(timedelta(0) <= other - each < WEEK for other in asked) for each in asked), default=0
    )


def main(words: Sequence[str]) -> None:
    """Simulate the three communities and say how often the bot spoke for nothing."""
    weeks = int(words[0]) if words and words[0].isdecimal() else WEEKS
    began = time.perf_counter()
    years = [
        simulate("agreement 0.8", 0.8, weeks),
        simulate("agreement 0.9", 0.9, weeks),
        simulate("one in ten divides", 0.9, weeks, TRULY_DIVIDED),
    ]
    last = report(years)
    print(f"\n{time.perf_counter() - began:.0f} seconds")
    print(orjson.dumps(last).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
