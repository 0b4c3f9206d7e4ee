from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.actions import Say, Whisper
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.exports import ExportUnreadable
from adapters.posts import Post
from bot.replay import replay
from bot.stand_ins import ReplayClock, SilentPlatform

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)
CLAIM = "Every council should move its planning forms to one shared platform by April next year."
CHAT = (
    "The platform team met the suppliers on the second floor.",
    "Planning forms come in through three different doors at the moment.",
    "Our contract for the website ends in June.",
    "The board meets on the last Thursday of the month.",
)


def a_message(number: int, at: datetime, text: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(1000 + number),
        "type": "Default",
        "timestamp": at.isoformat(),
        "content": text,
        "author": {"id": str(number % 9), "name": f"person-{number % 9}"},
    } | more


def reactions(for_: int, against: int) -> list[dict[str, Any]]:
    people = [{"id": str(number)} for number in range(1, 9)]
    return [
        {"emoji": {"name": "👍"}, "users": people[:for_]},
        {"emoji": {"name": "👎"}, "users": people[for_ : for_ + against]},
    ]


def a_split_talk() -> list[dict[str, Any]]:
    """Two days of talk in which one message divides people, and nobody says why."""
    said = [a_message(0, MONDAY, CLAIM, reactions=reactions(4, 4))]
    said += [
        a_message(number, MONDAY + timedelta(hours=2 * number), CHAT[number % len(CHAT)])
        for number in range(1, 30)
    ]
    return said


def an_export(path: Path, messages: list[dict[str, Any]], guild: str = "1") -> Path:
    content = {
        "guild": {"id": guild, "name": f"Server {guild}"},
        "channel": {"id": f"2{guild}", "type": "GuildTextChat", "name": "general"},
        "messages": messages,
    }
    path.write_text(json.dumps(content))
    return path


def words(page: Path) -> str:
    text = re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", page.read_text())
    return " ".join(text.replace("&#39;", "'").split())


async def test_a_split_that_nobody_explains_is_asked_about_and_quoted(tmp_path: Path) -> None:
    export = an_export(tmp_path / "general.json", a_split_talk())
    report = await replay([export], tmp_path / "out")
    (found,) = report.replayed
    (asking,) = found.askings
    assert asking.channel == "#general"
    assert "4 for and 4 against" in asking.reason
    assert [(each.text, each.for_, each.against) for each in asking.about] == [(CLAIM, 4, 4)]
    shown = words(report.index)
    assert "Challenger would have asked 1 question" in shown
    assert CLAIM in shown
    assert asking.question in shown
    assert "Every channel was treated as switched on" in shown
    assert "Nothing was posted anywhere" in shown


async def test_it_asks_on_the_clock_of_the_messages(tmp_path: Path) -> None:
    export = an_export(tmp_path / "general.json", a_split_talk())
    report = await replay([export], tmp_path / "out")
    (found,) = report.replayed
    assert MONDAY < found.askings[0].at < MONDAY + timedelta(days=3)
    assert (found.first, found.latest) == (MONDAY, MONDAY + timedelta(hours=58))


async def test_what_was_found_at_night_is_asked_in_the_morning_and_told(tmp_path: Path) -> None:
    messages = a_split_talk()[:21]  # the twentieth is of Tuesday, at midnight in London
    last = a_message(60, MONDAY + timedelta(days=4), CHAT[0])
    export = an_export(tmp_path / "general.json", [*messages, last])
    report = await replay([export], tmp_path / "out")
    (found,) = report.replayed
    (asking,) = found.askings
    assert asking.at == MONDAY + timedelta(days=1, hours=22, minutes=30)
    assert "4 for and 4 against" in asking.reason


async def test_agreement_alone_is_never_asked_about_but_its_rest_is_told(tmp_path: Path) -> None:
    messages = a_split_talk()
    messages[0]["reactions"] = reactions(8, 0)
    report = await replay([an_export(tmp_path / "general.json", messages)], tmp_path / "out")
    (found,) = report.replayed
    assert found.askings == ()
    (resting,) = found.restings
    assert resting.opening == CLAIM
    assert "agreement" in resting.rested[-1].reason
    assert resting.rested[-1].times > 1
    assert "gave it a reason to ask" in words(report.index)
    assert "Challenger would have asked nothing" in report.summary


async def test_every_week_with_messages_has_a_page_and_a_gap_of_years_has_none(
    tmp_path: Path,
) -> None:
    later = datetime(2029, 1, 3, 12, tzinfo=UTC)
    messages = [*a_split_talk(), a_message(40, later, "Is anybody still here?")]
    out = tmp_path / "out"
    report = await replay([an_export(tmp_path / "general.json", messages)], out)
    assert sorted(file.name for file in out.iterdir()) == [
        "digest-2026-week-37.html",
        "digest-2029-week-01.html",
        "index.html",
    ]
    digest = words(out / "digest-2026-week-37.html")
    assert "7 to 13 September 2026" in digest
    assert "Reactions to one message divide: 4 for and 4 against" in digest
    assert "Challenger would have asked 1 question" in digest
    assert "A quiet week: 1 message was written" in words(out / "digest-2029-week-01.html")
    index = report.index.read_text()
    for name in ("digest-2026-week-37.html", "digest-2029-week-01.html"):
        assert f'href="{name}"' in index


async def test_two_communities_get_a_folder_each_and_one_page_above(tmp_path: Path) -> None:
    paths = [
        an_export(tmp_path / "a.json", a_split_talk(), "1"),
        an_export(tmp_path / "b.json", a_split_talk(), "2"),
    ]
    out = tmp_path / "out"
    report = await replay(paths, out)
    index = report.index.read_text()
    assert 'href="server-1/index.html"' in index
    assert 'href="server-2/index.html"' in index
    assert (out / "server-2" / "digest-2026-week-37.html").exists()
    assert "asked 2 questions" in report.summary


async def test_a_replay_falls_the_same_way_every_time(tmp_path: Path) -> None:
    export = an_export(tmp_path / "general.json", a_split_talk())
    first = await replay([export], tmp_path / "one")
    second = await replay([export], tmp_path / "two")
    assert first.replayed == second.replayed


async def test_what_was_written_in_private_is_weighed_but_not_quoted(tmp_path: Path) -> None:
    export = an_export(tmp_path / "direct.json", a_split_talk(), "0")
    report = await replay([export], tmp_path / "out")
    everything = "".join(file.read_text() for file in (tmp_path / "out").iterdir())
    assert CLAIM not in everything
    assert len(report.replayed[0].askings) == 1
    assert "Written in a private channel" in everything


async def test_a_message_that_later_opens_a_thread_does_not_stop_the_replay(
    tmp_path: Path,
) -> None:
    messages = a_split_talk()
    thread = {
        "guild": {"id": "1", "name": "Server 1"},
        "channel": {"id": "1000", "type": "GuildPublicThread", "categoryId": "21", "name": "x"},
        "messages": messages[1:],
    }
    an_export(tmp_path / "general.json", messages[:1])
    (tmp_path / "thread.json").write_text(json.dumps(thread))
    report = await replay([tmp_path], tmp_path / "out")
    assert report.replayed[0].messages == 30


async def test_an_export_without_messages_is_told_as_such(tmp_path: Path) -> None:
    report = await replay([an_export(tmp_path / "general.json", [])], tmp_path / "out")
    assert "The export holds no messages that people wrote." in words(report.index)


async def test_a_broken_export_writes_nothing(tmp_path: Path) -> None:
    messages = a_split_talk()
    del messages[16]["timestamp"]
    export = an_export(tmp_path / "general.json", messages)
    with pytest.raises(ExportUnreadable, match=r"general\.json, message 17 has no time"):
        await replay([export], tmp_path / "out")
    assert not (tmp_path / "out").exists()


async def test_progress_is_told(tmp_path: Path) -> None:
    lines: list[str] = []
    export = an_export(tmp_path / "general.json", a_split_talk())
    await replay([export], tmp_path / "out", progress=lines.append)
    assert lines == [
        "Reading Server 1: 38 messages and reactions.",
        "Server 1, week of 7 September 2026",
    ]


async def test_the_stand_in_platform_says_nothing_to_anybody() -> None:
    platform = SilentPlatform("slack")
    channel = ChannelRef(CommunityRef("slack", "T1"), "C1")
    say = Say(channel=channel, post=Post(()), mark=7)
    assert await platform.deliver(say) == MessageRef(channel, "replayed-7")
    whisper = Whisper(to=MemberRef("slack", "U1"), channel=channel, post=Post(()))
    assert await platform.deliver(whisper) is None
    assert await platform.find(say) is None
    assert platform.permalink(MessageRef(channel, "1")) == ""


def test_the_clock_never_goes_back() -> None:
    clock = ReplayClock()
    clock.move(MONDAY)
    clock.move(MONDAY - timedelta(days=1))
    assert clock.now() == MONDAY
    assert clock.seconds_until(MONDAY + timedelta(days=1)) == 0


@pytest.mark.data
async def test_technical_help_is_left_in_peace(development_data: Path, tmp_path: Path) -> None:
    history = development_data / "exports" / "ubuntu-slack-export.zip"
    report = await replay([history], tmp_path / "out")
    (found,) = report.replayed
    assert found.messages == 3630
    assert len(found.askings) <= 3
    assert len(found.weeks) == 10
