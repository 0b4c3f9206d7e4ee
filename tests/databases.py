"""An empty database for a test, on both engines: what asks for one runs twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database, open_database
from tests.postgres import postgresql_server, postgresql_url

__all__ = ["database", "database_url", "postgresql_server", "postgresql_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        return url
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open store with empty tables."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()
