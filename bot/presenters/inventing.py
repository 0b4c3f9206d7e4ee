"""What a moderator sees who adds a way of dissenting of the community's own."""

from __future__ import annotations

from adapters.posts import (
    MAX_ANSWER,
    MAX_BUTTON_LABEL,
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Part,
    Post,
    Weight,
)
from bot.presenters.words import label, note, sentence, spans
from challenges.methods import Method


def offered() -> tuple[Part, ...]:
    """For moderators, below the methods: add one of your own."""
    return (
        Choices((Button("method:new", label("Add a way of your own"), opens_form=True),)),
        note("Only moderators can add one. You change or remove it where you read more about it, under “Ways of our own”."),
    )  # fmt: skip


def kept(own: Method) -> Choices:
    """For moderators, below a method of the community's own: change or remove it."""
    change = label("Change {method}", MAX_BUTTON_LABEL, method=own.title)
    remove = label("Remove {method}", MAX_BUTTON_LABEL, method=own.title)
    sure = label("Nobody can open a new round with it. Rounds that go on are not touched.")
    return Choices(
        (
            Button(f"method:{own.name}", change, opens_form=True),
            Button(f"unmethod:{own.name}", remove, Weight.DANGER, confirm=sure),
        )
    )


def form(subject: str, file: str) -> Form:
    """The file of a method, to be written or changed."""
    return Form(
        name="method",
        subject=subject,
        title=label("A way of your own", MAX_FORM_TITLE),
        fields=(
            Field(
                "file",
                label("The method, as a file", MAX_FIELD_LABEL),
                FieldKind.PARAGRAPH,
                True,
                label("Change the example. docs/methods.md explains each line.", MAX_FIELD_HINT),
                file,
                most=MAX_ANSWER,
            ),
        ),
        send=label("Check and keep it", MAX_FORM_TITLE),
        introduction=spans(
            "It is checked at once. A file that would show entries too early, or lets somebody rank before people have "
            "written alone, is not taken. Everybody in this community can open rounds with it."
        ),
    )  # fmt: skip


def added(method: Method) -> Post:
    """After a method was kept."""
    return sentence(
        "“{title}” can be used from now on: {command}.",
        title=method.title,
        command=Code(f"/challenge round {method.name}"),
    )


def removed(name: str) -> Post:
    """After a method was removed."""
    return sentence(
        "“{method}” is removed. Rounds that go on with it are not touched.", method=name
    )
