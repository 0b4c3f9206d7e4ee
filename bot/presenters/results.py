"""What a round came to, in the words that its own posts, the digest and the page share."""

from __future__ import annotations

from adapters.posts import Part, Quote, Strong, Tally, Text
from bot.presenters.words import count, label, marked, spans, text
from challenges.ballots import Counts, Shift
from challenges.rounds import Entry, Reply
from challenges.tally import EntryTally

REPLIED = {
    Reply.ACCEPT: marked("Accepted"),
    Reply.AMEND: marked("Accepted in part"),
    Reply.REJECT: marked("Rejected"),
}


def before_and_after(shift: Shift) -> list[Part]:
    """The two ballots, where enough people answered for their counts to be kept."""
    ballots = (
        (
            marked("Before: {agree} to go ahead, {unsure} not sure, {disagree} against."),
            shift.before,
        ),
        (marked("After: {agree} to go ahead, {unsure} not sure, {disagree} against."), shift.after),
    )
    return [_ballot(words, counts) for words, counts in ballots if counts.total]


def _ballot(words: str, counts: Counts) -> Tally:
    rows = (
        (label("Go ahead"), counts.agree),
        (label("Not sure"), counts.unsure),
        (label("Do not"), counts.disagree),
    )
    return Tally(
        rows,
        label(words, agree=counts.agree, unsure=counts.unsure, disagree=counts.disagree),
    )


def entry(shown: Entry) -> Quote:
    """One entry, word for word and unsigned."""
    return Quote(shown.text, spans("Entry {number}", number=shown.id))


def weighed(each: EntryTally) -> Quote:
    """One entry with what it did to those who read it."""
    words = count(
        each.moves,
        "Entry {entry}. {number} person says it moves them, {unmoved} it does not, {unsure} not sure.",
        "Entry {entry}. {number} people say it moves them, {unmoved} it does not, {unsure} not sure.",
        entry=each.entry.id,
        unmoved=each.unmoved,
        unsure=each.unsure,
    )
    return Quote(each.entry.text, (words,))


def response(each: EntryTally) -> Text:
    """What the responder said to an entry."""
    if each.response is None:
        return text("{unanswered}", unanswered=Strong(label("Not answered.")))
    why = f" {each.response.why}" if each.response.why else ""
    return text("{reply}.{why}", reply=Strong(label(REPLIED[each.response.reply])), why=why)
