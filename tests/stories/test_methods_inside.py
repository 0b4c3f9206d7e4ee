"""What becomes of rounds in which something goes otherwise than their file has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.events import HomeOpened
from adapters.posts import plain_post
from challenges.method_files import METHODS
from challenges.methods import Method
from tests.house import COMMUNITY, House
from tests.stories import playing
from tests.stories.doors.inside import CHANNEL, Inside
from tests.stories.playing import LOOK, Played

each_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def by_the_clock(house: House) -> playing.Step:
    """The time of the part runs out; in the second, the bot is stopped and started before."""

    async def end(played: Played) -> None:
        if len(played.seen) == 2:
            await house.restart()
        await house.pass_time(played.method.phases[played.seen[-1]].window)

    return end


def nowhere(house: House) -> playing.Step:
    """Whatever else is asked of the bot meanwhile, nobody is told what is hidden."""

    async def look(played: Played) -> None:
        by = house.asked("gus", CHANNEL, None)["by"]
        await house.hear(HomeOpened(key="", community=COMMUNITY, at=house.clock.now(), by=by))
        for person, words in (
            ("ann", "digest now"),
            ("ann", "log"),
            ("gus", "rounds"),
            ("gus", "privacy export"),
            ("gus", "start"),
        ):
            await house.command(person, CHANNEL, words)
        hidden = played.written[played.seen[-1]]
        told = [*house.posts(CHANNEL)]
        assert not any(words in post for words in hidden for post in told)
        for words, author in hidden.items():
            private = [plain_post(post) for to, post in house.platform.private if to.id != author]
            assert not any(words in post for post in private)

    return look


@each_method
async def test_a_method_on_the_clock_with_a_restart(house: House, method: Method) -> None:
    door = Inside(house)
    await playing.switch_on(door)
    played = Played(door, method, end=by_the_clock(house), hidden=nowhere(house))
    await played.to_its_end()
    assert await rows(house, "ballots") == []
    for table in ("entries", "votes"):
        assert {row["alias"] for row in await rows(house, table)} <= {""}


async def begun(house: House, name: str, *people: str) -> Played:
    """A round whose first part these people have done."""
    door = Inside(house)
    await playing.switch_on(door)
    played = Played(door, METHODS[name], people=people, end=by_the_clock(house))
    await played.open()
    played.seen.append(0)
    await played.ballots(0, played.method.phases[0])
    await played.entries(0, played.method.phases[0])
    return played


@pytest.mark.parametrize("name", [each.name for each in METHODS.values() if each.simpler])
async def test_when_too_few_came_the_round_goes_on_in_a_simpler_way_and_says_so(
    house: House, name: str
) -> None:
    simpler = METHODS[METHODS[name].simpler]
    people = ("ann", "bob", "cat", "dan", "eve")[: simpler.minimum]
    played = await begun(house, name, *people)
    title = played.method.title
    await played.end(played)
    played.method = simpler
    board = await played.board()
    assert f"Fewer people wrote something than {title} needs" in board
    everything = " ".join(await played.posts())
    assert all(words in everything for words in played.written[0])
    index = await played.phase()
    while index is not None:
        index = await played.one_phase(index)
    await played.outcome()


async def not_yet(house: House, played: Played, phase: int) -> None:
    """Whoever proposed it says to each retelling that it is not that yet, until the time is up."""
    for words in played.written[phase - 1]:
        number = await played.entry(words)
        await house.press("bob", f"{number}: not yet", words)
    assert await played.phase() == phase
    played.seen.append(phase)
    await played.end(played)


async def retold(house: House) -> Played:
    """A round whose first retellings were not it, and whose second are read by the author now."""
    played = await begun(house, "steelman", "ann", "bob", "cat", "dan")
    await played.end(played)
    await not_yet(house, played, 1)
    assert await played.phase() == 2
    assert "No retelling was quite it." in await played.board()
    played.seen.append(2)
    await played.entries(2, played.method.phases[2])
    await played.end(played)
    return played


async def test_without_a_yes_of_whoever_proposed_no_criticism_opens(house: House) -> None:
    played = await retold(house)
    await not_yet(house, played, 3)
    assert await played.phase() is None
    outcome = (await played.posts())[-1]
    assert "This round ended without a result. The criticism waits until" in outcome
    assert "did not come, the second time either" in outcome
    assert "No round is open" in await house.command("ann", CHANNEL, "rounds")


async def test_a_yes_to_a_second_retelling_opens_the_criticism(house: House) -> None:
    played = await retold(house)
    words = next(iter(played.written[2]))
    await house.press("bob", f"{await played.entry(words)}: yes, that is it", words)
    played.seen.append(3)
    await played.end(played)
    assert await played.phase() == 4
    assert "The proposal has been understood." in await played.board()


async def test_one_objection_to_a_draft_is_shown_among_those_who_have_none(house: House) -> None:
    played = await begun(house, "consent", "ann", "bob", "cat", "dan")
    await played.end(played)
    played.seen.append(1)
    await played.end(played)
    assert await played.phase() == 2
    objection = "It answers in English only."
    parts = {"what": objection, "known": "One visit in eight is in Welsh."}
    answered = [await house.fill("cat", "Take part", played.heading, **parts)]
    answered += [await house.fill(each, "Take part", played.heading) for each in ("ann", "dan")]
    assert len({each.partition("receipt is")[0] for each in answered}) == 1, "all read the same"
    played.seen.append(2)
    await played.end(played)
    everything = " ".join(await played.posts())
    assert objection in everything
    assert "2 people said: “I have no objection”." in everything
    index = await played.phase()
    while index is not None:
        played.seen.append(index)
        await played.end(played)
        index = await played.phase()
    outcome = (await played.posts())[-1]
    assert "2 people said: “I have no objection”." in outcome
    assert {row["alias"] for row in await rows(house, "entries")} == {""}


async def test_where_nobody_objects_to_a_draft_the_outcome_says_so(house: House) -> None:
    played = await begun(house, "consent", "ann", "bob", "cat", "dan")
    await played.end(played)
    played.seen.append(1)
    await played.end(played)
    for person in ("ann", "cat", "dan"):
        await house.fill(person, "Take part", played.heading)
    told = await house.press("cat", "What became of it")
    assert "It is in round 1 and hidden." in told
    played.seen.append(2)
    await played.end(played)
    assert await played.phase() == 5
    played.seen.append(5)
    await played.end(played)
    outcome = (await played.posts())[-1]
    assert "No minority report: all who answered said “I have no objection”." in outcome
    told = await house.press("cat", "What became of it")
    assert "You said “I have no objection” in round 1, and it counts." in told


@pytest.mark.parametrize(
    ("numbers", "parts"),
    [
        (lambda phase, person: 50.0 + person, [0, 3, 4, 5]),
        (lambda phase, person: person * (20.0 if phase == 0 else 1.0), [0, 1, 3, 4, 5]),
        (lambda phase, person: person * 20.0, [0, 1, 2, 3, 4, 5]),
    ],
    ids=["close at once", "close the second time", "never close"],
)
async def test_numbers_that_lie_close_are_asked_for_no_further(
    house: House, numbers: playing.Numbers, parts: list[int]
) -> None:
    door = Inside(house)
    await playing.switch_on(door)
    played = Played(door, METHODS["delphi"], numbers=numbers)
    outcome = await played.to_its_end()
    assert played.seen == parts
    assert outcome.count("numbers: the middle one is") == len(parts) - 2


async def test_what_fewer_than_three_wrote_is_erased_and_the_board_says_so(house: House) -> None:
    played = await begun(house, "ritual-dissent", "ann", "bob", "cat", "dan")
    await played.end(played)
    played.people = ("ann", "bob", "cat")
    await played.entries(1, played.method.phases[1])
    assert len(played.written[1]) == 2
    played.seen.append(1)
    await played.end(played)
    assert "In one part fewer than 3 people wrote something" in await played.board()
    everything = " ".join(await played.posts())
    assert all(words in everything for words in played.written[0])
    assert not any(words in everything for words in played.written[1])
    kept = [str(row["text"]) for row in await rows(house, "entries")]
    assert not any(words in text for words in played.written[1] for text in kept)


async def test_words_can_be_taken_back_until_the_end_and_leave_every_post(house: House) -> None:
    played = await begun(house, "pre-mortem", "ann", "bob", "cat", "dan")
    await played.end(played)
    (mine,) = [words for words, person in played.written[0].items() if person == "dan"]
    await played.votes(1, played.method.phases[1])
    assert mine in " ".join(await played.posts())
    assert "taken back" in await house.press("dan", "Take mine back", played.heading)
    assert mine not in " ".join(await played.posts())
    assert mine not in await house.press("eve", LOOK, played.heading)
    assert all(mine not in str(row["text"]) for row in await rows(house, "entries"))
    played.seen.append(1)
    await played.end(played)
    assert "Take mine back" in str(house.button("cat", "Take mine back", played.heading))
    assert mine not in " ".join(await played.posts())


async def test_one_more_day_is_one_more_day(house: House) -> None:
    played = await begun(house, "pre-mortem", "ann", "bob", "cat")
    before = await played.board()
    await house.command("ann", CHANNEL, "rounds")
    await house.press("ann", "One more day", "Round 1, part")
    assert await played.board() != before
    await played.end(played)
    assert await played.phase() == 0
    await house.pass_time(timedelta(days=1))
    assert await played.phase() == 1


async def test_a_moderator_may_stop_a_round_before_anything_is_shown(house: House) -> None:
    played = await begun(house, "outcome-lens", "ann", "bob", "cat")
    await house.command("ann", CHANNEL, "rounds")
    await house.press("ann", "Stop it", "Round 1, part")
    assert "This round was stopped." in await played.board()
    everything = " ".join(await played.posts())
    assert not any(words in everything for words in played.written[0])
    assert await rows(house, "entries") == []


async def rows(house: House, table: str) -> list[dict[str, object]]:
    async with house.database.reading() as connection:
        return [dict(row) for row in await connection.rows(f"SELECT * FROM {table}")]
