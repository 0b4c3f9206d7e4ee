"""What became of one entry, for whoever holds its receipt, and one thing to try next time.

Worked out when somebody asks, from what the round keeps, and kept by no one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from challenges.rounds import Entry, Reply, Round, nothing_to_say, visible
from challenges.tally import EntryTally, outcome, tallies

LONG = 400  # characters; what is longer is read to its end by few
CHECKED_BY = frozenset("0123456789?")


class Fate(StrEnum):
    """What became of an entry so far."""

    HIDDEN = "hidden"
    TOO_FEW = "too-few"  # wrote in its part, so it is never shown
    SHOWN = "shown"
    COUNTED = "counted"  # its author had nothing to say, and that counts
    ERASED = "erased"


class Hint(StrEnum):
    """One thing its author might try next time."""

    FOLLOW = "follow"  # it was taken up
    ASK_AGAIN = "ask-again"  # it moved people and got no answer
    ASK_WHAT_WOULD = "ask-what-would"  # it was rejected
    SHORTER = "shorter"
    CHECKABLE = "checkable"
    WHO_FEELS_IT = "who-feels-it"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one entry. The tally comes when its votes are counted, the hint at the end.

    `unanswered` is one that was to be answered by the responder and was not.
    """

    fate: Fate
    entry: Entry | None = None
    tally: EntryTally | None = None
    hint: Hint | None = None
    unanswered: bool = False


def feedback(round_: Round, receipt: str) -> Became:
    """What became of the entry that the hash of a receipt is kept with."""
    entry = next((each for each in round_.entries if receipt and each.receipt == receipt), None)
    if entry is None:
        return Became(Fate.ERASED)
    if nothing_to_say(round_, entry.stage) and entry.empty:
        return Became(Fate.COUNTED, entry)
    if not (round_.revealed and any(each.id == entry.id for each in visible(round_))):
        few = entry.stage in round_.unshown
        return Became(Fate.TOO_FEW if few else Fate.HIDDEN, entry)
    votes = round_.method.votes_on(entry.stage)
    if entry.about or not (round_.over or (votes and round_.phase > votes[-1])):
        return Became(Fate.SHOWN, entry)
    weighed = next(each for each in tallies(round_, entry.stage) if each.entry.id == entry.id)
    if not round_.over:
        return Became(Fate.SHOWN, entry, weighed)
    owed = any(each.entry.id == entry.id for each in outcome(round_).unanswered)
    return Became(Fate.SHOWN, entry, weighed, hint(weighed), owed)


def hint(each: EntryTally) -> Hint:
    """One thing to try next time, by what this time came to."""
    if each.won:
        return Hint.FOLLOW
    if each.response is not None and each.response.reply is Reply.REJECT:
        return Hint.ASK_WHAT_WOULD
    if each.moved:
        return Hint.ASK_AGAIN
    if len(each.entry.text) > LONG:
        return Hint.SHORTER
    if not CHECKED_BY & set(each.entry.text):
        return Hint.CHECKABLE
    return Hint.WHO_FEELS_IT
