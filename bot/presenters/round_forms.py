"""The forms of a round: what is asked of whoever opens it, takes part, or answers."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import ChannelRef
from adapters.events import Audience
from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Field,
    FieldKind,
    Form,
    Place,
)
from bot.presenters.words import count, label, listed, marked, options, shortened, spans
from challenges.methods import Method
from challenges.rounds import MAX_ENTRY, Entry, Round

ANONYMITY = marked(
    "Nobody sees this until the part ends, and then without your name. Moderators see no more than other members do. "
    "Whoever runs the bot could link you to it until the round ends, when the link is destroyed. "
    "It may have to be released under freedom of information law."
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
    "accept": marked("Accept: we will do something about it"),
    "amend": marked("Amend: part of it changes the plan"),
    "reject": marked("Reject: the plan stays as it is"),
}


OPENED = {
    Audience.COMMUNITY: marked("You open this round by name in {channel}, at once, where everybody in this community can read it. It lasts {length}. You answer the strongest objections by name."),
    Audience.PRIVATE: marked("You open this round by name in {channel}, at once, where the members of that channel can read it. It lasts {length}. You answer the strongest objections by name."),
    Audience.SHARED: marked("You open this round by name in {channel}, at once, where another organisation can read it too. It lasts {length}. You answer the strongest objections by name."),
    Audience.DIRECT: marked("You open this round by name in {channel}, at once. It lasts {length}. You answer the strongest objections by name."),
}  # fmt: skip


def open_form(
    chosen: Method, subject: str, claim: str, channel: ChannelRef, readers: Audience
) -> Form:
    """What is asked of whoever opens a round, who can read it there, and how long it lasts."""
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
        ),
        send=label("Open the round", MAX_FORM_TITLE),
        introduction=spans(OPENED[readers], channel=Place(channel), length=_length(chosen)),
    )


def _length(chosen: Method) -> str:
    whole = sum((phase.window for phase in chosen.phases), timedelta())
    days, rest = divmod(whole, timedelta(days=1))
    hours = rest // timedelta(hours=1)
    in_days = count(days, "{number} day", "{number} days")
    in_hours = count(hours, "{number} hour", "{number} hours")
    return listed([each for each, some in ((in_days, days), (in_hours, hours)) if some])


def enter_form(round_: Round, own: str) -> Form:
    """Where one stands before anything is shown, and the entry."""
    return Form(
        name="enter",
        subject=str(round_.id),
        title=label(round_.method.title, MAX_FORM_TITLE),
        fields=(
            *_ballot_fields(round_.method),
            Field("entry", label(round_.method.entry_label, MAX_FIELD_LABEL), FieldKind.PARAGRAPH, True,
                  label(round_.method.entry_hint, MAX_FIELD_HINT), own, most=MAX_ENTRY),
        ),
        send=label("Send", MAX_FORM_TITLE),
        introduction=spans("{prompt} {anonymity}", prompt=label(round_.method.entry_prompt), anonymity=label(ANONYMITY)),
    )  # fmt: skip


def ballot_form(round_: Round) -> Form:
    """Where one stands now."""
    return Form(
        name="ballot",
        subject=str(round_.id),
        title=label("Where you stand now", MAX_FORM_TITLE),
        fields=_ballot_fields(round_.method),
        send=label("Send", MAX_FORM_TITLE),
        introduction=spans("Only the counts are shown, and only when the round is over."),
    )


def _ballot_fields(chosen: Method) -> tuple[Field, Field]:
    return (
        Field(
            "stand",
            label(chosen.ballot_question, MAX_FIELD_LABEL),
            FieldKind.CHOICE,
            options=options(STANDS),
        ),
        Field(
            "sure",
            label("How sure are you?", MAX_FIELD_LABEL),
            FieldKind.CHOICE,
            options=options(SURE),
        ),
    )


def respond_form(round_: Round, entry: Entry) -> Form:
    """The answer to one entry."""
    return Form(
        name="respond",
        subject=f"{round_.id}.{entry.id}",
        title=label("Answer entry {number}", MAX_FORM_TITLE, number=entry.id),
        fields=(
            Field("reply", label("Your answer", MAX_FIELD_LABEL), FieldKind.CHOICE, options=options(REPLIES)),
            Field("why", label("Why?", MAX_FIELD_LABEL), FieldKind.PARAGRAPH, False,
                  label("Needed when you amend or reject. Your name stands with it.", MAX_FIELD_HINT), most=MAX_ENTRY),
        ),
        send=label("Send", MAX_FORM_TITLE),
        introduction=spans("“{words}”", words=shortened(entry.text, 300)),
    )  # fmt: skip
