"""The pages of rounds, of what plans rest on and of what was promised: of channels all can read."""

from __future__ import annotations

from adapters.port import Page
from bot import promises
from bot.presenters.pages.registers import assumptions_page, pledges_page
from bot.presenters.pages.round_page import round_page, running_page
from bot.site.reading import Reading, html
from challenges import tally


async def round_(reading: Reading) -> Page | None:
    """One round, by its number."""
    work = reading.work
    match reading.rest:
        case [number] if number.isascii() and number.isdigit() and len(number) < 10:
            found = await work.rounds.get(int(number))
        case _:
            return None
    if found is None or found.channel not in await work.channels.open_to_all():
        return None
    if not found.over:
        return html(running_page(reading.site("round"), found))
    return html(
        round_page(
            reading.site("round"),
            found,
            tally.outcome(found),
            await work.pledges.of_round(found.id),
            await work.assumptions.of_round(found.id),
            await promises.today(work),
            reading.asked("page"),
        )
    )


async def assumptions(reading: Reading) -> Page | None:
    """The register of assumptions."""
    if reading.rest:
        return None
    work, seen_by_all = reading.work, await reading.work.channels.open_to_all()
    noted = [each for each in await work.assumptions.all() if each.channel in seen_by_all]
    today = await promises.today(work)
    site = reading.site("assumptions")
    return html(assumptions_page(site, noted, today, reading.asked("page")))


async def pledges(reading: Reading) -> Page | None:
    """What was promised, without who promised it."""
    if reading.rest:
        return None
    work, seen_by_all = reading.work, await reading.work.channels.open_to_all()
    promised = [each for each in await work.pledges.all() if each.channel in seen_by_all]
    today = await promises.today(work)
    return html(pledges_page(reading.site("pledges"), promised, today, reading.asked("page")))
