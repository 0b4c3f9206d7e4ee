"""The fixtures of the room's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.web.house import House


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with House().opened() as opened:
        yield opened
