"""What whoever shares a view reads: the forms, the view in the channel, and their own views."""

from __future__ import annotations

from collections.abc import Sequence
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
    Note,
    Part,
    Post,
    Strong,
    Text,
    Weight,
)
from bot.presenters.owed import and_more
from bot.presenters.views import STATUSES, one
from bot.presenters.words import day, label, marked, note, options, sentence, shortened, text
from challenges.library import LONGEST_CLAIM, LONGEST_LINK, Scope, Status, View, stale

CHOICES = {
    "tried": marked("We tried it"),
    "kept": marked("We tried it and kept it"),
    "dropped": marked("We tried it and dropped it"),
    "considering": marked("We are thinking about it"),
}
SCOPES = {
    "channel": marked("People in this channel only"),
    "community": marked("People in this community"),
    "everywhere": marked("Other communities too"),
    "public": marked("Anybody, on the open web too"),
}
SHARED = {
    Scope.CHANNEL: marked("Thank you. Your view is shared as view {id}. It is shown in this channel and nowhere else."),
    Scope.COMMUNITY: marked("Thank you. Your view is shared as view {id}, and people in this community may see it."),
    Scope.EVERYWHERE: marked("Thank you. Your view is shared as view {id}, and other communities too may see it."),
    Scope.PUBLIC: marked("Thank you. Your view is shared as view {id}, and anybody may see it, on the open web too."),
}  # fmt: skip
SEEN_BY = {
    Scope.CHANNEL: marked("Shown in the channel you shared it in, and nowhere else."),
    Scope.COMMUNITY: marked("Shown to people in this community."),
    Scope.EVERYWHERE: marked("Shown to other communities too."),
    Scope.PUBLIC: marked("Shown to anybody."),
}
MOST_OWN = 5  # Discord: 40 components in a post


def share_form(
    subject: str, claim: str, words: str, status: Status | None, scope: Scope, *, channel: bool
) -> Form:
    """What is asked of whoever shares a view. What can be filled in is, for them to change."""
    return Form(
        name="share",
        subject=subject,
        title=label("Share a view", MAX_FORM_TITLE),
        fields=_fields(shortened(claim, 200) if claim else "", words, status, "", scope, channel),
        send=label("Share it", MAX_FORM_TITLE),
    )


def edit_form(view: View) -> Form:
    """A view as it stands, for its author to change."""
    return Form(
        name="reshare",
        subject=str(view.id),
        title=label("Change your view", MAX_FORM_TITLE),
        fields=_fields(
            view.claim, view.text, view.status, view.link, view.scope, view.channel is not None
        ),
        send=label("Save", MAX_FORM_TITLE),
    )


def _fields(
    claim: str, words: str, status: Status | None, link: str, scope: Scope, channel: bool
) -> tuple[Field, ...]:
    scopes = {value: said for value, said in SCOPES.items() if channel or value != "channel"}
    return (
        Field("claim", label("What is it about?", MAX_FIELD_LABEL), FieldKind.LINE, True,
              label("One sentence others could agree or disagree with.", MAX_FIELD_HINT), claim, most=LONGEST_CLAIM),
        Field("text", label("What did your council find?", MAX_FIELD_LABEL), FieldKind.PARAGRAPH, True,
              label("What you did, what happened, and why. Leave people’s names out.", MAX_FIELD_HINT), words, most=2000),
        Field("status", label("Where does your council stand?", MAX_FIELD_LABEL), FieldKind.CHOICE,
              value=status.value if status else "", options=options(CHOICES)),
        Field("link", label("A link, if there is one", MAX_FIELD_LABEL), FieldKind.LINE, False,
              label("A page that says more. It starts with https://", MAX_FIELD_HINT), link, most=LONGEST_LINK),
        Field("scope", label("Who may see it?", MAX_FIELD_LABEL), FieldKind.CHOICE, value=scope.value, options=options(scopes)),
    )  # fmt: skip


def context_form(view: View) -> Form:
    """What a reader at another council should know, and when to ask what became of it."""
    return Form(
        name="context",
        subject=str(view.id),
        title=label("About the place", MAX_FORM_TITLE),
        fields=(
            Field("tags", label("What should others know of the place?", MAX_FIELD_LABEL), FieldKind.LINE, False,
                  label("A few words with commas between them, such as rural, small team, Granicus.", MAX_FIELD_HINT),
                  ", ".join(view.tags), most=300),
            Field("when", label("When may I ask what became of it?", MAX_FIELD_LABEL), FieldKind.LINE, False,
                  label("A day within a year, such as in 3 months. Left out, I ask once after a year.", MAX_FIELD_HINT),
                  view.ask_on.isoformat() if view.ask_on else "", most=60),
        ),
        send=label("Save", MAX_FORM_TITLE),
    )  # fmt: skip


def card(view: View, now: datetime) -> Post:
    """A view as it stands in the channel where it was shared."""
    return Post((text("A view shared by its author:"), *one(view, now)))


def shared(view: View, *, hidden_here: bool = False, again: bool = False) -> Post:
    """What its author is told in private."""
    parts: list[Part] = [text(SHARED[view.scope], id=view.id)]
    if hidden_here:
        parts.append(text("Another organisation reads this channel too, so it is not shown here."))
    if again:
        parts.append(
            text(
                "Somebody else at your council has shared nearly the same before. Both are kept, and they count once."
            )
        )
    parts.append(_choices(view))
    parts.append(_later())
    return Post(tuple(parts))


def shared_before(view: View) -> Post:
    """In place of a second view in nearly the same words: the first was changed."""
    return Post(
        (
            text(
                "You had shared nearly the same as view {id}, so that view now has these words. It counts once.",
                id=view.id,
            ),
            _choices(view),
            _later(),
        )
    )


def _later() -> Note:
    return note(
        "You can change it or take it back at any time, with {mine}.",
        mine=Code("/challenge views mine"),
    )


def _choices(view: View, *, asks: bool = False) -> Choices:
    """What its author can do with a view; where it `asks`, whether it still holds comes first."""
    buttons = [
        Button(f"reshare:{view.id}", label("Change it"), opens_form=True),
        Button(f"context:{view.id}", label("About the place"), opens_form=True),
        Button(
            f"unshare:{view.id}",
            label("Take it back"),
            confirm=label("The view is erased, wherever it is shown. It cannot be brought back."),
        ),
    ]
    if asks:
        buttons.insert(0, Button(f"holds:{view.id}", label("It still holds"), Weight.MAIN))
    return Choices(tuple(buttons))


def changed(view: View) -> Post:
    """After its author changed a view."""
    return Post(
        (
            text("View {id} is changed, wherever it is shown.", id=view.id),
            text(SEEN_BY[view.scope]),
            _choices(view),
        )
    )


def described(view: View) -> Post:
    """After its author said more about the place."""
    return Post((text("Noted with view {id}.", id=view.id), _asked_on(view)))


def _asked_on(view: View) -> Text:
    return text(
        "I ask you once, in private, on {day}, whether it still holds.", day=day(view.asks_at)
    )


def held(view: View) -> Post:
    """After its author said that a view still holds."""
    return Post(
        (
            text("Noted: view {id} still holds. Whoever reads it sees that.", id=view.id),
            _asked_on(view),
        )
    )


def question(view: View) -> Post:
    """The one question, in private: does it still hold?"""
    return Post(
        (
            text("On {day} you shared this view. Does it still hold?", day=day(view.heard_at.date())),
            *_own(view),
            _choices(view, asks=True),
            note("If you say nothing, others read how old it is, and I do not ask again."),
        )
    )  # fmt: skip


def unshared(view: View) -> Post:
    """After its author took a view back."""
    return sentence("View {id} is taken back and erased.", id=view.id)


def mine(views: Sequence[View], now: datetime) -> Post:
    """A member's own views, newest first, with what they can do with each."""
    if not views:
        return Post(
            (
                text("You have shared no view here yet. To share one, type {command}.", command=Code("/challenge share")),
            )
        )  # fmt: skip
    parts: list[Part] = []
    for view in views[:MOST_OWN]:
        parts += [*_own(view), _choices(view, asks=stale(view, now))]
    if len(views) > MOST_OWN:
        parts.append(and_more(len(views) - MOST_OWN))
    return Post(tuple(parts))


def _own(view: View) -> list[Part]:
    about = text(
        "View {id}: {claim} {status}. {seen}",
        id=view.id,
        claim=Strong(view.claim),
        status=label(STATUSES[view.status]),
        seen=label(SEEN_BY[view.scope]),
    )
    return [about, note("{words}", words=shortened(view.text, 300))]


def council_missing() -> Post:
    """In place of the form, for a member who has not said which council they speak from."""
    return sentence(
        "Say first which council you speak from: type {command} and its name. Then press again.",
        command=Code("/challenge council"),
    )
