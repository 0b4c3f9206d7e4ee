"""One round on a page of its own: what it came to, or, while it goes on, what anybody may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.presenters.pages import rounds
from bot.presenters.pages.paging import paging
from bot.presenters.pages.registers import ShownDue, in_promises, in_register
from bot.presenters.pages.site import Site
from bot.presenters.pages.templates import drawn
from bot.presenters.words import LONDON, full_day, full_moment, label, listed
from challenges.assumptions import Assumption
from challenges.pledges import Pledge
from challenges.rounds import Round
from challenges.tally import Outcome


def round_page(
    site: Site,
    round_: Round,
    outcome: Outcome,
    promised: Sequence[Pledge],
    noted: Sequence[Assumption],
    today: date,
    wanted: str = "",
    zone: ZoneInfo = LONDON,
) -> str:
    """A round that is over, with what was promised after it and what its plan rests on."""
    promises: list[ShownDue] = [in_promises(each, None, today) for each in promised]
    assumptions: list[ShownDue] = [in_register(each, None, today) for each in noted]
    here = paging(
        wanted,
        rounds.longest(outcome),
        rounds.MOST_ON_PAGE,
        lambda page: site.at.to("round", round_.id, page=str(page)),
    )
    shown = rounds.in_full(outcome, here.page)
    return drawn(
        "round_page.html",
        site,
        round=shown,
        paging=here,
        title=label("Round {id}: {claim}", id=round_.id, claim=round_.claim),
        opened=label("Opened on {day}", day=full_day(round_.opened_at.astimezone(zone).date())),
        proposal=_proposal(round_),
        held_by=listed(round_.held_by),
        promises=promises,
        assumptions=assumptions,
        method=_method(site, round_),
    )


def running_page(site: Site, round_: Round, zone: ZoneInfo = LONDON) -> str:
    """A round that goes on: its claim, its method and until when. What was written is hidden."""
    return drawn(
        "round_running.html",
        site,
        title=label("Round {id}: {claim}", id=round_.id, claim=round_.claim),
        number=round_.id,
        claim=round_.claim,
        part=label(
            "Part {part} of {parts}: {title}",
            part=round_.phase + 1,
            parts=len(round_.method.phases),
            title=label(round_.current.title),
        ),
        call=label(round_.current.call),
        ends=label("This part ends {when}.", when=full_moment(round_.phase_ends, zone)),
        summary=label(round_.method.summary),
        name=label(round_.method.title),
        held_by=listed(round_.held_by),
        proposal=_proposal(round_),
        method=_method(site, round_),
    )


def _proposal(round_: Round) -> list[tuple[str, str]]:
    answers = dict(round_.proposal)
    return [
        (label(question.label), answer)
        for question in round_.method.proposal[1:]
        if (answer := answers.get(question.name, "").strip())
    ]


def _method(site: Site, round_: Round) -> str:
    return site.at.to("methods", round_.method.name)
