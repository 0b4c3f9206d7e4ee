"""The room's own words, in the language of its community.

They stand in English where they are said: `said("…")` in the page and in its scripts, `marked("…")`
in Python. Translators find them there, and so does the page, which is handed all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from adapters.chat import CommunityRef
from adapters.commands import Vocabulary
from adapters.port import Queries, Translations
from adapters.web.incoming import REACTIONS
from adapters.web.render import ENGLISH
from adapters.words import marked

PAGE = "room.html"
SCRIPTS = tuple(
    f"{name}.js"
    for name in (
        *("acts", "channels", "composer", "dialogs", "people"),
        *("room", "said", "show", "state", "talk"),
    )
)
_NO_PAGE = marked("Page not found")
_NOT_HERE = marked("There is no page at this address.")
_FIRST_PAGE = marked("Go to the first page")
_SAID = re.compile(r'\bsaid\(\s*"([^"]+)"')


def static(name: str) -> bytes:
    """One of the files that make the page."""
    return resources.files("adapters.web").joinpath("static", name).read_bytes()


def written(name: str) -> tuple[str, ...]:
    """The sentences in one of the files, from top to bottom."""
    return tuple(_SAID.findall(static(name).decode()))


class RoomWords:
    """Says in the language of a community what the room says of its own accord."""

    def __init__(self, queries: Queries, community: CommunityRef, vocabulary: Vocabulary) -> None:
        """Say it for the room of this community, and list these commands there."""
        self._queries = queries
        self._community = community
        self._vocabulary = vocabulary
        self.language = ENGLISH  # as it was when it was asked last

    async def ask_language(self) -> None:
        """Find out which language the community speaks now."""
        await self._translations(())

    async def said(self, words: str, **values: str | int) -> str:
        """One sentence, its gaps filled."""
        return (await self.several((words,)))[words].format(**values)

    async def several(self, words: Iterable[str]) -> dict[str, str]:
        """Some sentences, each by its English."""
        return dict((await self._translations(words)).words)

    async def page(self) -> str:
        """The page, with all that it and its scripts say."""
        translations = await self._translations(self._of_page())
        return _template().render(
            language=translations.language,
            translations=dict(translations.words),
            said=translations.words.__getitem__,
        )

    async def no_page(self) -> str:
        """What is served where there is no page."""
        translations = await self._translations((_NO_PAGE, _NOT_HERE, _FIRST_PAGE))
        title, words, link = map(translations.words.__getitem__, (_NO_PAGE, _NOT_HERE, _FIRST_PAGE))
        return Markup(
            '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title>'
            '<h1>{}</h1><p>{}</p><p><a href="/">{}</a></p></html>'
        ).format(translations.language, title, title, words, link)

    def _of_page(self) -> list[str]:
        commands = [command.summary for command in self._vocabulary.commands]
        pointers = [pointer.title for pointer in self._vocabulary.pointers]
        reactions = [words for words, _ in REACTIONS.values()]
        own = [words for name in (PAGE, *SCRIPTS) for words in written(name)]
        return [*own, *commands, *pointers, *reactions]

    async def _translations(self, words: Iterable[str]) -> Translations:
        translations = await self._queries.translations(words, self._community)
        self.language = translations.language
        return translations


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(static(PAGE).decode())
