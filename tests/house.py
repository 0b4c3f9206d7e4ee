"""The whole application around a platform in memory, driven step by step.

A real store, a clock set by hand, seeded dice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.headerregistry import Address
from itertools import count
from secrets import token_bytes
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.envelopes import PURPOSE
from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    Event,
    Feeling,
    FormSent,
    MessagePointedAt,
    MessagePosted,
    Reacted,
)
from adapters.fetching import Visitor
from adapters.mail import MailPlatform, MailServer
from adapters.models import Model, ModelServer
from adapters.notify import NotifyAccount, NotifyPlatform
from adapters.port import FormWanted, Page, PageWanted
from adapters.posts import Button, Choices, Form, Post, plain_post
from adapters.sealing import Seal
from bot.app import App
from bot.pictures import drawn
from bot.store.database import Database, open_database
from bot.store.jobs import JobRow
from bot.store.suggestions import Allowance, Spent
from bot.store.vault import Vault
from bot.worker import think
from challenges.dice import SeededDice
from config.councils import directory
from tests.fakes import FakeClock, FakePlatform

COMMUNITY = CommunityRef("fake", "T1")
MODEL_ALLOWS = Spent(tokens=20_000, requests=10)
SECRET = "the installation's own, of 32 letters"


def random_key() -> bytes:
    """A key that nobody can guess."""
    return token_bytes(32)


@dataclass
class House:
    """The application and everything a test may do to it."""

    database: Database
    app: App
    platform: FakePlatform
    clock: FakeClock
    url: str
    seed: bytes
    mail: MailServer | NotifyAccount | None = None
    secrets: tuple[str, ...] = (SECRET,)
    admins: frozenset[str] = frozenset({"ann"})
    new_key: Callable[[], bytes] = random_key
    model: ModelServer | None = None
    community: CommunityRef = COMMUNITY
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _next_door: list[House] = field(default_factory=list)

    def next_door(self, community: CommunityRef) -> House:
        """Another community that the same application serves, on a platform of its own."""
        platform = FakePlatform(name=community.platform)
        self.app.add(platform)
        other = replace(self, community=community, platform=platform, _next_door=[])
        self._next_door.append(other)
        return other

    async def restart(self) -> None:
        """Another process takes over: only the store, the clock and the platform go on."""
        await self.database.close()
        self.database = await open_database(self.url)
        self.app = _app(
            self.database,
            self.platform,
            self.clock,
            self.seed,
            self.mail,
            self.secrets,
            self.new_key,
            self.model,
        )
        for other in self._next_door:
            self.app.add(other.platform)
            other.database, other.app = self.database, self.app
        await self.app.renew_keys()

    def channel(self, name: str) -> ChannelRef:
        return ChannelRef(self.community, name)

    def member(self, person: str) -> MemberRef:
        return MemberRef(self.community.platform, person)

    def _key(self) -> str:
        return f"k{next(self._numbers)}"

    def asked(self, person: str, channel: str, thread: MessageRef | None) -> dict[str, Any]:
        return {
            "key": self._key(),
            "community": self.community,
            "at": self.clock.now(),
            "by": self.member(person),
            "channel": self.channel(channel),
            "thread": thread,
            "administers": person in self.admins,
        }

    async def page(self, address: str, person: str = "") -> Page | None:
        """A page as somebody's browser gets it; the public's where there is no person."""
        split = urlsplit(address)
        wanted = PageWanted(
            path=split.path,
            query=dict(parse_qsl(split.query)),
            community=self.community if person else None,
            reader=self.member(person) if person else None,
        )
        found = await self.app.queries.page(wanted)
        return await self.page(found.goes, person) if found and found.goes else found

    async def hear(self, event: Event) -> None:
        await self.app.receive(event)
        await self.app.settle()

    async def say(
        self,
        person: str,
        channel: str,
        text: str,
        thread: MessageRef | None = None,
        audience: Audience = Audience.COMMUNITY,
    ) -> MessageRef:
        message = MessageRef(self.channel(channel), f"m{next(self._numbers)}")
        await self.hear(
            MessagePosted(
                key=f"{message}",
                community=self.community,
                at=self.clock.now(),
                message=message,
                by=self.member(person),
                text=text,
                thread=thread,
                audience=audience,
            )
        )
        return message

    async def react(self, person: str, message: MessageRef, feeling: Feeling) -> None:
        await self.hear(
            Reacted(
                key=self._key(),
                community=self.community,
                at=self.clock.now(),
                message=message,
                by=self.member(person),
                feeling=feeling,
                symbol=feeling.value,
            )
        )

    async def command(
        self, person: str, channel: str, words: str, thread: MessageRef | None = None
    ) -> str:
        verb, _, text = words.partition(" ")
        return await self._privately(
            person, CommandCalled(**self.asked(person, channel, thread), verb=verb, text=text)
        )

    async def press(self, person: str, label: str, containing: str = "") -> str:
        """Press the newest button of that label in what contains some words."""
        button, message, channel, thread = self.button(person, label, containing)
        verb, subject, value = button.name
        asked = self.asked(person, channel, thread)
        return await self._privately(
            person,
            ButtonPressed(**asked, verb=verb, subject=subject, value=value, message=message),
        )

    async def fill(self, person: str, label: str, containing: str = "", /, **values: str) -> str:
        """Press a button that opens a form, fill it in and send it; what comes of it."""
        button, _, channel, thread = self.button(person, label, containing)
        verb, subject, value = button.name
        subject = f"{subject}:{value}" if value else subject
        return await self.form(person, channel, verb, subject, thread, **values)

    async def form(
        self,
        person: str,
        channel: str,
        name: str,
        subject: str = "",
        thread: MessageRef | None = None,
        /,
        **values: str,
    ) -> str:
        opened = await self.opened(person, channel, name, subject, thread)
        if isinstance(opened, Post):
            return plain_post(opened)
        asked = self.asked(person, channel, thread)
        return await self._privately(
            person,
            FormSent(
                **asked, form=opened.name, subject=opened.subject, values=filled(opened, values)
            ),
        )

    async def opened(
        self,
        person: str,
        channel: str,
        name: str,
        subject: str = "",
        thread: MessageRef | None = None,
    ) -> Form | Post:
        """A form as it stands before somebody types, or what is said in its place."""
        asked = self.asked(person, channel, thread)
        return await self.app.queries.form(
            FormWanted(
                name=name,
                subject=subject,
                by=asked["by"],
                community=self.community,
                channel=asked["channel"],
                thread=thread,
                administers=asked["administers"],
            )
        )

    async def point(self, person: str, verb: str, message: MessageRef, text: str) -> str:
        asked = self.asked(person, message.channel.id, None)
        return await self._privately(
            person, MessagePointedAt(**asked, verb=verb, message=message, author=None, text=text)
        )

    async def pass_time(self, by: timedelta) -> None:
        """Move the clock on, from one timer to the next, so that each fires at its own time."""
        end = self.clock.now() + by
        while (due := await self.app.next_timer()) is not None and due <= end:
            self.clock.at = max(self.clock.at, due)
            await self.app.settle()
        self.clock.at = end
        await self.app.settle()

    def posts(self, channel: str) -> list[str]:
        return [
            plain_post(post)
            for ref, post in self.platform.posts.items()
            if ref.channel.id == channel
        ]

    def whispers(self, person: str) -> list[str]:
        return [plain_post(post) for to, post in self.platform.private if to.id == person]

    async def _privately(self, person: str, event: Event) -> str:
        before = len(self.whispers(person))
        await self.hear(event)
        return "\n".join(self.whispers(person)[before:])

    def button(
        self, person: str, label: str, containing: str
    ) -> tuple[Button, MessageRef | None, str, MessageRef | None]:
        posts: list[tuple[MessageRef | None, Post]] = list(self.platform.posts.items())
        posts += [(None, post) for to, post in self.platform.private if to.id == person]
        for ref, post in reversed(posts):
            if containing not in plain_post(post):
                continue
            for part in post.parts:
                if isinstance(part, Choices):
                    for button in part.buttons:
                        if button.label == label:
                            channel = ref.channel.id if ref else "general"
                            return (
                                button,
                                ref,
                                channel,
                                self.platform.threads.get(ref) if ref else None,
                            )
        raise AssertionError(f"no button {label!r} in a post with {containing!r}")


def filled(form: Form, values: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Every field of a form, with what was given for it, else what stood there."""
    unknown = values.keys() - {field.name for field in form.fields}
    assert not unknown, f"the form {form.name} has no {unknown}"
    return tuple((each.name, values.get(each.name, each.value)) for each in form.fields)


@asynccontextmanager
async def a_house(
    url: str,
    *,
    seed: bytes = b"seed" * 8,
    mail: MailServer | NotifyAccount | None = None,
    secrets: tuple[str, ...] = (SECRET,),
    new_key: Callable[[], bytes] = random_key,
    model: ModelServer | None = None,
) -> AsyncIterator[House]:
    """Open the application on a store, with a platform in memory; without secrets all is open."""
    database, platform, clock = await open_database(url), FakePlatform(), FakeClock()
    app = _app(database, platform, clock, seed, mail, secrets, new_key, model)
    house = House(database, app, platform, clock, url, seed, mail, secrets, new_key=new_key)
    house.model = model
    try:
        yield house
    finally:
        await house.database.close()


def _app(
    database: Database,
    platform: FakePlatform,
    clock: FakeClock,
    seed: bytes,
    mail: MailServer | NotifyAccount | None,
    secrets: tuple[str, ...],
    new_key: Callable[[], bytes],
    model: ModelServer | None,
) -> App:
    writer = Model(model) if model else None

    async def perform(job: JobRow) -> dict[str, Any]:
        payload, visitor = dict(job.payload), Visitor(loopback=True)
        return await think(database, job.kind, job.community, payload, visitor, writer=writer)

    seal = Seal(["a key of the mail's own, of 32 letters"], PURPOSE) if mail else None
    app = App(
        database,
        clock=clock,
        dice=SeededDice(seed),
        directory=directory(),
        perform=perform,
        base_url="http://127.0.0.1:1",
        new_key=new_key,
        mail=seal,
        vault=Vault(secrets) if secrets else None,
        model=Allowance("127.0.0.1", MODEL_ALLOWS) if model else None,
        patience=60,  # a test may run on a busy machine
    )
    app.add(platform)
    if isinstance(mail, NotifyAccount) and seal:
        app.add(NotifyPlatform(mail, seal))
    elif mail and seal:
        app.add(
            MailPlatform(mail, Address("Challenger", "digest", "challenger.example"), seal, drawn)
        )
    return app
