"""A form that was not taken: what was wrong, and that nothing of what was written is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.posts import Button, Choices, Part, Post, Quote, Weight
from bot.presenters.words import label, note


def draft(wrong: Sequence[Part], written: Iterable[str], again: Button | None) -> Post:
    """What was wrong, all that was written, and the button that opens the form again."""
    quotes = [Quote(words) for words in written if words.strip()]
    parts = [*wrong]
    if quotes:
        parts += [note("You wrote:"), *quotes]
    if again is not None:
        parts.append(Choices((again,)))
    return Post(tuple(parts))


def reopen(form: str, subject: str) -> Button:
    """The button that opens a form again, as it stands by then."""
    words = label("Open the form again")
    return Button(f"{form}:{subject}", words, Weight.MAIN, opens_form=True)
