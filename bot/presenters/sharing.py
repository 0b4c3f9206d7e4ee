"""What whoever shares a view reads: the form, the view in the channel, and what became of it."""

from __future__ import annotations

from datetime import datetime

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
    Post,
)
from bot.presenters.views import one
from bot.presenters.words import label, marked, options, sentence, shortened, text
from challenges.library import LONGEST_CLAIM, View

CHOICES = {
    "tried": marked("We tried it"),
    "kept": marked("We tried it and kept it"),
    "dropped": marked("We tried it and dropped it"),
    "considering": marked("We are thinking about it"),
}
SCOPES = {
    "community": marked("People in this community"),
    "everywhere": marked("Other communities too"),
}


def share_form(subject: str, claim: str, words: str) -> Form:
    """What is asked of whoever shares a view."""
    return Form(
        name="share",
        subject=subject,
        title=label("Share a view", MAX_FORM_TITLE),
        fields=(
            Field("claim", label("What is it about?", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("One sentence others could agree or disagree with.", MAX_FIELD_HINT), shortened(claim, 200) if claim else "", most=LONGEST_CLAIM),
            Field("text", label("What did your council find?", MAX_FIELD_LABEL), FieldKind.PARAGRAPH, True,
                  label("What you did, what happened, and why. Leave people’s names out.", MAX_FIELD_HINT), words, most=2000),
            Field("status", label("Where does your council stand?", MAX_FIELD_LABEL), FieldKind.CHOICE, options=options(CHOICES)),
            Field("link", label("A link, if there is one", MAX_FIELD_LABEL), FieldKind.LINE, False,
                  label("A page that says more. It starts with https://", MAX_FIELD_HINT), most=500),
            Field("scope", label("Who may see it?", MAX_FIELD_LABEL), FieldKind.CHOICE, options=options(SCOPES)),
        ),
        send=label("Share it", MAX_FORM_TITLE),
    )  # fmt: skip


def card(view: View, now: datetime) -> Post:
    """A view as it stands in the channel where it was shared."""
    return Post((text("A view shared by its author:"), *one(view, now)))


def shared(view: View) -> Post:
    """What its author is told in private."""
    told = (
        text(
            "Thank you. Your view is shared as view {id}, and other communities too may see it.",
            id=view.id,
        )
        if view.scope == "everywhere"
        else text(
            "Thank you. Your view is shared as view {id}, and people in this community may see it.",
            id=view.id,
        )
    )
    back = Button(
        f"unshare:{view.id}",
        label("Take it back"),
        confirm=label("The view is erased here. It cannot be brought back."),
    )
    return Post((told, Choices((back,))))  # fmt: skip


def unshared(view: View) -> Post:
    """After its author took a view back."""
    return sentence("View {id} is taken back and erased.", id=view.id)


def council_missing() -> Post:
    """In place of the form, for a member who has not said which council they speak from."""
    return sentence(
        "Say first which council you speak from: type {command} and its name. Then press again.",
        command=Code("/challenge council"),
    )
