"""Slack behind the port: Bolt receives, one door sorts, an acknowledgement follows the commit."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.actions import Action, Say, Whisper
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
from adapters.posts import Post, Text
from adapters.slack import forms, incoming
from adapters.slack.api import call
from adapters.slack.catching_up import Bookmarks, CatchingUp
from adapters.slack.incoming import Origin
from adapters.slack.outgoing import Outgoing
from adapters.slack.payload import NAME, Payload, Scene, at, word
from adapters.slack.transport import Socket, bolt
from adapters.slack.workspace import Workspace

TIMEOUT = 30
DRAIN_SECONDS = 10.0
HEARD_FIRST_SECONDS = 2.0
WRITE_EVERY = 5.0

FORM_KEPT = "That was not saved. Your words are still here and nothing is lost. Send it again."
NOT_DONE = Post(
    (Text(("That did not work. Nothing was changed and nothing is lost. Try it again.",)),)
)
FORM_LATE = Post((Text(("The form could not be opened. Nothing is lost. Try it again.",)),))

Answer = TypeVar("Answer")

log = structlog.get_logger(__name__)


class SlackPlatform:
    """One Slack workspace, over Socket Mode or over HTTP."""

    name = NAME
    pause_between_posts = 1.0

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str = "",
        signing_secret: str = "",
        mode: Literal["socket", "http"] = "socket",
        api_url: str = "https://slack.com/api/",
        vocabulary: Vocabulary,
        queries: Queries,
        state: PlatformState,
    ) -> None:
        """Connect to nothing yet. `api_url` is for tests and for proxies of Slack."""
        if mode == "socket" and not app_token:
            raise ValueError("Socket Mode needs the app token of the Slack app.")
        if mode == "http" and not signing_secret:
            raise ValueError("HTTP mode needs the signing secret of the Slack app.")
        self._app_token = app_token
        self._mode = mode
        self._vocabulary = vocabulary
        self._queries = queries
        # No retries in the SDK: one that repeats a lost post would post twice. The relay decides.
        self._client = AsyncWebClient(
            token=bot_token, base_url=api_url, timeout=TIMEOUT, retry_handlers=[]
        )
        self._workspace = Workspace(self._client)
        self._outgoing = Outgoing(
            self._client, self._workspace, state, lambda: self.pause_between_posts
        )
        self._bookmarks = Bookmarks(state)
        self._catching_up = CatchingUp(self._client, self._workspace, self._bookmarks)
        self._receive: Receive | None = None
        self._level = asyncio.Event()  # set once what was missed has been heard
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._bolt = bolt(self._client, self._workspace, signing_secret, self._hear)

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled, then finish what is in hand. A bad token raises DeliveryFailed."""
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        async with session:
            self._client.session = session
            try:
                await _patiently(self._workspace.me)
                await self._bookmarks.load()
                self._level.clear()
                self._receive = receive
                async with self._connected(), asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._bookmarks.keep(WRITE_EVERY))
                    await self._catching_up.run(receive)
                    self._level.set()
                    await asyncio.Event().wait()
            finally:
                await self._drained()
                self._client.session = None

    async def caught_up(self) -> None:
        """Wait until what was missed has been heard, and what comes is heard at once."""
        await self._level.wait()

    async def http(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of Slack's; the application serves it at /slack/events."""
        if self._receive is None:
            return web.Response(status=503)
        with self._counted():
            answer = await self._bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do it; the reference of the post for a Say. Raises DeliveryFailed."""
        return await self._outgoing.deliver(action)

    async def find(self, say: Say) -> MessageRef | None:
        """Look for a post that may have been made before. Raises DeliveryFailed."""
        return await self._outgoing.find(say)

    def permalink(self, message: MessageRef) -> str:
        """A web address that leads to a message; empty before the first connection."""
        return self._workspace.permalink(message)

    # The two transports

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        if self._mode == "http":
            yield
            return
        socket = Socket(self._bolt, self._app_token, self._client, self._counted)
        try:
            # Asked for once by ourselves: the SDK would try a refused token for ever.
            opened = await _patiently(
                lambda: call(self._client.apps_connections_open(app_token=self._app_token))
            )
            await socket.opened(word(opened, "url"))
            log.info("slack.connected")
            yield
        finally:
            socket.listening = False
            await self._drained()
            await socket.closed()

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None  # both transports run in tasks
        self._in_flight.add(task)
        try:
            yield
        finally:
            self._in_flight.discard(task)

    async def _drained(self) -> None:
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=DRAIN_SECONDS)
        self._receive = None
        await self._bookmarks.write()

    # What comes in

    async def _hear(self, body: Payload) -> BoltResponse:
        """Every payload passes here once. Whatever is not for us is acknowledged and forgotten."""
        if word(body, "type") == "event_callback":
            await self._hear_event(body)
        elif word(body, "type") == "view_submission":
            return await self._hear_form(body)
        else:
            try:
                await self._hear_asked(body)
            except Exception:
                # Slack does not send a press again, so the member must hear that it was lost.
                await self._apologise(incoming.origin(body))
                raise
        return _acknowledged()

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
        if kind in ("channel_shared", "channel_unshared", "channel_convert_to_private"):
            self._workspace.forget(channel)
        audience = Audience.COMMUNITY
        if channel and kind in ("message", "app_mention", "member_joined_channel"):
            audience = await self._workspace.audience(
                channel,
                hint=word(inner, "channel_type"),
                shared=at(body, "is_ext_shared_channel"),
            )
        scene = Scene(await self._workspace.me(), datetime.now(UTC), audience)
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
        if self._receive is None:
            raise RuntimeError("nobody is listening any more")
        if isinstance(event, MessagePosted) and event.audience is not Audience.DIRECT:
            channel, ts = event.message.channel.id, event.message.id
            self._bookmarks.begin(channel, ts)
            await self._receive(event)
            self._bookmarks.done(channel, ts)
            return
        await self._receive(event)
        if isinstance(event, Joined) and event.channel is not None:
            self._bookmarks.start(event.channel.id)
        elif isinstance(event, Removed) and event.channel is not None:
            await self._bookmarks.drop(event.channel.id)

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
        for command in self._vocabulary.commands:
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
        known = {pointer.name: pointer.form for pointer in self._vocabulary.pointers}
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
            return _acknowledged()
        try:
            await self._take(sent)
        except Exception as error:
            # Slack sends a form once. Kept open it keeps the member's words until they press again.
            log.warning("slack.form_not_received", form=sent.form, error=type(error).__name__)
            field = forms.first_field(at(body, "view"))
            return BoltResponse(
                status=200,
                body={"response_action": "errors", "errors": {field: FORM_KEPT}},
            )
        return _acknowledged()

    async def _scene(self, body: Payload) -> Scene:
        there = incoming.origin(body)
        me, audience, administers = await asyncio.gather(
            self._workspace.me(),
            self._workspace.audience(there.channel),
            self._workspace.administers(there.user),
        )
        return Scene(me, datetime.now(UTC), audience, administers)

    # Forms

    async def _open(self, body: Payload, wanted: FormWanted) -> None:
        """Ask for the form and show it, within the three seconds a trigger lives."""
        there = incoming.origin(body)
        try:
            answer = await self._queries.form(wanted)
        except TimeoutError:
            answer = FORM_LATE
        if not isinstance(answer, Post):
            remembered = forms.Opening(
                form=answer.name,
                subject=answer.subject,
                channel=there.channel,
                thread=wanted.thread.id if wanted.thread else "",
                reply=there.reply,
            )
            view = forms.view(answer, remembered, self.permalink)
            try:
                await call(self._client.views_open(trigger_id=there.trigger, view=view))
                return
            except DeliveryFailed as failure:
                log.warning("slack.form_not_opened", form=answer.name, reason=failure.reason)
                answer = FORM_LATE
        await self._answer(there, answer, wanted.thread)

    async def _apologise(self, there: Origin) -> None:
        if there.user and there.channel:
            await self._answer(there, NOT_DONE)

    async def _answer(self, there: Origin, post: Post, thread: MessageRef | None = None) -> None:
        me = await self._workspace.me()
        whisper = Whisper(
            to=MemberRef(NAME, there.user),
            channel=me.channel(there.channel),
            post=post,
            thread=thread,
            reply=ReplyHandle(there.reply),
        )
        try:
            await self._outgoing.deliver(whisper)
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


def _acknowledged() -> BoltResponse:
    return BoltResponse(status=200, body="")


async def _patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask until Slack answers. A refusal that waiting does not mend is raised."""
    while True:
        try:
            return await ask()
        except DeliveryFailed as failure:
            if failure.retry_after is None:
                raise
            log.warning("slack.waiting", reason=failure.reason, seconds=failure.retry_after)
            await asyncio.sleep(failure.retry_after)
