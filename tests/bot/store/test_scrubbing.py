"""What was erased is not left in the log beside the file, however many write at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.store.database import open_database
from bot.store.sqlite import MOST_UNSCRUBBED


async def test_what_many_write_in_a_row_is_scrubbed_with_the_last(tmp_path: Path) -> None:
    file = tmp_path / "challenger.db"
    database = await open_database(f"sqlite:///{file}")
    left: list[int] = []

    async def write(number: int) -> None:
        async with database.writing() as connection:
            await connection.run(
                "INSERT INTO platform_state (platform, name, text) VALUES ('web', :name, 'x')",
                name=f"{number}",
            )
            connection.scrub()
        left.append(_size_of_log(file))

    try:
        many = 3 * MOST_UNSCRUBBED
        async with asyncio.TaskGroup() as tasks:
            for number in range(many):
                tasks.create_task(write(number))
        assert left[-1] == 0
        assert left.count(0) >= many // (MOST_UNSCRUBBED + 1), "not only at the end"
    finally:
        await database.close()


def _size_of_log(file: Path) -> int:
    return Path(f"{file}-wal").stat().st_size
