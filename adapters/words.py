"""The few sentences a platform says of its own accord, when the application could not answer.

They are written in English and translated by the application, as all others are.
"""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.port import Queries
from adapters.posts import Post, Text


def marked(words: str) -> str:
    """The same words, marked for translators; they are translated where they are said."""
    return words


async def paragraph(queries: Queries, words: str, channel: ChannelRef, **values: str) -> Post:
    """A post of one sentence in the language of a channel; plain words fill its gaps."""
    said = await queries.said(words, channel)
    return Post((Text((said.format(**values) if values else said,)),))
