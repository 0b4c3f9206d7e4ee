"""What an organiser reads before an edition is made public, and when it is not any more."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.posts import Button, Choices, Code, Link, Part, Post, Quote, Strong, Text, Weight
from bot.presenters.pages.pages import dates
from bot.presenters.views import SAYS
from bot.presenters.words import count, label, note, sentence, text
from bot.store.digests import DigestRow
from challenges.cutting import left_out, public_cut, public_views
from challenges.digest import Edition
from challenges.library import View


def choice(rows: Sequence[DigestRow]) -> Post:
    """The newest editions, each with who reads it, and a button to change that."""
    parts: list[Part] = [text("{title}", title=Strong(label("Who may read the digests")))]
    for row in rows:
        parts.append(_line(row))
    buttons = tuple(
        Button(f"public:{row.number}", label("Edition {number}", number=row.number))
        if row.public is None
        else Button(
            f"private:{row.number}",
            label("Close edition {number}", number=row.number),
            Weight.DANGER,
        )
        for row in rows
    )
    more = note(
        "For an older one, type {public} or {private} and its number.",
        public=Code("/challenge digest public"),
        private=Code("/challenge digest private"),
    )
    return Post((*parts, Choices(buttons), more))


def _line(row: DigestRow) -> Text:
    number, when = row.number, dates(row.edition.since, row.edition.until)
    if row.public is None:
        return text("Edition {number}, {dates}: members alone.", number=number, dates=when)
    return text("Edition {number}, {dates}: anybody.", number=number, dates=when)


def check(row: DigestRow, mark: str) -> Post:
    """Every word that anybody could read, with whose consent; and what is left out."""
    cut = public_cut(row.edition)
    parts: list[Part] = [
        text(
            "{title} Anybody could read edition {number} then, without signing in, at the address it has now.",
            title=Strong(label("Look at this first.")),
            number=row.number,
        ),
        text(
            "It would say that {messages} came from {people}, and show these words and no others:",
            messages=count(cut.messages, "{number} message", "{number} messages"),
            people=count(cut.people, "{number} person", "{number} people"),
        ),
    ]
    words = _words(cut)
    parts += words or [text("None: only numbers would be shown.")]
    parts += _left_out(row.edition)
    sure = label("Anybody can then read it. You can close it again at any time.")
    button = Button(
        f"reveal:{row.number}:{mark}", label("Let anybody read it"), Weight.DANGER, confirm=sure
    )
    return Post((*parts, Choices((button,))))


def _words(cut: Edition) -> list[Part]:
    parts: list[Part] = []
    if cut.note:
        parts.append(Quote(cut.note, (label("The note at the top, by an organiser here."),)))
    topics = [talk.title for talk in cut.talks if talk.title]
    if topics:
        parts.append(
            text(
                "Topics, in single words from talks of five people or more: {topics}.",
                topics="; ".join(topics),
            )
        )
    return [*parts, *map(_view, public_views(cut))]


def _view(view: View) -> Quote:
    said = label(SAYS[view.status], council=view.council)
    consent = label("Its author shared it for anybody to read, on the open web too.")
    if view.link:
        return Quote(view.text, (said, " ", Link(label("Read more"), view.link), " ", consent))
    return Quote(view.text, (f"{said} {consent}",))


def _left_out(edition: Edition) -> list[Part]:
    """What nobody agreed to show to everybody, counted."""
    left = left_out(edition)
    lines = [
        (left.quotes, count(left.quotes, "{number} quote from a talk", "{number} quotes from talks")),
        (left.entries, count(left.entries, "{number} entry or claim of a round", "{number} entries and claims of rounds")),
        (left.views, count(left.views, "{number} view shared for fewer readers", "{number} views shared for fewer readers")),
        (left.dues, count(left.dues, "{number} promise or assumption", "{number} promises and assumptions")),
        (left.talks, count(left.talks, "{number} talk of fewer than five people", "{number} talks of fewer than five people")),
    ]  # fmt: skip
    said = [words for number, words in lines if number]
    numbers = text(
        "Numbers of fewer than five people are left out, and names of councils in talks."
    )
    if not said:
        return [numbers]
    return [
        text(
            "Left out, because nobody agreed to show it to everybody: {what}.", what="; ".join(said)
        ),
        numbers,
    ]


def opened(number: int, page: str) -> Post:
    """After an edition was made public."""
    close = Button(f"private:{number}", label("Close it again"), Weight.DANGER)
    parts: list[Part] = [text("Anybody can read edition {number} now.", number=number)]
    if page:
        parts.append(text("{page}", page=Link(label("See it as anybody does"), page)))
    return Post((*parts, Choices((close,))))


def closed(number: int) -> Post:
    """After it was closed again."""
    return sentence(
        "Edition {number} is for members alone again, from now on. What somebody saved before stays with them.",
        number=number,
    )
