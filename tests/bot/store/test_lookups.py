from __future__ import annotations

from dataclasses import replace

from bot.store.database import Database
from bot.store.digests import Digests
from bot.store.lookups import Lookups
from bot.store.rounds import Rounds
from bot.store.views import Views
from challenges.library import Scope
from challenges.messages import CommunityId
from tests.house import COMMUNITY
from tests.stories.reading import MONDAY, WEEK, a_round, a_running, a_view, an_edition

OTHER = CommunityId("other:T2")


async def test_editions_are_found_by_year_and_by_words(database: Database) -> None:
    async with database.writing(str(COMMUNITY)) as connection:
        digests = Digests(connection, str(COMMUNITY))
        for number in range(1, 6):
            since = MONDAY + (number - 1) * 4 * WEEK
            await digests.save(f"w{number}", f"n{number}", an_edition(number, since), since + WEEK)
        found = Lookups(connection, str(COMMUNITY))
        assert await found.years() == [(2027, 3), (2026, 2)]
        assert await found.of_year(2027, 2, 0) == [5, 4]
        assert await found.of_year(2027, 2, 2) == [3]
        assert await found.editions_with(["platform", "crews"], 3) == [5, 4, 3]
        assert await found.editions_with(["platform", "zebra"], 3) == []
        assert await found.editions_with(["%"], 3) == []
        assert await Lookups(connection, OTHER).years() == []


async def test_rounds_are_found_by_words_that_all_may_see(database: Database) -> None:
    async with database.writing(str(COMMUNITY)) as connection:
        for each in (a_round(1), a_running(3)):
            await Rounds(connection, str(COMMUNITY)).save(each, MONDAY)
        found = Lookups(connection, str(COMMUNITY))
        assert await found.rounds_with(["every", "form"], 5) == [1]
        assert await found.rounds_with(["allotment"], 5) == [1]
        assert await found.rounds_with(["library"], 5) == [3]
        assert await found.rounds_with(["hidden"], 5) == []
        assert [number for number, _, _ in await found.claims(5)] == [3, 1]


async def test_views_are_ours_and_those_that_are_for_everyone_newest_first(
    database: Database,
) -> None:
    async with database.writing(str(COMMUNITY)) as connection:
        ours = [a_view(1, age=3), replace(a_view(2, age=1), scope=Scope.CHANNEL)]
        theirs = [
            replace(a_view(number, age=number), community=OTHER, scope=scope)
            for number, scope in enumerate(Scope, 1)
        ]
        for each in (*ours, *theirs):
            await Views(connection, each.community).save(each)
        found = await Lookups(connection, str(COMMUNITY)).views()
        assert [(view.community == OTHER, view.id) for view in found] == [
            (True, 3),
            (False, 1),
            (True, 4),
        ]
        assert len(await Lookups(connection, str(COMMUNITY)).views(2)) == 2
