"""What a round came to, in the words that its own posts, the digest and the page share."""

from __future__ import annotations

from adapters.posts import Part, Quote, Strong, Tally, Text
from bot.presenters.words import count, spans, text
from challenges.ballots import Counts, Shift
from challenges.rounds import Entry, Reply
from challenges.tally import EntryTally

REPLIED = {
    Reply.ACCEPT: "Accepted",
    Reply.AMEND: "Accepted in part",
    Reply.REJECT: "Rejected",
}


def before_and_after(shift: Shift) -> list[Part]:
    """The two ballots, where enough people answered for their counts to be kept."""
    ballots = (("Before", shift.before), ("After", shift.after))
    return [_ballot(label, counts) for label, counts in ballots if counts.total]


def _ballot(label: str, counts: Counts) -> Tally:
    rows = (("Go ahead", counts.agree), ("Not sure", counts.unsure), ("Do not", counts.disagree))
    words = f"{counts.agree} to go ahead, {counts.unsure} not sure, {counts.disagree} against."
    return Tally(rows, f"{label}: {words}")


def entry(shown: Entry) -> Quote:
    """One entry, word for word and unsigned."""
    return Quote(shown.text, spans("Entry {number}", number=shown.id))


def marked(each: EntryTally) -> Quote:
    """One entry with what it did to those who read it."""
    moved = count(each.moves, "person says", "people say")
    words = f"{moved} it moves them, {each.unmoved} it does not, {each.unsure} not sure."
    return Quote(each.entry.text, (f"Entry {each.entry.id}. {words}",))


def response(each: EntryTally) -> Text:
    """What the responder said to an entry."""
    if each.response is None:
        return text("{unanswered}", unanswered=Strong("Not answered."))
    why = f" {each.response.why}" if each.response.why else ""
    return text("{reply}.{why}", reply=Strong(REPLIED[each.response.reply]), why=why)
