"""Views from a file into the queue, and out of the library into a file, on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.chat import ChannelRef, CommunityRef
from bot import filing
from bot.store.channels import Channels
from bot.store.database import open_database
from bot.store.queue import Queue
from bot.store.views import Views
from bot.upkeep import Unusable
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId
from config.settings import Settings

HERE = "slack:T1"
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ROWS = "claim,text,council,status\nJoin,We left.,Leeds,dropped\nJoin,We stayed.,Hull,kept\n"


@pytest.fixture
async def settings(database_url: str) -> Settings:
    database = await open_database(database_url)
    async with database.writing() as connection:
        place = ChannelRef(CommunityRef("slack", "T1"), "C1")
        await Channels(connection, HERE).switch(place, True, "", NOW)
    await database.close()
    return Settings(database=database_url)


async def waiting(settings: Settings) -> list[str]:
    database = await open_database(settings.database)
    try:
        async with database.reading() as connection:
            queue = Queue(connection, HERE)
            total = sum((await queue.waiting()).values())
            first = await queue.next()
            return [] if first is None else [first.council, str(total)]
    finally:
        await database.close()


async def test_a_file_is_tried_and_then_brought_in_once(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "views.csv"
    file.write_text(ROWS, "utf-8")
    said = await filing.bring_in(settings, file, None, dry=True)
    assert said == (
        "Leeds, dropped: Join\nKingston upon Hull, kept: Join\n"
        "2 views can be brought in. Nothing was changed."
    )
    assert await waiting(settings) == []
    said = await filing.bring_in(settings, file, HERE, dry=False)
    assert said.startswith("2 of 2 views wait in slack:T1 for a moderator")
    assert await waiting(settings) == ["Leeds", "2"]
    assert "2 came before" in await filing.bring_in(settings, file, HERE, dry=False)
    assert await waiting(settings) == ["Leeds", "2"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", ROWS + ",x,Leeds,\nJoin,x,Leeds,maybe\n", "Line 4: It does not say what it is"),
        ("a.csv", ROWS + "Join,x,Leeds,maybe\n" * 40, "And 10 more lines."),
        ("a.csv", "", "There is no row in it."),
        ("a.txt", ROWS, "neither a .csv nor a .jsonl file"),
        ("a.jsonl", "{\n", "Line 1: This is not one row."),
    ],
)
async def test_what_cannot_be_used_is_said_line_by_line_and_nothing_is_brought_in(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path}/none.db")
    file = tmp_path / name
    file.write_text(text, "utf-8")
    with pytest.raises(Unusable) as refused:
        await filing.bring_in(settings, file, None, dry=False)
    assert words in str(refused.value)
    assert not (tmp_path / "none.db").exists()


async def test_a_file_or_a_community_that_is_not_there_is_one_sentence(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        await filing.bring_in(settings, tmp_path / "no.csv", None, dry=False)
    (tmp_path / "latin.csv").write_bytes("claim\n\xe9".encode("latin-1"))
    with pytest.raises(Unusable, match="not written in UTF-8"):
        await filing.bring_in(settings, tmp_path / "latin.csv", None, dry=False)
    for community, words in (("slack:T9", "No community"), ("T9", "not a community")):
        with pytest.raises(Unusable, match=words):
            await filing.bring_out(settings, community, "csv", every=False)
    with pytest.raises(Unusable, match="csv and jsonl"):
        await filing.bring_out(settings, None, "xml", every=False)


async def test_only_what_may_leave_the_community_is_written_out(settings: Settings) -> None:
    database = await open_database(settings.database)
    async with database.writing(HERE) as connection:
        for number, scope in enumerate(Scope, start=1):
            await Views(connection, HERE).save(
                View(
                    number, f"For {scope.value}", "We left.", Status.DROPPED, "Leeds", "unitary",
                    "", None, CommunityId(HERE), scope, NOW, channel=ChannelId("slack:T1/C1"),
                )
            )  # fmt: skip
    await database.close()
    lines = (await filing.bring_out(settings, None, "jsonl", every=False)).splitlines()
    assert [json.loads(line)["claim"] for line in lines] == ["For everywhere", "For public"]
    lines = (await filing.bring_out(settings, HERE, "csv", every=True)).splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("claim,text,status,council")
