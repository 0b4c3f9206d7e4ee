"""The open figures: the page that explains them, and the files. Closed until they are opened."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from adapters.port import Page
from bot.presenters.pages import open_figures as presenter
from bot.site.reading import Reading, html
from challenges.open_figures import Figure, Licence, figures

MOST = 110  # editions: two years of weeks, which is how long they are kept, and some in between


async def page(reading: Reading) -> Page | None:
    """What there is to reuse and how; the public is told nothing where it is not open."""
    licence = await _licence(reading)
    if reading.rest or (licence is None and reading.public):
        return None
    found = await _figures(reading) if licence else ()
    return replace(html(presenter.page(reading.site("data"), found, licence)), public=bool(licence))


async def table(reading: Reading) -> Page | None:
    """The figures as CSV."""
    if reading.rest or await _licence(reading) is None:
        return None
    return Page(presenter.CSV, presenter.table(await _figures(reading)), public=True)


async def document(reading: Reading) -> Page | None:
    """The figures as JSON."""
    licence = await _licence(reading)
    if reading.rest or licence is None:
        return None
    body = presenter.document(await _figures(reading), licence, reading.at.to("data"))
    return Page(presenter.JSON, body, public=True)


async def schema(reading: Reading) -> Page | None:
    """What each part of the JSON means."""
    if reading.rest or await _licence(reading) is None:
        return None
    return Page(presenter.SCHEMA, presenter.schema(reading.at.to("data")), public=True)


async def _licence(reading: Reading) -> Licence | None:
    chosen = (await reading.work.settings()).open_figures
    return Licence(chosen) if chosen else None


async def _figures(reading: Reading) -> tuple[Figure, ...]:
    rows = await reading.work.digests.newest(MOST)
    zone = ZoneInfo((await reading.work.settings()).zone)
    return figures([row.edition for row in rows], zone)
