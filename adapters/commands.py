"""The nouns a command is declared with.

Each platform derives its grammar, manifest or tree from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ROOT = "challenge"


class Who(StrEnum):
    """Who may use a command."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ORGANISER = "organiser"


@dataclass(frozen=True, slots=True)
class Argument:
    """What a command may be given.

    The arguments are one text on Slack and in the room, one option each on Discord.

    On Discord the values are joined with single spaces, in order, into the same one text.
    """

    name: str
    summary: str
    required: bool = False
    choices: tuple[str, ...] = ()
    completes: bool = False  # what is being typed can be completed: ask Queries.choices


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of `/challenge`.

    With `form`, a call that lacks a required argument opens that form instead.
    """

    name: str
    summary: str
    arguments: tuple[Argument, ...] = ()
    who: Who = Who.MEMBER
    form: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A verb on a message: a shortcut on Slack, a context menu on Discord, a menu in the room.

    With `form`, pointing opens that form with the message as its subject.
    """

    name: str
    title: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All a platform must know at start: the verbs, the pointers, and the names of the forms."""

    commands: tuple[Command, ...]
    pointers: tuple[Pointer, ...]
    forms: tuple[str, ...]
