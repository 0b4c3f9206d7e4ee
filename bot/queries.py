"""What a platform may ask and have answered at once: a form to open, a page to serve.

Reads only, in no unit of work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.port import (
    ChoicesWanted,
    FormWanted,
    MessageHeld,
    Page,
    PageWanted,
    Translations,
)
from adapters.posts import Form, Post
from bot import exchange, subscribing
from bot.addresses import Addresses
from bot.clock import Clock
from bot.language import ENGLISH, speaking, translated
from bot.presenters import refusals
from bot.presenters.pages import feed, mail
from bot.presenters.pages.accessibility import accessibility_page
from bot.presenters.pages.templates import stylesheet
from bot.routes import completions, open_form
from bot.site import pictures
from bot.site.entrance import Entrance
from bot.site.reading import HTML
from bot.store.database import Connection, Database
from bot.store.digests import Digests, published
from bot.store.messages import Messages
from bot.store.settings import with_setting
from bot.store.subscriptions import confirmation, leaving
from bot.work import Surroundings, UnitOfWork
from challenges.refusals import Refusal

CSS = "text/css; charset=utf-8"
JSON = "application/json"
JSON_FEED = "application/feed+json"
SECONDS = 1.0  # a form must open within three; the rest is the network's. Words take half of it
IN_FEED = 20  # editions
HELD = 200  # messages a channel that are looked at again after the bot was away


class StoreQueries:
    """Answers from the store."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        around: Surroundings,
        entrance: Entrance,
        seconds: float = SECONDS,
    ) -> None:
        """Read from `database`; a form is given up after so many `seconds`."""
        self._seconds = seconds
        self._entrance = entrance
        self._database = database
        self._clock = clock
        self._around = around

    async def form(self, wanted: FormWanted) -> Form | Post:
        """The form to open, or the words to show instead."""
        async with asyncio.timeout(self._seconds), self._database.reading() as connection:
            work = self._work(connection, wanted.community)
            with speaking(await work.language(wanted.channel)):
                try:
                    return await open_form(wanted, work)
                except Refusal as refusal:
                    return refusals.sentence(refusal)

    async def choices(self, wanted: ChoicesWanted) -> tuple[str, ...]:
        """What could stand in an argument that is being typed."""
        async with asyncio.timeout(self._seconds), self._database.reading() as connection:
            work = self._work(connection, wanted.community)
            return await completions(wanted, work)

    async def held(self, community: CommunityRef) -> tuple[MessageHeld, ...]:
        """The newest messages held from each channel."""
        async with self._database.reading() as connection:
            newest = await Messages(connection, str(community)).newest(HELD)
        return tuple(MessageHeld(MessageRef.parse(id_), text) for id_, text in newest)

    async def said(self, words: str, channel: ChannelRef) -> str:
        """A platform's own sentence in the language of a channel, whatever else went wrong."""
        with speaking(await self._language(channel.community, channel)):
            return translated(words)

    async def translations(self, words: Iterable[str], community: CommunityRef) -> Translations:
        """A platform's own sentences in the language of a community."""
        language = await self._language(community)
        with speaking(language):
            return Translations(language, {each: translated(each) for each in words})

    async def page(self, wanted: PageWanted) -> Page | None:
        """A reading page, for those who may read it; a feed and what mails lead to, each by a
        secret in its address; the accessibility statement; and whether the store answers.
        """
        match wanted.path.strip("/").split("/"):
            case ["c", site, *rest]:
                return await self._entrance.page(site, rest, wanted)
            case ["static", "pages.css"]:
                return Page(CSS, stylesheet().encode(), fixed=True)
            case ["accessibility"]:
                return Page(HTML, accessibility_page(self._around.statement).encode())
            case ["healthz"]:
                async with self._database.reading() as connection:
                    await connection.row("SELECT 1 AS well")
                return Page("text/plain; charset=utf-8", b"ok\n")
            case ["digest", name]:
                return await self._digest(name)
            case ["picture", file]:
                return await self._picture(file)
            case ["feed", name]:
                return await self._feed(name.removesuffix(feed.END), name.endswith(feed.END))
            case ["views", token]:
                return await self._library(token)
            case [".well-known", "challenger-keys.json"] if self._around.vault is not None:
                return Page(JSON, exchange.keys_document(self._around.vault.signer))
            case ["mail", what, token]:
                return await self._mail_page(what, token)
            case _:
                return None

    def _work(self, connection: Connection, community: CommunityRef) -> UnitOfWork:
        """Tables to read from."""
        return UnitOfWork(connection, community, self._clock.now(), self._around)

    async def _digest(self, name: str) -> Page | None:
        """Where the page of the edition with this secret name is; posts of old lead to it."""
        async with self._database.reading() as connection:
            row = await published(connection, name)
        if row is None:
            return None
        at = Addresses.of(self._around.base_url, row.community)
        return Page(HTML, b"", goes=at.edition(row.number))

    async def _picture(self, file: str) -> Page | None:
        """A chart as a picture; drawn after the reading has ended, for that takes a moment."""
        async with self._database.reading() as connection:
            found = await pictures.found(file, connection, self._around.dice)
            if found is None:
                return None
            community, draws = found
            language = await self._work(connection, CommunityRef.parse(community)).language(None)
        with speaking(language):
            return await pictures.page(draws)

    async def _language(self, community: CommunityRef, channel: ChannelRef | None = None) -> str:
        try:
            async with asyncio.timeout(self._seconds / 2), self._database.reading() as connection:
                work = self._work(connection, community)
                return await work.language(channel)
        except Exception:
            return ENGLISH  # what is said because something failed must be said even so

    async def _mail_page(self, what: str, token: str) -> Page | None:
        """What the links in mails lead to. Looking changes nothing: programs follow links too."""
        async with self._database.reading() as connection:
            asks = await confirmation(connection, token) if what == "confirm" else None
            goes = await leaving(connection, token) if what == "leave" else None
            found = asks or goes
            community = CommunityRef.parse(found.community) if found else None
            language = ENGLISH
            if community is not None:
                work = self._work(connection, community)
                language = await subscribing.language_of_mail(work)
        with speaking(language):
            match what:
                case "confirm" if asks is not None and asks.waits(self._clock.now()):
                    return Page(HTML, mail.confirm_page().encode(), community)
                case "confirm" if asks is not None and asks.state == "confirmed":
                    return Page(HTML, mail.confirmed_page().encode())
                case "confirm":
                    return Page(HTML, mail.over_page().encode())
                case "leave" if goes is not None:
                    return Page(HTML, mail.leave_page().encode(), community)
                case "leave":
                    return Page(HTML, mail.left_page().encode())
                case _:
                    return None

    async def _library(self, token: str) -> Page | None:
        """What the community that gave its library this secret shares with others."""
        async with self._database.reading() as connection:
            community = await with_setting(connection, "exchange", token)
            if community is None:
                return None
            work = self._work(connection, CommunityRef.parse(community))
            with speaking(await work.language(None)):
                document = await exchange.document(token, work)
        return None if document is None else Page(JSON_FEED, document)

    async def _feed(self, name: str, as_json: bool) -> Page | None:
        """The feed of the community that gave its feed this name, as Atom or as JSON Feed."""
        async with self._database.reading() as connection:
            community = await with_setting(connection, "feed", name)
            if community is None:
                return None
            rows = await Digests(connection, community).newest(IN_FEED)
            language = await self._work(connection, CommunityRef.parse(community)).language(None)
        at = Addresses.of(self._around.base_url, community)
        address = f"{self._around.base_url}/feed/{name}"
        items = [feed.Item(row.edition, row.published_at) for row in rows]
        with speaking(language):
            if not as_json:
                made = feed.atom(items, address, at, self._clock.now())
                return Page(feed.ATOM_TYPE, made)
            return Page(feed.JSON_TYPE, feed.json_feed(items, f"{address}{feed.END}", at))
