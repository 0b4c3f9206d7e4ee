"""Promises as people see them: the form, the list in the channel, the one question when it is due."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.chat import ChannelRef, MemberRef
from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Mention,
    Part,
    Place,
    Post,
    Quote,
    Span,
    Text,
    Weight,
)
from bot.presenters import owed
from bot.presenters.words import (
    day,
    full_day,
    heading,
    label,
    marked,
    note,
    sentence,
    shortened,
    spans,
    text,
)
from challenges.pledges import LONGEST_PLEDGE, Pledge, PledgeState
from challenges.rounds import Entry, Round

SETTLED = {
    PledgeState.DONE: marked("Noted and shown in the channel: it is done. Thank you."),
    PledgeState.DROPPED: marked("Noted and shown in the channel: it is dropped. Saying so helps everybody plan."),
    PledgeState.OPEN: marked("Taken back: it is open again, as it was."),
}  # fmt: skip


def with_offer(said: Post, round_: Round, entry: int) -> Post:
    """The acknowledgement of an answer, with a way to promise what follows from it."""
    return Post((*said.parts, Choices((_promise(f"{round_.id}.{entry}"),))))


def _promise(subject: str) -> Button:
    return Button(f"pledge:{subject}", label("Promise something"), opens_form=True)


def form(round_: Round, entry: Entry | None) -> Form:
    """What somebody promises, and by when."""
    place = Place(ChannelRef.parse(round_.channel))
    about = (
        spans("“{words}” ", words=shortened(entry.text, 200))
        if entry is not None
        else spans("“{words}” ", words=shortened(round_.claim, 200))
    )
    return Form(
        name="pledge",
        subject=f"{round_.id}.{entry.id}" if entry is not None else str(round_.id),
        title=label("Promise something", MAX_FORM_TITLE),
        fields=(
            Field(
                "what", label("What will you do?", MAX_FIELD_LABEL), FieldKind.PARAGRAPH,
                hint=label("What you yourself can do, in a sentence.", MAX_FIELD_HINT),
                most=LONGEST_PLEDGE,
            ),
            owed.when(label("By when?")),
        ),
        send=label("Promise it", MAX_FORM_TITLE),
        introduction=spans(
            "{about}Your promise stands in {channel} at once, with your name. I ask you once, on that day, whether it is done.",
            about=about, channel=place,
        ),
    )  # fmt: skip


def date_form(promised: Pledge) -> Form:
    """Another day for a promise."""
    return Form(
        name="redate",
        subject=str(promised.id),
        title=label("Another day", MAX_FORM_TITLE),
        fields=(owed.when(label("By when?")),),
        send=label("Save", MAX_FORM_TITLE),
        introduction=spans("“{what}”", what=promised.what),
    )


def board(round_id: int, promised: Sequence[Pledge], *, more: bool) -> Post:
    """What was promised in a round, for everyone; where there can be `more`, with a button."""
    parts: list[Part] = [heading("Round {id}: what was promised", id=round_id)]
    parts += [line(each) for each in promised]
    if not promised:
        parts.append(text("Nothing is promised now."))
    if more:
        parts.append(Choices((_promise(str(round_id)),)))
        parts.append(note("You promise for yourself alone, and say yourself how it went."))
    return Post(tuple(parts))  # fmt: skip


def line(promised: Pledge) -> Text:
    """One promise and what became of it."""
    values: dict[str, Span | int | tuple[Span, ...]] = {
        "who": Mention(MemberRef.parse(promised.owner)),
        "what": promised.what,
        "day": day(promised.due),
    }
    match promised.state:
        case PledgeState.DONE:
            return text("{who}: {what} It is done.", **values | {"what": _ended(promised.what)})
        case PledgeState.DROPPED:
            return text("{who}: {what} It was dropped.", **values | {"what": _ended(promised.what)})
    if promised.unheard:
        return text("{who}, by {day}: {what} No word yet.", **values | {"what": _ended(promised.what)})  # fmt: skip
    return text("{who}, by {day}: {what}", **values)


def _ended(words: str) -> str:
    return words if words[-1:] in ".!?…" else f"{words}."


def pledged(promised: Pledge, told: bool) -> Post:
    """After somebody promised something."""
    asked = (
        text("I ask you once, in a direct message on that day, whether it is done.")
        if told
        else text(
            "I ask you once, where the round is, on that day. To be asked in private, type {messages}.",
            messages=Code("/challenge privacy messages"),
        )
    )
    return Post(
        (
            text(
                "Your promise stands in the channel, for {day}: {what}",
                what=_ended(promised.what),
                day=full_day(promised.due),
            ),
            asked,
            Choices((Button(f"unpledge:{promised.id}", label("Take it back")),)),
            note("You can take it back for 10 minutes. Later you can say that it is done or dropped, or give another day, with {list}.", list=Code("/challenge rounds pledges")),
        )
    )  # fmt: skip


def taken_back() -> Post:
    """After a promise was taken back."""
    return sentence("Your promise is taken back and erased.")


def settled(before: Pledge, after: Pledge) -> Post:
    """After its owner said what became of a promise."""
    changed = before.state is not after.state and after.state is not PledgeState.OPEN
    return owed.noted(text(SETTLED[after.state]), _undo(before) if changed else None)


def redated(before: Pledge, after: Pledge) -> Post:
    """After it was given another day."""
    said = text(
        "Noted and shown in the channel: it is now for {day}. I ask you once on that day.",
        day=full_day(after.due),
    )
    return owed.noted(said, _undo(before))


def _undo(before: Pledge) -> Choices:
    return Choices((Button(f"reopen:{before.id}:{before.due}", label("Undo")),))


def due(promised: Pledge, *, by_name: bool) -> Post:
    """The one question to its owner. In a channel it begins with their name."""
    who = Mention(MemberRef.parse(promised.owner))
    promised_on = day(promised.made_at.date())
    opening = (
        text("{who}, on {day} you promised something for about now. Is it done?", who=who, day=promised_on)
        if by_name
        else text("On {day} you promised something for about now. Is it done?", day=promised_on)
    )  # fmt: skip
    source = spans("Round {id}", id=promised.round)
    silent = note("If you say nothing, the list says “no word yet”, and I do not ask again.")
    return Post((opening, Quote(promised.what, source), _choices(promised), silent))


def answered(promised: Pledge) -> Post:
    """In place of the question in the channel, once it was answered."""
    return Post((line(promised),))


def _choices(promised: Pledge) -> Choices:
    return Choices(
        (
            Button(f"kept:{promised.id}:done", label("It is done"), Weight.MAIN),
            Button(f"redate:{promised.id}", label("Another day"), opens_form=True),
            Button(f"kept:{promised.id}:dropped", label("Drop it")),
        )
    )


def listed_(mine: Sequence[Pledge], others: Sequence[Pledge]) -> Post:
    """What was promised here, one's own open promises first, with what one can say of them."""
    if not (mine or others):
        return Post(
            (
                text("Nothing is promised here. When something is taken up in a round, whoever wants to can promise to do something about it."),
            )
        )  # fmt: skip
    parts: list[Part] = [heading("What was promised here")]
    for place, each in enumerate(mine):
        parts.append(_in_round(each))
        if each.open and place < owed.MOST_WITH_BUTTONS:
            parts.append(_choices(each))
    parts += [_in_round(each) for each in others[: max(0, owed.MOST_LISTED - len(mine))]]
    hidden = len(others) - max(0, owed.MOST_LISTED - len(mine))
    if hidden > 0:
        parts.append(owed.and_more(hidden))
    return Post(tuple(parts))


def _in_round(promised: Pledge) -> Text:
    said = spans("Round {id}.", id=promised.round)
    return Text((*said, " ", *line(promised).spans))
