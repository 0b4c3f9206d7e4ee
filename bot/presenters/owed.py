"""What promises and assumptions to test share: a day to be asked on, and the ways to settle."""

from __future__ import annotations

from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    Choices,
    Field,
    Note,
    Post,
    Text,
)
from bot.presenters.words import label, note

MOST_WITH_BUTTONS = 5
MOST_LISTED = 15  # Discord: 40 components in a post, five for each with buttons


def when(question: str) -> Field:
    """The field for a day, under a `label`."""
    hint = label("A day, such as Friday, 4 January 2027, or in 3 weeks.", MAX_FIELD_HINT)
    return Field("when", question[:MAX_FIELD_LABEL], hint=hint, most=60)


def noted(said: Text, undo: Choices | None) -> Post:
    """What was noted; if it changed anything, with the way to take it back."""
    return Post((said, undo) if undo else (said,))


def and_more(number: int) -> Note:
    """The end of a list that is longer than what is shown."""
    return note("And {number} more.", number=number)
