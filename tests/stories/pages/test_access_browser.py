"""Signing in and out in a real browser, where a page of another site tries it for somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from tests.adapters.web.driver import chromium
from tests.house import House, a_house
from tests.stories.browsing import HOME, QUOTED, SESSION, an_edition, link, served

pytestmark = pytest.mark.chromium


@pytest.fixture
async def house(store: str) -> AsyncIterator[House]:
    async with a_house(store) as opened:
        await an_edition(opened)
        yield opened


async def test_a_member_signs_in_reads_and_signs_out_with_scripts_or_without(
    house: House,
) -> None:
    async with served(house.app) as address, chromium() as real:
        for scripts in (True, False):
            context = await real.new_context(java_script_enabled=scripts)
            page = await context.new_page()
            title = page.get_by_role("heading", level=1)
            await page.goto(f"{address}{HOME}edition/1")
            await expect(title).to_have_text("Sign in to read this page")
            await page.goto(address + await link(house, "bob"))
            await page.get_by_role("button", name="Sign in").press("Enter")
            await expect(page.get_by_text(QUOTED).first).to_be_visible()
            assert page.url == f"{address}{HOME}edition/1"
            if scripts:
                assert SESSION not in await page.evaluate("document.cookie")
            await page.goto(f"{address}{HOME}out")
            await page.get_by_role("button", name="Sign out").click()
            await expect(title).to_have_text("You are signed out")
            assert await context.cookies() == []


async def test_a_page_of_another_site_cannot_press_the_button(house: House) -> None:
    async def elsewhere(request: web.Request) -> web.Response:
        action = request.query["to"]
        form = f'<form method="post" action="{action}"></form>'
        words = f"{form}<script>document.forms[0].submit()</script>"
        return web.Response(text=words, content_type="text/html")

    application = web.Application()
    application.router.add_get("/", elsewhere)
    async with served(house.app) as address, TestServer(application) as other, chromium() as real:
        context = await real.new_context()
        page = await context.new_page()
        lured = await link(house, "bob")
        for name in (str(other.make_url("/")), f"http://localhost:{other.port}/"):
            async with page.expect_response(f"{address}{lured}") as pressed:
                await page.goto(f"{name}?to={address}{lured}")
            assert (await pressed.value).status == 403
        assert not [each for each in await context.cookies() if each.get("name") == SESSION]
