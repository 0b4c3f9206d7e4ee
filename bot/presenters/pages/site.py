"""What stands around every reading page of a community: its name, and the ways to the others."""

from __future__ import annotations

from dataclasses import dataclass

from bot.addresses import Addresses
from bot.presenters.words import label, marked

WAYS = {
    "": marked("This week"),
    "archive": marked("Archive"),
    "topics": marked("Topics"),
    "assumptions": marked("Assumptions"),
    "pledges": marked("Promises"),
    "methods": marked("Ways to dissent"),
    "search": marked("Search"),
}


@dataclass(frozen=True, slots=True)
class Signpost:
    """A link to another page; `here` where it is the one that is read."""

    address: str
    title: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one community, as the one that is being drawn leads to them.

    `here` is the first part of its path. The public is led nowhere: other pages are not theirs.
    """

    at: Addresses
    here: str = ""
    public: bool = False

    @property
    def name(self) -> str:
        """What the pages are called together."""
        return label("The week in talk")

    @property
    def home(self) -> str:
        """This week's page."""
        return self.at.to()

    @property
    def ways(self) -> tuple[Signpost, ...]:
        """The ways at the head of a page."""
        if self.public:
            return ()
        return tuple(
            Signpost(self.at.to(name) if name else self.home, label(title), name == self.here)
            for name, title in WAYS.items()
        )

    @property
    def small(self) -> tuple[Signpost, ...]:
        """The ways at the foot of it."""
        statement = Signpost(f"{self.at.base}/accessibility", label("Accessibility statement"))
        if self.public:
            return (statement,)
        return (
            Signpost(self.at.to("data"), label("Open data")),
            statement,
            Signpost(self.at.to("out"), label("Sign out")),
        )
