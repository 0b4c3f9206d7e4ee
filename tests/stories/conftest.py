"""Stories inside the house run on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.store.conftest import database_url
from tests.house import House, a_house
from tests.postgres import postgresql_server, postgresql_url

__all__ = ["database_url", "postgresql_server", "postgresql_url"]


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The application with a platform in memory and a clock set by hand."""
    async with a_house(database_url) as opened:
        yield opened
