"""Rounds, views and digests, on both engines."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat import ChannelRef, CommunityRef
from bot.store.database import Connection, Database
from bot.store.digests import Digests, published, read_edition, write_edition
from bot.store.rounds import Rounds
from bot.store.views import Views
from challenges import phases, taking_part
from challenges import rounds as rules
from challenges.ballots import NOBODY, Ballot, Counts, Shift, Stand, alias
from challenges.digest import Edition, Quoted, Talk
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId, MessageId
from challenges.method_files import METHODS
from challenges.rounds import Entry, Reply, Response, Round, RoundState, Vote, Written
from challenges.scales import MARKS, Scale
from challenges.tally import EntryTally, outcome

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE, ELSEWHERE = "slack:T1", "slack:T2"
ANN = MemberId("slack:U1")
KEY = bytes(range(32))
EVE = MemberId("eve")
MOVES = MARKS[Scale.MOVES][0]


class Shuffle:
    """Dice that leave everything as it is."""

    def shuffled(self, things: Sequence, purpose: str) -> list:
        return list(things)

    def token(self, purpose: str) -> str:
        return "0" * 32

    def pick(self, things: Sequence, purpose: str) -> object:
        return things[0]


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing(HERE) as opened:
        yield opened


def opened(number: int = 1) -> Round:
    method = METHODS["pre-mortem"]
    return rules.open_(
        number,
        method,
        ChannelId("slack:T1/C1"),
        None,
        "We should share one system.",
        tuple((question.name, "because") for question in method.proposal[1:]),
        opened_by=ANN,
        responder=ANN,
        key=KEY,
        now=NOW,
    )


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
small = st.integers(0, 99)
moments = st.datetimes(timezones=st.just(UTC))
aliases = st.binary(min_size=1, max_size=4).map(bytes.hex)
ballots = st.lists(
    st.builds(Ballot, aliases, st.sampled_from(Stand), st.integers(1, 5)), max_size=4
).map(tuple)
counts = st.builds(Counts, small, small, small)
entries = st.builds(
    Entry,
    id=small,
    by=aliases,
    answers=st.lists(words, min_size=1, max_size=4).map(tuple),
    stage=small,
    about=small,
    kind=words,
    number=st.none() | st.floats(-1e9, 1e9),
    author=words,
    receipt=words,
)
any_round = st.builds(
    Round,
    id=small,
    method=st.sampled_from(list(METHODS.values())),
    channel=words.map(ChannelId),
    thread=st.none() | words.map(MessageId),
    claim=words,
    proposal=st.lists(st.tuples(words, words), max_size=3).map(tuple),
    opened_by=words.map(MemberId),
    responder=words.map(MemberId),
    opened_at=moments,
    phase=st.integers(0, 2),
    phase_ends=moments,
    state=st.sampled_from(RoundState),
    key=st.just(b"") | st.binary(min_size=16, max_size=32),
    windows=st.lists(st.timedeltas(timedelta(0), timedelta(days=99)), max_size=4).map(tuple),
    before=ballots,
    after=ballots,
    entries=st.lists(entries, max_size=4).map(tuple),
    votes=st.lists(
        st.builds(Vote, aliases, small, st.sampled_from(MARKS[Scale.MOVES])), max_size=6
    ).map(tuple),
    responses=st.lists(st.builds(Response, small, st.sampled_from(Reply), words), max_size=3).map(
        tuple
    ),
    shift=st.none() | st.builds(Shift, counts, counts, small, small, small, small, small),
    took_part=small,
    unshown=st.lists(small, max_size=2).map(tuple),
    shared=st.lists(small, max_size=2).map(tuple),
    began_as=words,
    ended_by=words,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(round_=any_round)
async def test_any_round_comes_back_whole(connection: Connection, round_: Round) -> None:
    table = Rounds(connection, HERE)
    await table.save(round_, NOW)
    assert await table.get(round_.id) == round_
    connection.memory.clear()
    assert await table.get(round_.id) == round_
    assert await Rounds(connection, ELSEWHERE).get(round_.id) is None


async def test_each_round_keeps_its_own_parts(connection: Connection) -> None:
    table = Rounds(connection, HERE)
    assert [await table.next_id(), await table.next_id()] == [1, 2]
    for number in (1, 2):
        by = alias(KEY, MemberId(f"member {number}"))
        round_ = taking_part.enter(opened(number), EVE, by, Written((f"entry of {number}",)), NOW)
        await table.save(taking_part.ballot(round_, by, Stand.DISAGREE, 4, NOW), NOW)
    await table.save(replace(opened(3), state=RoundState.ABANDONED, key=b""), NOW)
    found = await table.open_()
    assert [(each.id, each.entries[0].text) for each in found] == [
        (1, "entry of 1"),
        (2, "entry of 2"),
    ]
    assert [len(each.before) for each in found] == [1, 1]


async def test_what_the_rules_destroy_at_the_end_is_nowhere_in_the_store(
    connection: Connection,
) -> None:
    table = Rounds(connection, HERE)
    round_ = opened()
    people = [alias(KEY, MemberId(f"member {number}")) for number in range(4)]
    for number, by in enumerate(people):
        round_ = taking_part.enter(round_, EVE, by, Written((f"reason {number}",)), NOW)
        round_ = taking_part.ballot(round_, by, Stand.AGREE, 3, NOW)
    await table.save(round_, NOW)
    round_ = phases.expire(round_, NOW, Shuffle())
    for by in people:
        round_ = taking_part.vote(round_, EVE, by, 1, MOVES, NOW)
    await table.save(round_, NOW)
    while not round_.over:
        round_ = phases.expire(round_, NOW, Shuffle())
    await table.save(round_, NOW + DAY)
    assert await table.get(1) == round_
    assert len(round_.votes) == 4
    held = ""
    for name in ("rounds", "ballots", "entries", "votes", "responses"):
        held += str(await connection.rows(f"SELECT * FROM {name}"))
    assert not any(by in held for by in people)
    assert str(KEY) not in held
    [row] = await connection.rows("SELECT key FROM rounds")
    assert row["key"] is None


async def test_rounds_are_found_by_when_they_ended(connection: Connection) -> None:
    table = Rounds(connection, HERE)
    await table.save(opened(1), NOW)
    over = replace(opened(2), state=RoundState.CLOSED, key=b"")
    await table.save(over, NOW + HOUR)
    await table.save(over, NOW + DAY)
    await table.save(replace(over, id=3), over.phase_ends)
    assert [each.id for each in await table.ended_between(NOW, NOW + 2 * HOUR)] == [2]
    ends = over.phase_ends
    assert [each.id for each in await table.ended_between(ends, ends + HOUR)] == [3]
    assert await table.endings(NOW, ends + HOUR) == {2: NOW + HOUR, 3: ends}
    assert await table.purge(NOW + 9 * DAY) == 2
    assert [each.id for each in await table.open_()] == [1]
    assert await connection.rows("SELECT * FROM entries WHERE round > 1") == []


any_view = st.builds(
    View,
    small,
    words,
    words,
    st.sampled_from(Status),
    words,
    words,
    words,
    st.none() | words.map(MemberId),
    st.just(CommunityId(HERE)),
    st.sampled_from(Scope),
    moments,
    st.none() | words.map(MessageId),
    st.none() | words.map(ChannelId),
    st.lists(words, max_size=3).map(tuple),
    st.none() | moments,
    st.none() | st.dates(),
    st.none() | st.dates(),
    words,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(view=any_view)
async def test_any_view_comes_back(connection: Connection, view: View) -> None:
    table = Views(connection, HERE)
    await table.save(view)
    assert await table.get(view.id) == view


def view(number: int, community: str = HERE, scope: Scope = Scope.COMMUNITY) -> View:
    return View(
        number, "One system", "We dropped it.", Status.DROPPED, "Anyborough", "district",
        "https://example.org/a", ANN, CommunityId(community), scope, NOW + number * HOUR,
        MessageId("slack:T1/C1/1"),
    )  # fmt: skip


async def test_a_member_has_the_views_of_each_community_apart(connection: Connection) -> None:
    here, there = Views(connection, HERE), Views(connection, ELSEWHERE)
    await here.save(view(1))
    await there.save(view(1, ELSEWHERE))
    await there.save(view(2, ELSEWHERE, Scope.EVERYWHERE))
    assert await here.by_member(ANN) == [view(1)]
    assert await there.by_member(ANN) == [
        view(1, ELSEWHERE),
        view(2, ELSEWHERE, Scope.EVERYWHERE),
    ]


async def test_what_is_meant_for_others_is_found_newest_first(connection: Connection) -> None:
    here, there = Views(connection, HERE), Views(connection, ELSEWHERE)
    for number, scope in enumerate((*Scope, Scope.EVERYWHERE), start=1):
        await here.save(view(number, scope=scope))
    await there.save(view(9, ELSEWHERE, Scope.PUBLIC))
    assert [each.id for each in await here.for_others(9)] == [5, 4, 3]
    assert [each.id for each in await here.for_others(2)] == [5, 4]
    assert await here.count_for_others() == 3


async def test_the_posts_that_show_a_view_are_known_in_whatever_community(
    connection: Connection,
) -> None:
    here, there = Views(connection, HERE), Views(connection, ELSEWHERE)
    shown = [view(number, scope=Scope.EVERYWHERE) for number in (2, 1)]
    for each in shown:
        await here.save(each)
    place = ChannelRef(CommunityRef("slack", "T2"), "C9")
    await there.shown("contrast:1", place, [(shown[1], "why"), (shown[0], "other")])
    await there.shown("contrast:2", place, [(shown[0], "why")])
    assert await here.showing(view(1)) == [(place, "contrast:1")]
    assert await here.showing(view(2)) == [(place, "contrast:1"), (place, "contrast:2")]
    assert [each.id for each in await here.shown_elsewhere()] == [1, 2]
    assert await there.shown_elsewhere() == []
    in_post = await there.in_post("contrast:1")
    assert [(each.id, each.by, why) for each, why in in_post] == [
        (1, None, "why"),
        (2, None, "other"),
    ]
    await here.remove(1)
    assert [each.id for each, _ in await there.in_post("contrast:1")] == [2]
    assert [each.id for each in await here.of_council("Anyborough")] == [2]
    assert [each.id for each in await here.all()] == [2]


async def test_a_view_is_kept_by_its_own_community_and_can_be_taken_back(
    connection: Connection,
) -> None:
    table = Views(connection, HERE)
    with pytest.raises(ValueError, match="slack:T2"):
        await table.save(view(1, ELSEWHERE))
    number = await table.next_id()
    await table.save(view(number))
    await table.save(view(number + 1))
    between = await table.between(NOW + number * HOUR, NOW + (number + 1) * HOUR)
    assert [each.id for each in between] == [number]
    await table.remove(number)
    assert await table.get(number) is None
    assert await table.next_id() == number + 1


def edition(number: int) -> Edition:
    quoted = Quoted(MessageId("slack:T1/C1/1"), "It would not work here.", "Anyborough", True)
    talk = Talk(
        title="shared system", channel=ChannelId("slack:T1/C1"), first=quoted.message, messages=9,
        people=5, councils=("Anyborough",), spread=0.5, quotes=(quoted,),
        split=None,
    )  # fmt: skip
    over = phases.abandon(opened(), NOW)
    return Edition(
        number=number, since=NOW, until=NOW + 7 * DAY, messages=9, people=5, channels=1,
        councils=1, talks=(talk,), rounds=(outcome(over),), challenges=(), views=(view(1),),
        questions=(quoted,), by_day=((NOW.date(), 9),),
    )  # fmt: skip


async def test_a_week_has_one_digest(connection: Connection) -> None:
    table = Digests(connection, HERE)
    assert await table.latest() is None
    assert await table.next_number() == 1
    assert await table.save("2026-W09", "hard-to-guess", edition(1), NOW)
    assert not await table.save("2026-W09", "another", edition(2), NOW)
    assert await table.has("2026-W09")
    assert not await Digests(connection, ELSEWHERE).has("2026-W09")
    assert await table.next_number() == 2
    assert await table.save("2026-W10", "as-hard", edition(2), NOW + 7 * DAY)
    latest, first = await table.latest(), await published(connection, "hard-to-guess")
    assert latest is not None
    assert first is not None
    assert (latest.number, latest.week, latest.name) == (2, "2026-W10", "as-hard")
    assert (first.community, first.edition, first.published_at) == (HERE, edition(1), NOW)
    assert await table.before(2) == first
    assert await table.before(1) is None
    assert await published(connection, "guessed") is None
    assert await table.purge(NOW + DAY) == 1


async def test_the_order_of_votes_comes_back_as_the_rules_gave_it(connection: Connection) -> None:
    table = Rounds(connection, HERE)
    votes = [Vote(alias(KEY, MemberId(str(n))), n % 3, MOVES) for n in range(20)]
    random.Random(7).shuffle(votes)
    await table.save(replace(opened(), votes=tuple(votes)), NOW)
    connection.memory.clear()
    found = await table.get(1)
    assert found is not None
    assert list(found.votes) == votes


async def test_the_votes_of_a_member_are_one_row_in_the_order_of_the_members(
    connection: Connection,
) -> None:
    table, people = Rounds(connection, HERE), [alias(KEY, MemberId(str(n))) for n in range(6)]
    for mark in (MOVES, "unmoved"):  # they change their minds, in another order
        for entry in (2, 1, 3):
            for by in people:
                held = await table.get(1) or opened()
                others = (each for each in held.votes if (each.by, each.entry) != (by, entry))
                votes = sorted((*others, Vote(by, entry, mark)), key=lambda v: (v.by, v.entry))
                await table.save(replace(held, votes=tuple(votes)), NOW)
        people.reverse()
    rows = await connection.rows("SELECT place, alias, marks FROM votes ORDER BY place")
    assert [row["alias"] for row in rows] == sorted(people)
    every = '[[1, "unmoved"], [2, "unmoved"], [3, "unmoved"]]'
    assert {row["marks"] for row in rows} == {every}


async def test_a_save_leaves_alone_what_it_does_not_change(connection: Connection) -> None:
    table = Rounds(connection, HERE)
    round_ = taking_part.enter(
        opened(), EVE, alias(KEY, EVE), Written(("It costs more.",)), NOW, "a"
    )
    await table.save(round_, NOW)
    await connection.run("UPDATE entries SET text = 'still here' WHERE id = 1")
    voted = replace(round_, votes=(Vote(alias(KEY, EVE), 1, MOVES),))
    await table.save(voted, NOW)
    assert await table.get(1) == voted
    connection.memory.clear()
    found = await table.get(1)
    assert found is not None
    assert [each.text for each in found.entries] == ["still here"]
    assert found.votes == voted.votes
    await table.save(voted, NOW)
    connection.memory.clear()
    assert await table.get(1) == voted


async def test_of_a_round_in_memory_the_key_is_not_remembered(connection: Connection) -> None:
    table = Rounds(connection, HERE)
    await table.save(opened(), NOW)
    assert str(KEY) not in str(connection.memory.of("rounds", HERE))
    assert all(not each.key for each in connection.memory.of("rounds", HERE).values())
    found = await table.get(1)
    assert found is not None
    assert found.key == KEY


async def test_a_name_that_was_taken_off_is_not_remembered(connection: Connection) -> None:
    table = Rounds(connection, HERE)
    await table.save(replace(opened(), responder=EVE), NOW)
    await table.forget(str(EVE))
    found = await table.get(1)
    assert found is not None
    assert found.responder == ""
    await table.remove(1)
    assert await table.get(1) is None


def test_an_edition_of_before_entries_had_several_parts_is_still_read() -> None:
    over = replace(opened(), state=RoundState.CLOSED, phase=3, key=b"")
    tally = EntryTally(Entry(1, NOBODY, ("Too dear.",)), ("moves", "moves", "unmoved", "unsure"))
    told = outcome(over)
    kept = replace(edition(1), rounds=(replace(told, entries=(tally,), minority=(tally.entry,)),))
    old = json.loads(write_edition(kept))
    entry = {"id": 1, "by": "", "text": "Too dear."}
    old["rounds"][0] |= {
        "entries": [{"entry": entry, "moves": 2, "unmoved": 1, "unsure": 1, "response": None}],
        "minority": [entry],
    }
    assert read_edition(json.dumps(old)) == kept
