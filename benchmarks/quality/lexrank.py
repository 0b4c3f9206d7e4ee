"""LexRank as `sumy` has it, over texts that are taken as they are: a peer of our choosing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# sumy has no types.
from sumy.models.dom import (  # type: ignore[import-untyped]
    ObjectDocumentModel,
    Paragraph,
    Sentence,
)
from sumy.nlp.stemmers import Stemmer  # type: ignore[import-untyped]
from sumy.summarizers.lex_rank import LexRankSummarizer  # type: ignore[import-untyped]
from sumy.utils import get_stop_words  # type: ignore[import-untyped]


def ranked(texts: Sequence[str]) -> list[int]:
    """Give the places of all texts, the most central first; with stems and stop words."""
    rate = _Rated(Stemmer("english"))
    rate.stop_words = get_stop_words("english")
    words = _Words()
    sentences = [Sentence(text, words) for text in texts]
    return list(rate(ObjectDocumentModel([Paragraph(sentences)]), len(sentences)))


class _Words:
    """Splits a text into words; sumy's own way would first fetch a file."""

    def to_words(self, text: str) -> list[str]:
        return re.findall(r"[^\W\d_][\w'’-]*", text)


class _Rated(LexRankSummarizer):  # type: ignore[misc]
    """Gives places in order of rating, where sumy gives sentences in the order of the text."""

    def _get_best_sentences(
        self, sentences: Sequence[Sentence], _: int, rating: Mapping[Sentence, float]
    ) -> list[int]:
        return sorted(range(len(sentences)), key=lambda place: -rating[sentences[place]])
