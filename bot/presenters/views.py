"""Shared views as people see them: the form, one view with where it comes from, and contrasts."""

from __future__ import annotations

from datetime import datetime

from adapters.posts import (
    Code,
    Field,
    FieldKind,
    Form,
    Link,
    Option,
    Part,
    Post,
    Quote,
    Span,
    Strong,
)
from bot.presenters.words import day, note, sentence, shortened, text
from challenges.contrast import Contrast
from challenges.library import LONGEST_CLAIM, Status, View, stale

STATUSES = {
    Status.CONSIDERING: "is thinking about it",
    Status.TRIED: "tried it",
    Status.KEPT: "tried it and kept it",
    Status.DROPPED: "tried it and dropped it",
}
WHY = {
    "other-council-dropped": "Another council tried this and dropped it.",
    "other-council-tried": "Another council tried this.",
    "other-council-kept": "Another council kept this.",
    "other-council-differs": "This reads as standing against what was said here. You judge.",
    "other-council-angle": "A different angle on the same subject. You judge whether it differs.",
}


def share_form(subject: str, claim: str, words: str) -> Form:
    """What is asked of whoever shares a view."""
    return Form(
        name="share",
        subject=subject,
        title="Share a view",
        fields=(
            Field("claim", "What is it about?", FieldKind.LINE, True, "One sentence others could agree or disagree with.", shortened(claim, 200) if claim else "", most=LONGEST_CLAIM),
            Field("text", "What did your council find?", FieldKind.PARAGRAPH, True, "What you did, what happened, and why. Leave people’s names out.", words, most=2000),
            Field("status", "Where does your council stand?", FieldKind.CHOICE, options=(
                Option("tried", "We tried it"), Option("kept", "We tried it and kept it"),
                Option("dropped", "We tried it and dropped it"), Option("considering", "We are thinking about it"))),
            Field("link", "A link, if there is one", FieldKind.LINE, False, "A page that says more. It starts with https://", most=500),
            Field("scope", "Who may see it?", FieldKind.CHOICE, options=(
                Option("community", "People in this community"), Option("everywhere", "Other communities too"))),
        ),
        send="Share it",
    )  # fmt: skip


def _view(view: View, now: datetime) -> list[Part]:
    about: list[Span] = [
        f"{view.council} {STATUSES[view.status]}. Shared {day(view.shared_at.date())}."
    ]
    if view.link:
        about += [" ", Link("Read more", view.link)]
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
    who = "other communities too" if view.scope == "everywhere" else "people in this community"
    return sentence(
        "Thank you. Your view is shared as view {id}, and {who} may see it. Type {command} to erase what you shared.",
        id=view.id,
        who=who,
        command=Code("/challenge privacy"),
    )


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
        parts.append(note("{why}", why=WHY[each.why]))
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
