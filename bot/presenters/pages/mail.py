"""The faces of a mail, text and HTML from the same outline, and the pages its links lead to.

A mail may be read outside the community, so it holds nobody's words from a talk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from adapters.envelopes import picture_id
from bot.addresses import Addresses
from bot.language import spoken
from bot.presenters.pages import faces, plain
from bot.presenters.pages.chart import Chart
from bot.presenters.pages.outline import Section, Told
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.words import label, marked
from challenges.digest import Edition

PLACES = {
    "slack": marked("Slack"),
    "discord": marked("Discord"),
    "web": marked("the browser room"),
}
ELSEWHERE = marked("chat")
LARGEST = 80_000  # bytes of HTML; what is beyond 102 KB, Gmail cuts off, the way out with it


@dataclass(frozen=True, slots=True)
class Faces:
    """One mail: its subject, and the same words as text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What both faces of a mail show, top to bottom.

    `pictures` are the charts that come with it, by what each is called in the HTML.
    """

    title: str
    over: str
    lead: tuple[str, ...]
    button: str
    link: str
    small: tuple[str, ...]
    withdrawn: str = ""
    note: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    way_out: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)


def outline(published: Edition, at: Addresses, before: Edition | None = None) -> Told:
    """What a mail tells of an edition."""
    return faces.outside(published, at, before)


def charts(told: Told) -> tuple[Chart, ...]:
    """The charts of an edition, in the order of its parts."""
    return tuple(
        chart for section in told.sections for item in section.items for chart in item.charts
    )


def edition(told: Told, *, way_out: str, place: str, pictures: Collection[str]) -> Faces:
    """An edition as a mail; `pictures` are the names of the charts that come with it."""
    letter = Letter(
        title=told.title,
        over=told.over,
        lead=plain.leads(told),
        button=label("Read the whole digest"),
        link=told.page,
        small=(
            label(
                "You get this mail because you asked for it in {place} and confirmed your address.",
                place=label(PLACES.get(place, ELSEWHERE)),
            ),
        ),
        withdrawn=told.withdrawn,
        note=told.note,
        sections=told.sections,
        way_out=way_out,
        pictures={name: picture_id(name) for name in pictures},
    )
    letter, html = _fitting(letter)
    return Faces(told.title, _text(letter), html)


def confirmation(link: str, place: str) -> Faces:
    """The mail that asks whether the owner of an address wants the digest."""
    title = label("Do you want the weekly digest by mail?")
    letter = Letter(
        title=title,
        over="Challenger",
        lead=(
            label(
                "Somebody in {place} gave this address, to get Challenger’s weekly digest by mail: where people differed, what came of it, and what is still open.",
                place=label(PLACES.get(place, ELSEWHERE)),
            ),
            label("If that was you, open the page and press the button there within 48 hours."),
        ),
        button=label("Open the page to confirm"),
        link=link,
        small=(
            label(
                "If it was not you, there is nothing to do. You get no digest, and this address is erased in a few days."
            ),
        ),
    )
    return Faces(title, _text(letter), _html(letter))


def confirm_page() -> str:
    """The page behind the link of a confirmation: one button."""
    return _page(
        label("Get the weekly digest by mail"),
        label("Press the button, and the digest comes to your address from the next edition on."),
        button=label("Yes, send me the digest"),
    )


def confirmed_page() -> str:
    """After the button was pressed."""
    return _page(
        label("Done: the digest comes by mail"),
        label(
            "You get the next edition at your address. Every mail has a link that ends them, and so does the command /challenge digest no-mail."
        ),
    )


def over_page() -> str:
    """A link to confirm that is too old, was taken back, or never was."""
    return _page(
        label("This link does nothing any more"),
        label(
            "A link works for 48 hours, and only the newest one does. To get another, type /challenge digest mail where you asked for this one."
        ),
    )


def leave_page() -> str:
    """The page behind the link that ends the mails: one button."""
    return _page(
        label("Get no more digests by mail"),
        label("Press the button, and no more mail comes. Your address is erased at once."),
        button=label("Send me no more mail"),
    )


def left_page() -> str:
    """After leaving, and for a way out that leads from nowhere: the two cannot be told apart."""
    return _page(
        label("No mail is sent to you by this link"),
        label("Nothing more comes from it, and the address that belonged to it is erased."),
    )


# --- the faces ---


def _html(letter: Letter) -> str:
    return TEMPLATES.get_template("mail.html").render(
        language=spoken(), letter=letter, left_out=plain.left_out
    )


def _fitting(letter: Letter) -> tuple[Letter, str]:
    """The letter with as much of its longest parts as fits, and its HTML."""
    html = _html(letter)
    while len(html.encode()) > LARGEST and letter.sections:
        longest = max(letter.sections, key=_length)
        sections = (_cut(each) if each is longest else each for each in letter.sections)
        letter = replace(letter, sections=tuple(each for each in sections if each.items))
        html = _html(letter)
    return letter, html


def _length(section: Section) -> int:
    return sum(
        len(words)
        for item in section.items
        for words in (item.title, *item.sentences, *(each.text for each in item.cited))
    )


def _cut(section: Section) -> Section:
    """The first half of a part, and that there is more of it on the page."""
    kept = section.items[: len(section.items) // 2]
    return replace(section, items=kept, left_out=section.left_out + len(section.items) - len(kept))


def _text(letter: Letter) -> str:
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    yield from plain.wrapped(letter.title)
    yield from (letter.over, "")
    yield from plain.opening(letter.withdrawn, letter.note, letter.lead)
    for section in letter.sections:
        yield from plain.section(section)
    yield from (f"{letter.button}:", letter.link, "", "-- ")
    for said in letter.small:
        yield from plain.wrapped(said)
    if letter.way_out:
        yield from (f"{_way_out()}:", letter.way_out)


def _way_out() -> str:
    return label("Get no more of these mails")


def _page(title: str, sentence: str, button: str = "") -> str:
    return TEMPLATES.get_template("press.html").render(
        language=spoken(), title=title, sentence=sentence, button=button
    )
