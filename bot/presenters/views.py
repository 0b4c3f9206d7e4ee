"""Shared views as people see them: the form, one view with where it comes from, and contrasts."""

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
    Link,
    Part,
    Post,
    Quote,
    Span,
    Strong,
)
from bot.presenters.words import day, label, marked, note, options, sentence, shortened, spans, text
from challenges.contrast import Contrast
from challenges.library import LONGEST_CLAIM, Status, View, stale

SAYS = {
    Status.CONSIDERING: marked("{council} is thinking about it."),
    Status.TRIED: marked("{council} tried it."),
    Status.KEPT: marked("{council} tried it and kept it."),
    Status.DROPPED: marked("{council} tried it and dropped it."),
}
STATUSES = {
    Status.CONSIDERING: marked("Thinking about it"),
    Status.TRIED: marked("Tried it"),
    Status.KEPT: marked("Tried it and kept it"),
    Status.DROPPED: marked("Tried it and dropped it"),
}
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
WHY = {
    "other-council-dropped": marked("Another council tried this and dropped it."),
    "other-council-tried": marked("Another council tried this."),
    "other-council-kept": marked("Another council kept this."),
    "other-council-differs": marked(
        "This reads as standing against what was said here. You judge."
    ),
    "other-council-angle": marked(
        "A different angle on the same subject. You judge whether it differs."
    ),
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


def _view(view: View, now: datetime) -> list[Part]:
    about = list[Span](
        spans(
            "{says} Shared {day}.",
            says=label(SAYS[view.status], council=view.council),
            day=day(view.shared_at.date()),
        )
    )
    if view.link:
        about += [" ", Link(label("Read more"), view.link)]
    parts: list[Part] = [
        text("{claim}", claim=Strong(view.claim)),
        Quote(view.text, tuple(about)),
    ]
    if stale(view, now):
        parts.append(note("This is more than 12 months old. Ask what happened since."))
    return parts


def card(view: View, now: datetime) -> Post:
    """A view as it stands in the channel where it was shared."""
    return Post((text("A view shared by its author:"), *_view(view, now)))


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


def contrasts(found: tuple[Contrast, ...], now: datetime) -> Post:
    """Views from other councils beside the talk here."""
    if not found:
        return nothing_found()
    parts: list[Part] = [
        text(
            "How other councils saw it. These are their own words, and they may not fit your case."
        )
    ]
    for each in found:
        parts += _view(each.view, now)
        parts.append(note(WHY[each.why]))
    return Post(tuple(parts))


def shown_to_all() -> Post:
    """What the member is told who asked to see other councils, when everyone is shown them."""
    return sentence("How other councils saw it is on its way to this conversation, for everyone.")


def nothing_found() -> Post:
    """When no other council has shared anything on the subject."""
    return Post(
        (
            text("No other council has shared a view on this yet."),
            text("You can be the first: type {command}.", command=Code("/challenge share")),
        )
    )


def council_missing() -> Post:
    """In place of the form, for a member who has not said which council they speak from."""
    return sentence(
        "Say first which council you speak from: type {command} and its name. Then press again.",
        command=Code("/challenge council"),
    )
