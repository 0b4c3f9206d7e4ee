"""Shared views as people see them: one view with where it comes from, and contrasts."""

from __future__ import annotations

from datetime import datetime

from adapters.posts import (
    Button,
    Choices,
    Code,
    Link,
    Part,
    Post,
    Quote,
    Span,
    Strong,
)
from bot.presenters.words import day, label, listed, marked, note, sentence, spans, text
from bot.store.view_presses import NEW
from challenges.contrast import Contrast
from challenges.library import Status, View, stale
from config.councils import directory

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


def one(view: View, now: datetime) -> list[Part]:
    """One view with where it comes from."""
    says, on = label(SAYS[view.status], council=view.council), day(view.shared_at.date())
    about: list[Span]
    if view.followed_up_at is None:
        about = [*spans("{says} Shared {day}.", says=says, day=on)]
    else:
        later = day(view.followed_up_at.date())
        about = [
            *spans("{says} Shared {day}, followed up {later}.", says=says, day=on, later=later)
        ]
    if view.link:
        about += [" ", Link(label("Read more"), view.link)]
    parts: list[Part] = [
        text("{claim}", claim=Strong(view.claim)),
        Quote(view.text, tuple(about)),
    ]
    parts += _since(view, now)
    if view.tags:
        parts.append(note("About the place: {tags}.", tags=", ".join(view.tags)))
    if view.via:
        parts.append(note("It came by way of {source}.", source=view.via))
    if stale(view, now):
        parts.append(note("This is more than 12 months old. Ask what happened since."))
    return parts


def _since(view: View, now: datetime) -> list[Part]:
    """What has come of a council that is no more."""
    known = directory()
    council = known.find(view.council, view.shared_at.date()).council
    if council is None or council.existed(now.date()):
        return []
    names = [each.name for each in known.became(council, now.date()) if each is not council]
    if not names:
        return []
    return [
        note("What was {council} is {councils} now.", council=council.name, councils=listed(names))
    ]


def contrasts(found: tuple[Contrast, ...], now: datetime) -> Post:
    """Views from other councils beside the talk here."""
    if not found:
        return nothing_found()
    parts: list[Part] = [
        text(
            "How other councils saw it. They want what you want, a good service for the people they"
            " serve. These are their own words, and they may not fit your case."
        )
    ]
    for each in found:
        parts += one(each.view, now)
        parts.append(note(WHY[each.why]))
        parts.append(_presses(each.view))
    parts.append(note("I count what is pressed, and not who pressed it."))
    return Post(tuple(parts))


def _presses(view: View) -> Choices:
    return Choices(
        (
            Button(f"newtome:{view.id}:{view.community}", label("New to me")),
            Button(f"helped:{view.id}:{view.community}", label("Useful")),
        )
    )


def counted(word: str) -> Post:
    """What a member is told who pressed that a view was new, or useful."""
    if word == NEW:
        return sentence("Thank you. I count that it was new to somebody, and not to whom.")
    return sentence("Thank you. I count that it was useful to somebody, and not to whom.")


def shown_to_all() -> Post:
    """What the member is told who asked to see other councils, when everyone is shown them."""
    return sentence(
        "What other councils say comes to this conversation in a moment, for everyone to see."
    )


def nothing_found() -> Post:
    """When no other council has shared anything on the subject."""
    return Post(
        (
            text("No other council has shared a view on this yet."),
            text("You can be the first: type {command}.", command=Code("/challenge share")),
        )
    )
