"""A picture in a post on Discord: in a gallery where it can be fetched, told in words always."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.actions import Say
from adapters.discord import components
from adapters.port import DeliveryFailed
from adapters.posts import Picture, Post, Text
from tests.adapters.discord.server import WireServer
from tests.adapters.discord.test_wire import SAY, Heard, connected_to, listening
from tests.fakes import MemoryState

ADDRESS = "https://bot.example/picture/0f3a-12-week-9b1c.png"
SENTENCE = "Most was written on *Tuesday*."
MALFORMED = {"message": "Invalid Form Body", "code": 50035}
LACKS = {"message": "Missing Permissions", "code": 50013}


def a_post(address: str = ADDRESS) -> Post:
    return Post((Text(("The week",)), Picture(address, "A bar for each day", SENTENCE)))


def inside(post: Post) -> list[dict[str, Any]]:
    (outer,) = components.container(post)
    found: list[dict[str, Any]] = outer["components"]
    return found


def test_a_picture_is_in_a_gallery_above_its_sentence() -> None:
    words, gallery, below = inside(a_post())
    assert words["content"] == "The week"
    assert gallery == {
        "type": components.GALLERY,
        "items": [{"media": {"url": ADDRESS}, "description": "A bar for each day"}],
    }
    assert below["content"] == r"Most was written on \*Tuesday\*."


def test_a_picture_that_discord_cannot_fetch_is_told_in_words() -> None:
    (words,) = inside(a_post("/picture/a.png"))
    assert words["content"] == "The week\n" + r"Most was written on \*Tuesday\*."


def test_a_picture_goes_only_where_its_sentence_fits() -> None:
    post = Post((Text(("word " * 790,)), Picture(ADDRESS, "A bar", "Said. " * 600)))
    assert {each["type"] for each in inside(post)} == {components.TEXT_DISPLAY}


def test_what_is_left_without_pictures_is_the_same_post() -> None:
    body = {"components": components.container(a_post(), 7), "flags": 1}
    bare = components.without_pictures(body)
    assert bare is not None
    assert components.mark_of(bare["components"]) == 7
    assert [each["type"] for each in bare["components"][0]["components"]] == [10, 10]
    assert components.without_pictures(bare) is None


@pytest.mark.parametrize("refusal", [(400, MALFORMED, {}), (403, LACKS, {})])
async def test_a_picture_that_discord_refuses_never_costs_the_post(
    server: WireServer, refusal: tuple[int, dict[str, Any], dict[str, str]]
) -> None:
    platform = connected_to(server, MemoryState())
    async with listening(platform, Heard()):
        await server.connected.wait()
        server.refusals.append(refusal)
        shown = Say(channel=SAY.channel, post=a_post(), mark=SAY.mark)
        assert await platform.deliver(shown) is not None
        (sent,) = server.posts
        assert [each["type"] for each in sent["components"][0]["components"]] == [10, 10]
        server.refusals.append((400, MALFORMED, {}))
        with pytest.raises(DeliveryFailed, match="wrong shape"):
            await platform.deliver(SAY)  # it has no picture to do without
    assert len(server.posts) == 1
