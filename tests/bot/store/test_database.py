"""The promises of a transaction, on both engines."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store.database import (
    Connection,
    Database,
    StoreBusy,
    StoreError,
    open_database,
    open_scratch,
)
from bot.store.platform_state import PlatformRows


class Mishap(Exception):
    pass


async def put(connection: Connection, name: str) -> None:
    await PlatformRows(connection, "web").put(name, "kept")


async def kept(database: Database) -> list[str]:
    async with database.reading() as connection:
        return [name for name, _ in await PlatformRows(connection, "web").list("")]


async def test_what_a_block_wrote_is_there_after_it(database: Database) -> None:
    async with database.writing("web:room") as connection:
        await put(connection, "a")
    assert await kept(database) == ["a"]


@pytest.mark.parametrize("lasting", [True, False])
async def test_only_a_file_that_is_thrown_away_soon_does_without_the_disk(
    lasting: bool, tmp_path: Path
) -> None:
    file = tmp_path / "some.db"
    opening = open_database(f"sqlite:///{file}") if lasting else open_scratch(file)
    database = await opening
    try:
        async with database.writing("web:room") as connection:
            assert await connection.row("PRAGMA synchronous") == {"synchronous": 2 * lasting}
            await put(connection, "a")
        assert await kept(database) == ["a"]
    finally:
        await database.close()


async def test_what_a_failing_block_wrote_is_gone(database: Database) -> None:
    with suppress(Mishap):
        async with database.writing("web:room") as connection:
            await put(connection, "a")
            raise Mishap
    assert await kept(database) == []
    async with database.writing("web:room") as connection:
        await put(connection, "b")
    assert await kept(database) == ["b"]


async def test_a_savepoint_undoes_its_own_part_alone(database: Database) -> None:
    async with database.writing("web:room") as connection:
        await put(connection, "before")
        with suppress(Mishap):
            async with connection.savepoint():
                await put(connection, "within")
                raise Mishap
        async with connection.savepoint():
            await put(connection, "after")
            with suppress(Mishap):
                async with connection.savepoint():
                    await put(connection, "deeper")
                    raise Mishap
    assert await kept(database) == ["after", "before"]


async def test_a_refused_statement_in_a_savepoint_leaves_the_rest_usable(
    database: Database,
) -> None:
    statement = "INSERT INTO platform_state (platform, name, text) VALUES ('web', 'a', 'kept')"
    async with database.writing("web:room") as connection:
        await connection.run(statement)
        with pytest.raises(Exception, match=r"UNIQUE|unique"):
            async with connection.savepoint():
                await connection.run(statement)
        await put(connection, "b")
    assert await kept(database) == ["a", "b"]


async def test_a_reader_never_sees_what_is_not_committed(database: Database) -> None:
    async with database.writing("web:room") as connection:
        await put(connection, "a")
        assert await kept(database) == []
    assert await kept(database) == ["a"]


async def test_a_reader_sees_one_moment_throughout(database: Database) -> None:
    async with database.reading() as reader:
        async with database.writing("web:room") as connection:
            await put(connection, "a")
        assert await PlatformRows(reader, "web").list("") == []


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with database.reading() as connection:
            await put(connection, "a")


async def test_two_tasks_never_share_a_transaction(database: Database) -> None:
    first_wrote, second_asked = asyncio.Event(), asyncio.Event()
    order = []

    async def first() -> None:
        with suppress(Mishap):
            async with database.writing("web:room") as connection:
                await put(connection, "of the first")
                first_wrote.set()
                await second_asked.wait()
                await asyncio.sleep(0.01)
                order.append("first ends")
                raise Mishap

    async def second() -> None:
        await first_wrote.wait()
        second_asked.set()
        async with database.writing("web:room") as connection:
            order.append("second begins")
            await put(connection, "of the second")

    await asyncio.gather(first(), second())
    assert order == ["first ends", "second begins"]
    assert await kept(database) == ["of the second"]


async def test_a_task_cannot_open_a_transaction_within_its_own(database: Database) -> None:
    async with database.writing("web:room"):
        with pytest.raises(RuntimeError, match="open already"):
            async with database.writing("web:room"):
                pass


async def test_a_connection_cannot_be_used_after_its_block(database: Database) -> None:
    async with database.writing("web:room") as connection:
        pass
    with pytest.raises(RuntimeError, match="over"):
        await put(connection, "late")
    with pytest.raises(RuntimeError, match="over"):
        async with connection.savepoint():
            pass


async def test_cancelling_undoes_what_was_written(database: Database) -> None:
    wrote = asyncio.Event()

    async def write() -> None:
        async with database.writing("web:room") as connection, connection.savepoint():
            await put(connection, "a")
            wrote.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await wrote.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await kept(database) == []
    async with database.writing("web:room") as connection:
        await put(connection, "b")
    assert await kept(database) == ["b"]


@pytest.mark.parametrize("steps", range(0, 30, 3))
async def test_cancelled_at_any_moment_a_block_is_kept_whole_or_not_at_all(
    database: Database, steps: int
) -> None:
    async def write() -> None:
        async with database.writing("web:room") as connection:
            await put(connection, "a")
            async with connection.savepoint():
                await put(connection, "b")

    task = asyncio.create_task(write())
    for _ in range(steps):
        await asyncio.sleep(0.0002)
    task.cancel()
    await asyncio.wait([task])
    assert await kept(database) in ([], ["a", "b"])
    async with database.writing("web:room") as connection:
        await put(connection, "c")
    assert "c" in await kept(database)


async def test_many_rows_go_in_at_once(database: Database) -> None:
    statement = "INSERT INTO platform_state (platform, name, text) VALUES (:platform, :name, :text)"
    rows = [{"platform": "web", "name": f"{n:04}", "text": "kept"} for n in range(1200)]
    async with database.writing("web:room") as connection:
        await connection.run_many(statement, rows)
        await connection.run_many(statement, [])
        touched = await connection.run("UPDATE platform_state SET text = '' WHERE name < '0100'")
    assert touched == 100
    assert len(await kept(database)) == 1200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None)))
async def test_both_engines_give_a_text_back_alike(database: Database, text: str) -> None:
    async with database.writing("web:room") as connection:
        await PlatformRows(connection, "web").put("a", text)
        back = await PlatformRows(connection, "web").get("a")
    assert back == text.encode("utf-8", "replace").decode().replace("\0", "")


async def test_names_come_in_the_order_of_their_bytes(database: Database) -> None:
    names = ["Zebra", "apple", "zebra", "Äpfel", "a", "a/b", "ab", "\U0001f600"]
    async with database.writing("web:room") as connection:
        for name in names:
            await put(connection, name)
        found = await PlatformRows(connection, "web").list("a")
    assert [name for name, _ in found] == ["a", "a/b", "ab", "apple"]
    assert await kept(database) == sorted(names)


async def test_opening_again_finds_everything(database: Database, database_url: str) -> None:
    async with database.writing("web:room") as connection:
        await put(connection, "a")
    await database.close()
    again = await open_database(database_url)
    assert await kept(again) == ["a"]
    await again.close()


async def test_looking_in_beside_the_bot_changes_nothing(
    database: Database, database_url: str
) -> None:
    async with database.writing("web:room") as connection:
        await put(connection, "a")
    beside = await open_database(database_url, read_only=True)
    assert await kept(beside) == ["a"]
    with pytest.raises(RuntimeError, match="reading only"):
        async with beside.writing("web:room"):
            pass
    await beside.close()


async def test_a_second_process_is_refused_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    program = (
        "import asyncio, sys\n"
        "from bot.store.database import open_database, StoreBusy\n"
        "try: asyncio.run(open_database(sys.argv[1]))\n"
        "except StoreBusy as busy: sys.exit(str(busy))\n"
    )
    database = await open_database(url)
    root = Path(__file__).parents[3]
    second = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", program, url],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    await database.close()
    assert second.returncode == 1
    assert second.stderr.startswith("Another copy of the bot is using")


async def test_the_lock_goes_when_the_store_closes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    first = await open_database(url)
    with pytest.raises(StoreBusy):
        await open_database(url)
    await first.close()
    await (await open_database(url)).close()


async def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/deep/er/store.db")
    await database.close()
    for file in (tmp_path / "deep/er").iterdir():
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["mysql://here/there", "sqlite:///", "store.db", ""])
async def test_an_address_of_no_engine_is_refused_in_words(url: str) -> None:
    with pytest.raises(StoreError, match="must start with sqlite:///"):
        await open_database(url)


async def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("Dear diary, this is a text of some length. " * 40)
    with pytest.raises(StoreError, match="could not be opened"):
        await open_database(f"sqlite:///{tmp_path}/store.db")


async def test_looking_into_what_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Start the bot once"):
        await open_database(f"sqlite:///{tmp_path}/store.db", read_only=True)


async def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(StoreError) as refused:
        await open_database("postgresql://me:sesame@127.0.0.1:1/nothing")
    assert "could not be reached" in str(refused.value)
    assert "sesame" not in str(refused.value)


@pytest.mark.postgresql
async def test_on_postgresql_two_communities_write_at_once(postgresql_url: str) -> None:
    database = await open_database(postgresql_url)
    second_wrote = asyncio.Event()

    async def first() -> None:
        async with database.writing("web:one") as connection:
            await put(connection, "of the first")
            await second_wrote.wait()

    async def second() -> None:
        async with database.writing("web:two") as connection:
            await put(connection, "of the second")
        second_wrote.set()

    async with asyncio.timeout(60):
        await asyncio.gather(first(), second())
    assert await kept(database) == ["of the first", "of the second"]
    await database.close()


@pytest.mark.postgresql
async def test_on_postgresql_several_copies_may_start_at_once(postgresql_url: str) -> None:
    copies = await asyncio.gather(*(open_database(postgresql_url) for _ in range(3)))
    async with copies[0].writing("web:room") as connection:
        await put(connection, "a")
    assert await kept(copies[2]) == ["a"]
    for copy in copies:
        await copy.close()
