"""The scales members vote on, in words: what the buttons say and what the counts say."""

from __future__ import annotations

from adapters.posts import MAX_BUTTON_LABEL, Button, Field, FieldKind, Form
from bot.presenters.words import count, label, marked, options, shortened, spans
from challenges.rounds import Entry
from challenges.scales import GRADES, MARKS, Scale, means
from challenges.tally import EntryTally

BUTTONS: dict[Scale, tuple[str, ...]] = {
    Scale.MOVES: (
        marked("{number}: moves me"),
        marked("{number}: does not move me"),
        marked("{number}: not sure"),
    ),
    Scale.AGREE: (
        marked("{number}: I agree"),
        marked("{number}: I disagree"),
        marked("{number}: pass"),
    ),
    Scale.HOLDS: (
        marked("{number}: doubtful"),
        marked("{number}: holds"),
        marked("{number}: not sure"),
    ),
    Scale.DOES: (
        marked("{number}: we do this"),
        marked("{number}: we do not"),
        marked("{number}: not sure"),
    ),
    Scale.SAFE: (
        marked("{number}: not safe to try"),
        marked("{number}: safe to try"),
        marked("{number}: not sure"),
    ),
    Scale.CRUX: (
        marked("{number}: would change my mind"),
        marked("{number}: would not"),
        marked("{number}: not sure"),
    ),
    Scale.HEARD: (marked("{number}: yes, that is it"), marked("{number}: not yet")),
    Scale.RANK: (
        marked("{number}: my first choice"),
        marked("{number}: second"),
        marked("{number}: third"),
    ),
    Scale.BACK: (marked("{number}: I would back this"),),
    Scale.GRID: (marked("{number}: how important, how certain"),),
}
"""The words of the buttons under an entry, in the order of the marks; for the grid, of its form."""

_GRADED = {
    "important": (marked("How important is it?"), marked("1, hardly"), marked("5, all hangs on it")),
    "certain": (marked("How certain is it?"), marked("1, a guess"), marked("5, we know it")),
}  # fmt: skip


def buttons(scale: Scale, subject: str, number: int) -> tuple[Button, ...]:
    """The buttons that vote on one entry; `subject` names the round and the entry."""
    words = [label(each, MAX_BUTTON_LABEL, number=number) for each in BUTTONS[scale]]
    if scale is Scale.GRID:
        return (Button(f"rate:{subject}", words[0], opens_form=True),)
    return tuple(
        Button(f"vote:{subject}:{mark}", said)
        for mark, said in zip(MARKS[scale], words, strict=True)
    )


def rate_form(subject: str, title: str, entry: Entry) -> Form:
    """How important one entry is, and how certain."""
    grades = {each: each for each in GRADES}
    return Form(
        name="rate",
        subject=subject,
        title=title,
        fields=tuple(
            Field(
                name,
                label(asked),
                FieldKind.CHOICE,
                options=options(grades | {"1": least, "5": most}),
            )
            for name, (asked, least, most) in _GRADED.items()
        ),
        send=label("Send"),
        introduction=spans("“{words}”", words=shortened(entry.text, 300)),
    )


def counted(each: EntryTally) -> str:
    """What the marks on one entry come to, in a sentence; empty where there is none to speak of."""
    if each.scale is Scale.HEARD:
        return ""  # that the author was heard is told by what opens then
    if not each.marks:
        return label("Nobody voted on it.")
    if each.scale is Scale.GRID:
        importance, certainty = means(each.marks)
        return count(
            len(each.marks),
            "{number} person rated it: {importance} of 5 for importance, {certainty} of 5 for certainty.",
            "{number} people rated it: on average {importance} of 5 for importance, {certainty} of 5 for certainty.",
            importance=f"{importance:.1f}",
            certainty=f"{certainty:.1f}",
        )
    no, neither = each.no, each.neither
    match each.scale:
        case Scale.MOVES:
            return count(
                each.yes,
                "{number} person says it moves them, {no} that it does not, {neither} not sure.",
                "{number} people say it moves them, {no} that it does not, {neither} not sure.",
                no=no,
                neither=neither,
            )
        case Scale.AGREE:
            return count(
                each.yes,
                "{number} person agrees, {no} disagree, {neither} passed.",
                "{number} people agree, {no} disagree, {neither} passed.",
                no=no,
                neither=neither,
            )
        case Scale.HOLDS:
            return count(
                each.yes,
                "{number} person says it is doubtful, {no} that it holds, {neither} not sure.",
                "{number} people say it is doubtful, {no} that it holds, {neither} not sure.",
                no=no,
                neither=neither,
            )
        case Scale.DOES:
            return count(
                each.yes,
                "{number} person says we do this already, {no} that we do not, {neither} not sure.",
                "{number} people say we do this already, {no} that we do not, {neither} not sure.",
                no=no,
                neither=neither,
            )
        case Scale.SAFE:
            return count(
                each.yes,
                "{number} person says it makes the plan unsafe to try, {no} that it is safe all the same, {neither} not sure.",
                "{number} people say it makes the plan unsafe to try, {no} that it is safe all the same, {neither} not sure.",
                no=no,
                neither=neither,
            )
        case Scale.CRUX:
            return count(
                each.yes,
                "It would change the mind of {number} person, not of {no}, {neither} not sure.",
                "It would change the minds of {number} people, not of {no}, {neither} not sure.",
                no=no,
                neither=neither,
            )
        case Scale.RANK:
            return count(
                each.yes,
                "The first choice of {number} person, the second of {no}, the third of {neither}.",
                "The first choice of {number} people, the second of {no}, the third of {neither}.",
                no=no,
                neither=neither,
            )
        case Scale.BACK:
            return count(
                each.yes, "{number} person would back it.", "{number} people would back it."
            )
        case _:
            return ""
