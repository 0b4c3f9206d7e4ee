"""What is said where another organisation has come to read a channel."""

from __future__ import annotations

from adapters.commands import ROOT
from adapters.posts import Code, Post
from bot.presenters.words import note, text


def shared() -> Post:
    """Said once, to all who read the channel: the bot has gone silent there, and why."""
    return Post(
        (
            text(
                "People from another organisation can read this channel now."
                " So I have switched myself off here. I read nothing more in it,"
                " and what I kept from it is erased."
            ),
            note(
                "I stay off as long as the channel is shared."
                " If that ends, a moderator can switch me on again with {on}.",
                on=Code(f"/{ROOT} on"),
            ),
        )
    )
