"""Challenge or rest, and why. Agreement alone never leads to a challenge.

A verdict always has a reason. These are all of them, and what they mean in plain English:

    challenge
    split-without-reasons   people reacted both ways to a message and nobody has said why
    objection-unanswered    somebody gave a reason against, and the talk went on without an answer
    voices-missing          a proposal heard only from few of the councils that usually write here
    rest
    paused                  a moderator paused challenges here
    settled                 a moderator marked this as settled until a date
    incident                something is broken at this moment
    welfare                 people are looking after each other
    thanks                  people are thanking each other
    question-answered       a question about facts was asked and is being answered
    too-few-people          too few people have written or reacted
    too-short               too few messages in too short a time
    already-asked           this conversation was asked before, or somebody said not now
    disagreement-is-voiced  people differ and say why: nothing is missing
    agreement-alone         people agree, which is no reason to interrupt them
    not-helping             people said twice that it did not help here, or was not safe
    budget-spent            this channel has had its challenges for the week
    too-soon                the last challenge here was too recent
    left-out                it would have pointed at somebody who asked to be left out
    quiet-hours             there is something to ask, but not at this hour
    could-be-luck           there is something, but luck alone brings about as much in such a week

What a talk shows (exposure) may prompt a question, and never more. A statement about a room rests
on a ballot: see `parts.gap`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from challenges import alarms
from challenges.alarms import Way, Weighing
from challenges.effects import Cadence, least_gap, most_per_week
from challenges.messages import MessageId
from challenges.onesided import Signal, Split

_HEALTHY = frozenset(
    ("incident", "welfare", "thanks", "question-answered", "disagreement-is-voiced")
)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rules:
    """What has to be so before the bot may ask. The defaults come from the evidence."""

    least_people: int = 8
    least_messages: int = 20
    least_span: timedelta = timedelta(days=2)
    most_per_week: int = 3
    least_gap: timedelta = timedelta(days=2)
    split_least_each: int = 2
    split_share: float = 0.25
    near: float = 0.75
    """This part of the least people and messages counts as nearly enough."""
    least_answers: int = 10
    """So many answers to "was it useful?" are needed before they can slow the bot down."""
    least_usual_councils: int = 4
    """So many councils must usually write here before a missing voice can be noticed."""
    reasons_are_plenty: int = 2
    """So many reasons against show that disagreement is voiced."""
    false_share: float = alarms.FALSE_SHARE
    """No larger share of the questions may come of luck alone."""


@dataclass(frozen=True, slots=True)
class History:
    """What has happened in this channel and conversation before."""

    asked: tuple[datetime, ...] = ()
    """When challenges were made in this channel in the last seven days."""
    asked_here: bool = False
    """This conversation was challenged already, or a member said not now."""
    settled_until: datetime | None = None
    paused: bool = False
    cadence: Cadence = Cadence.FULL
    """How often it may be asked here, by what people said of earlier questions."""
    others: tuple[Weighing, ...] = ()
    """The other talks of the last seven days, in all channels (`alarms`)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Challenge or rest, with the reason, and the values its sentence needs."""

    challenge: bool
    move: str
    reason: str
    values: tuple[tuple[str, str | int], ...]
    about: tuple[MessageId, ...]
    near: bool
    """It rested, though the talk was large enough or nearly, and something stood in its way."""
    chance: float | None = None
    """How often luck alone shows as much as what was found; None where nothing was."""
    weighings: tuple[Weighing, ...] = ()
    """What to compare the other talks of the week with; none where this one may not be asked."""


@dataclass(frozen=True, slots=True)
class _Cause:
    reason: str
    move: str
    values: tuple[tuple[str, str | int], ...]
    about: tuple[MessageId, ...]
    way: Way


def weigh(
    signal: Signal, history: History, rules: Rules, now: datetime, quiet: bool = False
) -> Verdict:
    """Decide whether to ask something here now."""
    cause = _cause(signal, rules)
    reason = _barred(signal, history, rules, now)
    # What may not be asked about was not looked at, and is not counted among the week's talks.
    weighings = () if reason else signal.weighings
    own = None if cause is None or reason else _weighing(cause.way, weighings)
    if not reason and cause is None:
        reason = "disagreement-is-voiced" if _voiced(signal, rules) else "agreement-alone"
    elif own is not None and not alarms.stands_out(own, history.others, rules.false_share):
        reason = "could-be-luck"
    reason = reason or _held_back(history, rules, now, quiet)
    seen: tuple[tuple[str, str | int], ...] = (
        ("people", signal.people),
        ("messages", signal.messages),
        ("since", signal.since.date().isoformat()),
    )
    if cause is not None and not reason:
        values, chance = seen + cause.values, own.chance if own is not None else None
        return Verdict(
            True, cause.move, cause.reason, values, cause.about, False, chance, weighings
        )
    near = reason not in _HEALTHY and _large_enough(signal, rules, rules.near)
    values = seen + _why(reason, signal, history, rules, own)
    chance = own.chance if own is not None else None
    return Verdict(False, "", reason, values, (), near, chance, weighings)


def _weighing(way: Way, weighings: Sequence[Weighing]) -> Weighing:
    """What luck would do in one way; where nobody said, it would do nothing."""
    return next((each for each in weighings if each.way is way), Weighing(way, 0.0))


def _cause(signal: Signal, rules: Rules) -> _Cause | None:
    """Find what there is to ask about, the surest kind first."""
    split = next((split for split in signal.splits if _unexplained(split, rules)), None)
    if split is not None:
        counts: tuple[tuple[str, str | int], ...] = (
            ("for_", split.for_),
            ("against", split.against),
        )
        return _Cause("split-without-reasons", "split", counts, (split.message,), Way.SPLITS)
    if signal.unanswered:
        left: tuple[tuple[str, str | int], ...] = (("unanswered", len(signal.unanswered)),)
        return _Cause("objection-unanswered", "unanswered", left, signal.unanswered[:1], Way.LEFT)
    if _voices_missing(signal, rules):
        missing: tuple[tuple[str, str | int], ...] = (
            ("councils", signal.councils),
            ("missing", len(signal.absent_councils)),
        )
        return _Cause("voices-missing", "who-is-missing", missing, (), Way.MISSING)
    return None


def _unexplained(split: Split, rules: Rules) -> bool:
    if split.reasons_given or split.fresh:
        return False
    few, total = min(split.for_, split.against), split.for_ + split.against
    return few >= rules.split_least_each and few >= rules.split_share * total


def _voices_missing(signal: Signal, rules: Rules) -> bool:
    """A proposal, nobody against it, and three in four of the usual councils not heard."""
    absent = len(signal.absent_councils)
    return (
        signal.deliberates
        and signal.councils > 0
        and signal.reasons_against == 0
        and not signal.splits
        and absent + signal.councils >= rules.least_usual_councils
        and absent >= 3 * signal.councils
    )


def _barred(signal: Signal, history: History, rules: Rules, now: datetime) -> str:
    """Name what forbids a challenge here whatever was found, or nothing."""
    if history.paused:
        return "paused"
    if history.settled_until is not None and now < history.settled_until:
        return "settled"
    if signal.settled:
        return signal.settled
    if signal.people < rules.least_people:
        return "too-few-people"
    if not _long_enough(signal, rules, 1.0):
        return "too-short"
    if history.asked_here:
        return "already-asked"
    return ""


def _held_back(history: History, rules: Rules, now: datetime, quiet: bool) -> str:
    """Name what keeps a good question back for now, or nothing."""
    if history.cadence is Cadence.PAUSED:
        return "not-helping"
    asked = [moment for moment in history.asked if now - moment < WEEK]
    if len(asked) >= most_per_week(rules.most_per_week, history.cadence):
        return "budget-spent"
    if asked and now - max(asked) < least_gap(rules.least_gap, history.cadence):
        return "too-soon"
    return "quiet-hours" if quiet else ""


def _voiced(signal: Signal, rules: Rules) -> bool:
    return bool(signal.splits) or signal.reasons_against >= rules.reasons_are_plenty


def _long_enough(signal: Signal, rules: Rules, part: float) -> bool:
    return (
        signal.messages >= part * rules.least_messages
        or signal.until - signal.since >= part * rules.least_span
    )


def _large_enough(signal: Signal, rules: Rules, part: float) -> bool:
    return signal.people >= part * rules.least_people and _long_enough(signal, rules, part)


def _why(
    reason: str, signal: Signal, history: History, rules: Rules, own: Weighing | None
) -> tuple[tuple[str, str | int], ...]:
    """Give the sentence of a rest its own numbers."""
    match reason:
        case "too-few-people":
            return (("least_people", rules.least_people),)
        case "too-short":
            days = max(1, rules.least_span // timedelta(days=1))
            return (("least_messages", rules.least_messages), ("least_days", days))
        case "settled" if history.settled_until is not None:
            return (("until", history.settled_until.date().isoformat()),)
        case "budget-spent":
            return (("most_per_week", most_per_week(rules.most_per_week, history.cadence)),)
        case "too-soon":
            return (("last", max(history.asked).date().isoformat()),)
        case "disagreement-is-voiced":
            return (("reasons", signal.reasons_against), ("splits", len(signal.splits)))
        case "could-be-luck" if own is not None:
            alike = sum(each.way is own.way for each in history.others) + 1
            return (("luck", f"{100 * own.chance:.0f}"), ("talks", alike))
        case "agreement-alone" if signal.chance_of_unanimity is not None:
            return (("chance", f"{100 * signal.chance_of_unanimity:.0f}"),)
        case _:
            return ()
