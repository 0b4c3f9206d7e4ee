"""The unit of work: one moment, one community, all or nothing. Tables in; words and timers out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from adapters.actions import Examine, ShowHome, Tell, Whisper
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.commands import Vocabulary
from adapters.events import Asked, Carried
from adapters.posts import Post
from adapters.sealing import Seal
from bot.addresses import Addresses
from bot.clock import Calendar
from bot.presenters.away import away
from bot.presenters.reasons import with_why
from bot.statement import UNSAID, AccessibilityStatement
from bot.store.assumptions import Assumptions
from bot.store.audit import Audit
from bot.store.brakes import Brakes
from bot.store.challenges import Challenges
from bot.store.channels import Channels
from bot.store.database import Connection
from bot.store.desk import Desk
from bot.store.digests import Digests
from bot.store.drafts import Drafts
from bot.store.effects import Effects
from bot.store.events import Events
from bot.store.exchange import Exchange
from bot.store.feeds import Feeds
from bot.store.jobs import Jobs
from bot.store.members import Members
from bot.store.messages import Messages
from bot.store.office import Terms, Volunteers
from bot.store.outbox import Outbox
from bot.store.own_methods import OwnMethods
from bot.store.partners import Partners
from bot.store.pledges import Pledges
from bot.store.previews import Previews
from bot.store.queue import Queue
from bot.store.roles import Roles
from bot.store.rounds import Rounds
from bot.store.schedules import Schedules
from bot.store.sessions import Sessions
from bot.store.settings import CommunitySettingsTable
from bot.store.subscriptions import Subscriptions
from bot.store.suggestions import Allowance, Suggestions
from bot.store.timers import Timers
from bot.store.vault import Vault
from bot.store.verdicts import Verdicts
from bot.store.view_presses import ViewPresses
from bot.store.view_vectors import ViewVectors
from bot.store.views import Views
from challenges.councils import Directory
from challenges.dice import Dice
from config.community import CommunitySettings, community_settings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every unit of work is given and none changes."""

    dice: Dice
    directory: Directory
    vocabulary: Vocabulary
    permalink: Callable[[MessageRef], str]
    address: Callable[[], str]
    new_key: Callable[[], bytes]
    hears_all: Callable[[str], bool] = lambda platform: True  # or only what is addressed to us
    complaints: str = ""  # where members can complain, as the operator wrote it
    statement: AccessibilityStatement = UNSAID  # on accessibility, as the operator filled it in
    mail: Seal | None = None  # what seals addresses; nothing where no mail is set up
    vault: Vault | None = None  # what seals the keys of rounds and private letters
    model: Allowance | None = None  # what may be asked of a language model; nothing where none is

    @property
    def base_url(self) -> str:
        """Where the web pages are, without a slash at the end; empty while nobody knows."""
        return self.address()


def calendar_of(settings: CommunitySettings) -> Calendar:
    """When a community with such settings is at work."""
    return Calendar(
        settings.zone,
        settings.nation,
        settings.quiet_from,
        settings.quiet_to,
        settings.closed,
        settings.out_of_term,
    )


class UnitOfWork:
    """One moment, one community, all or nothing.

    What is said is written to the outbox at once, in order; nothing here waits for a network.
    """

    def __init__(
        self, connection: Connection, community: CommunityRef, now: datetime, around: Surroundings
    ) -> None:
        """Open the community's tables on a connection whose transaction somebody else ends."""
        self.connection = connection
        self.community = community
        self.now = now
        self.around = around
        self.dice = around.dice
        self.stirred: list[tuple[ChannelRef, MessageRef | None, MessageRef]] = []

    def next(self, now: datetime) -> UnitOfWork:
        """The unit of work after this one in the same transaction, with the same tables."""
        self.now = now
        self.stirred = []
        return self

    def _name(self) -> str:
        return str(self.community)

    @property
    def addresses(self) -> Addresses:
        """Where this community's reading pages are."""
        return Addresses.of(self.around.base_url, self._name())

    @cached_property
    def events(self) -> Events:
        """What was heard already."""
        return Events(self.connection, self._name())

    @cached_property
    def messages(self) -> Messages:
        """What members wrote where the bot listens."""
        return Messages(self.connection, self._name())

    @cached_property
    def channels(self) -> Channels:
        """The channels seen, and which are switched on."""
        return Channels(self.connection, self._name())

    @cached_property
    def members(self) -> Members:
        """What members chose: their council, whether we may listen and quote."""
        return Members(self.connection, self._name())

    @cached_property
    def roles(self) -> Roles:
        """Who was named a moderator or an organiser, and the platform's last word."""
        return Roles(self.connection, self._name())

    @cached_property
    def previews(self) -> Previews:
        """Questions that were shown to one member and not asked yet."""
        return Previews(self.connection, self._name())

    @cached_property
    def drafts(self) -> Drafts:
        """What members wrote in forms that could not be taken."""
        return Drafts(self.connection, self._name())

    @cached_property
    def challenges(self) -> Challenges:
        """The challenges asked."""
        return Challenges(self.connection, self._name())

    @cached_property
    def effects(self) -> Effects:
        """What people said of questions and rounds, as counts."""
        return Effects(self.connection, self._name())

    @cached_property
    def brakes(self) -> Brakes:
        """How often to ask in a channel, by what people said there."""
        return Brakes(self.connection, self._name())

    @cached_property
    def verdicts(self) -> Verdicts:
        """What was decided about each conversation, and why."""
        return Verdicts(self.connection, self._name())

    @cached_property
    def rounds(self) -> Rounds:
        """The dissent rounds."""
        return Rounds(self.connection, self._name(), self.around.vault)

    @cached_property
    def own_methods(self) -> OwnMethods:
        """The ways of dissenting that moderators wrote themselves."""
        return OwnMethods(self.connection, self._name())

    @cached_property
    def partners(self) -> Partners:
        """The channels that hold rounds with ours."""
        return Partners(self.connection, self._name())

    @cached_property
    def views(self) -> Views:
        """The shared views."""
        return Views(self.connection, self._name())

    @cached_property
    def view_vectors(self) -> ViewVectors:
        """How the shared views read, as numbers."""
        return ViewVectors(self.connection, self._name())

    @cached_property
    def view_presses(self) -> ViewPresses:
        """Whether views were new and useful, as counts."""
        return ViewPresses(self.connection, self._name())

    @cached_property
    def feeds(self) -> Feeds:
        """The feeds this community reads."""
        return Feeds(self.connection, self._name())

    @cached_property
    def exchange(self) -> Exchange:
        """The libraries received from other bots, and what was withdrawn from them."""
        return Exchange(self.connection, self._name())

    @cached_property
    def queue(self) -> Queue:
        """What came from elsewhere and waits for a moderator."""
        return Queue(self.connection, self._name())

    @cached_property
    def digests(self) -> Digests:
        """The editions published."""
        return Digests(self.connection, self._name())

    @cached_property
    def desk(self) -> Desk:
        """The editions that wait for an organiser, and what is decided of the next one."""
        return Desk(self.connection, self._name())

    @cached_property
    def volunteers(self) -> Volunteers:
        """Who volunteered as challenger-in-chief, and who was asked lately."""
        return Volunteers(self.connection, self._name())

    @cached_property
    def terms(self) -> Terms:
        """The terms of challengers-in-chief."""
        return Terms(self.connection, self._name())

    @cached_property
    def pledges(self) -> Pledges:
        """What members promised in rounds."""
        return Pledges(self.connection, self._name())

    @cached_property
    def assumptions(self) -> Assumptions:
        """The register of assumptions."""
        return Assumptions(self.connection, self._name())

    @cached_property
    def sessions(self) -> Sessions:
        """Who is signed in to the reading pages."""
        return Sessions(self.connection, self._name())

    @cached_property
    def suggestions(self) -> Suggestions:
        """What a language model drafted for editions that wait, and what it cost."""
        return Suggestions(self.connection, self._name())

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """Who gets the digest by mail."""
        return Subscriptions(self.connection, self._name())

    @cached_property
    def schedules(self) -> Schedules:
        """The schedules moderators set."""
        return Schedules(self.connection, self._name())

    @cached_property
    def audit(self) -> Audit:
        """Who changed what, and when."""
        return Audit(self.connection, self._name())

    @cached_property
    def timers(self) -> Timers:
        """What comes due."""
        return Timers(self.connection, self._name())

    @cached_property
    def jobs(self) -> Jobs:
        """Slow work booked for the worker."""
        return Jobs(self.connection, self._name())

    @cached_property
    def outbox(self) -> Outbox:
        """What is to be said."""
        return Outbox(self.connection, self._name(), self.around.vault)

    async def settings(self) -> CommunitySettings:
        """This community's settings, read once."""
        table = CommunitySettingsTable(self.connection, self._name())
        return await table.read(community_settings)

    async def language(self, channel: ChannelRef | None) -> str:
        """The language to speak in a channel: its own, else its community's."""
        if channel is not None and channel.community != self.community:
            return await self.beside(channel.community).language(channel)
        row = None if channel is None else await self.channels.get(channel)
        return (row.language if row is not None else "") or (await self.settings()).language

    async def examine(self, asked: Asked, channels: tuple[ChannelRef, ...]) -> None:
        """Let the platform look at what the bot may do in channels; it is heard as Examined."""
        wanted = Examine(
            key=f"examined:{asked.key}",
            community=asked.community,
            to=asked.by,
            channel=asked.channel,
            channels=channels,
            thread=asked.thread,
            reply=asked.reply,
        )
        await self.outbox.examine(wanted, self.now)

    async def change_settings(self, settings: CommunitySettings) -> None:
        """Keep what differs from the defaults."""
        changed = settings.model_dump(mode="json", exclude_defaults=True)
        await CommunitySettingsTable(self.connection, self._name()).put(changed)

    def stir(self, channel: ChannelRef, thread: MessageRef | None, message: MessageRef) -> None:
        """Have a talk looked at, once, after all that commits with this unit of work."""
        self.stirred.append((channel, thread, message))

    def beside(self, community: CommunityRef) -> UnitOfWork:
        """The tables of a community, another one's in the same transaction.

        They are there to be read. Written is one thing there: what no longer stands in its posts,
        because the view they showed was changed or taken back here.
        """
        if community == self.community:
            return self
        return UnitOfWork(self.connection, community, self.now, self.around)

    async def calendar(self) -> Calendar:
        """When this community is at work."""
        return calendar_of(await self.settings())

    async def say(
        self, key: str, channel: ChannelRef, post: Post, thread: MessageRef | None = None
    ) -> None:
        """Post in a channel under a name of our own; a second time changes nothing.

        Whatever is said to everybody has a button that says why.
        """
        await self.outbox.say(key, channel, thread, with_why(key, post), self.now)

    async def revise(self, key: str, post: Post) -> None:
        """Change the post of that name."""
        await self.outbox.revise(key, with_why(key, post), self.now)

    async def withdraw(self, key: str) -> None:
        """Take the post of that name back."""
        await self.outbox.withdraw(key, self.now)

    async def whisper(self, asked: Asked, post: Post, *, fleeting: bool = False) -> None:
        """Answer a member privately, where they stand; `fleeting` where no platform may keep it."""
        answer = Whisper(
            to=asked.by,
            channel=asked.channel,
            post=away(post, asked.via) if asked.via else post,
            thread=asked.thread,
            reply=asked.reply,
            fleeting=fleeting,
        )
        await self.outbox.whisper(answer, self.now)

    async def tell(self, to: MemberRef, post: Post) -> None:
        """Write to a member directly, if they agreed to that and are not to be left out now."""
        member = await self.members.get(to)
        if member is None or not member.tells or member.snoozed(self.now):
            return
        await self.outbox.tell(Tell(to=to, post=post, community=self.community), self.now)

    async def tell_installer(self, to: MemberRef, post: Post) -> None:
        """Write directly to whoever installed the bot a moment ago: it follows their own act."""
        await self.outbox.tell(Tell(to=to, post=post, community=self.community), self.now)

    async def carry(self, event: Carried) -> None:
        """Let another community hear an event, once this unit of work has committed."""
        await self.outbox.carry(event, self.now)

    async def show_home(self, to: MemberRef, post: Post) -> None:
        """Draw a member's own page."""
        shown = ShowHome(to=to, post=post, community=self.community)
        await self.outbox.home(shown, self.now)
