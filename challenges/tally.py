"""What a round comes to: which entries moved people, what they changed, and what the minority said.

Counts, never rates: a round is smaller than any share of it could honestly be. Nothing in here
cuts, merges or rewrites an entry, since summaries lose the minority first (arXiv 2510.05154).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from challenges.methods import Act, Side, Stands
from challenges.numbers import Spread, spread, tails
from challenges.opinion import OpinionMap
from challenges.refusals import NotNow
from challenges.rounds import (
    NO_SHIFT,
    Counts,
    Entry,
    Reply,
    Response,
    Round,
    RoundState,
    Shift,
    nothing_to_say,
    on_stage,
)
from challenges.scales import MARKS, Scale, backs, weight

__all__ = ["Counts", "EntryTally", "Outcome", "Shift", "outcome", "to_answer"]

MOVED = 2  # votes; one could be the author's own


@dataclass(frozen=True, slots=True)
class EntryTally:
    """One entry with the marks it got on a scale, and the answer it got."""

    entry: Entry
    marks: tuple[str, ...]
    response: Response | None = None
    scale: Scale = Scale.MOVES

    def count(self, mark: str) -> int:
        """How often it got one mark."""
        return self.marks.count(mark)

    @property
    def yes(self) -> int:
        """How often it got a mark that backs it: that it moves somebody, that it is doubtful."""
        return sum(backs(self.scale, mark) for mark in self.marks)

    @property
    def no(self) -> int:
        """How often it got the second mark of its scale; on the grid, any that does not back it."""
        return len(self.marks) - self.yes if self.scale is Scale.GRID else self._nth(1)

    @property
    def neither(self) -> int:
        """How often it got the third mark of its scale."""
        return 0 if self.scale is Scale.GRID else self._nth(2)

    @property
    def weight(self) -> float:
        """How far up it stands; see `challenges.scales.weight`."""
        return weight(self.scale, self.marks)

    @property
    def won(self) -> bool:
        """Whether the responder took it up."""
        return self.response is not None and self.response.reply in (Reply.ACCEPT, Reply.AMEND)

    @property
    def moved(self) -> bool:
        """Whether it moved more people than it left unmoved, and more than its author alone."""
        return self.yes >= MOVED and self.yes > self.no

    def _nth(self, place: int) -> int:
        marks = MARKS[self.scale]
        return self.count(marks[place]) if place < len(marks) else 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to. The entries, and those picked from them, stand most moving first.

    `method` is its title, `stands` how it words the answers of its ballots where it does so itself.
    `numbers` says how each stage of numbers was spread, in turn; `nothing` how many said that they
    have nothing to say to what was asked last. `went` is the side most people are on at the end,
    and `apart` how many stand against it.
    """

    round: int
    claim: str
    method: str
    abandoned: bool
    took_part: int
    shift: Shift
    entries: tuple[EntryTally, ...]
    moved: tuple[EntryTally, ...]
    unanswered: tuple[EntryTally, ...]
    minority: tuple[Entry, ...]
    shared: tuple[Entry, ...] = ()
    numbers: tuple[Spread, ...] = ()
    opinion: OpinionMap | None = None
    stands: Stands | None = None
    went: Side | None = None
    apart: int = 0
    nothing: int = 0


def outcome(round_: Round) -> Outcome:
    """Say what a round came to. While it goes on, `outcome-hidden`: to everybody, everywhere."""
    if not round_.over:
        raise NotNow("outcome-hidden")
    shift = round_.shift or NO_SHIFT
    entries = tallies(round_, round_.method.judged)
    closed = round_.state is RoundState.CLOSED and round_.method.response
    owed = entries[: round_.method.top] if closed else ()
    return Outcome(
        round=round_.id,
        claim=round_.claim,
        method=round_.method.title,
        abandoned=round_.state is RoundState.ABANDONED,
        took_part=round_.took_part,
        shift=shift,
        entries=entries,
        moved=tuple(each for each in entries if each.moved),
        unanswered=tuple(each for each in owed if each.response is None),
        minority=_minority(round_, entries, shift),
        shared=tuple(each.entry for each in entries if each.entry.id in round_.shared),
        numbers=spreads(round_),
        opinion=round_.opinion,
        stands=round_.method.stands,
        went=_went(shift),
        apart=_apart(shift),
        nothing=nothing_to_say(round_, round_.method.judged),
    )


def to_answer(round_: Round, stage: int) -> tuple[EntryTally, ...]:
    """The entries of a stage that the responder owes an answer.

    While votes on them come in, `outcome-hidden`, unless they were to be answered before.
    """
    begun = round_.method.phases[: round_.phase + 1]
    asked = any(Act.RESPONSE in phase.accepts and phase.on == stage for phase in begun)
    if _voting(round_, stage) and not asked:
        raise NotNow("outcome-hidden")
    return tallies(round_, stage)[: round_.method.top]


def tallies(round_: Round, stage: int) -> tuple[EntryTally, ...]:
    """The entries of a stage that all may see, with their marks: what weighs most stands first.

    For a stage of numbers it is the reasons from both tails that stand first (Delphi feeds back the
    reasons of whoever stood apart), the furthest from the middle before the others. Until the last
    vote on a stage is in, nothing in it has any marks.
    """
    scale = round_.method.scale(stage)
    votes = () if _voting(round_, stage) else round_.votes
    responses = {each.entry: each for each in round_.responses}
    found = [
        EntryTally(
            entry=entry,
            marks=tuple(each.mark for each in votes if each.entry == entry.id),
            response=responses.get(entry.id),
            scale=scale,
        )
        for entry in on_stage(round_, stage)
    ]
    middle = _middle(each.entry for each in found)

    def place(each: EntryTally) -> tuple[float, int, float, int]:
        apart = 0.0 if each.entry.number is None else abs(each.entry.number - middle)
        return -each.weight, each.no, -apart, each.entry.id

    return tuple(sorted(found, key=place))


def _voting(round_: Round, stage: int) -> bool:
    """Whether votes on a stage come in, or are still to come."""
    votes = round_.method.votes_on(stage)
    return bool(votes) and round_.phase <= votes[-1] and not round_.over


def spreads(round_: Round) -> tuple[Spread, ...]:
    """How the numbers of each stage that all may see were spread, in turn."""
    found = (_numbers(on_stage(round_, stage)) for stage in round_.method.stages)
    return tuple(each for each in found if each is not None)


def in_tails(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries whose numbers lie in the lowest and in the highest quarter, lowest first."""
    numbered = [(n, each) for each in entries if (n := each.number) is not None]
    if not numbered:
        return ()
    low, high = tails([n for n, _ in numbered])
    row = sorted(numbered, key=lambda each: each[0])
    return tuple(each for n, each in row if n <= low or n >= high)


def _numbers(entries: Iterable[Entry]) -> Spread | None:
    return spread([n for each in entries if (n := each.number) is not None])


def _middle(entries: Iterable[Entry]) -> float:
    found = _numbers(entries)
    return found.median if found else 0.0


def _last(shift: Shift) -> Counts:
    """How many stand where by the last that can be told of them."""
    if shift.after.total or not shift.before.total:
        return shift.after
    return Counts(shift.before.agree, shift.before.unsure, shift.against)


def _went(shift: Shift) -> Side | None:
    """On which side most people are at the end; None where they are on neither."""
    last = _last(shift)
    sides = {Side.FOR: last.agree, Side.AGAINST: last.disagree}
    side = max(sides, key=lambda each: sides[each])
    return side if sides[side] > max(min(sides.values()), last.unsure) else None


def _apart(shift: Shift) -> int:
    """How many stand against where the room went; where it went nowhere, against the claim."""
    return _last(shift).agree if _went(shift) is Side.AGAINST else shift.against


def _minority(round_: Round, entries: tuple[EntryTally, ...], shift: Shift) -> tuple[Entry, ...]:
    """What was said against where the room went and was not taken up, if anybody stood behind it.

    While anybody stands against the room it holds one entry at least, of those that do not speak
    for the room. Where neither side is the larger, nothing is left out for the way it points.
    """
    went = _went(shift)
    sides = {each.entry.id: _side(round_, each.entry) for each in entries}
    other = [each for each in entries if went is None or sides[each.entry.id] is not went]
    lost = [each for each in other if not each.won]
    stages = {each.entry.stage for each in lost}
    numbers = {stage: _numbers(on_stage(round_, stage)) for stage in stages}
    backed = [
        each.entry for each in lost if _stood_behind(round_, each, went, numbers[each.entry.stage])
    ]
    if backed or not _apart(shift):
        return tuple(backed)
    pointing = [each for each in other if sides[each.entry.id]]
    undecided = [each for each in lost if not sides[each.entry.id]]
    if round_.method.scale(round_.method.judged) is Scale.AGREE:
        undecided.sort(key=lambda each: each.yes - each.no)
    strongest = [each for each in pointing if not each.won] or pointing or undecided or other
    return tuple(each.entry for each in strongest[:1])


def _side(round_: Round, entry: Entry) -> Side | None:
    return round_.ask(entry.stage).side(entry.kind)


def _stood_behind(
    round_: Round, each: EntryTally, went: Side | None, numbers: Spread | None
) -> bool:
    """Whether a smaller part of the room stands behind an entry, as far as that can be told.

    A statement that more people agree with than not is what the room says. A number stands apart
    when it lies outside the middle half, and not near the middle. Where nobody votes, whoever
    wrote a reason against where the room went stands behind it.
    """
    number, ask = each.entry.number, round_.ask(each.entry.stage)
    if number is not None and ask.number:
        outside = numbers is not None and not numbers.lower <= number <= numbers.upper
        return numbers is not None and outside and abs(number - numbers.median) > ask.number.near
    if not round_.method.votes_on(each.entry.stage):
        return went is not None and _side(round_, each.entry) is not None
    return each.yes > 0 and (each.scale is not Scale.AGREE or each.yes <= each.no)
