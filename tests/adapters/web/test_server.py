"""The edges of the server: who may call it, what it puts on its answers, what else it serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.port import Page
from tests.adapters.web.driver import Wire
from tests.adapters.web.house import House


async def asked(
    house: House, method: str, path: str, headers: Mapping[str, str] | None = None, **rest: Any
) -> tuple[int, Mapping[str, str], str]:
    async with (
        aiohttp.ClientSession() as client,
        client.request(method, house.address + path, headers=headers, **rest) as response,
    ):
        return response.status, response.headers, await response.text()


async def test_a_page_of_another_site_cannot_speak_for_somebody(house: House) -> None:
    body = {"person": "ann"}
    elsewhere = [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ]
    for headers in elsewhere:
        status, answered, _ = await asked(house, "POST", "/api/be", headers, json=body)
        assert status == 403, headers
        assert "Set-Cookie" not in answered
    status, answered, _ = await asked(
        house, "POST", "/api/be", {"Origin": house.address}, json=body
    )
    assert status == 200
    assert "HttpOnly" in answered["Set-Cookie"]
    assert "SameSite=Strict" in answered["Set-Cookie"]


async def test_a_form_of_another_site_cannot_be_posted_here(house: House) -> None:
    assert (await asked(house, "POST", "/api/be", data={"person": "ann"}))[0] == 415
    assert (await asked(house, "POST", "/api/be", data="{}"))[0] == 415


@pytest.mark.parametrize("body", ["", "[1]", "{", '{"person": 7}'])
async def test_what_is_not_json_is_refused_in_words(house: House, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    status, _, answer = await asked(house, "POST", "/api/be", headers, data=body)
    assert status == 400
    assert "sentence" in answer


async def test_a_name_that_was_made_to_point_here_is_not_answered(house: House) -> None:
    for name in ("evil.example", "127.0.0.1.evil.example"):
        assert (await asked(house, "GET", "/", {"Host": name}))[0] == 421
    for name in ("localhost:1", "127.0.0.1", "[::1]:9"):
        assert (await asked(house, "GET", "/", {"Host": name}))[0] == 200


async def test_behind_its_own_web_address_the_room_answers_under_that_name() -> None:
    house = House()
    house.options = {"base_url": "https://room.example/"}
    async with house.opened():
        assert (await asked(house, "GET", "/", {"Host": "room.example"}))[0] == 200
        headers = {"Host": "room.example", "Origin": "https://room.example"}
        assert (await asked(house, "POST", "/api/be", headers, json={"person": "ann"}))[0] == 200
        assert (await asked(house, "GET", "/", {"Host": "other.example"}))[0] == 421


async def test_the_page_allows_nothing_from_elsewhere_and_nothing_written_into_it(
    house: House,
) -> None:
    _, headers, page = await asked(house, "GET", "/")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "style=" not in page
    assert "<style" not in page
    assert "https://" not in page


async def test_the_room_tells_nothing_to_somebody_who_has_not_said_who_they_are(
    house: House,
) -> None:
    await house.platform.post_as("ann", "general", "Go online only")
    _, _, room = await asked(house, "GET", "/api/room")
    assert "Go online only" not in room
    assert (await asked(house, "GET", "/api/stream"))[0] == 401
    assert (await asked(house, "POST", "/api/say", json={"text": "hello"}))[0] == 401


async def test_public_pages_are_asked_of_the_application(house: House) -> None:
    house.application.pages["/digest/3"] = Page("text/html; charset=utf-8", b"<h1>Week 47</h1>")
    status, headers, body = await asked(house, "GET", "/digest/3")
    assert (status, body) == (200, "<h1>Week 47</h1>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src" not in headers["Content-Security-Policy"]
    status, _, body = await asked(house, "GET", "/digest/4")
    assert status == 404
    assert "There is no page at this address." in body


async def test_the_health_check_answers(house: House) -> None:
    assert (await asked(house, "GET", "/healthz"))[0] == 200


async def test_the_health_check_says_when_the_store_does_not_answer(house: House) -> None:
    house.application.trouble = OSError("the disk is gone")
    status, _, body = await asked(house, "GET", "/healthz")
    assert status == 503
    assert "store" in body
    assert "disk" not in body


async def test_what_is_mounted_is_called_under_any_name_and_with_any_body() -> None:
    async def slack(request: web.Request) -> web.Response:
        return web.Response(text=await request.text())

    house = House()
    house.options = {"mounts": {"/slack/events": slack}}
    async with house.opened():
        headers = {"Host": "tunnel.example", "Origin": "https://slack.com"}
        answer = await asked(house, "POST", "/slack/events", headers, data="payload=1")
        assert (answer[0], answer[2]) == (200, "payload=1")


async def test_without_people_and_channels_only_the_public_part_is_served() -> None:
    house = House()
    house.options = {"people": (), "channels": ()}
    async with house.opened():
        house.application.pages["/"] = Page("text/html", b"Digests")
        assert (await asked(house, "GET", "/"))[2] == "Digests"
        assert (await asked(house, "GET", "/healthz"))[0] == 200
        assert (await asked(house, "GET", "/api/room"))[0] == 404
        assert (await asked(house, "POST", "/api/be", json={"name": "Eve"}))[0] in (404, 405)
    assert house.state.texts == {}
    assert house.application.heard == []
    house.options = {}
    async with house.opened(), Wire.open(house.address) as wire:
        await wire.be("ann")
        assert len((await wire.everything())["channels"]) == 4


async def test_a_paced_room_says_how_fast_it_runs_and_what_time_it_is() -> None:
    house = House()
    house.options = {"pace": 60.0}
    async with house.opened(), Wire.open(house.address) as wire:
        top = (await wire.everything())["top"]
        assert (top["pace"], top["moment"]) == ("60", "20 November 2026, 9:30am")


@pytest.mark.parametrize(
    "body",
    [
        {"channel": "general", "text": " "},
        {"channel": "general", "text": "x" * 8001},
        {"channel": "general", "text": ["x"]},
        {"channel": "general", "text": "x", "id": "../../x"},
        {"channel": "attic", "text": "x"},
        {"channel": "general", "text": "x", "thread": "77"},
    ],
)
async def test_a_message_that_makes_no_sense_is_refused_in_words(
    house: House, body: dict[str, object]
) -> None:
    async with Wire.open(house.address) as ann:
        await ann.be("ann")
        await ann.ask("say", body)
        assert (await ann.refusal()).endswith((".", "first."))
        assert await ann.posts("general") == []
