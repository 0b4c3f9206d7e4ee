"""An empty database for a test, on both engines: what asks for one runs twice.

Its tables are made once for all tests, and each test gets a copy.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.store.database import Database, open_database
from tests.postgres import connected, postgresql_server, postgresql_url

__all__ = [
    "database",
    "database_url",
    "model_file",
    "postgresql_copy",
    "postgresql_model",
    "postgresql_server",
    "postgresql_url",
    "sqlite_url",
]

MODEL = "model"
_numbers = count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database."""
    there = {"sqlite": "sqlite_url", "postgresql": "postgresql_copy"}[request.param]
    url: str = request.getfixturevalue(there)
    return url


@pytest.fixture
def sqlite_url(model_file: Path, tmp_path: Path) -> str:
    """The address of an empty file."""
    shutil.copy(model_file, tmp_path / "store.db")
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
async def postgresql_copy(postgresql_model: str) -> AsyncIterator[str]:
    """The address of an empty database of the server."""
    name = f"copy_{next(_numbers)}"
    async with connected(postgresql_model) as connection:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {MODEL} STRATEGY file_copy")
        yield _named(postgresql_model, name)
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open store with empty tables."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("model") / "store.db"
    _wait_for(_tables(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgresql_model(postgresql_server: str) -> str:
    """The server's address, once its database of that name has empty tables to be copied."""
    _wait_for(_new(postgresql_server, MODEL))
    _wait_for(_tables(_named(postgresql_server, MODEL)))
    return postgresql_server


async def _new(server: str, name: str) -> None:
    async with connected(server) as connection:
        await connection.execute(f"CREATE DATABASE {name}")


async def _tables(url: str) -> None:
    await (await open_database(url)).close()


def _wait_for(made: Coroutine[Any, Any, None]) -> None:
    """Wait, away from the loop of any test."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, made).result()


def _named(server: str, database: str) -> str:
    return f"{server.rpartition('/')[0]}/{database}"
