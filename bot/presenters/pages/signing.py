"""The pages around signing in: what a stranger sees, the one button, and signing out."""

from __future__ import annotations

from bot.language import spoken
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.words import label

COMMAND = "/challenge digest pages"


def strangers_page() -> str:
    """How to sign in, and nothing about what there is to read."""
    return TEMPLATES.get_template("stranger.html").render(language=spoken())


def way_in_page() -> str:
    """Behind a link that signs in: one button, for programs follow links as well."""
    return _page(
        label("Sign in to read the digests"),
        label(
            "Press the button, and this browser is signed in for 7 days as the member who asked for the link. If that is not you, close this page."
        ),
        button=label("Sign in"),
    )


def over_page() -> str:
    """A link that was used, is too old, or never was: they cannot be told apart."""
    return _page(
        label("This link does nothing any more"),
        label(
            "A link works once, for 15 minutes, and only the newest one does. To get another, type {command} in your community’s chat.",
            command=COMMAND,
        ),
    )


def way_out_page() -> str:
    """The button that signs out."""
    return _page(
        label("Sign out"),
        label("Press the button, and this browser is signed out."),
        button=label("Sign out"),
    )


def signed_out_page() -> str:
    """Nobody is signed in, or nobody any more."""
    return _page(
        label("You are signed out"),
        label(
            "To read the pages again, type {command} in your community’s chat. You get a private link.",
            command=COMMAND,
        ),
    )


def cannot_say_page() -> str:
    """The platform cannot be asked whether whoever is signed in still belongs."""
    return _page(
        label("Try again in a few minutes"),
        label(
            "Your community’s chat does not answer now, so this page cannot check that you are still a member. You stay signed in."
        ),
    )


def _page(title: str, sentence: str, button: str = "") -> str:
    return TEMPLATES.get_template("press.html").render(
        language=spoken(), title=title, sentence=sentence, button=button
    )
