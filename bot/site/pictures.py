"""The pictures of editions and rounds, for chats and mails: counts only, by an address alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from adapters.port import Page
from bot.pictures import MEDIA_TYPE, PictureAddresses, place_of, png
from bot.presenters.pages.chart import Chart
from bot.presenters.pages.edition_charts import chart, opinion
from bot.store.communities import community_at
from bot.store.database import Connection
from bot.store.digests import Digests
from bot.store.rounds import Rounds
from challenges import tally
from challenges.cutting import public_cut
from challenges.dice import Dice

Draws = Callable[[], Chart | None]


async def found(file: str, connection: Connection, dice: Dice) -> tuple[str, Draws] | None:
    """Whose picture an address leads to, and what draws it; None where it leads nowhere."""
    place = place_of(file)
    community = await community_at(connection, place[0]) if place else None
    if place is None or community is None:
        return None
    _, round_, number = place
    if round_:
        draws = await _of_round(community, number, file, connection, dice)
    else:
        draws = await _of_edition(community, number, file, connection)
    return (community, draws) if draws else None


async def page(draws: Draws) -> Page | None:
    """The picture itself."""
    drawn = draws()
    return Page(MEDIA_TYPE, await png(drawn), public=True) if drawn else None


async def _of_edition(
    community: str, number: int, file: str, connection: Connection
) -> Draws | None:
    """By an address for the public, only what the public may read of it."""
    row = await Digests(connection, community).numbered(number)
    if row is None:
        return None
    for public in {False, row.public is not None}:
        at = PictureAddresses.of_edition("", community, number, row.name, public=public)
        if name := at.holds(file):
            edition = public_cut(row.edition, row.public) if public else row.edition
            return partial(chart, edition, name)
    return None


async def _of_round(
    community: str, number: int, file: str, connection: Connection, dice: Dice
) -> Draws | None:
    """Nothing before the round is over, as in its channel."""
    round_ = await Rounds(connection, community).get(number)
    at = PictureAddresses.of_round("", community, number, dice)
    if round_ is None or not round_.over or not at.holds(file):
        return None
    return partial(opinion, tally.outcome(round_))
