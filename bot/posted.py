"""What stands in a channel with pictures that are found at our own address."""

from __future__ import annotations

from adapters.posts import Picture, Post
from bot.pictures import PictureAddresses
from bot.presenters import digest as presenter
from bot.presenters.digest_pictures import picture, pictures
from bot.presenters.pages.edition_charts import opinion
from bot.work import UnitOfWork
from challenges.digest import Edition
from challenges.tally import Outcome


def posted(edition: Edition, name: str, work: UnitOfWork) -> Post:
    """The post of an edition that has its number and its secret name, each time the same."""
    base = work.around.base_url
    at = PictureAddresses.of_edition(base, str(work.community), edition.number, name)
    page = work.addresses.edition(edition.number) if base else ""
    return presenter.edition(edition, page, pictures(edition, at.of))


def groups(result: Outcome, work: UnitOfWork) -> Picture | None:
    """The opinion map of a round that is over; None where it has no groups."""
    drawn = opinion(result)
    if drawn is None:
        return None
    base, community = work.around.base_url, str(work.community)
    at = PictureAddresses.of_round(base, community, result.round, work.dice)
    return picture(drawn, at.of(drawn.name))
