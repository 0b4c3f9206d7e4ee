"""What each reading page says, to members and to nobody else, and what it does not say."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape

import pytest
import pytest_asyncio

from adapters.port import Page
from bot.addresses import Addresses
from tests.house import COMMUNITY, House, a_house
from tests.stories.reading import CLAIM, EDITIONS, PRIVATE, RUNNING, TOPIC, WRITTEN, furnish

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT = Addresses.of("", str(COMMUNITY))
Read = Callable[..., Awaitable[str]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    store = f"sqlite:///{tmp_path_factory.mktemp('told')}/store.db"
    async with a_house(store) as opened:
        await furnish(opened)
        yield opened


@pytest.fixture
def read(house: House) -> Read:
    """The words of a page as a member reads them."""

    async def words(*parts: str | int, **query: str) -> str:
        page = await house.page(AT.to(*parts, **query), "bob")
        assert page is not None
        return plain(page)

    return words


def plain(page: Page) -> str:
    text = re.sub(r"(?s)<(style|svg|title)\b.*?</\1>|<[^>]+>", " ", page.body.decode())
    return " ".join(unescape(text).split())


async def test_this_week_has_every_part_in_the_agreed_order(read: Read) -> None:
    said = await read()
    order = (
        "From the organisers Thank you for a week of good questions.",
        "1 text was withdrawn from this digest after it came out.",
        "12 people changed where they stand. messages 243",
        "What changed 2 dissent rounds ended.",
        "Where views differed most Moving every form to one platform",
        "A different view It costs more, because we pay for both.",
        "What else was talked about",
        "Dissent rounds, before and after",
        "Objections nobody answered The talk went on, and nobody answered these.",
        "Views from other councils",
        "Shown 6 times beside what was said here. 4 people found it new.",
        "Shown once beside what was said here. Fewer than 3 people said whether",
        "What was promised",
        "What plans rest on",
        "Questions nobody has answered",
        "Who was heard 1 person held the office of challenger-in-chief.",
        "district 14 county 8 Other kinds 6",
        "What to try next week Open a dissent round.",
        "Coming up Round 3 is still open",
        "How this was made, and what is held",
    )
    places = [said.rindex(each) for each in order]
    assert places == sorted(places)
    assert "@" not in said
    assert "fake:" not in said


async def test_the_archive_lists_a_year_and_leads_on(read: Read) -> None:
    first, second = await read("archive"), await read("archive", page="2")
    assert f"Digest {EDITIONS}." in first
    assert "Digest 9." not in first
    assert "Digest 9." in second
    assert "Voices and questions, week by week" in first
    assert "Voices and questions, week by week" not in second
    for strange in ("0", "-1", "99999", "x", "2; DROP TABLE digests"):
        assert "Archive, 2026" in await read("archive", page=strange, year=strange)


async def test_the_search_marks_words_in_rounds_views_and_digests(house: House, read: Read) -> None:
    said = await read("search", q="  PLATFORM, forms!")
    assert "6 things were found." in said
    page = await house.page(AT.to("search", q="parishes"), "bob")
    assert page is not None
    assert b"Nobody asked the <mark>parishes</mark>." in page.body


@pytest.mark.parametrize(
    "searched", ["zebra", "depot", "hidden thought", "%", "zebra%", "zebra' OR 1=1"]
)
async def test_the_search_finds_nothing_of_what_is_hidden_or_not_there(
    read: Read, searched: str
) -> None:
    said = await read("search", q=searched)
    assert "Nothing was found" in said or "Type a word" in said


async def test_what_is_looked_for_is_never_read_as_markup(house: House) -> None:
    attack = '"><script>alert(1)</script>'
    for path in (AT.to("search", q=attack), AT.to("topic", about=attack)):
        page = await house.page(path, "bob")
        assert page is not None
        assert b"<script" not in page.body


async def test_a_round_that_is_over_tells_before_and_after_answers_and_what_follows(
    read: Read,
) -> None:
    said = await read("round", 1)
    for words in (
        f"Dissent round 1 {CLAIM}",
        "Go ahead 8 4 Not sure 3 3 Do not 1 5",
        *WRITTEN[:2],
        "Accepted. We train all call handlers before the first form moves.",
        "Rejected. We are not part of a board.",
        "The minority report 4 people stood against where most people went at the end",
        "I train the call handlers in Rugby. Open By 7 December 2026.",
        "Nine in ten residents can use a form online. Fell",
    ):
        assert words in said
    assert "bob" not in said
    assert "dan" not in said


async def test_a_map_is_told_in_words_and_numbers(read: Read) -> None:
    said = await read("round", 2)
    assert "40 people voted on 8 statements." in said
    assert "All statements and votes" in said


async def test_a_round_that_goes_on_shows_its_claim_and_until_when_and_no_more(
    read: Read,
) -> None:
    said = await read("round", 3)
    assert RUNNING in said
    assert "Going on now Part 1 of 3: Everyone alone" in said
    assert "This part ends Tuesday 24 November 2026" in said
    assert "hidden thought" not in said


async def test_what_was_held_in_a_private_channel_is_on_no_page(house: House, read: Read) -> None:
    assert await house.page(AT.to("round", 4), "bob") is None
    assert "Dissent rounds on this" not in await read("topic", about=PRIVATE)


@pytest.mark.parametrize("path", ["round/x", "round/1/2", "round/-1", "methods/zz", "topic", "zz"])
async def test_there_is_no_page_for_what_is_not_there(house: House, path: str) -> None:
    assert await house.page(AT.to() + path, "bob") is None


async def test_topics_tell_what_councils_differ_on_first(read: Read) -> None:
    said = await read("topics")
    assert f"{TOPIC} Councils differ 5 councils. Kept it: 2, Tried it: 1, Dropped it: 1" in said
    assert said.index(TOPIC) < said.index("Chatbots answer most calls about tax")


async def test_a_topic_has_its_map_with_reasons_word_for_word_links_and_age(
    house: House, read: Read
) -> None:
    said = await read("topic", about="one platform for forms")
    for words in (
        "Where councils differ",
        "Kept it: 2 Kirklees Council and Wiltshire Council",
        "We dropped it, because each service changed its own copy and costs rose by 40%.",
        "Leeds City Council, 14 October 2026. Read more from Leeds City Council",
        "More than a year old",
        "Kirklees Council Kept it 18 November 2026 A page to read, and what came of it",
        "Dissent rounds on this Round 1",
    ):
        assert words in said
    page = await house.page(AT.to("topic", about=TOPIC), "bob")
    assert page is not None
    assert b'href="https://council.example/reports/1"' in page.body


async def test_of_one_council_alone_there_is_no_map(read: Read) -> None:
    said = await read("topic", about="Chatbots answer most calls about tax")
    assert "Only one council told of this so far" in said
    assert "No council told of this." in await read("topic", about="zebra crossings")


async def test_the_registers_say_what_is_due_and_name_nobody(read: Read) -> None:
    said = await read("assumptions")
    assert "1 No word yet" not in said.split("No word yet")[0]
    places = [said.rindex(each) for each in ("fewer calls", "Nine in ten", "The grant", "supplier")]
    assert places == sorted(places)
    promised = await read("pledges")
    places = [promised.rindex(each) for each in ("old site works", "Rugby", "to leave", "parishes")]
    assert places == sorted(places)
    assert "bob" not in promised + said


async def test_methods_are_explained_from_their_files(read: Read) -> None:
    assert "Pre-mortem Picture that the plan has failed." in await read("methods")
    said = await read("methods", "pre-mortem")
    assert "type /challenge round pre-mortem in a channel" in said
    assert "Everyone alone 1 day" in said
    assert "Mitchell, Russo and Pennington 1989" in said


async def test_whoever_is_not_signed_in_reads_the_same_words_at_every_address(
    house: House,
) -> None:
    said = set()
    for path in ("", "search?q=parishes", "round/1", "round/99", "topics", "pledges", "methods/x"):
        page = await house.page(AT.to() + path)
        assert page is not None
        said.add(page.body)
    assert len(said) == 1
