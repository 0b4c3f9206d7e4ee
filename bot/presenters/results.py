"""What a round came to, in the words that its own posts, the digest and the page share."""

from __future__ import annotations

from adapters.chat import MemberRef
from adapters.posts import Mention, Quote, Span, Strong, Tally, Text
from bot.presenters import marking, round_forms
from bot.presenters.words import count, label, marked, spans, text
from challenges.ballots import Counts, Shift
from challenges.methods import Ask, Stands
from challenges.numbers import Spread
from challenges.rounds import Entry, Reply, Round
from challenges.tally import EntryTally

REPLIED = {
    Reply.ACCEPT: marked("Accepted"),
    Reply.AMEND: marked("Accepted in part"),
    Reply.REJECT: marked("Rejected"),
    Reply.SAY: marked("Answered"),
}


def before_and_after(shift: Shift, stands: Stands | None = None) -> list[Tally]:
    """The two ballots, where enough people answered for their counts to be kept.

    `stands` words their answers where the question was not whether to go ahead.
    """
    if stands:
        worded = (
            (
                marked("Before: {agree} “{yes}”, {unsure} “{between}”, {disagree} “{no}”."),
                shift.before,
            ),
            (
                marked("After: {agree} “{yes}”, {unsure} “{between}”, {disagree} “{no}”."),
                shift.after,
            ),
        )
        return [_worded(words, counts, stands) for words, counts in worded if counts.total]
    ballots = (
        (
            marked("Before: {agree} to go ahead, {unsure} not sure, {disagree} against."),
            shift.before,
        ),
        (marked("After: {agree} to go ahead, {unsure} not sure, {disagree} against."), shift.after),
    )
    return [_ballot(words, counts) for words, counts in ballots if counts.total]


def changed_answers(shift: Shift) -> list[Text]:
    """How many changed their answer, where enough people gave one both times."""
    if not shift.paired:
        return []
    changed = count(
        shift.changed,
        "Of the {paired} who answered both times, {number} person changed their answer.",
        "Of the {paired} who answered both times, {number} people changed their answer.",
        paired=shift.paired,
    )
    return [text("{changed}", changed=changed)]


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


def _worded(words: str, counts: Counts, stands: Stands) -> Tally:
    said = {stand: label(answer) for stand, answer in round_forms.stands(stands).items()}
    rows = tuple((answer, getattr(counts, stand)) for stand, answer in said.items())
    sentence = label(
        words,
        agree=counts.agree,
        yes=said["agree"],
        unsure=counts.unsure,
        between=said["unsure"],
        disagree=counts.disagree,
        no=said["disagree"],
    )
    return Tally(rows, sentence)


def nothing(number: int, ask: Ask) -> Text:
    """How many said that they have nothing to say."""
    said = count(
        number,
        "{number} person said: “{none}”.",
        "{number} people said: “{none}”.",
        none=label(ask.none),
    )
    return text("{said}", said=said)


def words(shown: Entry, ask: Ask | None) -> str:
    """The words of an entry; where its form had several parts, the later ones below what was asked.

    The first question is what everybody answers, so the answers to it can stand without it.
    """
    if ask is None or shown.about or len(ask.parts) == 1:
        return shown.text
    first, *later = zip(ask.parts, shown.answers, strict=False)
    said = [f"{label(part.label)}\n{answer}" for part, answer in later if answer]
    return "\n".join([*([first[1]] if first[1] else []), *said])


def entry(shown: Entry, round_: Round | None = None) -> Quote:
    """One entry, word for word; unsigned, unless it was written to be signed."""
    ask = round_.method.phases[shown.stage].ask if round_ else None
    return Quote(words(shown, ask), caption(shown, ask))


def caption(shown: Entry, ask: Ask | None = None, id: int = 0) -> tuple[Span, ...]:
    """The number of an entry, and what else is known of it: of which kind, what number, whose."""
    said: tuple[Span, ...] = (
        spans("Entry {number} of round {id}", number=shown.id, id=id)
        if id
        else spans("Entry {number}", number=shown.id)
    )
    if shown.about:
        said = spans("A reply to entry {number}", number=shown.about)
    kind = next((each for each in ask.kinds if each.name == shown.kind), None) if ask else None
    if kind:
        said = (*said, ": ", label(kind.label))
    if shown.number is not None:
        said = (*said, ", ", *spans("with the number {number}", number=f"{shown.number:g}"))
    if shown.author:
        said = (*said, ", ", Mention(MemberRef.parse(shown.author)))
    return said


def spread(found: Spread) -> Text:
    """How some numbers are spread, as Delphi tells it back."""
    if found.least == found.most:
        return text(
            "{n} numbers, and all of them are {median}.", n=found.n, median=f"{found.median:g}"
        )
    return text(
        "{n} numbers: the middle one is {median}. Half of them lie from {lower} to {upper}, all of them "
        "from {least} to {most}.",
        n=found.n,
        median=f"{found.median:g}",
        lower=f"{found.lower:g}",
        upper=f"{found.upper:g}",
        least=f"{found.least:g}",
        most=f"{found.most:g}",
    )


def weighed(each: EntryTally, round_: Round | None = None) -> Quote:
    """One entry with what it did to those who read it."""
    ask = round_.method.phases[each.entry.stage].ask if round_ else None
    counts = "" if round_ and not voted(each, round_) else marking.counted(each)
    said = caption(each.entry, ask)
    return Quote(words(each.entry, ask), (*said, ". ", counts) if counts else said)


def voted(each: EntryTally, round_: Round) -> bool:
    """Whether an entry was voted on, and the votes are complete."""
    votes = round_.method.votes_on(each.entry.stage)
    return bool(votes) and (round_.over or round_.phase > votes[-1])


def response(each: EntryTally) -> Text:
    """What the responder said to an entry."""
    if each.response is None:
        return text("{unanswered}", unanswered=Strong(label("Not answered.")))
    why = f" {each.response.why}" if each.response.why else ""
    return text("{reply}.{why}", reply=Strong(label(REPLIED[each.response.reply])), why=why)
