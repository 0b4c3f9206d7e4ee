"""An edition as it stands in its channel: the post, with pictures that are found at our address."""

from __future__ import annotations

from adapters.posts import Post
from bot.pictures import PictureAddresses
from bot.presenters import digest as presenter
from bot.presenters.digest_pictures import pictures
from bot.work import UnitOfWork
from challenges.digest import Edition


def posted(edition: Edition, name: str, work: UnitOfWork) -> Post:
    """The post of an edition that has its number and its secret name, each time the same."""
    base = work.around.base_url
    at = PictureAddresses(base, str(work.community), edition.number, name)
    page = work.addresses.edition(edition.number) if base else ""
    return presenter.edition(edition, page, pictures(edition, at.of))
