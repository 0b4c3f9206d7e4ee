"""How text is read: cues, claims and topic words, by the word lists of `cues` and rules alone.

No model, no download, nothing kept about a person. Every function takes any text and never raises.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from re import Pattern

from challenges import cues
from challenges.touches import TOUCHES

MANNERS = frozenset(("certain", "hedged", "reasons", "counters", "proposes"))
"""How something is put, where `TOUCHES` says what it is about."""
CUES = MANNERS | TOUCHES.keys()
LEAST_WORDS = 6
"""In fewer words nobody can tell the language."""
ENGLISH_SHARE = 0.25
"""In English nearly half of all words are small ones that every text has."""
LONGEST_READ = 4000
"""Characters read of one text: more is a paste, and its first part says what it is about."""


class Reading:
    """What word lists and rules see in one text.

    Each is looked for when it is first asked for, and once: a rule that stops early costs little.
    """

    def __init__(self, text: str) -> None:
        """Leave only what the writer said in words."""
        self._plain = _plain(text)
        self._lower = self._plain.lower()  # the cues are lower case: much faster than IGNORECASE

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Topic words: lower case, stop words left out, lightly stemmed."""
        return _words(self._plain)

    @cached_property
    def topic(self) -> frozenset[str]:
        """The topic words, each once."""
        return frozenset(self.words)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The text sentence by sentence."""
        parts = cues.SENTENCE_END.split(self._plain)
        return tuple(part for part in map(str.strip, parts) if part)

    @cached_property
    def is_question(self) -> bool:
        """It asks something."""
        return (
            any(sentence.endswith("?") for sentence in self.sentences)
            or any(_opens_a_question(sentence) for sentence in self.sentences[:1])
            or self._says(cues.QUESTION_WORDS)
        )

    @cached_property
    def asks_opinion(self) -> bool:
        """It asks what people think or what we should do, not how something works."""
        return self._says(cues.OPINION_ASKED)

    @cached_property
    def gives_reason(self) -> bool:
        """It says why."""
        return self._says(cues.REASON)

    @cached_property
    def hedged(self) -> bool:
        """It says perhaps."""
        return self._says(cues.HEDGE)

    @cached_property
    def certain(self) -> bool:
        """It says always, never, everybody."""
        return self._says(cues.CERTAIN)

    @cached_property
    def counters(self) -> bool:
        """It stands against something: but, however, the risk, it did not work for us."""
        return self._says(cues.COUNTER)

    @cached_property
    def proposes(self) -> bool:
        """It says what should be done."""
        return self._says(cues.PROPOSED)

    @cached_property
    def welfare(self) -> bool:
        """Somebody is unwell, bereaved or leaving, or is being looked after."""
        return self._says(cues.WELFARE)

    @cached_property
    def welfare_or_thanks(self) -> bool:
        """Somebody is looked after or thanked."""
        return self._says(cues.THANKS) or self.welfare

    @cached_property
    def urgent(self) -> bool:
        """Something is broken at this moment."""
        return self._says(cues.URGENT)

    @cached_property
    def about_oneself(self) -> bool:
        """It only tells a fact about its writer, which nobody can argue with."""
        return _only_oneself(self._lower)

    @cached_property
    def touches(self) -> frozenset[str]:
        """What it is about and how it is put: names of `CUES`."""
        put = {
            "certain": self.certain,
            "hedged": self.hedged,
            "reasons": self.gives_reason,
            "counters": self.counters,
            "proposes": self.proposes,
        }
        about = [name for name, cue in TOUCHES.items() if self._says(cue)]
        return frozenset((*about, *(name for name, is_so in put.items() if is_so)))

    @cached_property
    def english(self) -> bool | None:
        """Whether the word lists are for it; None where it is too short to tell."""
        words = cues.WORD.findall(self._lower)
        if len(words) < LEAST_WORDS:
            return None
        return sum(word in cues.STOP for word in words) >= ENGLISH_SHARE * len(words)

    @cached_property
    def claim(self) -> str:
        """The sentence that best reads as a proposition, or "" when none does."""
        return _claim(self.sentences)

    def _says(self, cue: Pattern[str]) -> bool:
        return cue.search(self._lower) is not None


def read(text: str) -> Reading:
    """Read one text. The last few thousand readings are remembered until `forget` is called."""
    return _read(text if len(text) <= LONGEST_READ else text[:LONGEST_READ])


def forget() -> None:
    """Forget every remembered reading, so that an erased text is in no memory either."""
    _read.cache_clear()
    stem.cache_clear()


def answers_the_last(text: str) -> bool:
    """Say whether a text opens as an answer to the one just before it."""
    return cues.ANSWERS_THE_LAST.match(text[:200].lower()) is not None


@lru_cache(maxsize=4096)
def _read(text: str) -> Reading:
    return Reading(text)


def _plain(text: str) -> str:
    """Leave only what the writer said in words."""
    return cues.MARKUP.sub(" ", cues.LINK_WITH_WORDS.sub(r"\1", text)).strip()


def _claim(sentences: Sequence[str]) -> str:
    """Choose the sentence most like a proposition; the earlier of two equals."""
    best, most = "", 0
    for sentence in sentences[:20]:
        words, lower = cues.WORD.findall(sentence[:600]), sentence.lower()
        if len(words) < 4 or sentence.endswith("?") or _only_oneself(lower):
            continue
        score = 2 + 2 * (cues.PROPOSES.search(lower) is not None)
        score += 2 * (cues.ARGUED.search(lower) is not None)
        score += 6 <= len(words) <= 40
        score -= 3 * (cues.THANKS.search(lower) is not None)
        score -= 2 * _opens_a_question(sentence)
        if score > most:
            best, most = sentence, score
    return best


def _only_oneself(lower: str) -> bool:
    return cues.ONESELF.match(lower) is not None and cues.ARGUED.search(lower) is None


def _opens_a_question(sentence: str) -> bool:
    return cues.QUESTION_START.match(sentence[:200].lower()) is not None


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Take off one common ending, so that council and councils are one word.

    The last few thousand words are remembered until `forget` is called.
    """
    for ending, instead in cues.ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 4:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                return word
            return word[: -len(ending)] + instead
    return word


def _surface(text: str) -> list[str]:
    found = (word.lower().replace("’", "'") for word in cues.WORD.findall(text))
    plain = (word.removesuffix("'s").strip("'-") for word in found)
    return [word for word in plain if len(word) > 2 and word not in cues.STOP]


def _words(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _surface(text))


def topic_words(texts: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Name what texts are about: the words most texts share, in the form people wrote."""
    spread: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        surfaces = _surface(_plain(text[:LONGEST_READ]))
        for word in surfaces:
            forms.setdefault(stem(word), Counter())[word] += 1
        spread.update(dict.fromkeys(map(stem, surfaces), 1))
    ranked = sorted(spread, key=lambda word: (-spread[word], -forms[word].total(), word))
    return tuple(max(forms[word].items(), key=lambda form: (form[1], form[0]))[0]
                 for word in ranked[:most])  # fmt: skip


def similarity(a: str, b: str) -> float:
    """Say how alike two texts are, 0 to 1, by the letters they share."""
    return _cosine(_unit(grams(a)), _unit(grams(b)))


class Corpus:
    """Texts to search by likeness. Letter runs that many of them share weigh little."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Weigh every run of three to five letters by how rare it is here."""
        runs = [grams(text) for text in texts]
        seen: Counter[str] = Counter()
        for each in runs:
            seen.update(each.keys())
        self._rarity = {gram: math.log((1 + len(texts)) / (1 + n)) + 1 for gram, n in seen.items()}
        self._unseen = math.log(1 + len(texts)) + 1
        self._units = [self._weighed(each) for each in runs]

    def rank(self, query: str) -> list[tuple[int, float]]:
        """Give every text's index and likeness to the query, most alike first."""
        unit = self._weighed(grams(query))
        scores = [(index, _cosine(unit, other)) for index, other in enumerate(self._units)]
        return sorted(scores, key=lambda score: (-score[1], score[0]))

    def likeness(self, one: int, other: int) -> float:
        """Say how alike two of the texts are."""
        return _cosine(self._units[one], self._units[other])

    def _weighed(self, runs: Counter[str]) -> dict[str, float]:
        return _unit({run: n * self._rarity.get(run, self._unseen) for run, n in runs.items()})


def grams(text: str) -> Counter[str]:
    """Count runs of three to five letters inside words, word edges included; no stop words."""
    counts: Counter[str] = Counter()
    for word in cues.WORD.findall(text[:LONGEST_READ].lower()):
        if word in cues.STOP:
            continue
        edged = f" {word} "
        for size in (3, 4, 5):
            counts.update(edged[i : i + size] for i in range(len(edged) - size + 1))
    return counts


def _unit(counts: Counter[str] | dict[str, float]) -> dict[str, float]:
    damped = {gram: math.sqrt(n) for gram, n in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in damped.values())) or 1.0
    return {gram: weight / length for gram, weight in damped.items()}


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return min(1.0, sum(weight * b.get(gram, 0.0) for gram, weight in a.items()))
