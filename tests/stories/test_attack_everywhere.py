"""Anybody may send anything: nothing breaks, and nobody is told what is not theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping, Sequence
from itertools import islice
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.chat import ChannelRef, CommunityRef
from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    FormSent,
    HomeOpened,
    Joined,
    MessagePointedAt,
)
from adapters.port import ChoicesWanted, FormWanted
from adapters.posts import Post, plain_post
from bot.routes import BUTTONS, COMMANDS, COMPLETIONS, FORMS, POINTERS
from bot.store.communities import TABLES
from tests.house import COMMUNITY, House

Sent = CommandCalled | ButtonPressed | FormSent

CHANNEL, SECRET = "general", "secret"
PRIVATE = "Zanzibar"  # a word that is said in the private channel alone
NASTY = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202e\u2066abc",
    "@everyone <!channel> <@U1> *a* `b` [c](d) {x} {0} %s",
    "1",
    "1.1",
    "-1",
    "9" * 30,
    "١٢",
    "none",
    "0001-01-01",
    "9999-12-31",
    "until 9999-12-31",
    "me until 0001-01-01",
    "me 9999-12-31",
    "thread 9999",
    "add <@" + "x" * 61 + ">",
    "now",
    "x" * 9_000,
    "fake:T1/general",
    "null",
    "a:b:c:d",
    "new",
    "99:99 every day",
    "31 25 * * *",
    "0 0 31 2 *",
    "Tuesday 10:00 from 2199-12-31",
    "every second Tuesday 10:00 from 2000-01-01",
)


AT_ONCE = 50

FIELDS = (
    "claim", "text", "when", "what", "called", "days", "zone", "until", "entry", "stand", "sure",
    "reply", "why", "link", "status", "scope", "assumptions", "quiet", "place", "closed", "terms",
    "digest", "prompts", "most", "kept", "nation", "address", "about", "weeks", "points", "which",
)  # fmt: skip


def broken(logs: Sequence[MutableMapping[str, Any]]) -> list[MutableMapping[str, Any]]:
    return [entry for entry in logs if entry["log_level"] in ("error", "critical")]


def asks(house: House, who: str, words: Sequence[str], channel: ChannelRef) -> Iterator[Sent]:
    """Everything a member can send, with each of some words wherever words may stand."""

    def asked(audience: Audience = Audience.COMMUNITY) -> dict[str, Any]:
        made = house.asked(who, channel.id, None) | {"audience": audience}
        return made | {"channel": channel, "community": channel.community}

    for each in words:
        for verb in (*COMMANDS, each):
            yield CommandCalled(**asked(), verb=verb, text=each)
        for verb in BUTTONS:
            yield ButtonPressed(**asked(), verb=verb, subject=each, value=each)
            yield ButtonPressed(**asked(Audience.DIRECT), verb=verb, subject="1", value=each)
        for form in FORMS:
            for subject in (each, "1", "pre-mortem.0"):
                values = tuple((name, each) for name in FIELDS)
                yield FormSent(**asked(), form=form, subject=subject, values=values)


async def opened(house: House, sent: FormSent) -> str:
    """The form before it is sent, in words."""
    wanted = FormWanted(
        name=sent.form,
        subject=sent.subject,
        by=sent.by,
        community=sent.community,
        channel=sent.channel,
        administers=sent.administers,
    )
    found = await house.app.queries.form(wanted)
    return plain_post(found) if isinstance(found, Post) else f"{found}"


async def hear_all(house: House, events: Iterator[Sent]) -> str:
    """Have it all heard, some at a time as on a busy day; the words of every form that opened."""
    forms = []
    while together := list(islice(events, AT_ONCE)):
        for event in together:
            if isinstance(event, FormSent):
                forms.append(await opened(house, event))
        await asyncio.gather(*map(house.app.receive, together))
    await house.app.settle()
    return "\n".join(forms)


async def settled(house: House) -> None:
    """A private channel that is on, with a schedule, a question and a round; then a public one."""
    joined = house.asked("ann", SECRET, None) | {"audience": Audience.PRIVATE}
    del joined["thread"], joined["administers"]
    await house.hear(Joined(**joined))
    asked = house.asked("ann", SECRET, None) | {"audience": Audience.PRIVATE}
    await house.hear(CommandCalled(**asked, verb="on"))
    await house.command("ann", SECRET, f"start {PRIVATE} first")
    await house.form("ann", SECRET, "schedule", "new", when="Tuesday 10:00", called=PRIVATE)
    await house.form("ann", SECRET, "open", "pre-mortem.0", claim=f"A plan for {PRIVATE}.")
    await house.command("ann", SECRET, f"preview {PRIVATE} again")
    assert any(PRIVATE in words for words in house.posts(SECRET))
    assert PRIVATE in await house.command("bob", SECRET, "list")
    await house.command("ann", CHANNEL, "on")
    house.platform.private.clear()


def told(house: House, person: str) -> str:
    """All that somebody was told, and all that stands where everybody reads."""
    return "\n".join([*house.whispers(person), *house.posts(CHANNEL)])


async def test_nothing_breaks_whatever_is_sent(house: House) -> None:
    who = "ann"  # who may do everything
    await settled(house)
    await house.command(who, CHANNEL, "council Leeds")
    message = await house.say("bob", CHANNEL, "We should.")
    with capture_logs() as logs:
        await hear_all(house, asks(house, who, NASTY, house.channel(CHANNEL)))
        for verb in POINTERS:
            for words in NASTY:
                asked = house.asked(who, CHANNEL, None)
                point = MessagePointedAt(
                    **asked, verb=verb, message=message, author=None, text=words
                )
                await house.app.receive(point)
        await house.app.settle()
    assert not broken(logs)


NUMBERS = ("", "1", "2", "1.1", "pre-mortem.1", "me", "channel", "board", "on", "1:board")


@pytest.mark.parametrize("who", ["ann", "eve"])
async def test_nothing_of_a_private_channel_is_told_outside_it(house: House, who: str) -> None:
    await settled(house)
    forms = await hear_all(house, asks(house, who, NUMBERS, house.channel(CHANNEL)))
    by = house.asked(who, CHANNEL, None)["by"]
    await house.hear(HomeOpened(key="home", community=COMMUNITY, at=house.clock.now(), by=by))
    assert PRIVATE not in told(house, who) + forms
    for command, argument in COMPLETIONS:
        wanted = ChoicesWanted(
            command=command,
            argument=argument,
            typed="",
            by=by,
            community=COMMUNITY,
            channel=house.channel(CHANNEL),
        )
        assert PRIVATE not in "".join(await house.app.queries.choices(wanted))


async def held(house: House) -> dict[str, list[str]]:
    """All that is held for the one community, but for what the platform says of its members."""
    async with house.database.reading() as connection:
        return {
            table: sorted(
                str(sorted(dict(row).items()))
                for row in await connection.rows(
                    f"SELECT * FROM {table} WHERE community = :community",
                    community=str(COMMUNITY),
                )
            )
            for table in TABLES
        }


async def test_nobody_reads_or_changes_anything_from_another_community(house: House) -> None:
    """Even one who runs that other community, and whose id is the same here."""
    await settled(house)
    before = await held(house)
    neighbour = ChannelRef(CommunityRef(COMMUNITY.platform, "T2"), CHANNEL)
    house.platform.private.clear()
    forms = await hear_all(house, asks(house, "ann", NUMBERS, neighbour))
    assert PRIVATE not in "\n".join(house.whispers("ann")) + forms
    assert await held(house) == before
