"""A language nobody speaks, in which every sentence of ours can be told from what people wrote.

Each sentence stands in ⟦ ⟧, and each of its letters wears an accent. What shows a plain letter and
does not come from people has escaped the catalogue. Taking the accents off gives the English again.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar, cast

from babel.messages.pofile import write_po

from adapters.posts import Code, Form, Mention, Place, Post, Quote, When
from tests import catalogue

Said = TypeVar("Said")
LANGUAGE = "xx"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORN = "áƀçđéƒĝĥíĵķļɱñöþɋŕšţüṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÖÞɊŔŠŢÜṼŴẊÝŽ"
OPEN, CLOSE = "⟦", "⟧"
ACCENTED = str.maketrans(PLAIN, WORN)
BARE = str.maketrans(WORN, PLAIN, OPEN + CLOSE)
# A language Babel has not heard of writes dates and times as English does.
DATES = re.compile(
    r"\b((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d+(:\d\d)?(am|pm)|midday"
    r"|midnight|and)\b"
)
COMMANDS = re.compile(r"/challenge [\w-]+|/challenge\b")
OURS = ("Challenger",)
"""Names, which are the same in every language."""


def accented(words: str) -> str:
    """A sentence in the language nobody speaks, its gaps as they were."""
    said = ""
    for literal, gap, _, _ in Formatter().parse(words):
        said += literal.translate(ACCENTED).replace("{", "{{").replace("}", "}}")
        said += "" if gap is None else f"{{{gap}}}"
    return f"{OPEN}{said}{CLOSE}"


def write(folder: Path) -> None:
    """Put the catalogue of the language nobody speaks into a folder."""
    template = catalogue.template()
    for message in template:
        if isinstance(message.id, tuple | list):
            message.string = tuple(map(accented, message.id))
        elif message.id:
            message.string = accented(message.id)
    with (folder / f"{LANGUAGE}.po").open("wb") as file:
        write_po(file, template)


def english(said: Said) -> Said:
    """The same post or form with its accents taken off."""
    return cast("Said", _bare(said))


def _bare(said: Any) -> Any:
    match said:
        case str() if not isinstance(said, StrEnum):
            return said.translate(BARE)
        case tuple():
            return tuple(map(_bare, said))
        case _ if is_dataclass(said) and not isinstance(said, type):
            changed = {each.name: _bare(getattr(said, each.name)) for each in fields(said)}
            return replace(said, **changed)
        case _:
            return said


def texts(said: Any) -> Iterator[str]:
    """Everything in a post or a form that people read, but for what others wrote."""
    match said:
        case str():
            yield said
        case Code() | Mention() | Place():
            return  # what is typed as it stands, and names
        case When():
            yield said.words
        case Quote():
            yield from texts(said.source)
        case tuple():
            for each in said:
                yield from texts(each)
        case _ if is_dataclass(said):
            for each in fields(said):
                if each.name not in UNREAD:
                    yield from texts(getattr(said, each.name))


UNREAD = {"kind", "id", "url", "message", "name", "subject", "value", "weight"}
"""Parts of posts and forms that no person reads, or that stand there to be changed."""


def escaped(
    said: Post | Form | str, people: Iterable[str], typed: Container[str] = ()
) -> list[str]:
    """The texts that show a plain letter nobody wrote: sentences that went past the catalogue.

    `people` is what people wrote and names, wherever it stands; `typed` is what stands alone
    because it is typed just so.
    """
    theirs = sorted({*people, *OURS}, key=len, reverse=True)
    found = []
    for words in texts(said):
        left = words
        for each in theirs:
            left = left.replace(each, "")
        left = COMMANDS.sub("", DATES.sub("", left))
        if re.search("[A-Za-z]", left) and words not in typed:
            found.append(words)
    return found
