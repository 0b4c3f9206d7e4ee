"""The pages of topics, and of the ways to dissent."""

from __future__ import annotations

from adapters.port import Page
from bot.presenters.pages.paging import paging, part
from bot.presenters.pages.topics import topic_page, topics_page
from bot.presenters.pages.ways import method_page, methods_page
from bot.site.reading import Reading, html
from bot.store.lookups import Lookups
from challenges import disagreement
from challenges import reading as reads
from challenges.gathered import subjects
from challenges.library import LONGEST_CLAIM, Shelf, View, shown_at
from challenges.messages import CommunityId

MOST_TOPICS = 25
MOST_VIEWS = 5
MOST_ROUNDS = 100
"""So many of the latest rounds are looked at for those that are on a topic."""
LEAST_SHARED = 0.5


async def topics(reading: Reading) -> Page | None:
    """Every topic councils told of."""
    if reading.rest:
        return None
    found = subjects(await _views(reading))
    here = paging(
        reading.asked("page"),
        len(found),
        MOST_TOPICS,
        lambda page: reading.site().at.to("topics", page=str(page)),
    )
    return html(topics_page(reading.site("topics"), part(found, here, MOST_TOPICS), here))


async def topic(reading: Reading) -> Page | None:
    """One topic, in whatever words it is asked for, with its map of disagreement."""
    about = " ".join(reading.asked("about").split())[:LONGEST_CLAIM]
    if reading.rest or not about:
        return None
    views = disagreement.about(about, await _views(reading))
    here = paging(
        reading.asked("page"),
        len(views),
        MOST_VIEWS,
        lambda page: reading.site().at.to("topic", about=about, page=str(page)),
    )
    now = reading.work.now
    return html(
        topic_page(
            reading.site("topics"),
            about,
            disagreement.chart(about, views, now),
            part(views, here, MOST_VIEWS),
            await _rounds(reading, about),
            here,
            now,
        )
    )


async def methods(reading: Reading) -> Page | None:
    """All ways to dissent, or one of them by its name."""
    own = await reading.work.own_methods.all()
    known = await reading.work.own_methods.known()
    site = reading.site("methods")
    match reading.rest:
        case []:
            return html(methods_page(site, list(known.values()), own.keys()))
        case [name] if name in known:
            return html(method_page(site, known[name], name in own))
        case _:
            return None


async def _views(reading: Reading) -> list[View]:
    """The newest views that everybody here may see."""
    community = str(reading.work.community)
    everybody = Shelf(CommunityId(community))
    found = await Lookups(reading.work.connection, community).views()
    return [each for each in found if shown_at(each, everybody)]


async def _rounds(reading: Reading, about: str) -> list[tuple[int, str]]:
    """The rounds whose claim speaks of a topic, by number, with their claim."""
    work, words = reading.work, reads.read(about).topic
    seen_by_all = await work.channels.open_to_all()
    claims = await Lookups(work.connection, str(work.community)).claims(MOST_ROUNDS)
    return [
        (number, claim)
        for number, channel, claim in claims
        if channel in seen_by_all
        and words
        and len(words & reads.read(claim).topic) >= LEAST_SHARED * len(words)
    ]
