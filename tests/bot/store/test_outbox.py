"""Letters: in order, once, revised before they are sent, and erased when they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.actions import Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import ReplyHandle
from adapters.posts import Post, Text, plain_post
from bot.store.database import Connection, Database, open_database
from bot.store.letters import LEASE, Letter, Letters
from bot.store.outbox import Outbox, read_action, write_action
from tests.any_posts import any_post

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEAM = CommunityRef("slack", "T1")
GENERAL, RANDOM = ChannelRef(TEAM, "C1"), ChannelRef(TEAM, "C2")
ANN, BOB = MemberRef("slack", "U1"), MemberRef("slack", "U2")
ROOT = MessageRef(GENERAL, "100.1")


def words(text: str) -> Post:
    return Post((Text((text,)),))


def standing(number: int) -> MessageRef:
    return MessageRef(GENERAL, f"200.{number}")


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing(str(TEAM)) as opened:
        yield opened


@pytest.fixture
def outbox(connection: Connection) -> Outbox:
    return Outbox(connection, str(TEAM))


@pytest.fixture
def letters(connection: Connection) -> Letters:
    return Letters(connection, "slack")


async def only(letters: Letters, now: datetime = NOW) -> Letter:
    [letter] = await letters.next_due(now)
    return letter


async def bodies(connection: Connection) -> list[str]:
    return [row["body"] for row in await connection.rows("SELECT body FROM outbox ORDER BY id")]


async def test_what_is_said_becomes_a_letter_with_its_mark(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("round:1:board", GENERAL, ROOT, words("a"), NOW)
    letter = await only(letters)
    assert letter.action == Say(channel=GENERAL, thread=ROOT, post=words("a"), mark=mark)
    assert 0 < mark < 2**31
    assert (letter.id, letter.community, letter.key) == (mark, "slack:T1", "round:1:board")
    assert (letter.channel, letter.lane, letter.state) == (str(GENERAL), str(GENERAL), "waiting")
    assert not letter.private


async def test_a_key_is_said_once_in_a_community(outbox: Outbox, connection: Connection) -> None:
    mark = await outbox.say("a", GENERAL, None, words("first"), NOW)
    assert await outbox.say("a", RANDOM, None, words("second"), NOW) == mark
    assert await outbox.say(None, GENERAL, None, words("x"), NOW) != await outbox.say(
        None, GENERAL, None, words("x"), NOW
    )
    assert await Outbox(connection, "slack:T2").say("a", GENERAL, None, words("x"), NOW) != mark


async def test_a_relay_sees_its_own_platform_alone(outbox: Outbox, connection: Connection) -> None:
    await outbox.say("a", GENERAL, None, words("a"), NOW)
    assert await Letters(connection, "discord").next_due(NOW) == []


async def test_each_channel_gives_its_first_letter_and_only_that(
    outbox: Outbox, letters: Letters
) -> None:
    for key, channel in (("a", GENERAL), ("b", GENERAL), ("c", RANDOM), ("d", RANDOM)):
        await outbox.say(key, channel, None, words(key), NOW)
    assert [letter.key for letter in await letters.next_due(NOW)] == ["a", "c"]
    busy = frozenset([str(GENERAL)])
    assert [letter.key for letter in await letters.next_due(NOW, busy)] == ["c"]
    [a, c] = await letters.next_due(NOW)
    await letters.sent(a.id, standing(1), NOW)
    await letters.sent(c.id, None, NOW)
    assert [letter.key for letter in await letters.next_due(NOW)] == ["b", "d"]


async def test_a_letter_that_waits_holds_up_its_channel_alone(
    outbox: Outbox, letters: Letters
) -> None:
    first = await outbox.say("a", GENERAL, None, words("a"), NOW)
    await outbox.say("b", GENERAL, None, words("b"), NOW)
    await outbox.say("c", RANDOM, None, words("c"), NOW)
    assert await letters.sending(first, NOW)
    await letters.postpone(first, NOW + MINUTE, "rate limited")
    assert [letter.key for letter in await letters.next_due(NOW)] == ["c"]
    assert await letters.next_wake(NOW) == NOW + MINUTE
    [again, _] = await letters.next_due(NOW + MINUTE)
    assert (again.key, again.attempts) == ("a", 1)
    assert await letters.next_wake(NOW + MINUTE) is None


async def test_a_letter_that_may_have_been_sent_is_looked_for_when_its_time_comes(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    await outbox.say("b", GENERAL, None, words("b"), NOW)
    assert await letters.sending(mark, NOW)
    await letters.postpone(mark, NOW + MINUTE, "no answer came", maybe_sent=True)
    assert await letters.next_due(NOW) == []
    assert await letters.next_wake(NOW) == NOW + MINUTE
    again = await only(letters, NOW + MINUTE)
    assert (again.key, again.state, again.attempts) == ("a", "sending", 1)
    assert await letters.sending(mark, NOW + MINUTE)


async def test_a_glance_says_whether_anything_may_be_due(outbox: Outbox, letters: Letters) -> None:
    assert not await letters.any_due(NOW)
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    assert await letters.any_due(NOW)
    await letters.postpone(mark, NOW + MINUTE, "busy")
    assert not await letters.any_due(NOW)
    assert await letters.any_due(NOW + MINUTE)


async def test_private_letters_do_not_wait_for_a_channel(outbox: Outbox, letters: Letters) -> None:
    await outbox.say("a", GENERAL, None, words("a"), NOW)
    whisper = Whisper(
        to=ANN, channel=GENERAL, post=words("w"), thread=ROOT, reply=ReplyHandle("r1")
    )
    tell, home = Tell(to=BOB, post=words("t")), ShowHome(to=BOB, post=words("h"))
    await outbox.whisper(whisper, NOW)
    await outbox.tell(tell, NOW)
    await outbox.home(home, NOW)
    due = await letters.next_due(NOW, frozenset([str(GENERAL)]))
    assert [letter.action for letter in due] == [whisper, tell]
    assert all(letter.private for letter in due)
    await letters.sent(due[1].id, None, NOW)
    assert [letter.action for letter in await letters.next_due(NOW)][-1] == home


async def test_a_home_that_waits_is_drawn_once_as_it_is_last(
    outbox: Outbox, letters: Letters
) -> None:
    first = await outbox.home(ShowHome(to=ANN, post=words("old")), NOW)
    assert await outbox.home(ShowHome(to=ANN, post=words("new")), NOW) == first
    assert (await only(letters)).action == ShowHome(to=ANN, post=words("new"))


async def test_what_is_delivered_leaves_no_words_behind_and_of_private_letters_nothing(
    outbox: Outbox, letters: Letters, connection: Connection
) -> None:
    await outbox.say("a", GENERAL, None, words("sesame"), NOW)
    await outbox.whisper(Whisper(to=ANN, channel=GENERAL, post=words("sesame")), NOW)
    await outbox.tell(Tell(to=BOB, post=words("sesame")), NOW)
    for letter in await letters.next_due(NOW):
        await letters.sending(letter.id, NOW)
        await letters.sent(letter.id, None, NOW)
    assert await bodies(connection) == [""]


async def test_a_post_is_known_by_its_key_and_by_where_it_stands(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    assert await outbox.posted("a") is None
    await letters.sent(mark, standing(1), NOW)
    assert await outbox.posted("a") == standing(1)
    assert await outbox.key_of(standing(1)) == "a"
    assert await outbox.key_of(standing(2)) is None
    assert await outbox.posted("b") is None


async def test_a_post_revised_before_it_is_sent_is_sent_as_it_is_last(
    outbox: Outbox, letters: Letters
) -> None:
    await outbox.say("a", GENERAL, None, words("old"), NOW)
    assert await outbox.revise("a", words("new"), NOW)
    assert await outbox.revise("a", words("newest"), NOW)
    letter = await only(letters)
    assert isinstance(letter.action, Say)
    assert letter.action.post == words("newest")
    await letters.sent(letter.id, standing(1), NOW)
    assert await letters.next_due(NOW) == []


async def test_a_post_is_revised_where_it_stands_and_the_last_words_win(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("old"), NOW)
    await letters.sent(mark, standing(1), NOW)
    await outbox.revise("a", words("new"), NOW)
    await outbox.revise("a", words("newest"), NOW)
    letter = await only(letters)
    assert letter.action == Revise(message=standing(1), post=words("newest"))
    await letters.sent(letter.id, None, NOW)
    assert await letters.next_due(NOW) == []


async def test_a_revision_waits_for_the_post_that_is_on_its_way(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("old"), NOW)
    await letters.sending(mark, NOW)
    await outbox.revise("a", words("new"), NOW)
    assert (await only(letters, NOW + LEASE)).id == mark
    await letters.sent(mark, standing(1), NOW)
    assert (await only(letters)).action == Revise(message=standing(1), post=words("new"))


async def test_the_last_words_win_although_a_post_was_postponed(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("1"), NOW)
    await letters.sending(mark, NOW)
    await outbox.revise("a", words("2"), NOW)
    await letters.postpone(mark, NOW, "busy")
    await outbox.revise("a", words("3"), NOW)
    await letters.sent((await only(letters)).id, standing(1), NOW)
    assert (await only(letters)).action == Revise(message=standing(1), post=words("3"))


async def test_nothing_is_revised_that_was_never_said_or_is_gone(
    outbox: Outbox, letters: Letters
) -> None:
    assert not await outbox.revise("a", words("a"), NOW)
    assert not await outbox.withdraw("a", NOW)
    await outbox.say("a", GENERAL, None, words("a"), NOW)
    assert await outbox.withdraw("a", NOW)
    assert not await outbox.withdraw("a", NOW)
    assert not await outbox.revise("a", words("b"), NOW)
    unplaced = await outbox.say("b", GENERAL, None, words("b"), NOW)
    await letters.sent(unplaced, None, NOW)
    assert not await outbox.revise("b", words("b"), NOW)
    assert await letters.next_due(NOW) == []


async def test_a_post_withdrawn_before_it_is_sent_is_never_sent(
    outbox: Outbox, letters: Letters, connection: Connection
) -> None:
    await outbox.say("a", GENERAL, None, words("a"), NOW)
    await outbox.withdraw("a", NOW)
    assert await letters.next_due(NOW) == []
    assert await bodies(connection) == [""]


async def test_a_post_withdrawn_is_taken_back_and_not_revised_before(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    await letters.sent(mark, standing(1), NOW)
    await outbox.revise("a", words("b"), NOW)
    await outbox.withdraw("a", NOW)
    assert not await outbox.revise("a", words("c"), NOW)
    letter = await only(letters)
    assert letter.action == Withdraw(message=standing(1))
    await letters.sent(letter.id, None, NOW)
    assert await outbox.posted("a") is None
    assert await letters.next_due(NOW) == []


async def test_a_post_withdrawn_on_its_way_is_taken_back_after_it(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    await letters.sending(mark, NOW)
    await outbox.revise("a", words("b"), NOW)
    assert await outbox.withdraw("a", NOW)
    assert not await outbox.withdraw("a", NOW)
    assert not await outbox.revise("a", words("c"), NOW)
    await letters.sent(mark, standing(1), NOW)
    letter = await only(letters)
    assert letter.action == Withdraw(message=standing(1))
    await letters.sent(letter.id, None, NOW)
    assert await outbox.posted("a") is None
    assert await letters.next_due(NOW) == []


async def test_a_letter_cut_off_in_flight_is_found_again(
    database: Database, connection: Connection, outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    await outbox.say("b", GENERAL, None, words("b"), NOW)
    assert await letters.sending(mark, NOW)
    found = await only(letters, NOW + LEASE)
    assert (found.id, found.state, found.attempts) == (mark, "sending", 1)
    assert await letters.sending(mark, NOW + LEASE)


async def test_a_parked_letter_lets_its_channel_go_on(outbox: Outbox, letters: Letters) -> None:
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    await outbox.say("b", GENERAL, None, words("b"), NOW)
    await letters.park(mark, "not in the channel", NOW)
    assert (await only(letters)).key == "b"
    [parked] = await letters.parked()
    assert (parked.id, parked.kind, parked.key, parked.reason) == (
        mark, "say", "a", "not in the channel",
    )  # fmt: skip
    assert await letters.unpark(mark, NOW)
    assert not await letters.unpark(mark, NOW)
    assert (await only(letters)).key == "a"


async def test_a_parked_post_takes_in_what_was_to_revise_it(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("old"), NOW)
    await letters.sending(mark, NOW)
    await outbox.revise("a", words("new"), NOW)
    await letters.park(mark, "archived", NOW)
    assert await letters.next_due(NOW) == []
    await letters.unpark(mark, NOW)
    letter = await only(letters)
    assert isinstance(letter.action, Say)
    assert letter.action.post == words("new")


async def test_a_parked_post_that_was_to_be_withdrawn_is_dropped(
    outbox: Outbox, letters: Letters
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("old"), NOW)
    await letters.sending(mark, NOW)
    await outbox.withdraw("a", NOW)
    await letters.park(mark, "archived", NOW)
    assert await letters.next_due(NOW) == []
    assert await letters.parked() == []


async def test_a_private_letter_that_cannot_be_delivered_is_not_kept(
    outbox: Outbox, letters: Letters, connection: Connection
) -> None:
    whisper = await outbox.whisper(Whisper(to=ANN, channel=GENERAL, post=words("w")), NOW)
    await letters.park(whisper, "expired", NOW)
    assert await letters.parked() == []
    assert await bodies(connection) == []
    assert not await letters.unpark(whisper, NOW)


async def test_a_channel_silenced_says_nothing_that_waits(outbox: Outbox, letters: Letters) -> None:
    await outbox.say("a", GENERAL, None, words("a"), NOW)
    await outbox.say("b", RANDOM, None, words("b"), NOW)
    assert await outbox.silence(GENERAL, NOW) == 1
    assert (await only(letters)).key == "b"


async def test_a_forgotten_member_is_written_to_no_more(outbox: Outbox, letters: Letters) -> None:
    await outbox.tell(Tell(to=ANN, post=words("a")), NOW)
    await outbox.tell(Tell(to=BOB, post=words("b")), NOW)
    await outbox.forget(ANN)
    assert (await only(letters)).action == Tell(to=BOB, post=words("b"))


async def test_what_is_done_with_is_forgotten_but_for_posts_with_a_key(
    outbox: Outbox, letters: Letters, connection: Connection
) -> None:
    mark = await outbox.say("a", GENERAL, None, words("a"), NOW)
    plain = await outbox.say(None, RANDOM, None, words("b"), NOW)
    await letters.sent(mark, standing(1), NOW)
    await letters.sent(plain, None, NOW)
    waiting = await outbox.say("c", GENERAL, None, words("c"), NOW)
    assert await outbox.purge(NOW + MINUTE) == 1
    assert await outbox.posted("a") == standing(1)
    assert (await only(letters)).id == waiting
    later = await outbox.say("d", RANDOM, None, words("d"), NOW)
    await outbox.withdraw("d", NOW)
    await outbox.purge(NOW + MINUTE)
    assert await outbox.say("e", RANDOM, None, words("e"), NOW) > later


@pytest.mark.postgresql
async def test_two_copies_never_take_the_same_letter(postgresql_url: str) -> None:
    one, two = await open_database(postgresql_url), await open_database(postgresql_url)
    async with one.writing(str(TEAM)) as connection:
        outbox = Outbox(connection, str(TEAM))
        await outbox.say("a", GENERAL, None, words("a"), NOW)
        await outbox.say("b", GENERAL, None, words("b"), NOW)
    async with one.writing() as connection:
        first = Letters(connection, "slack")
        [letter] = await first.next_due(NOW)
        second = two.writing()
        assert await Letters(await second.__aenter__(), "slack").next_due(NOW) == []
        await second.__aexit__(None, None, None)
        assert await first.sending(letter.id, NOW)
    async with two.writing() as connection:
        other = Letters(connection, "slack")
        assert await other.next_due(NOW + MINUTE) == []
        assert not await other.sending(letter.id, NOW + MINUTE)
        assert [found.id for found in await other.next_due(NOW + LEASE)] == [letter.id]
    await one.close()
    await two.close()


def texts(most: int) -> st.SearchStrategy[str]:
    """What can be kept: no half characters, and none of number 0."""
    kept = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.text(kept, max_size=min(most, 20))


posts = any_post(ROOT, texts)


@given(post=posts)
def test_any_post_comes_back_from_its_text(post: Post) -> None:
    action = Say(channel=GENERAL, post=post, mark=1)
    assert read_action(write_action(action)) == action


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(post=posts)
async def test_any_post_comes_back_from_a_letter(connection: Connection, post: Post) -> None:
    outbox, letters = Outbox(connection, str(TEAM)), Letters(connection, "slack")
    mark = await outbox.say(None, GENERAL, None, post, NOW)
    whisper = Whisper(to=ANN, channel=GENERAL, post=post)
    private = await outbox.whisper(whisper, NOW)
    due = {letter.id: letter.action for letter in await letters.next_due(NOW)}
    assert due == {mark: Say(channel=GENERAL, post=post, mark=mark), private: whisper}
    await letters.sent(mark, None, NOW)
    await letters.sent(private, None, NOW)


steps = st.lists(
    st.tuples(
        st.sampled_from(["revise", "sending", "sent", "postpone", "park", "unpark"]),
        st.integers(0, 9),
    ),
    max_size=14,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
async def test_whatever_happens_on_the_way_the_last_words_are_what_stands(
    database: Database, steps: list[tuple[str, int]]
) -> None:
    """Letters may fail, wait and be parked in any order; a post ends as it was last revised."""
    async with database.writing(str(TEAM)) as connection:
        await connection.run("DELETE FROM outbox")
        outbox, letters = Outbox(connection, str(TEAM)), Letters(connection, "slack")
        await outbox.say("a", GENERAL, None, words("first"), NOW)
        last, stands = "first", ""
        now = NOW

        async def deliver(letter: Letter) -> None:
            nonlocal stands
            assert isinstance(letter.action, Say | Revise)
            stands = plain_post(letter.action.post)
            place = standing(1) if isinstance(letter.action, Say) else None
            await letters.sent(letter.id, place, now)

        for step, value in steps:
            now += LEASE
            due = await letters.next_due(now)
            if step == "revise":
                last = f"{last}{value}"
                assert await outbox.revise("a", words(last), now)
            elif step == "unpark":
                for each in await letters.parked():
                    await letters.unpark(each.id, now)
            elif due and step == "sending":
                await letters.sending(due[0].id, now)
            elif due and step == "sent":
                await deliver(due[0])
            elif due and step == "postpone":
                await letters.postpone(due[0].id, now, "later")
            elif due and step == "park" and isinstance(due[0].action, Say):
                await letters.park(due[0].id, "stuck", now)
        for each in await letters.parked():
            await letters.unpark(each.id, now)
        now += LEASE
        while due := await letters.next_due(now):
            await deliver(due[0])
        assert stands == last
