"""What a member reads in chat about signing in to the reading pages."""

from __future__ import annotations

from adapters.posts import Button, Choices, Link, Part, Post
from bot.presenters.words import count, label, note, sentence, text


def way() -> Choices:
    """The button that asks for a link, beside a digest."""
    return Choices((Button("pages:me", label("Read the digests on the web")),))


def link(address: str, signed_in: int) -> Post:
    """The link that signs in, for one member alone; and in how many browsers they are already."""
    parts: list[Part] = [
        text(
            "This link signs you in to read the digests on the web: {link}",
            link=Link(label("Sign in to the pages"), address),
        ),
        note(
            "It works once, within 15 minutes, and for you alone: do not pass it on. You stay signed in for 7 days in that browser."
        ),
    ]
    if signed_in:
        parts.append(
            note(
                "{browsers}",
                browsers=count(
                    signed_in,
                    "You are signed in in {number} browser now.",
                    "You are signed in in {number} browsers now.",
                ),
            )
        )
        parts.append(Choices((Button("signout:me", label("Sign out everywhere")),)))
    return Post(tuple(parts))


def signed_out(ended: int) -> Post:
    """After signing out everywhere."""
    if ended:
        return sentence("Done. You are signed out everywhere, and no link you were given works.")
    return sentence("You were signed in nowhere. No link you were given works any more.")
