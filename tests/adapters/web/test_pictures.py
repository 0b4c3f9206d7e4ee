"""A picture in a post of the browser room: fetched from the room itself, and told in words too."""

from __future__ import annotations

import base64

import pytest
from playwright.async_api import expect

from adapters.port import Page
from adapters.posts import Picture, Post, Text
from tests.adapters.web.driver import Browser, chromium
from tests.adapters.web.house import House

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
POST = Post(
    (
        Text(("The week",)),
        Picture("https://bot.example/picture/a.png", "A bar for each day", "Most on Tuesday."),
        Picture("https://bot.example/picture/gone.png", "A line", "Fewer than before."),
    )
)


@pytest.mark.chromium
async def test_a_picture_is_seen_and_one_that_is_gone_is_told(house: House) -> None:
    house.application.pages["/picture/a.png"] = Page("image/png", DOT)
    await house.bot_says("general", POST)
    async with chromium() as window:
        ann = await Browser.open(house.address, window)
        await ann.be("ann")
        await ann.page.set_viewport_size({"width": 360, "height": 700})
        shown = ann.page.get_by_role("img", name="A bar for each day")
        await expect(shown).to_be_visible()
        await expect(ann.page.get_by_text("Most on Tuesday.")).to_be_visible()
        await expect(ann.page.get_by_text("Fewer than before.")).to_be_visible()
        assert await shown.evaluate("each => each.decode().then(() => each.naturalWidth)") == 1
        assert await ann.page.evaluate("document.body.scrollWidth <= innerWidth")
        # What is gone is named where it stood, and is no failure of the page itself.
        await expect(ann.page.get_by_role("img", name="A line")).to_be_attached()
