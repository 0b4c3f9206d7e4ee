"""The forms of a round: what is asked of whoever opens it, takes part, or answers."""

from __future__ import annotations

from adapters.posts import Field, FieldKind, Form, Option
from bot.presenters.words import shortened, spans
from challenges.methods import Method
from challenges.rounds import MAX_ENTRY, Entry, Round

ANONYMITY = (
    "Nobody sees this until the part ends, and then without your name. Whoever runs the bot could link you to it until "
    "the round ends, when the link is destroyed. It may have to be released under freedom of information law."
)
STANDS = (
    Option("agree", "Yes, go ahead"),
    Option("unsure", "I am not sure"),
    Option("disagree", "No, do not"),
)
SURE = (
    Option("1", "1, a guess"),
    Option("2", "2"),
    Option("3", "3, fairly sure"),
    Option("4", "4"),
    Option("5", "5, certain"),
)
REPLIES = (
    Option("accept", "Accept: we will do something about it"),
    Option("amend", "Amend: part of it changes the plan"),
    Option("reject", "Reject: the plan stays as it is"),
)


def open_form(chosen: Method, subject: str, claim: str) -> Form:
    """What is asked of whoever opens a round."""
    return Form(
        name="open",
        subject=subject,
        title=shortened(chosen.title, 24),
        fields=tuple(
            Field(
                question.name,
                question.label,
                FieldKind.PARAGRAPH if question.paragraph else FieldKind.LINE,
                question.required,
                question.hint,
                value=claim if question.name == "claim" else "",
                most=MAX_ENTRY if question.paragraph else 200,
            )
            for question in chosen.proposal
        ),
        send="Open the round",
        introduction=(
            "You open this round by name, and you answer the strongest objections by name.",
        ),
    )


def enter_form(round_: Round, own: str) -> Form:
    """Where one stands before anything is shown, and the entry."""
    return Form(
        name="enter",
        subject=str(round_.id),
        title=shortened(round_.method.title, 24),
        fields=(
            *_ballot_fields(round_.method),
            Field("entry", round_.method.entry_label, FieldKind.PARAGRAPH, True, round_.method.entry_hint, own, most=MAX_ENTRY),
        ),
        introduction=spans("{prompt} {anonymity}", prompt=round_.method.entry_prompt, anonymity=ANONYMITY),
    )  # fmt: skip


def ballot_form(round_: Round) -> Form:
    """Where one stands now."""
    return Form(
        name="ballot",
        subject=str(round_.id),
        title="Where you stand now",
        fields=_ballot_fields(round_.method),
        introduction=("Only the counts are shown, and only when the round is over.",),
    )


def _ballot_fields(chosen: Method) -> tuple[Field, Field]:
    return (
        Field("stand", shortened(chosen.ballot_question, 45), FieldKind.CHOICE, options=STANDS),
        Field("sure", "How sure are you?", FieldKind.CHOICE, options=SURE),
    )


def respond_form(round_: Round, entry: Entry) -> Form:
    """The answer to one entry."""
    return Form(
        name="respond",
        subject=f"{round_.id}.{entry.id}",
        title=f"Answer entry {entry.id}",
        fields=(
            Field("reply", "Your answer", FieldKind.CHOICE, options=REPLIES),
            Field("why", "Why?", FieldKind.PARAGRAPH, False, "Needed when you amend or reject. Your name stands with it.", most=MAX_ENTRY),
        ),
        introduction=spans("“{words}”", words=shortened(entry.text, 300)),
    )  # fmt: skip
