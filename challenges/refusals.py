"""What a member may not do, and why not.

    Refusal
    |- NotNow         the moment is wrong: a phase is over, or not reached
    |- NotYours       somebody else may, not this member
    |- AlreadyDone    it has happened and may happen once only
    |- NoSuchThing    what was named does not exist here
    '- NotValid       what was entered cannot be used as it is

A refusal carries a code and values; its sentence is written elsewhere.
"""

from __future__ import annotations


class Refusal(Exception):
    """A member did what the rules forbid. `code` names the sentence; `values` fill its gaps."""

    def __init__(self, code: str, **values: str | int) -> None:
        """Keep the code and the values for the sentence."""
        super().__init__(code)
        self.code = code
        self.values = values


class NotNow(Refusal):
    """The moment is wrong: a phase is over, or not reached."""


class NotYours(Refusal):
    """Somebody else may, not this member."""


class AlreadyDone(Refusal):
    """It has happened and may happen once only."""


class NoSuchThing(Refusal):
    """What was named does not exist here."""


class NotValid(Refusal):
    """What was entered cannot be used as it is."""
