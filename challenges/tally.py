"""What a round comes to: which entries moved people, what they changed, and what the minority said.

Counts, never rates: a round is smaller than any share of it could honestly be. Nothing in here
cuts, merges or rewrites an entry, since summaries lose the minority first (arXiv 2510.05154).
"""

from __future__ import annotations

from dataclasses import dataclass

from challenges.refusals import NotNow
from challenges.rounds import (
    NO_SHIFT,
    Counts,
    Entry,
    Mark,
    Reply,
    Response,
    Round,
    RoundState,
    Shift,
    visible,
)

__all__ = ["Counts", "EntryTally", "Outcome", "Shift", "outcome", "to_answer"]

MOVED = 2  # votes; one could be the author's own


@dataclass(frozen=True, slots=True)
class EntryTally:
    """One entry with its marks, and the answer it got."""

    entry: Entry
    moves: int
    unmoved: int
    unsure: int
    response: Response | None

    @property
    def won(self) -> bool:
        """Whether the responder took it up."""
        return self.response is not None and self.response.reply is not Reply.REJECT

    @property
    def moved(self) -> bool:
        """Whether it moved more people than it left unmoved, and more than its author alone."""
        return self.moves >= MOVED and self.moves > self.unmoved


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to. The entries, and those picked from them, stand most moving first."""

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


def outcome(round_: Round) -> Outcome:
    """Say what a round came to. While it goes on, `outcome-hidden`: to everybody, everywhere."""
    if not round_.over:
        raise NotNow("outcome-hidden")
    shift = round_.shift or NO_SHIFT
    entries = _ranked(round_) if round_.revealed else ()
    owed = entries[: round_.method.top] if round_.state is RoundState.CLOSED else ()
    return Outcome(
        round=round_.id,
        claim=round_.claim,
        method=round_.method.name,
        abandoned=round_.state is RoundState.ABANDONED,
        took_part=round_.took_part,
        shift=shift,
        entries=entries,
        moved=tuple(each for each in entries if each.moved),
        unanswered=tuple(each for each in owed if each.response is None),
        minority=_minority(entries, shift),
    )


def to_answer(round_: Round) -> tuple[EntryTally, ...]:
    """The entries the responder owes an answer. While votes come in, `outcome-hidden`."""
    if not round_.counted:
        raise NotNow("outcome-hidden")
    return _ranked(round_)[: round_.method.top]


def _ranked(round_: Round) -> tuple[EntryTally, ...]:
    responses = {each.entry: each for each in round_.responses}
    tallies = []
    for entry in visible(round_):
        marks = [each.mark for each in round_.votes if each.entry == entry.id]
        tallies.append(
            EntryTally(
                entry=entry,
                moves=marks.count(Mark.MOVES),
                unmoved=marks.count(Mark.UNMOVED),
                unsure=marks.count(Mark.UNSURE),
                response=responses.get(entry.id),
            )
        )
    return tuple(sorted(tallies, key=lambda each: (-each.moves, each.unmoved, each.entry.id)))


def _minority(entries: tuple[EntryTally, ...], shift: Shift) -> tuple[Entry, ...]:
    """All that moved somebody and was not taken up; if anybody disagrees, at least one entry."""
    lost = [each for each in entries if not each.won]
    backed = [each.entry for each in lost if each.moves]
    if backed or not shift.against:
        return tuple(backed)
    return tuple(each.entry for each in (lost or entries)[:1])
