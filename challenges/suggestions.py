"""What a language model may suggest for an edition, and what a suggestion must hold to.

It may suggest what a talk is called, and one sentence that leads into a section. It is shown what
may be quoted, with nobody's name in it, and it adds nothing of its own: its words and numbers are
those of the people it was shown. Quotes are never its business. No suggestion is part of an edition
until an organiser has approved it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from challenges import cues, reading
from challenges.digest import Edition, Quoted, Talk
from challenges.messages import MessageId

LONGEST_TITLE, LONGEST_LINK = 60, 160  # characters
MOST_WORDS = 9  # of a title
LONGEST_SHOWN = 400  # characters of one message that a model is shown
LEAST_SHOWN = 2  # messages of a talk: one alone is a quote, and is one already


class Section(StrEnum):
    """The parts of an edition, in the order of its faces and of `Edition.links`.

    A sentence may be suggested for those that are made of people's words.
    """

    CHANGED = "changed"
    DIFFERED = "differed"
    OTHERS = "others"
    ROUNDS = "rounds"
    OBJECTIONS = "objections"
    VIEWS = "views"
    PROMISES = "promises"
    ASSUMPTIONS = "assumptions"
    QUESTIONS = "questions"
    HEARD = "heard"
    NEXT = "next"
    COMING = "coming"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing a model suggests: a title of the talk that began with a message, or a link.

    `place` is what it is for: "talk:MESSAGE" or "section:NAME".
    """

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a model is shown for one place, and must keep to."""

    place: str
    texts: tuple[str, ...]

    @property
    def titles(self) -> bool:
        """Whether a title is wanted, and not a sentence."""
        return self.place.startswith(_TALK)

    @property
    def longest(self) -> int:
        """So many characters may be suggested for it."""
        return LONGEST_TITLE if self.titles else LONGEST_LINK


_TALK, _SECTION = "talk:", "section:"


def grounds(edition: Edition, held: Collection[MessageId]) -> tuple[Ground, ...]:
    """What a model may be shown of an edition; `held` are the messages that may be quoted now."""
    found = []
    for talk in edition.talks:
        texts = _shown(talk.quotes, held)
        if len(texts) >= LEAST_SHOWN:
            found.append(Ground(_TALK + talk.first, texts))
    for section, quotes in _sections(edition).items():
        texts = _shown(quotes, held)
        if len(texts) >= LEAST_SHOWN:
            found.append(Ground(_SECTION + section, texts))
    return tuple(found)


def sources(edition: Edition) -> frozenset[MessageId]:
    """The messages of an edition that a model could be shown."""
    return frozenset(each.message for quotes in _sections(edition).values() for each in quotes)


def _sections(edition: Edition) -> Mapping[Section, tuple[Quoted, ...]]:
    return {
        Section.DIFFERED: _quotes(edition, differing=True),
        Section.OTHERS: _quotes(edition, differing=False),
        Section.OBJECTIONS: edition.objections,
        Section.QUESTIONS: edition.questions,
    }


def _quotes(edition: Edition, *, differing: bool) -> tuple[Quoted, ...]:
    chosen = (talk for talk in edition.talks if _differs(talk) is differing)
    return tuple(each for talk in chosen for each in talk.quotes)


def _differs(talk: Talk) -> bool:
    return talk.split is not None or any(each.dissent for each in talk.quotes)


def _shown(quotes: Sequence[Quoted], held: Collection[MessageId]) -> tuple[str, ...]:
    plain = (nameless(each.text) for each in quotes if each.message in held)
    return tuple(each for each in plain if each and not speaks_to_a_model(each))


_NAMED = re.compile(
    r"<[@#!][^>\s]*>"  # how platforms write members, channels and groups
    r"|(?<![\w.])@[\w.-]+|(?<!\w)#[A-Za-z][\w-]*"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|<?https?://[^\s>]+>?|www\.\S+"
    r"|(?<!\w)(?=\w*\d)(?=\w*[A-Z])[A-Z0-9]{9,}(?!\w)"  # an id
    r"|\+?\d[\d ()-]{7,}\d",  # a telephone number
)
_TO_A_MODEL = re.compile(
    r"(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|orders|above)"
    r"|system prompt|(?:you are|act as|pretend to be)\b.{0,30}\b(?:assistant|model|ai|gpt|bot)\b"
    r"|(?:as an|language) (?:ai|model)\b|<\|?/?(?:im_start|im_end|system|inst)|\[/?inst\]"
    r"|(?:respond|reply|answer|output|write|return) (?:only |just )?(?:with|in|as) (?:json|the)\b",
    re.IGNORECASE | re.DOTALL,
)


def nameless(text: str) -> str:
    """A message as a model is shown it: no names, channels, addresses or ids, and cut short."""
    plain = " ".join(_NAMED.sub("…", text).split())
    return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN].rsplit(" ", 1)[0] + " …"


def speaks_to_a_model(text: str) -> bool:
    """Whether a message seems to be written for a model to obey: it is not shown to one."""
    return _TO_A_MODEL.search(text) is not None


# --- what a suggestion must hold to ---

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_COUNTED = frozenset(
    cues.WORD.findall(
        """
    two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty fifty
    sixty seventy eighty ninety hundred thousand million half third quarter
    """
    )
)
_LINKED = re.compile(
    r"://|www\.|\b[\w-]+\.(?:com|org|net|uk|gov|io|info|example|co|eu|me|ly)\b", re.I
)
_MARKED = re.compile(r"[<>\[\]{}|\\`*_~^@#=\"“”„«»]|(?<!\w)'|'(?!\w)|(?<!\w)‘|’(?!\w)")
_JOINING = frozenset(
    map(
        reading.stem,
        cues.WORD.findall(
            """
    week weeks people person talk talks talked conversation conversations message messages view
    views opinion opinions differ differed differs difference disagree disagreed divided agree
    agreed question questions asked asks ask wondered unanswered answer answers answered objection
    objections objected raised raise said side sides reason reasons point points topic topics debate
    debated discussed discussion turned came remained remains still open several most others another
    both between against here heard concern concerns
    """
        ),
    )
)
"""Words that join what people said without adding to it."""


def fault(text: str, ground: Ground) -> str:
    """What is wrong with a suggestion, in a sentence that a model can read; "" when nothing is."""
    if not text.strip():
        return "It is empty."
    if not text.isprintable() or text != " ".join(text.split()):
        return "It must be plain text in one line."
    if len(text) > ground.longest:
        return f"It must have {ground.longest} characters at most."
    title = ground.titles
    if title and len(text.split()) > MOST_WORDS:
        return f"It must have {MOST_WORDS} words at most."
    if _LINKED.search(text):
        return "It must have no link."
    if _MARKED.search(text):
        return "It must have no mention, no quotation mark and no markup."
    if len(re.findall(r"[.!?…](?:\s|$)", text)) > (0 if title else 1):
        return "It must have no full stop." if title else "It must be one sentence."
    return _invented(text, ground, title=title)


def _invented(text: str, ground: Ground, *, title: bool) -> str:
    """What a suggestion says that nobody it was shown has said."""
    shown = " ".join(ground.texts)
    if not set(_NUMBER.findall(text)) <= set(_NUMBER.findall(shown)):
        return "It has a number that is not in the texts."
    words = {word.lower() for word in cues.WORD.findall(text)}
    if not words & _COUNTED <= {word.lower() for word in cues.WORD.findall(shown)}:
        return "It has a number that is not in the texts."
    topic, known = reading.read(text).topic, reading.read(shown).topic
    if not topic & known:
        return "It must be about what the texts say."
    strange = topic - known - (frozenset() if title else _JOINING)
    if strange:
        return f"These words are not in the texts: {', '.join(sorted(strange))}."
    return ""


# --- approved ---


def place_of(talk: Talk) -> str:
    """Where a title of a talk belongs."""
    return _TALK + talk.first


def with_approved(edition: Edition, approved: Suggestion) -> Edition:
    """The edition with a suggestion that an organiser approved; unchanged where it has no place."""
    if approved.place.startswith(_SECTION):
        section = approved.place.removeprefix(_SECTION)
        links = dict(zip(Section, edition.links, strict=False))
        if section not in set(Section):
            return edition
        links[Section(section)] = approved.text
        return replace(edition, links=tuple(links.get(each, "") for each in Section))
    return replace(
        edition,
        talks=tuple(
            replace(talk, title=approved.text, titled=None, drafted=True)
            if place_of(talk) == approved.place
            else talk
            for talk in edition.talks
        ),
    )


def replaced(edition: Edition, place: str) -> tuple[str, MessageId | None]:
    """What stands at a place: the words, and the message that a title is a phrase of."""
    for talk in edition.talks:
        if place_of(talk) == place:
            return talk.title, talk.titled
    section = place.removeprefix(_SECTION)
    return (link(edition, Section(section)) if section in set(Section) else "", None)


def taken_back(edition: Edition, place: str, words: str, titled: MessageId | None) -> Edition:
    """The edition as it was before a suggestion was approved."""
    if place.startswith(_SECTION):
        return with_approved(edition, Suggestion(place, words))
    return replace(
        edition,
        talks=tuple(
            replace(talk, title=words, titled=titled, drafted=False)
            if place_of(talk) == place and talk.drafted
            else talk
            for talk in edition.talks
        ),
    )


def without(edition: Edition, gone: Collection[MessageId]) -> Edition:
    """The edition without what was suggested from messages that are gone.

    Call it before their quotes are taken out: by these it is known.
    """
    sections = _sections(edition)
    hit = {
        section
        for section, quotes in sections.items()
        if any(each.message in gone for each in quotes)
    }
    return replace(
        edition,
        talks=tuple(
            replace(talk, title=talk.about, drafted=False)
            if talk.drafted and any(quote.message in gone for quote in talk.quotes)
            else talk
            for talk in edition.talks
        ),
        links=tuple(
            "" if section in hit else text
            for section, text in zip(Section, edition.links, strict=False)
        ),
    )


def link(edition: Edition, section: Section) -> str:
    """The sentence that leads into a section; "" where there is none."""
    return dict(zip(Section, edition.links, strict=False)).get(section, "")
