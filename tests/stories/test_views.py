"""The library of views: shared, changed and taken back everywhere, asked about once, joined.

Two communities of one bot exchange views by their authors' consent.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    FormSent,
    ReadersChanged,
    Removed,
)
from adapters.port import FormWanted
from adapters.posts import Form, Post, plain_post
from tests.house import COMMUNITY, House

# What the store does here is tried on both engines where its tables are tested.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHANNEL, BOARD = "general", "board"
CLAIM = "Councils should join a shared web platform"
WORDS = "We joined a shared platform and left. Nine councils had to agree to each change."
LATER = "We went back in 2026: the board is smaller now, and it works."
NEIGHBOUR = CommunityRef("fake", "T2")
GIVEN = {"claim": CLAIM, "text": WORDS, "status": "dropped", "link": "", "scope": "community"}


async def begin(house: House) -> None:
    for channel in (CHANNEL, BOARD):
        await house.command("ann", channel, "on")
    await house.command("eve", CHANNEL, "council Westmoor")


async def share(house: House, person: str = "eve", channel: str = CHANNEL, **given: str) -> str:
    return await house.form(person, channel, "share", "", **(GIVEN | given))


async def pass_days(house: House, days: int) -> None:
    """Time passes at one go: what came due meanwhile comes now."""
    house.clock.advance(timedelta(days=days))
    await house.app.settle()


async def ask_there(house: House, channel: str = CHANNEL) -> str:
    return await house.command("bob", channel, f"views {CLAIM}")


def next_door(house: House, person: str = "nat") -> dict[str, Any]:
    """Somebody in another community that the same bot serves."""
    asked = house.asked(person, CHANNEL, None)
    return asked | {
        "community": NEIGHBOUR,
        "channel": ChannelRef(NEIGHBOUR, CHANNEL),
        "administers": True,
    }


async def contrast_next_door(house: House) -> list[str]:
    """A question there, and the views that are shown below it to everyone."""
    await house.hear(CommandCalled(**next_door(house), verb="on"))
    await house.hear(CommandCalled(**next_door(house), verb="start", text=CLAIM))
    await house.hear(ButtonPressed(**next_door(house), verb="contrast", subject="1"))
    return posts_next_door(house)


def posts_next_door(house: House) -> list[str]:
    return [
        plain_post(post)
        for ref, post in house.platform.posts.items()
        if ref.channel.community == NEIGHBOUR and "How other councils" in plain_post(post)
    ]


def form(opened: Form | Post) -> dict[str, str]:
    assert isinstance(opened, Form)
    return {each.name: each.value for each in opened.fields}


# -- sharing


@pytest.mark.parametrize(
    ("audience", "scope"),
    [
        (Audience.COMMUNITY, "community"),
        (Audience.PRIVATE, "channel"),
        (Audience.SHARED, "channel"),
        (Audience.DIRECT, "community"),
    ],
)
async def test_a_message_is_shared_in_two_presses_with_its_words_filled_in(
    house: House, audience: Audience, scope: str
) -> None:
    await begin(house)
    asked = house.asked("eve", CHANNEL, None)
    wanted = FormWanted(
        name="share", subject="fake:T1/general/m1", by=asked["by"], community=COMMUNITY,
        channel=asked["channel"], audience=audience, text=WORDS, author=asked["by"],
    )  # fmt: skip
    opened = await house.app.queries.form(wanted)
    filled = form(opened)
    assert filled["text"] == WORDS
    assert (filled["status"], filled["scope"]) == ("dropped", scope)
    assert isinstance(opened, Form)
    choices = [option.value for option in opened.fields[-1].options]
    assert ("channel" in choices) is (audience is not Audience.DIRECT)


async def test_the_words_of_somebody_else_are_not_filled_in(house: House) -> None:
    await begin(house)
    asked = house.asked("eve", CHANNEL, None)
    wanted = FormWanted(
        name="share", subject="fake:T1/general/m1", by=asked["by"], community=COMMUNITY,
        channel=asked["channel"], text=WORDS, author=MemberRef("fake", "bob"),
    )  # fmt: skip
    filled = form(await house.app.queries.form(wanted))
    assert (filled["text"], filled["status"]) == ("", "")


async def test_a_view_for_one_channel_is_shown_in_no_other(house: House) -> None:
    await begin(house)
    said = await share(house, channel=BOARD, scope="channel")
    assert "shown in this channel and nowhere else" in said
    assert any(WORDS in words for words in house.posts(BOARD))
    assert WORDS in await ask_there(house, BOARD)
    assert WORDS not in await ask_there(house, CHANNEL)
    assert await contrast_next_door(house) == []


async def test_a_view_for_one_channel_needs_a_channel(house: House) -> None:
    await begin(house)
    asked = house.asked("eve", "direct", None)
    sent = FormSent(
        **asked, audience=Audience.DIRECT, form="share", subject="",
        values=tuple((GIVEN | {"scope": "channel"}).items()),
    )  # fmt: skip
    await house.hear(sent)
    assert "no channel here" in house.whispers("eve")[-1]


async def test_what_is_for_a_community_is_not_shown_where_another_organisation_reads(
    house: House,
) -> None:
    await begin(house)
    await house.hear(
        ReadersChanged(
            key="shared", community=COMMUNITY, at=house.clock.now(),
            channel=house.channel(BOARD), audience=Audience.SHARED,
        )
    )  # fmt: skip
    said = await share(house, channel=BOARD)
    assert "Another organisation reads this channel too" in said
    assert not any(WORDS in words for words in house.posts(BOARD))
    assert WORDS in await ask_there(house, CHANNEL)
    assert WORDS not in await ask_there(house, BOARD)


async def test_no_view_is_seen_beyond_its_scope_on_any_surface(house: House) -> None:
    await begin(house)
    scopes = ("channel", "community", "everywhere", "public")
    for number, scope in enumerate(scopes):
        council = ("Leeds", "Hull", "Kent", "Poole")[number]
        await house.command("eve", CHANNEL, f"council {council}")
        words = f"{WORDS} We called it word{scope}, and it took {number + 2} years."
        await share(house, channel=BOARD, text=words, scope=scope)
    house.clock.advance(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")
    digest = next(words for words in house.posts(CHANNEL) if "The week in talk" in words)
    address = digest.partition("http://127.0.0.1:1")[2].partition(")")[0]
    page, strangers = await house.page(address, "ann"), await house.page(address)
    assert page is not None
    assert strangers is not None
    assert b"word" not in strangers.body
    surfaces = {
        "the channel it was shared in": ("\n".join(house.posts(BOARD)), 4),
        "a search there": (await ask_there(house, BOARD), None),
        "another channel": ("\n".join(house.posts(CHANNEL)), 3),
        "a search in another channel": (await ask_there(house, CHANNEL), None),
        "a community next door": ("\n".join(await contrast_next_door(house)), 2),
        "a page for members": (page.body.decode(), 3),
    }
    widest = {"a search there": 4, "a search in another channel": 3}
    for surface, (shown, readers) in surfaces.items():
        allowed = scopes[-(readers or widest[surface]) :]
        seen = {scope for scope in scopes if f"word{scope}" in shown}
        assert seen <= set(allowed), surface
        assert readers is None or seen == set(allowed) or surface == "another channel", surface
        assert seen, surface


# -- changed, and taken back


async def test_a_view_is_changed_wherever_it_stands(house: House) -> None:
    await begin(house)
    await share(house, scope="everywhere")
    assert WORDS in (await contrast_next_door(house))[0]
    before = await house.opened("eve", CHANNEL, "reshare", "1")
    assert form(before) == GIVEN | {"scope": "everywhere"}
    said = await house.fill("eve", "Change it", "shared as view 1", text=LATER, status="kept")
    assert "changed, wherever it is shown" in said
    (there,) = posts_next_door(house)
    (card,) = [words for words in house.posts(CHANNEL) if "A view shared" in words]
    for shown in (there, card):
        assert LATER in shown
        assert "kept it" in shown
        assert WORDS not in shown


async def test_a_view_is_taken_back_wherever_it_stands_and_the_others_stay(house: House) -> None:
    await begin(house)
    await share(house, scope="everywhere")
    await house.command("fay", CHANNEL, "council Eastmoor")
    other = "We joined the shared platform, and sixty pages went live in a week."
    await share(house, "fay", text=other, status="kept", scope="everywhere")
    (shown,) = await contrast_next_door(house)
    assert WORDS in shown
    assert other in shown
    assert "taken back and erased" in await house.press("eve", "Take it back", "view 1")
    (left,) = posts_next_door(house)
    assert WORDS not in left
    assert other in left
    await house.command("fay", CHANNEL, "views mine")
    await house.press("fay", "Take it back", "View 2")
    assert posts_next_door(house) == []
    assert not any(words in post for post in house.posts(CHANNEL) for words in (WORDS, other))


async def test_a_view_that_its_author_narrows_goes_where_it_is_too_wide(house: House) -> None:
    await begin(house)
    await share(house, scope="public")
    assert len(await contrast_next_door(house)) == 1
    await house.fill("eve", "Change it", "shared as view 1", scope="community")
    assert posts_next_door(house) == []
    assert WORDS in await ask_there(house)


async def test_a_view_is_taken_back_with_its_author(house: House) -> None:
    await begin(house)
    await share(house, scope="everywhere")
    await contrast_next_door(house)
    await house.command("eve", CHANNEL, "privacy forget")
    await house.press("eve", "Erase it all", "This erases")
    assert posts_next_door(house) == []


async def test_a_digest_shows_a_view_as_it_is_now(house: House) -> None:
    await begin(house)
    for person in ("bob", "cat", "dan", "fay", "gus"):
        await house.say(person, CHANNEL, "Bin forms should be the first thing councils share.")
    await share(house)
    await share(house, text="Only for the board.", channel=BOARD, scope="channel")
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")

    def edition() -> str:
        return next(words for words in house.posts(CHANNEL) if "The week in talk" in words)

    assert WORDS in edition()
    assert "Only for the board" not in edition()
    await house.fill("eve", "Change it", "shared as view 1", text=LATER)
    assert LATER in edition()
    await house.press("eve", "Take it back", "View 1 is changed")
    assert LATER not in edition()


async def test_only_its_author_changes_a_view(house: House) -> None:
    await begin(house)
    await share(house)
    for verb in ("holds", "unshare"):
        pressed = ButtonPressed(**house.asked("bob", CHANNEL, None), verb=verb, subject="1")
        await house.hear(pressed)
        assert "Somebody else shared this view" in house.whispers("bob")[-1]
    for name in ("reshare", "context"):
        opened = await house.opened("bob", CHANNEL, name, "1")
        assert isinstance(opened, Post)
        assert "Somebody else shared this view" in plain_post(opened)
    gone = await house.opened("eve", CHANNEL, "reshare", "7")
    assert isinstance(gone, Post)
    assert "not in the library any more" in plain_post(gone)


async def test_a_view_of_a_community_that_goes_goes_everywhere(house: House) -> None:
    await begin(house)
    await share(house, scope="everywhere")
    assert len(await contrast_next_door(house)) == 1
    await house.hear(
        Removed(key="gone", community=COMMUNITY, at=house.clock.now(), channel=None)
    )  # fmt: skip
    await pass_days(house, 31)
    assert posts_next_door(house) == []


async def test_a_council_that_is_no_more_is_named_with_what_is_in_its_place(
    house: House,
) -> None:
    await begin(house)
    await house.command("eve", CHANNEL, "council Surrey")
    await share(house)
    assert "What was Surrey" not in await ask_there(house)
    house.clock.at = datetime(2027, 6, 1, 10, tzinfo=UTC)
    assert "What was Surrey is East Surrey and West Surrey now." in await ask_there(house)


# -- followed up


async def test_its_author_is_asked_once_after_a_year_and_says_that_it_holds(house: House) -> None:
    await begin(house)
    await house.command("eve", CHANNEL, "privacy messages")
    await share(house)
    await pass_days(house, 364)
    assert "Does it still hold?" not in "\n".join(house.whispers("eve"))
    await pass_days(house, 203)
    asked = [words for words in house.whispers("eve") if "Does it still hold?" in words]
    assert len(asked) == 1
    assert CLAIM in asked[0]
    assert "more than 12 months old" in await ask_there(house)
    said = await house.press("eve", "It still holds", "Does it still hold?")
    assert "view 1 still holds" in said
    assert "more than 12 months old" not in await ask_there(house)
    await pass_days(house, 371)
    asked = [words for words in house.whispers("eve") if "Does it still hold?" in words]
    assert len(asked) == 2


async def test_nobody_is_asked_at_night_while_they_rest_or_without_having_agreed(
    house: House,
) -> None:
    await begin(house)
    await share(house)
    await pass_days(house, 399)
    assert "Does it still hold?" not in "\n".join(house.whispers("eve"))
    assert "View 1" in await house.command("eve", CHANNEL, "views mine")
    house.button("eve", "It still holds", "View 1")
    await house.command("eve", CHANNEL, "privacy messages")
    house.clock.at = datetime(2028, 1, 4, 10, tzinfo=UTC)
    await house.command("eve", CHANNEL, "snooze me 200")
    await pass_days(house, 199)
    assert "Does it still hold?" not in "\n".join(house.whispers("eve"))
    await pass_days(house, 11)
    assert "Does it still hold?" in house.whispers("eve")[-1]


async def test_its_author_says_when_to_be_asked_and_what_to_know_of_the_place(
    house: House,
) -> None:
    await begin(house)
    await house.command("eve", CHANNEL, "privacy messages")
    await share(house)
    said = await house.fill(
        "eve", "About the place", "shared as view 1", tags="Rural, small team", when="in 3 months"
    )
    assert "17 February 2027" in said
    assert "rural" in next(words for words in house.posts(CHANNEL) if "A view shared" in words)
    await pass_days(house, 98)
    assert "Does it still hold?" in house.whispers("eve")[-1]
    await house.fill("eve", "Change it", "Does it still hold?", text=LATER, status="kept")
    assert any(LATER in words for words in house.posts(CHANNEL))


# -- shared twice


async def test_the_same_words_twice_are_one_view(house: House) -> None:
    await begin(house)
    await share(house)
    again = WORDS.replace("Nine councils had", "Nine of the councils had")
    assert "now has these words" in await share(house, text=again)
    cards = [words for words in house.posts(CHANNEL) if "A view shared" in words]
    assert len(cards) == 1
    assert again in cards[0]
    await house.command("fay", CHANNEL, "council Westmoor")
    assert "count once" in await share(house, "fay")


async def test_a_member_who_has_shared_nothing_is_told_how(house: House) -> None:
    await begin(house)
    assert "/challenge share" in await house.command("bob", CHANNEL, "views mine")
    for number in range(7):
        await share(house, text=f"{WORDS} This was in year {number}.")
    shown = await house.command("eve", CHANNEL, "views mine")
    assert "View 7" in shown
    assert "And 2 more." in shown


# -- where councils stand


async def test_a_topic_is_answered_with_the_map_of_who_stands_where(house: House) -> None:
    await begin(house)
    await share(house)
    assert "Where councils differ" not in await ask_there(house)
    await house.command("fay", CHANNEL, "council Leeds")
    kept = "We joined the shared platform because it saves 40 thousand pounds a year."
    await share(house, "fay", text=kept, status="kept", link="https://leeds.gov.uk/platform")
    await share(house, "fay", text="Only for the board, a shared platform.", channel=BOARD,
                scope="channel", status="dropped")  # fmt: skip
    shown = await house.command("bob", CHANNEL, "views shared web platform")
    assert "Where councils differ: shared web platform" in shown
    assert "2 councils told of this in 2 views" in shown
    assert "Tried it and kept it: Leeds." in shown
    assert "Tried it and dropped it: Westmoor." in shown
    assert kept in shown
    assert "Only for the board" not in shown
    assert "Kinds of council: metropolitan district 1. With a link: 1. Followed up: 0." in shown
    assert "No other council has shared" not in shown
    page = re.search(r"See this as a map, by when it was said \(([^)]+)\)", shown)
    assert page
    found = await house.page(page[1], "bob")
    assert found is not None
    assert "<svg" in found.body.decode()
