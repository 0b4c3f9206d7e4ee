"""The forms of a round: what is asked of whoever opens it, takes part, or answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.chat import ChannelRef
from adapters.events import Audience
from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_PARTS,
    MAX_FORM_TITLE,
    MAX_OPTION_LABEL,
    Field,
    FieldKind,
    Form,
    Option,
    Place,
    Span,
)
from bot.presenters import marking
from bot.presenters.choosing import lasting
from bot.presenters.words import label, listed, marked, options, shortened, spans
from challenges.methods import FEWEST, Act, Ask, Method, Role, Showing, Stands
from challenges.partners import Partner
from challenges.rounds import Entry, Round
from challenges.taking_part import MAX_ENTRY

MAX_DEALT = 1500  # characters of what one was dealt above a form; the whole of it is one press away

ANONYMITY = marked(
    "No member sees this until the part ends, and then without your name. Moderators see no more than other members do. "
    "Whoever runs the bot could link you to it until the round ends, when the link is destroyed, or later with a copy "
    "made before. The chat itself carries what you send. It may have to be released under freedom of information law."
)
NAMED = marked(
    "What you write here bears your name. Nobody sees it until this part ends; then everybody who can read the channel "
    "does. It may have to be released under freedom of information law."
)
FOR_YOU = marked(
    "What you write here is for you alone: it is shown to nobody and erased when this part ends. Until then whoever "
    "runs the bot could read it."
)
NOTHING = marked(
    "To say “{none}”, leave all boxes empty and press Send: it counts as taking part, and nobody sees who said so. "
    "Nothing of this part is shown unless {fewest} people answer it one way or the other."
)
REPLIED = marked(
    "Replies are shown only when at least {fewest} people write something in this part."
)
STANDS = {
    "agree": marked("Yes, go ahead"),
    "unsure": marked("I am not sure"),
    "disagree": marked("No, do not"),
}
SURE = {
    "1": marked("1, a guess"),
    "2": "2",
    "3": marked("3, fairly sure"),
    "4": "4",
    "5": marked("5, certain"),
}
REPLIES = {
    "accept": marked("Accept: this is taken up"),
    "amend": marked("Amend: part of this is taken up"),
    "reject": marked("Reject: this is not taken up"),
}


OPENED = {
    Audience.COMMUNITY: marked("The round opens at once in {channel}, with your name. Everybody in this community can read it. It lasts {length}."),
    Audience.PRIVATE: marked("The round opens at once in {channel}, with your name. The members of that channel can read it. It lasts {length}."),
    Audience.SHARED: marked("The round opens at once in {channel}, with your name. Another organisation can read it too. It lasts {length}."),
    Audience.DIRECT: marked("The round opens at once in {channel}, with your name. It lasts {length}."),
}  # fmt: skip
YOU_ANSWER = marked("You answer what weighs most, with your name.")


HELD_IN = "held_in"  # no question of a method can have such a name
HERE = "here"
EVERYWHERE = "everywhere"


def open_form(
    chosen: Method,
    subject: str,
    claim: str,
    channel: ChannelRef,
    readers: Audience,
    partners: Sequence[Partner] = (),
) -> Form:
    """What is asked of whoever opens a round, who can read it there, and how long it lasts.

    Where the channel has `partners`, and the method allows for it, it can be held with them.
    """
    return Form(
        name="open",
        subject=subject,
        title=label(chosen.title, MAX_FORM_TITLE),
        fields=tuple(
            Field(
                question.name,
                label(question.label, MAX_FIELD_LABEL),
                FieldKind.PARAGRAPH if question.paragraph else FieldKind.LINE,
                question.required,
                label(question.hint, MAX_FIELD_HINT),
                value=claim if question.name == "claim" else "",
                most=MAX_ENTRY if question.paragraph else 200,
            )
            for question in chosen.proposal
        )
        + (_where(partners) if can_be_held_together(chosen) else ()),
        send=label("Open the round", MAX_FORM_TITLE),
        introduction=(
            *spans(OPENED[readers], channel=Place(channel), length=lasting(chosen)),
            *((" ", label(YOU_ANSWER)) if chosen.response else ()),
        ),
    )


def can_be_held_together(chosen: Method) -> bool:
    """Whether the form has room to ask where, and nobody but whoever opens the round is named."""
    others = (each for each in chosen.phases if each.role is not Role.PROPOSER)
    signed = any(each.ask is not None and each.ask.signed for each in others)
    return len(chosen.proposal) + 2 <= MAX_FORM_PARTS and not signed


def _where(partners: Sequence[Partner]) -> tuple[Field, ...]:
    if not partners:
        return ()
    places = [Option(HERE, label("Only in this channel"))]
    for each in partners:
        words = label("Here and with {name}", MAX_OPTION_LABEL, name=each.name)
        places.append(Option(str(each.id), words))
    if len(partners) > 1:
        places.append(Option(EVERYWHERE, label("Here and with all of them")))
    return (
        Field(
            HELD_IN,
            label("Where is it held?", MAX_FIELD_LABEL),
            FieldKind.CHOICE,
            hint=label("Whoever can read a channel it is held in can read it and take part.", MAX_FIELD_HINT),
            value=HERE,
            options=tuple(places),
        ),
    )  # fmt: skip


def enter_form(round_: Round, own: Entry | None, hand: tuple[Entry, ...] = ()) -> Form:
    """What is asked of whoever writes in a phase; where one stands, if it asks for that as well.

    One's own earlier entry is filled in; `hand` is what one was dealt of what the others wrote.
    """
    ask = round_.ask(round_.phase)
    dealt = tuple(
        part for each in hand for part in ("“", shortened(each.text, MAX_DEALT // len(hand)), "” ")
    )
    return Form(
        name="enter",
        subject=str(round_.id),
        title=label(round_.method.title, MAX_FORM_TITLE),
        fields=(
            *(_ballot_fields(round_.method) if Act.BALLOT in round_.current.accepts else ()),
            *_kind_field(ask, own),
            *_number_field(ask, own),
            *_part_fields(ask, own),
        ),
        send=label("Send", MAX_FORM_TITLE),
        introduction=spans(
            "{dealt}{prompt}\n\n{anonymity}{together}",
            dealt=dealt,
            prompt=_prompt(ask),
            anonymity=label(promise(ask)),
            together=_together(round_),
        ),
    )


def _together(round_: Round) -> tuple[Span, ...]:
    if not round_.guests:
        return ()
    return (
        " ",
        *spans(
            "This round is held together by {names}: members of all of them read what is shown.",
            names=listed(round_.held_by),
        ),
    )


def _prompt(ask: Ask) -> str:
    prompt = label(ask.prompt)
    if not ask.none:
        return prompt
    return f"{prompt} {label(NOTHING, none=label(ask.none), fewest=FEWEST)}"


def promise(ask: Ask) -> str:
    """Who sees what is written in answer to it, and until when; not translated yet."""
    if ask.signed:
        return NAMED
    return FOR_YOU if ask.shown is Showing.NOBODY else ANONYMITY


def _part_fields(ask: Ask, own: Entry | None) -> Iterator[Field]:
    for place, part in enumerate(ask.parts):
        yield Field(
            part.name,
            label(part.label, MAX_FIELD_LABEL),
            FieldKind.PARAGRAPH if part.paragraph else FieldKind.LINE,
            part.required,
            label(part.hint, MAX_FIELD_HINT),
            own.answers[place] if own else "",
            most=MAX_ENTRY if part.paragraph else 200,
        )


def _kind_field(ask: Ask, own: Entry | None) -> Iterator[Field]:
    if ask.kinds:
        yield Field(
            "kind",
            label(ask.kinds_label, MAX_FIELD_LABEL),
            FieldKind.CHOICE,
            value=own.kind if own else "",
            options=options({kind.name: kind.label for kind in ask.kinds}),
        )


def _number_field(ask: Ask, own: Entry | None) -> Iterator[Field]:
    if ask.number:
        yield Field(
            "number",
            label(ask.number.label, MAX_FIELD_LABEL),
            hint=label(ask.number.hint, MAX_FIELD_HINT),
            value="" if own is None or own.number is None else f"{own.number:g}",
            most=20,
        )


def reply_form(round_: Round, entry: Entry) -> Form:
    """What one says to one entry, unsigned."""
    return Form(
        name="reply",
        subject=f"{round_.id}.{entry.id}",
        title=label("Reply to entry {number}", MAX_FORM_TITLE, number=entry.id),
        fields=(
            Field("reply", label("What do you say to it?", MAX_FIELD_LABEL), FieldKind.PARAGRAPH, True,
                  label("A question, or what you know. About the words, never about a person.", MAX_FIELD_HINT), most=MAX_ENTRY),
        ),
        send=label("Send", MAX_FORM_TITLE),
        introduction=spans(
            "“{words}” {replied} {anonymity}{together}",
            words=shortened(entry.text, 300),
            replied=label(REPLIED, fewest=FEWEST),
            anonymity=label(ANONYMITY),
            together=_together(round_),
        ),
    )  # fmt: skip


def ballot_form(round_: Round) -> Form:
    """Where one stands now."""
    return Form(
        name="ballot",
        subject=str(round_.id),
        title=label("Where you stand now", MAX_FORM_TITLE),
        fields=_ballot_fields(round_.method),
        send=label("Send", MAX_FORM_TITLE),
        introduction=spans("{counts}", counts=label(_counts_only(round_.method))),
    )


def _counts_only(chosen: Method) -> str:
    """What is shown of where one stands; not translated yet."""
    if any(phase.minority_first for phase in chosen.phases):
        return marked(
            "Only the counts are shown, and only when the round is over. Reasons of the smaller side are shown first."
        )
    return marked("Only the counts are shown, and only when the round is over.")


def stands(wording: Stands | None) -> dict[str, str]:
    """The answers of a ballot by where they stand; not translated yet."""
    if wording is None:
        return STANDS
    return {
        "agree": wording.agree,
        "unsure": wording.unsure,
        "disagree": wording.disagree,
    }


def _ballot_fields(chosen: Method) -> tuple[Field, Field]:
    return (
        Field(
            "stand",
            label(chosen.ballot_question, MAX_FIELD_LABEL),
            FieldKind.CHOICE,
            options=options(stands(chosen.stands)),
        ),
        Field(
            "sure",
            label("How sure are you?", MAX_FIELD_LABEL),
            FieldKind.CHOICE,
            options=options(SURE),
        ),
    )


def rate_form(round_: Round, entry: Entry) -> Form:
    """How important one entry is, and how certain."""
    title = label("Rate entry {number}", MAX_FORM_TITLE, number=entry.id)
    return marking.rate_form(f"{round_.id}.{entry.id}", title, entry)


def respond_form(round_: Round, entry: Entry) -> Form:
    """The answer to one entry; where nothing is decided, it is words alone."""
    if not round_.current.decides:
        fields: tuple[Field, ...] = (
            Field(
                "why",
                label("Your answer", MAX_FIELD_LABEL),
                FieldKind.PARAGRAPH,
                True,
                label("Your name stands with it.", MAX_FIELD_HINT),
                most=MAX_ENTRY,
            ),
        )
    else:
        fields = (
            Field(
                "reply",
                label("Your answer", MAX_FIELD_LABEL),
                FieldKind.CHOICE,
                options=options(REPLIES),
            ),
            Field(
                "why",
                label("Why?", MAX_FIELD_LABEL),
                FieldKind.PARAGRAPH,
                False,
                label("Needed when you amend or reject. Your name stands with it.", MAX_FIELD_HINT),
                most=MAX_ENTRY,
            ),
        )
    return Form(
        name="respond",
        subject=f"{round_.id}.{entry.id}",
        title=label("Answer entry {number}", MAX_FORM_TITLE, number=entry.id),
        fields=fields,
        send=label("Send", MAX_FORM_TITLE),
        introduction=spans("“{words}”", words=shortened(entry.text, 300)),
    )  # fmt: skip
