"""No sentence escapes the catalogue: the afternoon, every command and every page in a language
nobody speaks; and a channel with a language of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from enum import StrEnum
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from adapters.actions import Action, Revise, Say, ShowHome, Tell, Whisper
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.discord import asking as discord
from adapters.events import HomeOpened, Joined
from adapters.port import (
    ChoicesWanted,
    FormWanted,
    MessageHeld,
    Page,
    PageWanted,
    Queries,
    Translations,
)
from adapters.posts import Form, Post, plain_post
from adapters.slack import team as slack
from bot.commands import COMMANDS
from bot.language import catalogues_in, speaking
from bot.presenters import refusals, verdicts
from bot.presenters.pages.accessibility import accessibility_page
from bot.presenters.words import text
from bot.statement import AccessibilityStatement
from challenges.method_files import METHODS
from challenges.moves import MOVES
from tests import pseudo
from tests.bot.test_pages import a_page, an_edition, an_empty_edition
from tests.fakes import FakePlatform
from tests.house import COMMUNITY, House, a_house
from tests.stories import afternoon
from tests.stories.doors.inside import Inside

WROTE = (
    *afternoon.ENTRIES.values(),
    afternoon.CLAIM,
    "Councils should join a shared web platform",
    "We should join the shared platform for our websites.",
    "We should join the shared platform for our websites",
    "Ambleford",
    "Westmoor",
    "The contract holds a bond.",
    "English (United Kingdom)",
    "en-GB",
    f", {pseudo.LANGUAGE}",
    *(move.source for move in MOVES.values()),
    *(method.source for method in METHODS.values()),
)
"""What the people of the story wrote and are named, and the sources that moves and methods cite."""
TYPED = frozenset(
    (
        "18:00 to 08:30",
        "Europe/London",
        "shared, agreed, asked",  # the title of a talk: words people used
        "Agreed, the shared platform saves money for everyone",  # another: a phrase of a message
        *(argument.name for command in COMMANDS for argument in command.arguments),
        *(", ".join(each.choices) for command in COMMANDS for each in command.arguments),
        *(command.name for command in COMMANDS),
    )
)


@dataclass
class Listening(FakePlatform):
    """Keeps every text that escaped the catalogue; hands the story the English beneath."""

    escaped: list[str] = field(default_factory=list)

    async def deliver(self, action: Action) -> MessageRef | None:
        if isinstance(action, Say | Revise | Whisper | Tell | ShowHome):
            self.escaped += pseudo.escaped(action.post, WROTE, TYPED)
            action = replace(action, post=pseudo.english(action.post))
        return await super().deliver(action)


@dataclass
class Reading:
    """Looks at what is asked and answered; gives forms to the story in English."""

    inner: Queries
    escaped: list[str]

    async def form(self, wanted: FormWanted) -> Form | Post:
        opened = await self.inner.form(wanted)
        self.escaped += pseudo.escaped(opened, WROTE, TYPED)
        return pseudo.english(opened)

    async def choices(self, wanted: ChoicesWanted) -> tuple[str, ...]:
        return await self.inner.choices(wanted)

    async def held(self, community: CommunityRef) -> tuple[MessageHeld, ...]:
        return await self.inner.held(community)

    async def said(self, words: str, channel: ChannelRef) -> str:
        return await self.inner.said(words, channel)

    async def translations(self, words: Iterable[str], community: CommunityRef) -> Translations:
        return await self.inner.translations(words, community)

    async def page(self, wanted: PageWanted) -> Page | None:
        return await self.inner.page(wanted)


@pytest.fixture(autouse=True)
def language(tmp_path: Path) -> Iterator[None]:
    pseudo.write(tmp_path)
    with catalogues_in(tmp_path):
        yield


@pytest.fixture
async def foreign(tmp_path: Path) -> AsyncIterator[House]:
    """A house that speaks the language nobody speaks."""
    async with a_house(f"sqlite:///{tmp_path}/store.db") as house:
        listening = Listening()
        house.platform = listening
        await house.restart()
        house.app.queries = Reading(house.app.queries, listening.escaped)
        await house.command("ann", "general", f"language {pseudo.LANGUAGE}")
        listening.escaped.clear()  # what the language is called is said in English
        yield house


def nothing_escaped(house: House) -> None:
    assert isinstance(house.platform, Listening)
    escaped = sorted(set(house.platform.escaped))
    assert not escaped, "\n".join(escaped)


async def test_no_sentence_escapes_in_the_afternoon(foreign: House) -> None:
    await afternoon.tell(Inside(foreign))
    nothing_escaped(foreign)


async def test_no_sentence_escapes_from_the_commands(foreign: House) -> None:
    for on in ("off", "on"):
        await foreign.command("ann", "general", on)
        for command in COMMANDS:
            choices = [each for argument in command.arguments for each in argument.choices]
            for given in ("", *choices, "7"):
                for person in ("bob", "ann"):
                    await foreign.command(person, "general", f"{command.name} {given}".strip())
                    await foreign.command(person, "general", f"help {command.name}")
    nothing_escaped(foreign)


async def test_no_sentence_escapes_from_the_first_words_and_the_own_page(foreign: House) -> None:
    for channel, whole in (("general", True), ("bins", False)):
        await foreign.hear(
            Joined(
                key=f"joined:{channel}",
                community=COMMUNITY,
                at=foreign.clock.now(),
                channel=foreign.channel(channel),
                whole_community=whole,
            )
        )
    by = MemberRef("fake", "bob")
    await foreign.hear(HomeOpened(key="home", community=COMMUNITY, at=foreign.clock.now(), by=by))
    assert "switches me on" in "".join(foreign.posts("bins"))
    nothing_escaped(foreign)


async def test_no_sentence_escapes_when_time_passes_and_nobody_does_anything(
    foreign: House,
) -> None:
    await foreign.command("ann", "general", "on")
    await foreign.command("ann", "general", "schedule Thursday 10:00")
    await foreign.form("ann", "general", "open", "pre-mortem.0", claim=afternoon.CLAIM)
    for person, entry in afternoon.ENTRIES.items():
        await foreign.form(person, "general", "enter", "1", entry=entry, stand="agree", sure="3")
    await foreign.pass_time(timedelta(days=15))
    said = "".join(foreign.posts("general"))
    assert "No minority report" in said
    assert "Nobody answered" in said
    assert "week" in said
    nothing_escaped(foreign)


def test_no_refusal_and_no_reason_escapes() -> None:
    with speaking(pseudo.LANGUAGE):
        said = [refusals.SENTENCES[code] for code in refusals.SENTENCES]
        posts = [text(words, **dict.fromkeys(_filled(words), "1")) for words in said]
        reasons = [verdicts.sentence(code, {}) for code in verdicts.SENTENCES]
        numbers = [
            verdicts.sentence(code, _filled(full)) for code, (full, _) in verdicts.SENTENCES.items()
        ]
    assert len(posts) > 30
    assert [each for post in posts for each in pseudo.escaped(Post((post,)), WROTE)] == []
    assert [each for words in (*reasons, *numbers) for each in pseudo.escaped(words, WROTE)] == []


def _filled(words: str) -> dict[str, str]:
    return {gap: "1" for _, gap, _, _ in Formatter().parse(words) if gap is not None}


@pytest.mark.parametrize("kind", ["full", "empty", "replayed", "accessibility"])
def test_no_sentence_escapes_from_a_page(kind: str) -> None:
    edition = an_edition() if kind != "empty" else an_empty_edition()
    with speaking(pseudo.LANGUAGE):
        page = (
            accessibility_page(AccessibilityStatement())
            if kind == "accessibility"
            else a_page(edition, replayed=kind == "replayed", index="index.html")
        )
    wrote = {"Local digital", "bins", "Bins", *_strings(edition), *WROTE}
    assert f'lang="{pseudo.LANGUAGE}"' in page
    assert [each for words in _read(page) for each in pseudo.escaped(words, wrote)] == []


def test_a_page_in_another_language_says_so_and_says_the_same() -> None:
    with speaking(pseudo.LANGUAGE):
        page = a_page(an_edition())
    assert pseudo.english(page).replace('lang="xx"', 'lang="en-GB"') == a_page(an_edition())


class _Words(HTMLParser):
    """Everything on a page that somebody sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag == "style"
        spoken = ("aria-label", "alt", "title", "placeholder")
        self.words += [value for name, value in attrs if name in spoken and value]

    def handle_data(self, data: str) -> None:
        if not self._style and data.strip():
            self.words.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._style = False


def _read(page: str) -> list[str]:
    parser = _Words()
    parser.feed(page)
    return parser.words


def _strings(value: Any) -> Iterator[str]:
    """What people wrote in an edition: every text that is no code of ours."""
    match value:
        case str() if not isinstance(value, StrEnum) and (" " in value or value[:1].isupper()):
            yield value
            yield value[:1].upper() + value[1:]
            yield from value.split("\n")
        case tuple():
            for each in value:
                yield from _strings(each)
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from _strings(getattr(value, each.name))


# --- who hears which language ---


async def test_a_channel_may_have_a_language_of_its_own(house: House) -> None:
    for channel in ("general", "bins"):
        await house.command("ann", channel, "on")
    done = await house.command("ann", "bins", f"language {pseudo.LANGUAGE} here")
    assert pseudo.escaped(done, WROTE) == []
    assert house.whispers("ann")[-1].startswith(pseudo.OPEN)
    assert "I speak" in await house.command("ann", "general", "language")
    assert "I speak" not in await house.command("ann", "bins", "language")
    assert "I speak" in await house.command("ann", "bins", "language none here")
    log = await house.command("bob", "general", "log")
    assert log.count("changed the language") == 2


async def test_what_comes_later_is_said_in_the_language_of_its_channel(house: House) -> None:
    await house.command("ann", "general", "on")
    await house.command("ann", "general", f"language {pseudo.LANGUAGE} here")
    await house.command("ann", "general", "schedule Thursday 10:00")
    await house.form("ann", "general", "open", "pre-mortem.0", claim=afternoon.CLAIM)
    for person, entry in afternoon.ENTRIES.items():
        await house.form(person, "general", "enter", "1", entry=entry, stand="agree", sure="3")
    before = len(house.platform.posts)
    await house.pass_time(timedelta(days=15))
    announced, *later = house.platform.posts.values()
    assert "A moderator switched me on" in plain_post(announced)
    assert len(later) > before + 2
    assert [each for post in later for each in pseudo.escaped(post, WROTE)] == []


async def test_a_language_nobody_knows_is_not_chosen(house: House) -> None:
    told = await house.command("ann", "general", "language klingon")
    assert "do not know the language “klingon”" in told
    assert "en-GB" in told
    assert "I speak English" in await house.command("ann", "general", "language")


async def test_only_moderators_choose_the_language(house: House) -> None:
    told = await house.command("bob", "general", f"language {pseudo.LANGUAGE}")
    assert "Only moderators" in told


async def test_the_languages_there_are_complete_what_is_typed(house: House) -> None:
    wanted = ChoicesWanted(
        command="language",
        argument="name",
        typed="x",
        by=MemberRef("fake", "ann"),
        community=COMMUNITY,
        channel=house.channel("general"),
    )
    assert await house.app.queries.choices(wanted) == (pseudo.LANGUAGE,)


async def test_what_a_platform_says_itself_is_translated_as_well(house: House) -> None:
    await house.command("ann", "bins", f"language {pseudo.LANGUAGE} here")
    said = house.app.queries.said
    bins, general = house.channel("bins"), house.channel("general")
    assert await said(slack.NOT_DONE, bins) == pseudo.accented(slack.NOT_DONE)
    assert await said(slack.NOT_DONE, general) == slack.NOT_DONE
    own = [slack.FORM_KEPT, slack.NOT_DONE, slack.FORM_LATE]
    own += [discord.SORRY, discord.SORRY_FORM, discord.SLOW, discord.TOO_LONG, discord.CHOSEN]
    for words in own:
        assert await said(words, bins) == pseudo.accented(words)


async def test_a_platform_says_its_sentence_although_the_store_does_not_answer(
    tmp_path: Path,
) -> None:
    async with a_house(f"sqlite:///{tmp_path}/store.db") as house:
        await house.database.close()
        said = await house.app.queries.said(slack.NOT_DONE, house.channel("bins"))
        await house.restart()
    assert said == slack.NOT_DONE
