"""What every reading page is given: who reads, where they are, and the tables of the community."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from adapters.chat import MemberRef
from adapters.port import Page
from bot.addresses import Addresses
from bot.presenters.pages.site import Site
from bot.work import UnitOfWork

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reading:
    """One page that somebody wants to read.

    `reader` is the member who is signed in, None for the public. `rest` are the parts of the path
    behind the page's name, as `("12",)` in `/c/0f3a/edition/12`.
    """

    work: UnitOfWork
    reader: MemberRef | None
    at: Addresses
    rest: tuple[str, ...] = ()
    query: Mapping[str, str] | None = None

    @property
    def public(self) -> bool:
        """Whether anybody may be reading: then only what was checked for that is shown."""
        return self.reader is None

    def site(self, here: str = "") -> Site:
        """What stands around the page, which is the one of that name.

        Its links begin at the root: they hold under whatever name the pages are reached.
        """
        return Site(replace(self.at, base=""), here, self.public)

    def asked(self, name: str) -> str:
        """What stands behind the "?" under a name, without spaces around it; "" where nothing."""
        return (self.query or {}).get(name, "").strip()


Shows = Callable[[Reading], Awaitable[Page | None]]
"""Loads what a page shows and draws it; None when there is no such page, or not for this reader."""


def html(text: str) -> Page:
    """A page of HTML."""
    return Page(HTML, text.encode())
