"""A library that is more than one document holds: its newest travel, and all withdrawals do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.signing import Signer
from bot.store.views import Views
from challenges import exchange
from challenges.library import Scope, Status, share
from challenges.messages import CommunityId
from tests.fakes import START
from tests.house import COMMUNITY, House
from tests.stories.test_exchange import CHANNEL, FOUND, SECRETS, Two, two_bots
from tests.stories.test_exchange import share as share_one

HERE = str(COMMUNITY)


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    async with two_bots(tmp_path) as opened:
        await share_one(opened.there)
        yield opened


async def put(house: House, first: int, number: int) -> None:
    """Views for others, each newer than the one before, as they stand in the store."""
    async with house.database.writing(HERE) as connection:
        for id_ in range(first, first + number):
            await Views(connection, HERE).save(
                share(
                    id=id_, claim=f"Join {id_}", text="We left.", status=Status.DROPPED,
                    council="Leeds", council_kind="unitary", by=None,
                    community=CommunityId(HERE), now=START, scope=Scope.EVERYWHERE,
                )
            )  # fmt: skip


async def document(two: Two) -> dict[str, Any]:
    page = await two.there.page(two.path)
    assert page is not None
    found: dict[str, Any] = json.loads(page.body)
    return found


async def test_others_receive_the_newest_and_the_organisers_of_both_are_told(two: Two) -> None:
    await put(two.there, 2, exchange.MOST_VIEWS)
    served = await document(two)
    assert len(served["items"]) == exchange.MOST_VIEWS
    assert not served["_challenger"]["whole"]
    assert FOUND not in f"{served['items']}"  # the oldest
    said = await two.there.command("ann", CHANNEL, "views exchange")
    assert "5001 views here are for others" in said
    assert "receive the 5000 newest" in said
    said = await two.look()
    assert "There are 5000 views" in said
    assert "They share more than one library holds" in said


async def test_what_is_withdrawn_is_withdrawn_though_it_would_not_have_been_in_the_document(
    two: Two,
) -> None:
    await two.receive()
    two.change = without_its_views
    assert "withdrawn: 0" in await two.read()
    assert FOUND in await two.found()
    await two.there.press("eve", "Take it back", "Your view is shared")
    assert "withdrawn: 1" in await two.read()
    assert FOUND not in await two.found()


def without_its_views(document: bytes) -> bytes:
    """As if thousands of newer ones stood in their place."""
    opened = json.loads(document) | {"items": []}
    opened["_challenger"]["whole"] = False
    signer = Signer(SECRETS[:1])
    return exchange.with_signatures(opened, signer.sign(exchange.to_sign(opened)))
