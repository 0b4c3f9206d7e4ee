"""A moderator has a blog read, looks at what it brings, and makes views of what is worth it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.store.queue import Queue
from challenges import imports
from challenges.queue import suggested
from config.councils import directory
from tests.blogs import Answer, Blogs, redirect, rss
from tests.fakes import START
from tests.house import House

CHANNEL = "general"
BLOG = "/blog/feed"
DAY = START - timedelta(days=20)
ITEMS = (
    ("Why we dropped our chatbot", "https://westmoor.example/chatbot",
     "<p>We dropped the chatbot. <b>Residents</b> rang us all the same.</p>", DAY),
    ("What we learned from a year of online payments", "https://westmoor.example/pay",
     "We tried online payments and kept it, because fewer people rang.", DAY - timedelta(days=9)),
)  # fmt: skip


@pytest.fixture
async def blogs() -> AsyncIterator[Blogs]:
    async with Blogs.open() as opened:
        opened.at[BLOG] = rss(*ITEMS)
        yield opened


async def add(house: House, blogs: Blogs, path: str = BLOG, council: str = "Westmoor") -> str:
    return await house.form("ann", CHANNEL, "feed", "new", address=blogs.url(path), council=council)


async def test_a_feed_is_read_at_once_and_what_it_brings_waits_for_a_moderator(
    house: House, blogs: Blogs
) -> None:
    said = await add(house, blogs)
    assert "I am reading" in said
    assert "I have read Westmoor Digital. 2 items wait." in said
    assert "Westmoor Digital" in await house.command("ann", CHANNEL, "views feeds")
    shown = await house.command("bob", CHANNEL, "views chatbot")
    assert "residents rang" not in shown.lower()
    card = await house.press("ann", "See what waits", "I have read")
    assert "What we learned from a year of online payments" in card  # the oldest first
    assert "1 more waits." in card


async def test_what_a_moderator_uses_is_a_view_with_its_day_and_its_link(
    house: House, blogs: Blogs
) -> None:
    await add(house, blogs)
    await house.command("ann", CHANNEL, "views queue")
    await house.press("ann", "Skip", "online payments")
    said = await house.fill("ann", "Use it as a view", "chatbot", claim="Chatbots help residents")
    assert "It is view 1 now" in said
    assert "Nothing waits for a moderator." in said
    shown = await house.command("bob", CHANNEL, "views chatbot for residents")
    assert "Westmoor tried it and dropped it" in shown
    assert "We dropped the chatbot. Residents rang us all the same." in shown
    assert "https://westmoor.example/chatbot" in shown
    assert "It came by way of Westmoor Digital." in shown


async def test_a_decision_can_be_taken_back(house: House, blogs: Blogs) -> None:
    await add(house, blogs)
    await house.command("ann", CHANNEL, "views queue")
    await house.fill("ann", "Use it as a view", "online payments")
    assert "waits again" in await house.press("ann", "Take it back", "It is view 1")
    assert "online payments" not in await house.command("bob", CHANNEL, "views payments online")
    await house.press("ann", "Skip", "online payments")
    assert "is skipped" in house.whispers("ann")[-1]
    assert "waits again" in await house.press("ann", "Put it back", "is skipped")
    assert "was decided already" not in await house.command("ann", CHANNEL, "views queue")


async def test_all_of_a_feed_is_skipped_with_one_press(house: House, blogs: Blogs) -> None:
    await add(house, blogs)
    await house.command("ann", CHANNEL, "views queue")
    assert "2 items are skipped" in await house.press("ann", "Skip all of this feed")
    assert "Nothing waits" in await house.command("ann", CHANNEL, "views queue")


async def test_only_what_is_new_comes_later_and_the_server_is_asked_politely(
    house: House, blogs: Blogs
) -> None:
    blogs.etags[BLOG] = '"one"'
    await add(house, blogs)
    await house.command("ann", CHANNEL, "privacy messages")
    await house.pass_time(timedelta(hours=7))
    *_, (path, headers) = blogs.asked
    assert path == BLOG
    assert headers["If-None-Match"] == '"one"'
    assert "Challenger/1.0 (+http://127.0.0.1:1)" in headers["User-Agent"]
    assert len(blogs.asked) == 2
    third = ("We tried a shared phone line", "https://westmoor.example/3", "It rings.", None)
    blogs.at[BLOG], blogs.etags[BLOG] = rss(third, *ITEMS), '"two"'
    await house.pass_time(timedelta(hours=6))
    assert "1 new item of Westmoor Digital waits" in house.whispers("ann")[-1]


async def test_a_page_that_names_its_feed_leads_there(house: House, blogs: Blogs) -> None:
    blogs.at["/"] = (
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml"'
        b' href="/blog/feed"></head><body>Hello</body></html>'
    )
    assert "2 items wait" in await add(house, blogs, "/")


HOSTILE: dict[str, tuple[bytes | Answer, str]] = {
    "/page": (b"<!doctype html><html><body>Hello</body></html>", "names no feed of its own"),
    "/bomb": (
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        b"<rss><channel><title>&b;</title></channel></rss>",
        "words that grow when they are read",
    ),
    "/inside": (redirect("http://169.254.169.254/latest/"), "leads into a private network"),
    "/file": (redirect("file:///etc/passwd"), "not on the web"),
    "/round": (redirect("/round"), "more than 5 times"),
    "/broken": (b"<rss><channel><item><title>Half", "broken off or wrongly written"),
    "/deep": (b"<rss>" + b"<a>" * 5000, "nested deeper"),
    "/text": (b"Hello.", "not a feed"),
}


async def test_what_cannot_be_read_is_not_kept_and_one_sentence_says_why(
    house: House, blogs: Blogs
) -> None:
    blogs.at |= {path: body for path, (body, _) in HOSTILE.items()}
    sentences = {path: sentence for path, (_, sentence) in HOSTILE.items()}
    for path, sentence in (sentences | {"/nothing": "answers with error 404"}).items():
        said = await add(house, blogs, path)
        assert "I did not take" in said
        assert sentence in said
    assert "reads no feeds yet" in await house.command("ann", CHANNEL, "views feeds")


async def test_a_feed_that_turns_hostile_is_read_no_more_and_its_moderator_is_told(
    house: House, blogs: Blogs
) -> None:
    await house.command("ann", CHANNEL, "privacy messages")
    await add(house, blogs)
    blogs.at[BLOG] = redirect("http://10.0.0.1/")
    await house.pass_time(timedelta(days=2))
    told = "I have stopped reading"
    assert told in house.whispers("ann")[-1]
    assert "private network" in house.whispers("ann")[-1]
    assert len(blogs.asked) == 2
    assert told in await house.command("ann", CHANNEL, "views feeds")
    assert "private network" in await house.press("ann", "Westmoor Digital")
    blogs.at[BLOG] = rss(*ITEMS)
    assert "I have read" in await house.press("ann", "Read it now")


async def test_a_server_that_is_away_is_asked_less_and_less_often(
    house: House, blogs: Blogs
) -> None:
    await add(house, blogs)
    del blogs.at[BLOG]
    await house.pass_time(timedelta(days=3))
    assert len(blogs.asked) == 4  # at 6 hours, and after 12 and 24 more
    assert "could not read it" in await house.command("ann", CHANNEL, "views feeds")
    shown = await house.press("ann", "Westmoor Digital")
    assert "answers with error 404" in shown
    assert "I try again later" in shown


async def test_members_neither_see_feeds_nor_the_queue(house: House, blogs: Blogs) -> None:
    await add(house, blogs)
    for words in ("views feeds", "views queue"):
        assert "Only moderators" in await house.command("bob", CHANNEL, words)
    assert "Only moderators" in await house.form("bob", CHANNEL, "feed", "new")


async def test_a_feed_that_is_removed_leaves_its_views(house: House, blogs: Blogs) -> None:
    await add(house, blogs)
    await house.command("ann", CHANNEL, "views queue")
    await house.fill("ann", "Use it as a view", "online payments")
    await house.command("ann", CHANNEL, "views feeds")
    await house.press("ann", "Westmoor Digital")
    assert "I read Westmoor Digital no more" in await house.press("ann", "Remove it")
    assert "Nothing waits" in await house.command("ann", CHANNEL, "views queue")
    assert "kept it" in await house.command("bob", CHANNEL, "views online payments")
    await house.pass_time(timedelta(days=1))
    assert len(blogs.asked) == 1


async def test_all_of_a_file_is_used_with_one_press_and_taken_back_with_another(
    house: House,
) -> None:
    found = [
        suggested(
            source="file:views.csv",
            key=f"{number}",
            title=f"We dropped paper form number {number}",
            excerpt="Nobody asked for it.",
            council="Westmoor",
        )
        for number in range(3)
    ]
    async with house.database.writing("fake:T1") as connection:
        assert await Queue(connection, "fake:T1").add(found, START) == 3
    shown = await house.command("ann", CHANNEL, "views queue")
    assert "From views.csv. 2 more wait." in shown
    assert "3 views can be shown" in await house.press("ann", "Use all of this file")
    assert "Nobody asked for it" in await house.command("bob", CHANNEL, "views paper form number")
    assert "3 views are taken away" in await house.press("ann", "Take them all back")
    assert "2 more wait" in await house.command("ann", CHANNEL, "views queue")
    assert "3 items are skipped" in await house.press("ann", "Skip all of this file")


async def test_what_a_row_says_of_the_place_is_shown_to_the_moderator_who_may_change_it(
    house: House,
) -> None:
    rows = (
        "claim,text,council,tags\n"
        'Join,We left.,Leeds,"rural, small team"\n'
        "Keep paper,We kept it.,York,big\n"
    )
    found, _ = imports.read(rows, "views.csv", directory(), START.date())
    async with house.database.writing("fake:T1") as connection:
        await Queue(connection, "fake:T1").add(found, START)
    shown = await house.command("ann", CHANNEL, "views queue")
    assert "About the place: rural, small team." in shown
    many = ", ".join("abcdefghi")
    said = await house.fill("ann", "Use it as a view", "We left", tags=many)
    assert "more than 8 words about the place" in said
    said = await house.fill("ann", "Use it as a view", "We left", tags="#Rural; Granicus")
    assert "It is view 1 now" in said
    assert "About the place: big." in said
    assert "1 view can be shown" in await house.press("ann", "Use all of this file", "We kept it")
    shown = await house.command("bob", CHANNEL, "views join")
    assert "About the place: rural, granicus." in shown
    shown = await house.command("bob", CHANNEL, "views keep paper")
    assert "About the place: big." in shown
