"""What must never be seen, or never be kept: looked for on every surface and in every table."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest

from adapters.chat import MemberRef
from adapters.events import Audience, CommandCalled, Feeling, MessageRevised
from adapters.posts import plain_post
from tests.house import COMMUNITY, House
from tests.stories.holdings import rows, where

CHANNEL = "general"
BOARD = "board"
PUBLIC = "Bin forms should be the first thing councils share."
SECRET = "The board will close the Harbour Road depot in spring."
CLAIM = "We join the shared platform in June."
ENTRIES = {
    "ann": "The elections got in the way.",
    "cat": "Nobody trained the people who write the pages.",
    "dan": "The supplier went under in the first winter.",
}
OTHERS = ("ann", "bob", "cat", "dan", "eve")


async def command(house: House, person: str, words: str, audience: Audience) -> str:
    """A command in the board's own channel."""
    verb, _, text = words.partition(" ")
    before = len(house.whispers(person))
    asked = house.asked(person, BOARD, None)
    await house.hear(CommandCalled(**asked, audience=audience, verb=verb, text=text))
    return "\n".join(house.whispers(person)[before:])


async def the_page(house: House) -> str:
    """The web page of the newest digest."""
    post = next(words for words in reversed(house.posts(CHANNEL)) if "The week in talk" in words)
    found = re.search(r"(/c/\w+/edition/\d+)", post)
    assert found is not None
    page = await house.page(found[1], "ann")
    assert page is not None
    return page.body.decode()


async def talk(house: House) -> None:
    for person in ("bob", "cat", "dan", "eve", "fay", "gus"):
        await house.say(person, CHANNEL, PUBLIC)


async def test_a_private_channels_words_stay_in_it(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    assert "Switched on" in await command(house, "ann", "on", Audience.PRIVATE)
    await talk(house)
    for person in OTHERS:
        await house.say(person, BOARD, SECRET, audience=Audience.PRIVATE)
    await command(house, "ann", f"start {SECRET}", Audience.PRIVATE)
    await house.form("bob", BOARD, "open", "pre-mortem.0", claim=SECRET)
    for person, words in ENTRIES.items():
        await house.form(person, BOARD, "enter", "1", stand="agree", sure="3", entry=words)
    await house.pass_time(timedelta(days=2))
    await house.command("ann", CHANNEL, "digest now")
    await house.pass_time(timedelta(days=5))
    outside = "\n".join(house.posts(CHANNEL)) + await the_page(house)
    outside += await house.command("eve", CHANNEL, "rounds")
    outside += await house.command("eve", CHANNEL, "digest")
    outside += await house.command("eve", CHANNEL, "views depot")
    outside += await house.command("eve", CHANNEL, "log")
    assert PUBLIC in outside
    for words in (SECRET, "Harbour Road", *ENTRIES.values()):
        assert words not in outside
    assert SECRET in "\n".join(house.posts(BOARD))  # where it is at home
    assert not [row for _, row in await rows(house.database, "digests") if "Harbour Road" in row]


async def test_a_member_who_is_not_to_be_heard_is_not_kept(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    earlier = await house.say("dan", CHANNEL, "Words from before.")
    first = await house.say("bob", CHANNEL, PUBLIC)
    await house.react("dan", first, Feeling.AGAINST)
    assert "not kept" in await house.command("dan", CHANNEL, "privacy ignore-me")
    said = await house.say("dan", CHANNEL, "Words for people only.", first)
    revised = MessageRevised(
        key="r1",
        community=COMMUNITY,
        at=house.clock.now(),
        message=said,
        text="Other words for people only.",
    )
    await house.hear(revised)
    await house.react("dan", first, Feeling.FOR)
    for words in ("Words from before", "ords for people only"):
        assert await where(house.database, words) == set()
    assert await where(house.database, str(earlier), "dan") == set()
    assert await kept_of(house, "dan") == {"members"}
    export = await house.command("dan", CHANNEL, "privacy export")
    assert "for people only" not in export
    await talk(house)
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")
    assert "people only" not in "\n".join(house.posts(CHANNEL)) + await the_page(house)
    await house.command("dan", CHANNEL, "privacy hear-me")
    await house.say("dan", CHANNEL, "Words for everybody again.")
    assert await where(house.database, "Words for everybody again.") == {"messages"}


async def test_who_is_erased_leaves_nothing_but_that_they_are_not_to_be_heard(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("dan", CHANNEL, "council Westmoor")
    first = await house.say("bob", CHANNEL, PUBLIC)
    await house.say("dan", CHANNEL, "I doubt that, because our bins go out on other days.")
    await house.react("dan", first, Feeling.AGAINST)
    answers = {"claim": "Share bin forms", "text": "We tried.", "status": "dropped"}
    await house.form("dan", CHANNEL, "share", "", None, link="", scope="community", **answers)
    await house.command("dan", CHANNEL, "start Bin forms first")
    await house.command("dan", CHANNEL, "privacy forget")
    await house.press("dan", "Erase it all", "cannot be brought back")
    # The letter that told them so stands in the outbox, without its words.
    assert await kept_of(house, "dan") == set()
    assert await where(house.database, "I doubt that") == set()


async def kept_of(house: House, person: str) -> set[str]:
    """The tables in which a member is named."""
    member = re.compile(rf"{re.escape(str(MemberRef('fake', person)))}\b")
    return {table for table, row in await rows(house.database) if member.search(row)}


async def test_what_is_hidden_is_nowhere_before_its_time(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await house.command("ann", CHANNEL, "on")
    await talk(house)
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=CLAIM)
    for person, words in ENTRIES.items():
        await house.form(person, CHANNEL, "enter", "1", stand="agree", sure="3", entry=words)
    await house.command("ann", CHANNEL, "digest now")
    for person in OTHERS:
        await house.command(person, CHANNEL, "rounds")
        await house.press(person, "See what people wrote", CLAIM)
        await house.press(person, "How this works", CLAIM)
        await house.command(person, CHANNEL, "digest")
        await house.command(person, CHANNEL, "log")
    surfaces = "\n".join(house.posts(CHANNEL)) + await the_page(house)
    surfaces += "\n".join(plain_post(post) for _, post in house.platform.private)
    surfaces += caplog.text + "".join(capfd.readouterr())
    for words in ENTRIES.values():
        assert words not in surfaces
        assert await where(house.database, words) == {"entries"}
    exports = {each: await house.command(each, CHANNEL, "privacy export") for each in OTHERS}
    for author, words in ENTRIES.items():
        assert [person for person, export in exports.items() if words in export] == [author]
    assert all(row.count(words) == 0 for _, row in await rows(house.database, "outbox"))


async def test_when_a_round_is_over_nothing_links_a_member_to_an_entry(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=CLAIM)
    for person, words in ENTRIES.items():
        await house.form(person, CHANNEL, "enter", "1", stand="agree", sure="3", entry=words)
    aliases = await in_column(house, "entries", "alias")
    assert len(aliases) == 3
    await house.pass_time(timedelta(days=4))
    assert "the outcome" in house.posts(CHANNEL)[-1]
    assert await in_column(house, "rounds", "key") == {None}
    assert await in_column(house, "ballots", "alias") == set()
    assert await in_column(house, "entries", "alias") == {""}
    for alias in aliases:
        assert await where(house.database, str(alias)) == set()
    for person, words in ENTRIES.items():
        assert await where(house.database, words, f"fake:{person}") == set()
        assert words not in await house.command(person, CHANNEL, "privacy export")


async def test_who_is_erased_takes_their_entry_out_of_what_was_shown(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=CLAIM)
    more = {person: f"A reason of {person} in other words." for person in ("fay", "gus", "hal")}
    entries = {**ENTRIES, **more, "ivy": "Nobody asked the residents."}
    for person, words in entries.items():
        await house.form(person, CHANNEL, "enter", "1", stand="agree", sure="3", entry=words)
    await house.pass_time(timedelta(hours=25))
    for words in entries.values():
        assert words in "\n".join(house.posts(CHANNEL))
    await house.command("cat", CHANNEL, "privacy forget")
    await house.press("cat", "Erase it all", "cannot be brought back")
    shown = "\n".join(house.posts(CHANNEL))
    assert [words for words in entries.values() if words not in shown] == [ENTRIES["cat"]]
    assert await where(house.database, ENTRIES["cat"]) == set()
    for person in ("ann", "dan"):
        await house.command(person, CHANNEL, "privacy forget")
        await house.press(person, "Erase it all", "cannot be brought back")
    await house.pass_time(timedelta(days=2))
    shown = "\n".join(house.posts(CHANNEL))
    assert not any(words in shown for words in ENTRIES.values())


async def in_column(house: House, table: str, column: str) -> set[object]:
    async with house.database.reading() as connection:
        return {row[column] for row in await connection.rows(f"SELECT {column} FROM {table}")}
