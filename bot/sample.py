"""A small sample community for the browser room: fictional councils and a real argument, told through the room's own door."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import CommandCalled, Feeling, FormSent
from adapters.port import Receive
from adapters.web.platform import WebPlatform
from adapters.web.room import Person, Room, RoomChannel

COMMUNITY = "sample"
PEOPLE = (
    Person("ann", "Ann Weir", "Ambleford Borough Council", administers=True),
    Person("bilal", "Bilal Shah", "Ambleford Borough Council"),
    Person("carys", "Carys Prosser", "Dinas Wen County Council"),
    Person("dev", "Dev Anand", "Northmarsh District Council"),
    Person("esther", "Esther Okoro", "Port Hallam City Council"),
    Person("finn", "Finn Mackie", "Glen Orrin Council"),
    Person("grace", "Grace Tan", "Little Sawley Parish Council"),
    Person("hugo", "Hugo Ferris", "Westmoor Unitary Council"),
    Person("iris", "Iris Lund", "Fennick Valley Council"),
    Person("jonas", "Jonas Reid", "Calder Sound Council"),
)
CHANNELS = (
    RoomChannel("services", "services", "Running digital services together"),
    RoomChannel("platforms", "platforms", "What we build, buy and share"),
    RoomChannel(
        "leads", "leads", "Service leads only", private=True, members=("ann", "bilal", "carys")
    ),
)
SWITCHED_ON = "platforms"

TALK = (
    ("ann", "Our website contract ends in June. Should we join the regional shared platform or build our own?"),
    ("bilal", "Shared, surely. Everyone I talk to says so."),
    ("carys", "Agree with shared. We should not each build the same bin form again."),
    ("dev", "I am not so sure. We joined one in 2024, but our planning forms went live 14 months late, because every change went to a board of nine councils."),
    ("esther", "We would all save money, and residents get something that works the same everywhere."),
    ("hugo", "Plus one for shared. We could not hire two developers if we tried."),
    ("finn", "Shared makes sense for us as well."),
    ("grace", "For a parish of 900 people it has to be shared, we have no developers at all."),
    ("bilal", "So we are all agreed then."),
    ("esther", "I think we are. I will write it up for Monday."),
)  # fmt: skip
REACTIONS = (
    (3, ("finn", "grace"), ("bilal", "esther", "hugo")),
    (2, ("ann", "bilal", "esther"), ()),
)
VIEWS = (
    ("iris", "Councils should join a shared web platform", "We joined a shared platform and left after two years. Each change needed the consent of nine councils, and our planning forms went live 14 months late. We now run a small open-source site with one developer.", "dropped"),
    ("jonas", "Councils should join a shared web platform", "We moved to the shared platform in 2025 and kept it. Hosting costs fell from 61,000 to 38,000 pounds a year, and we publish changes ourselves within a day.", "kept"),
    ("iris", "Bin day reminders should go out by text message", "We tried text reminders for bins. Missed collections fell by 4 in 100, and the messages cost more than the visits they saved, so we stopped after a year.", "dropped"),
)  # fmt: skip


QUIET = "quiet"  # the part of the settings that is filled in
EVERY_HOUR = (
    ("quiet", "00:00 to 00:00"),
    ("nation", "NONE"),
    ("closed", ""),
    ("terms", ""),
    ("zone", "Europe/London"),
)
# Days ago and at what time each thing was said: two days of talk are over with the last of them, and not before,
# so that the question stands at the end of the thread.
SPOKEN = (
    (3, time(13, 40)), (3, time(13, 52)), (3, time(15, 10)), (2, time(9, 25)), (2, time(9, 40)),
    (2, time(11, 5)), (2, time(16, 30)), (1, time(9, 15)), (1, time(10, 50)), (1, time(14, 5)),
)  # fmt: skip
REACTED = {Feeling.FOR: "👍", Feeling.AGAINST: "👎"}


class PastClock:
    """The room's clock: it shows the sample's beginning while that is told, and then the time it is."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Start in the past."""
        self._now = now
        self._begins: datetime | None = _spoken(1, now()) - timedelta(hours=1)

    def now(self) -> datetime:
        """The moment the room shows."""
        return self._begins or self._now()

    def catch_up(self) -> None:
        """Show the time it is from now on."""
        self._begins = None


async def tell(room: WebPlatform, receive: Receive, clock: PastClock) -> None:
    """Switch the bot on in one channel, and let the people talk and share what their councils tried.

    Everything has a key of its own, so that telling it again after a stop in the middle tells only what is missing.
    """
    began = clock.now()
    records = await room.room()
    if records.sent(_told(len(TALK))):
        clock.catch_up()
        return
    answers = await _furnish(room, receive, began)
    if not records.sent(_told(1)):
        await _put_away(records, answers)
    # The notice that the bot listens stands before the talk it is about.
    while not any(  # noqa: ASYNC110, the room tells pages what is new, and not us
        message.channel == SWITCHED_ON for message in records.messages.values()
    ):
        await asyncio.sleep(0.02)
    clock.catch_up()
    said: list[MessageRef] = []
    for number, (person_id, text) in enumerate(TALK, start=1):
        thread = said[0] if said else None
        at = _spoken(number, clock.now())
        said.append(
            await room.post_as(person_id, SWITCHED_ON, text, thread, at, f"sample-{number}")
        )
    for number, *sides in REACTIONS:
        for feeling, people in zip(REACTED, sides, strict=True):
            for person_id in people:
                await room.react_as(person_id, said[number], REACTED[feeling])


def _spoken(number: int, now: datetime) -> datetime:
    """When one thing was said, as seen from now."""
    days, at = SPOKEN[number - 1]
    return datetime.combine(now.date() - timedelta(days=days), at, now.tzinfo)


def _told(number: int) -> str:
    """The key of one thing said."""
    return f"web:{COMMUNITY}/say/{TALK[number - 1][0]}/sample-{number}"


async def _put_away(records: Room, answers: int) -> None:
    """Put away what the bot answered in private to all this: whoever comes to look did not ask for it."""
    for _ in range(250):  # a private answer may be lost when the bot is stopped, so not for ever
        if len(records.whispers) >= answers:
            break
        await asyncio.sleep(0.02)
    for whisper in list(records.whispers.values()):
        await records.dismiss(whisper)


async def _furnish(room: WebPlatform, receive: Receive, now: datetime) -> int:
    """Set everything up; how many private answers the bot gives to that."""
    community = CommunityRef(room.name, COMMUNITY)
    channel = ChannelRef(community, SWITCHED_ON)
    elsewhere = ChannelRef(community, "services")

    def asked(person: str, number: str, where: ChannelRef = channel) -> dict[str, Any]:
        by = MemberRef(room.name, person)
        return {
            "key": f"sample:{number}",
            "community": community,
            "at": now,
            "by": by,
            "channel": where,
        }

    await receive(CommandCalled(**asked("ann", "on"), administers=True, verb="on"))
    # The room is looked at on any day and at any hour, so the sample has no quiet hours.
    await receive(
        FormSent(
            **asked("ann", "settings"),
            administers=True,
            form="settings",
            subject=QUIET,
            values=EVERY_HOUR,
        )
    )
    for person in PEOPLE:
        await receive(
            CommandCalled(
                **asked(person.id, f"council:{person.id}"), verb="council", text=person.council
            )
        )
    for number, (person_id, claim, text, status) in enumerate(VIEWS):
        values = (
            ("claim", claim),
            ("text", text),
            ("status", status),
            ("link", ""),
            ("scope", "community"),
        )
        await receive(
            FormSent(
                **asked(person_id, f"view:{number}", elsewhere),
                form="share",
                subject="",
                values=values,
            )
        )
    return 2 + len(PEOPLE) + len(VIEWS)
