"""Two registers as pages: what plans rest on, and what was promised. Nobody's name is on either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.presenters.pages.paging import paging, part
from bot.presenters.pages.site import Site
from bot.presenters.pages.templates import drawn
from bot.presenters.words import day, label, marked
from challenges.assumptions import Assumption, AssumptionState
from challenges.pledges import Pledge, PledgeState

MOST_LISTED = 40
"""So many stand on one page: together they are no longer than a long digest."""
NO_WORD, DUE, OPEN = marked("No word yet"), marked("Due today"), marked("Open")
HELD, FELL = marked("Held"), marked("Fell")
KEPT, DROPPED, MISSED = marked("Kept"), marked("Dropped"), marked("Missed, no word yet")
COLOURS = {
    NO_WORD: "govuk-tag--yellow", DUE: "govuk-tag--yellow", OPEN: "", HELD: "govuk-tag--green",
    FELL: "govuk-tag--orange", KEPT: "govuk-tag--green", DROPPED: "govuk-tag--grey",
    MISSED: "govuk-tag--yellow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownDue:
    """One line of a register: the words, what is known, and where it comes from."""

    text: str
    state: str
    colour: str
    said: str
    link: str
    link_words: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one state."""

    title: str
    lines: tuple[ShownDue, ...]


def assumptions_page(site: Site, noted: Sequence[Assumption], today: date, wanted: str) -> str:
    """The register of assumptions: what is due first, then what fell, what is open, what held."""
    return _page(
        site,
        "assumptions",
        label("What plans rest on"),
        label("An assumption is what a plan needs and nobody has tested yet. Each has a day on which somebody looks whether it holds."),
        label("Nothing is on the register. Assumptions come from rounds, and anybody can add one: type /challenge rounds assume and what is taken for granted."),
        [(_assumed(each, today), in_register(each, site, today)) for each in sorted(noted, key=lambda each: (each.test_on, each.id))],
        (NO_WORD, DUE, FELL, OPEN, HELD),
        wanted,
    )  # fmt: skip


def pledges_page(site: Site, promised: Sequence[Pledge], today: date, wanted: str) -> str:
    """What was promised: what is overdue first, then what is open, kept and dropped."""
    return _page(
        site,
        "pledges",
        label("What was promised"),
        label("After a round people promise, each for themselves, what they will do about an objection. No names stand here: they are in the channel, where the promise was made."),
        label("Nothing was promised yet. A promise follows from a round in which an objection was taken up."),
        [(_promised(each, today), in_promises(each, site, today)) for each in sorted(promised, key=lambda each: (each.due, each.id))],
        (MISSED, DUE, OPEN, KEPT, DROPPED),
        wanted,
    )  # fmt: skip


def in_register(noted: Assumption, site: Site | None, today: date | None = None) -> ShownDue:
    """An assumption as a line. Without a site it does not lead to its round."""
    state = _assumed(noted, today)
    said = {
        HELD: label("It held when it was tested."),
        FELL: label("It did not hold. What was built on it may need another look."),
    }.get(state, label("To be tested on {day}.", day=day(noted.test_on)))
    return _shown(noted.text, state, said, noted.round, site)


def in_promises(promised: Pledge, site: Site | None, today: date | None = None) -> ShownDue:
    """A promise as a line, without who made it."""
    state = _promised(promised, today)
    said = (
        label("Promised for {day}.", day=day(promised.due))
        if state in (KEPT, DROPPED)
        else label("By {day}.", day=day(promised.due))
    )
    return _shown(promised.what, state, said, promised.round, site)


def _shown(text: str, state: str, said: str, round_: int, site: Site | None) -> ShownDue:
    return ShownDue(
        text=text,
        state=label(state),
        colour=COLOURS[state],
        said=said,
        link=site.at.to("round", round_) if site is not None and round_ else "",
        link_words=label("From round {id}", id=round_) if round_ else "",
    )


def _assumed(noted: Assumption, today: date | None) -> str:
    if noted.state is AssumptionState.OPEN:
        return _open(noted.test_on, noted.asked_on is not None, today, NO_WORD)
    return HELD if noted.state is AssumptionState.HOLDS else FELL


def _promised(promised: Pledge, today: date | None) -> str:
    if promised.state is PledgeState.OPEN:
        return _open(promised.due, promised.asked_on is not None, today, MISSED)
    return KEPT if promised.state is PledgeState.DONE else DROPPED


def _open(on: date, asked: bool, today: date | None, late: str) -> str:
    if today is not None and on == today:
        return DUE
    return late if asked or (today is not None and on < today) else OPEN


def _page(
    site: Site,
    name: str,
    title: str,
    about: str,
    nothing: str,
    lines: Sequence[tuple[str, ShownDue]],
    order: Sequence[str],
    wanted: str,
) -> str:
    here = paging(wanted, len(lines), MOST_LISTED, lambda page: site.at.to(name, page=str(page)))
    lines = sorted(lines, key=lambda each: order.index(each[0]))
    shown = part(lines, here, MOST_LISTED)
    numbers = [(state, sum(each == state for each, _ in lines)) for state in order]
    return drawn(
        "register.html",
        site,
        title=title,
        about=about,
        nothing=nothing,
        figures=[(number, label(state)) for state, number in numbers if number],
        groups=[
            Group(label(state), found)
            for state in order
            if (found := tuple(line for each, line in shown if each == state))
        ],
        paging=here,
    )
