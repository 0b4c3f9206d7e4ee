"""What a moderator sees who adds a way of dissenting of the community's own."""

from __future__ import annotations

from collections.abc import Iterable

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
from bot.presenters.words import label, sentence, spans, text
from challenges.methods import Method


def offered(own: Iterable[Method]) -> Post:
    """For moderators, beside the methods: add one, change or remove one of your own."""
    rows: list[Part] = [
        text("You can add ways of dissenting of your own. Only moderators see this part."),
        Choices((Button("method:new", label("Add a way of your own"), opens_form=True),)),
    ]
    for each in own:
        change = label("Change {method}", MAX_BUTTON_LABEL, method=each.title)
        remove = label("Remove {method}", MAX_BUTTON_LABEL, method=each.title)
        sure = label("Nobody can open a new round with it. Rounds that go on are not touched.")
        rows.append(
            Choices(
                (
                    Button(f"method:{each.name}", change, opens_form=True),
                    Button(f"unmethod:{each.name}", remove, Weight.DANGER, confirm=sure),
                )
            )
        )
    return Post(tuple(rows))


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
