from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import Audience, Feeling, MessagePosted, Reacted
from adapters.exports import Export, ExportUnreadable, read, read_all

WORKSPACE = CommunityRef("slack", "T1")
GENERAL = ChannelRef(WORKSPACE, "C1")


def slack_files() -> dict[str, Any]:
    return {
        "users.json": [
            {"id": "U1", "team_id": "T1", "name": "ann", "is_bot": False},
            {"id": "U2", "team_id": "T1", "name": "bob", "deleted": True},
            {"id": "UB", "team_id": "T1", "name": "robot", "is_bot": True},
        ],
        "channels.json": [{"id": "C1", "name": "general"}],
        "general/2024-01-03.json": [
            {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1704268800.000001"},
            {
                "type": "message",
                "user": "U1",
                "text": "Shall we buy &lt;it&gt;, <@U2>? <http://a.example|the page>",
                "ts": "1704268800.000100",
                "thread_ts": "1704268800.000100",
                "reactions": [
                    {"name": "+1", "users": ["U2", "UB"], "count": 2},
                    {"name": "-1::skin-tone-3", "users": ["U1"], "count": 1},
                ],
            },
            {"type": "message", "user": "UB", "text": "beep", "ts": "1704268801.000100"},
            {"type": "message", "bot_id": "B1", "text": "beep", "ts": "1704268801.000200"},
            {
                "type": "message",
                "user": "U2",
                "text": "No, because of the cost.",
                "ts": "1704268860.000100",
                "thread_ts": "1704268800.000100",
                "blocks": [{"unknown": None}],
            },
        ],
    }


def discord_file() -> dict[str, Any]:
    ann = {"id": "11", "name": "ann", "nickname": "Ann", "isBot": False}
    bob = {"id": "12", "name": "bob", "isBot": False}
    return {
        "guild": {"id": "1", "name": "The server"},
        "channel": {"id": "2", "type": "GuildTextChat", "name": "general", "category": None},
        "messages": [
            {
                "id": "100",
                "type": "Default",
                "timestamp": "2024-01-03T08:00:00.1234567+00:00",
                "content": "Shall we buy it, @Ann?",
                "mentions": [ann],
                "author": bob,
                "reactions": [
                    {"emoji": {"id": None, "name": "👍🏽"}, "count": 1, "users": [ann]},
                    {"emoji": {"id": "7", "name": "party"}, "count": 1, "users": [ann]},
                    {"emoji": {"id": None, "name": "👎"}, "count": 3},
                ],
            },
            {
                "id": "101",
                "type": "Reply",
                "timestamp": "2024-01-03T09:01:00+01:00",
                "content": "No.",
                "author": ann,
                "reference": {"messageId": "100", "channelId": "2", "guildId": "1"},
            },
            {"id": "102", "type": "ThreadCreated", "timestamp": "2024-01-03T09:30:00+00:00"},
            {
                "id": "103",
                "type": "Default",
                "timestamp": "2024-01-03T10:00:00+00:00",
                "content": "beep",
                "author": {"id": "13", "isBot": True},
            },
        ],
    }


def as_folder(root: Path, files: dict[str, Any]) -> Path:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
    return root


def as_zip(path: Path, files: dict[str, Any], top: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                top + name, content if isinstance(content, str) else json.dumps(content)
            )
    return path


def as_file(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def said(export: Export) -> list[str]:
    return [event.text for event in export.events if isinstance(event, MessagePosted)]


def reactions(export: Export) -> list[Reacted]:
    return [event for event in export.events if isinstance(event, Reacted)]


def sentence(path: Path) -> str:
    with pytest.raises(ExportUnreadable) as refused:
        read(path)
    return str(refused.value)


def test_a_slack_folder_gives_what_people_wrote_and_how_they_reacted(tmp_path: Path) -> None:
    export = read(as_folder(tmp_path / "Councils Slack export Jan 3 2024", slack_files()))
    assert (export.name, export.platform, export.community) == ("Councils", "slack", WORKSPACE)
    assert [(each.ref, each.name, each.private) for each in export.channels] == [
        (GENERAL, "general", False)
    ]
    assert said(export) == [
        "Shall we buy <it>, @someone? the page (http://a.example)",
        "No, because of the cost.",
    ]
    first, second = (event for event in export.events if isinstance(event, MessagePosted))
    assert first.at == datetime(2024, 1, 3, 8, 0, 0, 100, tzinfo=UTC)
    assert first.thread is None
    assert second.thread == MessageRef(GENERAL, "1704268800.000100") == first.message
    assert second.by == MemberRef("slack", "U2")
    assert [(each.by.id, each.feeling, each.at) for each in reactions(export)] == [
        ("U2", Feeling.FOR, first.at),
        ("U1", Feeling.AGAINST, first.at),
    ]
    assert export.people == 2


@pytest.mark.parametrize("top", ["", "councils/"])
def test_a_slack_zip_reads_like_the_folder_with_or_without_a_top_folder(
    tmp_path: Path, top: str
) -> None:
    from_folder = read(as_folder(tmp_path / "folder", slack_files()))
    from_zip = read(as_zip(tmp_path / "councils.zip", slack_files(), top))
    assert from_zip.events == from_folder.events


def test_days_are_put_in_order_of_time_and_reactions_follow_their_message(tmp_path: Path) -> None:
    files = slack_files()
    files["channels.json"].append({"id": "C2", "name": "another"})
    files["another/2024-01-03.json"] = [
        {"type": "message", "user": "U1", "text": "In between", "ts": "1704268830.000100"}
    ]
    export = read(as_folder(tmp_path, files))
    times = [event.at for event in export.events]
    assert times == sorted(times)
    assert said(export)[1] == "In between"
    kinds = [type(event) for event in export.events]
    assert kinds == [MessagePosted, Reacted, Reacted, MessagePosted, MessagePosted]


def test_private_conversations_are_marked_and_not_called_by_peoples_names(tmp_path: Path) -> None:
    message = [{"type": "message", "user": "U1", "text": "psst", "ts": "1704268800.000100"}]
    files = {
        "channels.json": [],
        "groups.json": [{"id": "G1", "name": "leads"}],
        "mpims.json": [{"id": "G2", "name": "mpdm-ann--bob-1"}],
        "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
        "leads/2024-01-03.json": message,
        "mpdm-ann--bob-1/2024-01-03.json": message,
        "D1/2024-01-03.json": message,
        "mpdm-carl--dee-1/2024-01-03.json": message,
    }
    export = read(as_folder(tmp_path, files))
    assert {each.name for each in export.channels} == {
        "leads",
        "group conversation 1",
        "direct messages 1",
        "group conversation",
    }
    assert all(each.private for each in export.channels)
    audiences = {event.audience for event in export.events if isinstance(event, MessagePosted)}
    assert audiences == {Audience.PRIVATE}


def test_an_archive_without_its_lists_is_still_read(tmp_path: Path) -> None:
    files = {"general/2024-01-03.json": slack_files()["general/2024-01-03.json"]}
    export = read(as_zip(tmp_path / "some.zip", files))
    assert len(said(export)) == 3  # nothing says any more that one of them is a bot
    assert not export.channels[0].private
    assert export.community == CommunityRef("slack", "some")


def test_what_lies_beside_the_days_is_left_alone(tmp_path: Path) -> None:
    files = slack_files() | {
        "general/canvas_in_the_conversation.json": {"a": 1},
        "integration_logs.json": [],
        "__MACOSX/general/._2024-01-03.json": "rubbish",
    }
    assert len(said(read(as_zip(tmp_path / "some.zip", files)))) == 2


def test_a_discord_file_gives_messages_replies_and_reactions(tmp_path: Path) -> None:
    export = read(as_file(tmp_path / "general.json", discord_file()))
    channel = ChannelRef(CommunityRef("discord", "1"), "2")
    assert (export.name, export.channels[0].name) == ("The server", "general")
    assert said(export) == ["Shall we buy it, @someone?", "No."]
    first, answer = (event for event in export.events if isinstance(event, MessagePosted))
    assert first.at == datetime(2024, 1, 3, 8, 0, 0, 123456, tzinfo=UTC)
    assert answer.at == datetime(2024, 1, 3, 8, 1, tzinfo=UTC)
    assert answer.answers == MessageRef(channel, "100")
    assert [(each.symbol, each.feeling) for each in reactions(export)] == [
        ("👍🏽", Feeling.FOR),
        (":party:", Feeling.OTHER),
    ]
    assert export.notes == (
        "Reactions left out because they do not say who reacted: 3.",
    )  # a count alone names nobody


def test_what_people_go_by_is_known_where_it_is_one_word(tmp_path: Path) -> None:
    found = read(as_file(tmp_path / "general.json", discord_file()))
    assert {name: each.id for name, each in found.names.items()} == {"ann": "11", "bob": "12"}
    files = slack_files()
    files["users.json"] = [
        {"id": "U1", "team_id": "T1", "name": "ann", "profile": {"display_name": "Ann of Bath"}},
        {"id": "U2", "team_id": "T1", "name": "Bob", "profile": {"display_name": "ann"}},
        {"id": "", "name": "nobody"},
    ]
    found = read(as_folder(tmp_path / "slack", files))
    assert {name: each.id for name, each in found.names.items()} == {"ann": "U1", "bob": "U2"}


def test_a_discord_thread_belongs_to_the_channel_above_it(tmp_path: Path) -> None:
    thread = discord_file()
    thread["channel"] = {
        "id": "100",
        "type": "GuildPublicThread",
        "categoryId": "2",
        "category": "general",
        "name": "Shall we buy it?",
    }
    thread["messages"] = thread["messages"][1:2]
    thread["messages"][0] |= {"id": "200", "reference": {"messageId": "150", "channelId": "100"}}
    as_file(tmp_path / "a.json", discord_file())
    as_file(tmp_path / "b.json", thread)
    export = read(tmp_path)
    channel = ChannelRef(CommunityRef("discord", "1"), "2")
    assert [each.name for each in export.channels] == ["general"]
    inside = next(event for event in export.events if event.key.endswith(".200"))
    assert isinstance(inside, MessagePosted)
    assert inside.message == MessageRef(channel, "100.200")
    assert inside.thread == MessageRef(channel, "100")
    assert inside.answers == MessageRef(channel, "100.150")


def test_files_of_one_server_become_one_history_and_nothing_counts_twice(tmp_path: Path) -> None:
    other = discord_file()
    other["channel"] = {"id": "3", "type": "GuildTextChat", "name": "other"}
    other["messages"][0]["timestamp"] = "2024-01-03T08:30:00+00:00"
    paths = [
        as_file(tmp_path / "a.json", discord_file()),
        as_file(tmp_path / "b.json", other),
        as_file(tmp_path / "a (2).json", discord_file()),
    ]
    (export,) = read_all(paths)
    assert [each.name for each in export.channels] == ["general", "other"]
    assert len(said(export)) == 4
    assert len({event.key for event in export.events}) == len(export.events)


def test_exports_of_several_communities_stay_apart(tmp_path: Path) -> None:
    as_file(tmp_path / "a.json", discord_file())
    as_zip(tmp_path / "b.zip", slack_files())
    assert {each.platform for each in read_all([tmp_path])} == {"slack", "discord"}
    assert sentence(tmp_path).endswith("holds 2 communities. Read them one at a time.")


def test_the_order_of_a_discord_files_parts_does_not_matter(tmp_path: Path) -> None:
    turned = dict(reversed(discord_file().items()))
    export = read(as_file(tmp_path / "general.json", turned))
    assert said(export) == ["Shall we buy it, @someone?", "No."]
    turned["messages"] = []
    assert read(as_file(tmp_path / "empty.json", turned)).events == ()


@pytest.mark.parametrize("time", [None, ""])
def test_a_slack_message_without_a_time_is_named_with_its_place(
    tmp_path: Path, time: str | None
) -> None:
    files = slack_files()
    files["general/2024-01-03.json"][4]["ts"] = time
    assert sentence(as_folder(tmp_path / "x", files)) == (
        "general/2024-01-03.json, message 5 has no time ('ts')."
    )
    assert sentence(as_zip(tmp_path / "x.zip", files)) == (
        "x.zip, general/2024-01-03.json, message 5 has no time ('ts')."
    )


@pytest.mark.parametrize("time", ["soon", "1e9", "-5", "9" * 30, "²", True, [], "nan"])
def test_a_slack_message_with_a_wrong_time_is_named_with_its_place(
    tmp_path: Path, time: object
) -> None:
    files = slack_files()
    files["general/2024-01-03.json"][4]["ts"] = time
    assert sentence(as_folder(tmp_path, files)).startswith(
        "general/2024-01-03.json, message 5 has a time that cannot be read ('ts'"
    )


def test_a_discord_message_without_a_time_is_named_with_its_place(tmp_path: Path) -> None:
    content = discord_file()
    del content["messages"][1]["timestamp"]
    assert sentence(as_file(tmp_path / "general.json", content)) == (
        "general.json, message 2 has no time ('timestamp')."
    )
    content["messages"][1]["timestamp"] = "0001-01-01T00:00:00+14:00"
    assert sentence(as_file(tmp_path / "general.json", content)) == (
        "general.json, message 2 has a time that cannot be read "
        "('timestamp': '0001-01-01T00:00:00+14:00')."
    )


def test_a_file_that_is_cut_off_is_named_with_the_last_message_that_could_be_read(
    tmp_path: Path,
) -> None:
    whole = json.dumps(discord_file(), indent=1)
    cut = whole[: whole.index('"103"')]
    assert sentence(as_file(tmp_path / "general.json", cut)).startswith(
        "general.json, after message 3, is cut off or is not JSON: line "
    )
    files = slack_files()
    files["general/2024-01-03.json"] = "[{"
    assert sentence(as_folder(tmp_path / "x", files)) == (
        "general/2024-01-03.json is cut off or is not JSON: line 1, column 3."
    )


@pytest.mark.parametrize("content", ["hello", "<html></html>", "", "[]", "{}", '{"messages": []}'])
def test_an_unknown_format_is_refused_in_words(tmp_path: Path, content: str) -> None:
    assert sentence(as_file(tmp_path / "history.txt", content)) == (
        "history.txt is not an export that can be read. "
        "Give a Slack export (zip or folder), or JSON files made by DiscordChatExporter."
    )


def test_a_folder_or_an_archive_with_nothing_in_it_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert sentence(tmp_path / "empty").startswith("empty holds no export. ")
    assert sentence(as_zip(tmp_path / "empty.zip", {})).startswith("empty.zip holds no JSON files.")
    lists: dict[str, Any] = {"users.json": [], "channels.json": []}
    assert sentence(as_zip(tmp_path / "lists.zip", lists)) == (
        "lists.zip holds no folder with messages of a channel."
    )
    assert sentence(tmp_path / "none").endswith("none cannot be read: no such file or directory.")


def test_a_broken_archive_is_refused_in_words(tmp_path: Path) -> None:
    whole = as_zip(tmp_path / "whole.zip", slack_files()).read_bytes()
    half = tmp_path / "half.zip"
    half.write_bytes(whole[: len(whole) // 2])
    assert sentence(half) == "half.zip is not a zip archive that can be opened: it is damaged."
    bad = tmp_path / "bad.zip"
    bad.write_bytes(whole[:60] + b"\0\0\0\0" + whole[64:])
    assert sentence(bad) == "bad.zip, users.json cannot be read: it is damaged."


def test_an_archive_that_would_swell_is_not_opened(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("general/2024-01-03.json", b" " * (17 * 2**20))
    assert sentence(bomb) == (
        "bomb.zip, general/2024-01-03.json would unpack to more than an export holds, "
        "so it was not opened."
    )


def test_nothing_of_an_archive_is_written_anywhere(tmp_path: Path) -> None:
    files = slack_files() | {"../outside/2024-01-03.json": [], "/outside/2024-01-03.json": []}
    (tmp_path / "in").mkdir()
    read(as_zip(tmp_path / "in" / "x.zip", files))
    assert [file.name for file in tmp_path.rglob("*")] == ["in", "x.zip"]


def test_what_no_database_takes_is_taken_out(tmp_path: Path) -> None:
    files = slack_files()
    files["general/2024-01-03.json"][4]["text"] = "half a \ud83d sign and \0 nothing"
    assert said(read(as_folder(tmp_path, files)))[1] == "half a ? sign and  nothing"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def corrupted(value: Any, draw: st.DrawFn) -> Any:
    """The value with one place in it replaced, at any depth."""
    if draw(st.integers(0, 4)) == 0:
        return draw(JSON)
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value)))
        return value | {key: corrupted(value[key], draw)}
    if isinstance(value, list) and value:
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], corrupted(value[at], draw), *value[at + 1 :]]
    return draw(JSON)


@st.composite
def corrupted_discord(draw: st.DrawFn) -> Any:
    return corrupted(discord_file(), draw)


@st.composite
def corrupted_slack(draw: st.DrawFn) -> Any:
    files = slack_files()
    name = draw(st.sampled_from(sorted(files)))
    return files | {name: corrupted(files[name], draw)}


def readable_or_refused(path: Path) -> None:
    try:
        export = read(path)
    except ExportUnreadable:
        return
    for event in export.events:
        assert MessageRef.parse(str(event.message)) == event.message
        str(event).encode()


FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(content=corrupted_discord())
def test_a_corrupted_discord_file_is_read_or_refused(tmp_path: Path, content: object) -> None:
    readable_or_refused(as_file(tmp_path / "fuzz.json", content))


@FUZZ
@given(files=corrupted_slack())
def test_a_corrupted_slack_archive_is_read_or_refused(tmp_path: Path, files: Any) -> None:
    readable_or_refused(as_zip(tmp_path / "fuzz.zip", files))


@FUZZ
@given(cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=4))
def test_damaged_bytes_are_read_or_refused(tmp_path: Path, cuts: list[tuple[float, bytes]]) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in slack_files().items():
            archive.writestr(name, json.dumps(content))
    for name, raw in (
        ("fuzz.zip", whole.getvalue()),
        ("fuzz.json", json.dumps(discord_file()).encode()),
    ):
        damaged = raw
        for share, splice in cuts:
            at = int(share * len(damaged))
            damaged = damaged[:at] + splice + damaged[at + len(splice) * 2 :]
        (tmp_path / name).write_bytes(damaged)
        readable_or_refused(tmp_path / name)


def test_json_nested_without_end_is_refused(tmp_path: Path) -> None:
    deep = '{"guild":' + "[" * 100_000
    assert sentence(as_file(tmp_path / "deep.json", deep)) == (
        "deep.json is not JSON that can be read."
    )
    assert sentence(as_folder(tmp_path / "x", {"general/2024-01-03.json": "[" * 100_000})) == (
        "general/2024-01-03.json is not JSON that can be read."
    )


@pytest.mark.data
def test_the_development_exports_are_read_whole(development_data: Path) -> None:
    slack, discord = sorted(
        read_all([development_data / "exports"]), key=lambda each: -len(each.channels)
    )
    assert len(slack.channels) == 10
    assert len(said(slack)) == 3630  # 3,710 less what a bot wrote
    assert len(said(discord)) == 3 * 288
