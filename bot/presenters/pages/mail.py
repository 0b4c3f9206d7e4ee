"""The faces of a mail, text and HTML from the same parts, and the pages its links lead to.

A mail may be read outside the community, so it holds what the public page holds: nobody's words
from a talk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.language import spoken
from bot.presenters.digest import without_quotes
from bot.presenters.pages import telling
from bot.presenters.pages.pages import SPLIT_WITH_REASONS, SPLIT_WITHOUT, dates
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.views import STATUSES
from bot.presenters.words import count, label, listed, marked
from challenges.digest import Edition, Talk
from challenges.tally import Outcome

PLACES = {
    "slack": marked("Slack"),
    "discord": marked("Discord"),
    "web": marked("the browser room"),
}
ELSEWHERE = marked("chat")
WIDTH = 72  # characters of a line under a title


@dataclass(frozen=True, slots=True)
class Faces:
    """One mail: its subject, and the same words as text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a mail: a title, sentences about it, and where it leads."""

    title: str = ""
    sentences: tuple[str, ...] = ()
    link: str = ""
    link_words: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a heading; one without a heading opens the mail."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What both faces show, top to bottom."""

    title: str
    over: str
    sections: tuple[Section, ...]
    button: str
    link: str
    small: tuple[str, ...]
    way_out: str = ""


def edition(published: Edition, *, page: str, way_out: str, place: str) -> Faces:
    """An edition as a mail: `page` has all of it, `way_out` ends such mails."""
    shown = without_quotes(published)
    figures = ", ".join(f"{number} {words}" for number, words in telling.figures(shown))
    opening = Item(sentences=(telling.lead(shown), f"{figures}."))
    title = label("The week in talk, edition {number}", number=shown.number)
    told = Told(
        title=title,
        over=dates(shown.since, shown.until),
        sections=(Section("", (opening,)), *_sections(shown)),
        button=label("Read the whole digest, with its chart"),
        link=page,
        small=(
            label(
                "Made by rules, not by a language model. Conversations where people differed come first. Nobody is named, and no conversation is quoted here."
            ),
            label(
                "You get this mail because you asked for it in {place} and confirmed your address.",
                place=label(PLACES.get(place, ELSEWHERE)),
            ),
        ),
        way_out=way_out,
    )
    return Faces(title, _text(told), _html(told))


def confirmation(link: str, place: str) -> Faces:
    """The mail that asks whether the owner of an address wants the digest."""
    title = label("Do you want the weekly digest by mail?")
    told = Told(
        title=title,
        over="Challenger",
        sections=(
            Section(
                "",
                (
                    Item(
                        sentences=(
                            label(
                                "Somebody in {place} gave this address, to get Challenger’s weekly digest by mail: where people differed, what came of it, and what is still open.",
                                place=label(PLACES.get(place, ELSEWHERE)),
                            ),
                            label(
                                "If that was you, open the page and press the button there within 48 hours."
                            ),
                        )
                    ),
                ),
            ),
        ),
        button=label("Open the page to confirm"),
        link=link,
        small=(
            label(
                "If it was not you, there is nothing to do. You get no digest, and this address is erased in a few days."
            ),
        ),
    )
    return Faces(title, _text(told), _html(told))


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


# --- the parts of an edition ---


def _sections(shown: Edition) -> Iterator[Section]:
    differed = [talk for talk in shown.talks if telling.differs(talk)]
    others = [talk for talk in shown.talks if not telling.differs(talk)]
    if differed:
        yield Section(label("Where views differed most"), tuple(map(_talk, differed)))
    if others:
        yield Section(label("What else was talked about"), tuple(map(_talk, others)))
    if shown.rounds:
        yield Section(label("Dissent rounds, before and after"), tuple(map(_round, shown.rounds)))
    if shown.views:
        yield Section(
            label("Views from other councils"),
            tuple(
                Item(
                    view.claim,
                    (
                        label(
                            "{council}: {status}.",
                            council=view.council,
                            status=label(STATUSES[view.status]),
                        ),
                        f"“{view.text}”",
                    ),
                    view.link,
                    label("Read more from {council}", council=view.council),
                )
                for view in shown.views
            ),
        )
    if shown.open_rounds:
        yield Section(
            label("Coming up"),
            tuple(
                Item(
                    sentences=(label("Round {id} is still open: {claim}", id=number, claim=claim),)
                )
                for number, claim in shown.open_rounds
            ),
        )


def _talk(talk: Talk) -> Item:
    messages = count(talk.messages, "{number} message", "{number} messages")
    people = count(talk.people, "{number} person", "{number} people")
    sentences = [label("{messages}, with {people} taking part.", messages=messages, people=people)]
    if talk.councils:
        sentences.append(label("Heard from {councils}.", councils=listed(talk.councils)))
    if talk.split:
        sentences.append(
            label(
                SPLIT_WITH_REASONS if talk.split.reasons_given else SPLIT_WITHOUT,
                for_=talk.split.for_,
                against=talk.split.against,
            )
        )
    title = talk.title[:1].upper() + talk.title[1:] or label("A conversation")
    return Item(title, (" ".join(sentences),))


def _round(outcome: Outcome) -> Item:
    title = label("Round {id}: {claim}", id=outcome.round, claim=outcome.claim)
    if outcome.abandoned:
        return Item(title, (label("It ended without a result."),))
    took_part = count(
        outcome.took_part,
        "{method}. {number} person took part.",
        "{method}. {number} people took part.",
        method=label(outcome.method),
    )
    return Item(title, (took_part, telling.shift(outcome.shift, outcome.stands)))


# --- the faces ---


def _html(told: Told) -> str:
    return TEMPLATES.get_template("mail.html").render(language=spoken(), told=told)


def _text(told: Told) -> str:
    lines = [told.title, told.over, ""]
    for section in told.sections:
        if section.title:
            lines += [section.title, "-" * min(len(section.title), WIDTH), ""]
        for item in section.items:
            lines += [item.title] if item.title else []
            lines += item.sentences
            lines += [f"{item.link_words}: {item.link}"] if item.link else []
            lines.append("")
    lines += [f"{told.button}: {told.link}", "", "-- ", *told.small]
    if told.way_out:
        lines.append(f"{_way_out()}: {told.way_out}")
    return "\n".join(lines) + "\n"


def _way_out() -> str:
    return label("Get no more of these mails")


def _page(title: str, sentence: str, button: str = "") -> str:
    return TEMPLATES.get_template("press.html").render(
        language=spoken(), title=title, sentence=sentence, button=button
    )
