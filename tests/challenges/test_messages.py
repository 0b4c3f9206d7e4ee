from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from challenges.messages import ChannelId, MemberId, Message, MessageId, conversations

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def message(
    id_: str, by: str = "ann", hours: float = 0, thread: str | None = None, channel: str = "c"
) -> Message:
    return Message(
        MessageId(id_),
        ChannelId(channel),
        MemberId(by),
        "words",
        MONDAY + timedelta(hours=hours),
        thread=MessageId(thread) if thread else None,
    )


def test_a_thread_is_one_conversation_with_the_message_that_opened_it() -> None:
    talks = conversations(
        [message("2", "bob", 1, thread="1"), message("1"), message("3", "cem", 2)]
    )
    assert [(talk.thread, [each.id for each in talk.messages]) for talk in talks] == [
        ("1", ["1", "2"]),
        (None, ["3"]),
    ]


def test_a_thread_whose_first_message_is_not_held_is_still_a_conversation() -> None:
    (talk,) = conversations([message("2", thread="1"), message("3", thread="1", hours=1)])
    assert (talk.thread, len(talk.messages)) == ("1", 2)


def test_a_channel_is_cut_where_nobody_wrote_for_days() -> None:
    talks = conversations([message("1"), message("2", hours=72), message("3", hours=72 + 73)])
    assert [[each.id for each in talk.messages] for talk in talks] == [["1", "2"], ["3"]]


def test_the_same_thread_id_in_two_channels_is_two_conversations() -> None:
    talks = conversations([message("2", thread="1"), message("2", thread="1", channel="d")])
    assert {talk.channel for talk in talks} == {"c", "d"}


def test_people_are_those_who_wrote_and_those_who_reacted() -> None:
    first = Message(
        MessageId("1"),
        ChannelId("c"),
        MemberId("ann"),
        "words",
        MONDAY,
        council="Leeds",
        backed_by=frozenset({MemberId("bob")}),
        doubted_by=frozenset({MemberId("cem")}),
    )
    (talk,) = conversations([first, message("2", "dee", 5)])
    assert talk.people == {"ann", "bob", "cem", "dee"}
    assert talk.authors == {"ann", "dee"}
    assert talk.councils == {"Leeds"}
    assert (talk.started, talk.latest) == (MONDAY, MONDAY + timedelta(hours=5))


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.sampled_from([None, "0", "1", "2"]), st.booleans()),
        max_size=30,
    )
)
def test_every_message_is_in_exactly_one_conversation(
    rows: list[tuple[int, str | None, bool]],
) -> None:
    messages = [
        message(str(n), hours=hours, thread=None if thread == str(n) else thread)
        for n, (hours, thread, _) in enumerate(rows)
    ]
    found = [each.id for talk in conversations(messages) for each in talk.messages]
    assert sorted(found) == sorted(each.id for each in messages)
