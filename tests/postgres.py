"""A PostgreSQL server for the tests: Debian's, on a free loopback port, in a folder of its own.

Tests that use it are marked `postgresql`. Without it they are skipped by name, with the line that
brings it: `apt-get install postgresql`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

_SETTINGS = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
    " -c max_connections=60"
)


def _programs() -> Path:
    """The folder of the newest server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(*command: str | Path) -> None:
    # The server refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    environment = {"LC_ALL": "C", "PATH": os.environ["PATH"], "TZ": "UTC"}
    # Output goes to a file, not a pipe: the server would inherit the pipe and hold it open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, user=user, env=environment, cwd="/", stdout=said, stderr=said, check=False
        )
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{command[0]} failed: {said.read().decode()}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a running server's database."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="challenger-postgresql-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    place, port = folder / "cluster", _free_port()
    try:
        _run(programs / "initdb", "-D", place, "-U", "challenger", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync")  # fmt: skip
        options = f"-p {port} -h 127.0.0.1 -k {folder} {_SETTINGS}"
        _run(programs / "pg_ctl", "-D", place, "-o", options, "-l", folder / "log", "-w", "start")
        try:
            yield f"postgresql://challenger@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", place, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


_numbers = count(1)


@pytest.fixture
async def postgresql_url(postgresql_server: str) -> AsyncIterator[str]:
    """The address of an empty schema for one test."""
    schema = f"test_{os.getpid()}_{next(_numbers)}"
    async with connected(postgresql_server) as connection:
        await connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{postgresql_server}?search_path={schema}"
        await connection.execute(f"DROP SCHEMA {schema} CASCADE")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Any]:
    """A connection that knows nothing of the bot."""
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
