"""One workspace the bot is in: hears, reads back and speaks there with its own token."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.actions import Action, Examine, Whisper
from adapters.chat import MemberRef, MessageRef
from adapters.commands import Vocabulary
from adapters.events import (
    Asked,
    Audience,
    CommandCalled,
    Event,
    Joined,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Removed,
    ReplyHandle,
)
from adapters.port import DeliveryFailed, FormWanted, PlatformState, Queries, Receive
from adapters.posts import Post
from adapters.slack import forms, incoming
from adapters.slack.api import call
from adapters.slack.blocks import CANCEL
from adapters.slack.catching_up import Bookmarks, CatchingUp
from adapters.slack.checking import examine
from adapters.slack.incoming import Origin
from adapters.slack.outgoing import Outgoing
from adapters.slack.payload import NAME, Payload, Scene, Self, at, word
from adapters.slack.workspace import Workspace
from adapters.words import marked, paragraph

HEARD_FIRST_SECONDS = 2.0
WRITE_EVERY = 5.0
READERS_CHANGED = ("channel_shared", "channel_unshared", "channel_convert_to_private")

KEPT_BACK = (
    "More than 30,000 events came from this workspace within an hour. Slack keeps some back now,"
    " and the bot does not hear them. Switch it off in the busiest channels."
)
FORM_KEPT = marked(
    "That was not saved. Your words are still here and nothing is lost. Send it again."
)
NOT_DONE = marked("That did not work. Nothing was changed and nothing is lost. Try it again.")
FORM_LATE = marked("The form could not be opened. Nothing is lost. Try it again.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Provisions:
    """What every workspace of one platform is given."""

    vocabulary: Vocabulary
    queries: Queries
    receive: Callable[[], Receive | None]  # None while nobody listens
    pause: Callable[[], float]


class Team:
    """The bot in one workspace."""

    def __init__(
        self,
        client: AsyncWebClient,
        around: Provisions,
        state: PlatformState,
        me: Self | None = None,
    ) -> None:
        """Connect to nothing yet. Who we are there is asked, unless it is known."""
        self.client = client
        self.workspace = Workspace(client, me)
        self.outgoing = Outgoing(client, self.workspace, state, around.pause, around.queries.said)
        self.bookmarks = Bookmarks(state)
        self.id = me.team if me is not None else ""  # empty for the workspace of the one token
        self.installed_at = 0.0
        self.refused = False  # whether Slack has refused the token, and the operator knows
        self._around = around
        self._catching_up = CatchingUp(client, self.workspace, self.bookmarks)
        self._level = asyncio.Event()  # set once what was missed has been heard

    async def open(self) -> None:
        """Remember up to where each channel was heard."""
        self._level.clear()
        await self.bookmarks.load()

    async def run(self, receive: Receive, turns: asyncio.Semaphore) -> None:
        """Hear what was missed, in turn with other workspaces; keep the bookmarks until ended."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.bookmarks.keep(WRITE_EVERY))
            async with turns:
                await self._catching_up.run(receive)
            self._level.set()

    async def caught_up(self) -> None:
        """Wait until what was missed has been heard, and what comes is heard at once."""
        await self._level.wait()

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do it; the reference of the post for a Say. Raises DeliveryFailed."""
        if isinstance(action, Examine):
            await self._examine(action)
            return None
        return await self.outgoing.deliver(action)

    async def _examine(self, wanted: Examine) -> None:
        """Look at what Slack lets the bot do, and let it be heard."""
        findings = await examine(self.client, wanted.channels)
        await self._take(wanted.found(findings, datetime.now(UTC)))

    async def hear(self, body: Payload) -> BoltResponse:
        """Every payload of this workspace passes here once.

        Whatever is not for us is acknowledged and forgotten.
        """
        if word(body, "type") == "event_callback":
            await self._hear_event(body)
        elif word(body, "type") == "view_submission":
            return await self._hear_form(body)
        elif word(body, "type") == "app_rate_limited":
            log.error("slack.events_kept_back", team=self.id, reason=KEPT_BACK)
        else:
            try:
                await self._hear_asked(body)
            except Exception:
                # Slack does not send a press again, so the member must hear that it was lost.
                await self._apologise(incoming.origin(body))
                raise
        return acknowledged()

    async def _hear_asked(self, body: Payload) -> None:
        if word(body, "command"):
            await self._hear_command(body)
        elif word(body, "type") == "block_actions":
            await self._hear_press(body)
        elif word(body, "type") == "message_action":
            await self._hear_pointing(body)

    async def _hear_event(self, body: Payload) -> None:
        inner = at(body, "event")
        channel, kind = word(inner, "channel"), word(inner, "type")
        audience = Audience.COMMUNITY
        if channel and kind in READERS_CHANGED:
            self.workspace.forget(channel)
            # An invitation to share may be open still: then the channel counts as shared already.
            shared = True if kind == "channel_shared" else None
            audience = await self.workspace.audience(channel, shared=shared)
        if channel and kind in ("message", "app_mention", "member_joined_channel"):
            audience = await self.workspace.audience(
                channel,
                hint=word(inner, "channel_type"),
                shared=at(body, "is_ext_shared_channel"),
            )
        scene = Scene(await self.workspace.me(), datetime.now(UTC), audience)
        event = incoming.event(body, scene)
        if event is None:
            return
        written = isinstance(event, MessagePosted | MessageRevised | MessageWithdrawn)
        if written and not self._level.is_set():
            # What was missed is heard first, unless that takes longer than Slack waits for us.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._level.wait(), HEARD_FIRST_SECONDS)
        await self._take(event)

    async def _take(self, event: Event) -> None:
        """Hand an event in; the bookmark moves when it was received."""
        receive = self._around.receive()
        if receive is None:
            raise RuntimeError("nobody is listening any more")
        if isinstance(event, MessagePosted) and event.audience is not Audience.DIRECT:
            channel, ts = event.message.channel.id, event.message.id
            self.bookmarks.begin(channel, ts)
            await receive(event)
            self.bookmarks.done(channel, ts)
            return
        await receive(event)
        if isinstance(event, Joined) and event.channel is not None:
            self.bookmarks.start(event.channel.id)
        elif isinstance(event, Removed) and event.channel is not None:
            await self.bookmarks.drop(event.channel.id)

    async def _hear_command(self, body: Payload) -> None:
        called = incoming.command(body, await self._scene(body))
        if called is None:
            return
        form = self._form_for(called)
        if form:
            await self._open(body, _wanted(form, "", called, text=called.text))
        else:
            await self._take(called)

    def _form_for(self, called: CommandCalled) -> str:
        """The form that asks for what a command was not given."""
        for command in self._around.vocabulary.commands:
            if command.name == called.verb and command.form:
                needed = sum(argument.required for argument in command.arguments)
                return command.form if len(called.text.split()) < max(needed, 1) else ""
        return ""

    async def _hear_press(self, body: Payload) -> None:
        found = incoming.pressed(body)
        press = incoming.press(body, await self._scene(body)) if found else None
        if found is None or press is None:
            return
        _, opens_form = found
        if opens_form:
            await self._open(body, _wanted(press.verb, press.subject, press))
        else:
            await self._take(press)

    async def _hear_pointing(self, body: Payload) -> None:
        pointing = incoming.pointing(body, await self._scene(body))
        if pointing is None:
            return
        known = {pointer.name: pointer.form for pointer in self._around.vocabulary.pointers}
        form = known.get(pointing.verb)
        if form:
            wanted = _wanted(
                form, str(pointing.message), pointing, text=pointing.text, author=pointing.author
            )
            await self._open(body, wanted)
        else:
            await self._take(pointing)

    async def _hear_form(self, body: Payload) -> BoltResponse:
        sent = incoming.form_sent(body, await self._scene(body))
        if sent is None:
            return acknowledged()
        try:
            await self._take(sent)
        except Exception as error:
            # Slack sends a form once. Kept open it keeps the member's words until they press again.
            log.warning("slack.form_not_received", form=sent.form, error=type(error).__name__)
            field = forms.first_field(at(body, "view"))
            kept = await self._around.queries.said(FORM_KEPT, sent.channel)
            return BoltResponse(
                status=200, body={"response_action": "errors", "errors": {field: kept}}
            )
        return acknowledged()

    async def _scene(self, body: Payload) -> Scene:
        there = incoming.origin(body)
        me, audience, administers = await asyncio.gather(
            self.workspace.me(),
            self.workspace.audience(there.channel),
            self.workspace.administers(there.user),
        )
        return Scene(me, datetime.now(UTC), audience, administers)

    # Forms

    async def _open(self, body: Payload, wanted: FormWanted) -> None:
        """Ask for the form and show it, within the three seconds a trigger lives."""
        there = incoming.origin(body)
        try:
            answer = await self._around.queries.form(wanted)
        except TimeoutError:
            answer = await paragraph(self._around.queries, FORM_LATE, wanted.channel)
        if not isinstance(answer, Post):
            remembered = forms.Opening(
                form=answer.name,
                subject=answer.subject,
                channel=there.channel,
                thread=wanted.thread.id if wanted.thread else "",
                reply=there.reply,
            )
            cancel = await self._around.queries.said(CANCEL, wanted.channel)
            view = forms.view(answer, remembered, self.workspace.permalink, cancel)
            try:
                await call(self.client.views_open(trigger_id=there.trigger, view=view))
                return
            except DeliveryFailed as failure:
                log.warning("slack.form_not_opened", form=answer.name, reason=failure.reason)
                answer = await paragraph(self._around.queries, FORM_LATE, wanted.channel)
        await self._answer(there, answer, wanted.thread)

    async def _apologise(self, there: Origin) -> None:
        if there.user and there.channel:
            channel = (await self.workspace.me()).channel(there.channel)
            words = await paragraph(self._around.queries, NOT_DONE, channel)
            await self._answer(there, words)

    async def _answer(self, there: Origin, post: Post, thread: MessageRef | None = None) -> None:
        me = await self.workspace.me()
        whisper = Whisper(
            to=MemberRef(NAME, there.user),
            channel=me.channel(there.channel),
            post=post,
            thread=thread,
            reply=ReplyHandle(there.reply),
        )
        try:
            await self.outgoing.deliver(whisper)
        except DeliveryFailed as failure:
            log.warning("slack.answer_not_given", reason=failure.reason)


def _wanted(
    name: str, subject: str, asked: Asked, text: str = "", author: MemberRef | None = None
) -> FormWanted:
    return FormWanted(
        name=name,
        subject=subject,
        by=asked.by,
        community=asked.community,
        channel=asked.channel,
        thread=asked.thread,
        audience=asked.audience,
        administers=asked.administers,
        text=text,
        author=author,
    )


def acknowledged() -> BoltResponse:
    """The answer that says a payload need not come again."""
    return BoltResponse(status=200, body="")
