"""What a talk is called: a phrase that somebody in it wrote, unchanged, never a list of word stems.

A thread goes by the question or the claim that opened it, shortened at a word. A talk that nobody
opened goes by a phrase that several people used. A title is a quote: it is taken from nobody who
may not be quoted, and says from which message it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from challenges import cues, reading
from challenges.messages import MemberId, Message, MessageId

MOST_WORDS = 8
LEAST_WORDS = 2
LONGEST = 72  # characters
MOST_READ = 400
"""So many of the latest messages of one talk are looked at for what people say again and again."""
OPENINGS = 6
"""In so many messages a talk has said what it is about."""
LONGEST_PHRASE = 4
SUBJECT = 8
"""So many of the words that most messages share say what a talk is about."""
CUT = "…"

_ASIDE = re.compile(
    r"(?:(?:hi|hello|hey|hiya|ok|okay|so|well|um|yes|no|and|but|also|thanks|thank you|sorry|please"
    r"|folks|everyone|everybody|all|guys|then|anyway|(?:good )?(?:morning|afternoon|evening))"
    r"(?![\w'’-])[\s,!.:;–-]*"
    r"|(?:a |another |quick |one )*question\s*[:,-]\s*"
    r"|(?:does|do|did|can|could|would|will|has|have|is) (?:any ?one|any ?body|some ?one|some ?body"
    r"|you)(?: (?:here|else|please))* (?:know|knows|tell me|help me|explain|say)"
    r"(?: (?:of|if|whether|with))?\s+"
    r"|any ?(?:one|body)(?: here)? (?:know|knows)(?: (?:of|if|whether))?\s+"
    r"|i(?:['’]?m| am| was|['’]?ve been)? (?:just )?wonder(?:ing)? (?:if|whether)?\s*"
    r"|(?:i|we) (?:really |still )?(?:think|believe|feel|suppose|guess|reckon)(?: that)?\s+"
    r"|i (?:just |only )?(?:want|wanted|would like|need) to (?:ask|know)(?: (?:you|if|whether))?\s+"
    r"|(?:hi )?i(?:['’]?ve| have)? (?:have |got )?an? (?:little |quick |small |rather long )?"
    r"(?:question|problem)\s*[,.:-]+\s*"
    r"|by the way[\s,]+|btw[\s,]+"
    r"|@\S+[\s,:]*)",
    re.IGNORECASE,
)
_NOT_WORDS = re.compile(r"https?://|www\.|[`<>{}|\\=~^]|^[/#@$!_-]\w|/\w+/")
_RUDE = re.compile(
    r"(?<!\w)(?:bull)?(?:shit|fuck|f\*+ck|crap|arse|piss|bastard|damn)", re.IGNORECASE
)
"""Nobody passes on a heading that swears, and one that does is somebody's worst sentence."""
_PAUSE = re.compile(r"[,.;:!?…—–]$")
_LEADS_ON = frozenset(
    cues.WORD.findall(
        """
    a an the of to in on for and or but that which with from by at as if how what why when where
    who is are was were be been can could would should will my your our their his her its this
    these those some any no not than then so because just only very i we you they it he she there
    do does did have has had into about through over out up
    """
    )
)
_EDGES = "\"'“”‘’()[]*_ "


@dataclass(frozen=True, slots=True)
class Title:
    """What a talk is called, and the message whose words those are."""

    words: str = ""
    message: MessageId | None = None


def title(
    messages: Sequence[Message], lead: Message | None, names: Collection[str] = frozenset()
) -> Title:
    """Name a talk; an empty title where nobody who may be quoted wrote a phrase to name it by.

    `lead` is the message it is about, such as the one that opened a thread. `names` are the words
    people go by, in small letters: nobody's name is a topic.
    """
    first = messages[:OPENINGS]
    opener = [lead, *(each for each in first if each.by == lead.by)] if lead is not None else []
    shared = reading.topic_words(_texts(messages), SUBJECT)
    subject = frozenset(reading.stem(word) for word in shared if word not in names)
    return (
        _opening(opener, subject, names)
        or _repeated(messages, names)
        or _opening(first, subject, names)
        or Title()
    )


def shortened(sentence: str, names: Collection[str] = frozenset()) -> str:
    """Two to eight words of a sentence as they stand in it, from its first that says something."""
    words = _stripped(sentence, names).split()
    whole = len(words) <= MOST_WORDS and len(" ".join(words)) <= LONGEST and not _open(words)
    taken = words if whole else _cut(words, names)
    said = _whole(" ".join(taken)).rstrip(",;:-–—.! ")
    if len(said.split()) < LEAST_WORDS or any(map(_NOT_WORDS.search, taken)) or _RUDE.search(said):
        return ""
    if not _telling(taken, names):
        return ""
    return said if whole or said.endswith("?") else said + CUT


def is_phrase_of(words: str, text: str) -> bool:
    """Whether a title stands in a text word for word."""
    return words.removesuffix(CUT) in " ".join(text.split())


def about(texts: Iterable[str], names: Collection[str] = frozenset(), most: int = 3) -> str:
    """The words most messages share: for where nobody may be quoted."""
    found = reading.topic_words(texts, most + len(names) if len(names) < 20 else 4 * most)
    return ", ".join([word for word in found if word not in names][:most])


def _opening(
    messages: Sequence[Message], subject: frozenset[str], names: Collection[str]
) -> Title | None:
    """The first question or claim that holds a word of what the talk is about, or the first."""
    first: Title | None = None
    for message in messages:
        for sentence in _leading(message.text) if message.quotable else ():
            found = Title(shortened(sentence, names), message.id)
            if found.words and is_phrase_of(found.words, message.text):
                if not subject.isdisjoint(reading.read(found.words).topic):
                    return found
                first = first or found
    return first


def _texts(messages: Sequence[Message]) -> Iterable[str]:
    return (message.text for message in messages[-MOST_READ:])


def _leading(text: str) -> Iterable[str]:
    seen = reading.read(text)
    asked = (each for each in seen.sentences[:6] if each.endswith("?"))
    return [each for each in (next(asked, ""), seen.claim, *seen.sentences[:1]) if each]


def _stripped(sentence: str, names: Collection[str]) -> str:
    """Without whom it greets or addresses, and without what only says that somebody asks."""
    left = sentence.strip().lstrip("*_\"'“‘(- ")
    while True:
        word, _, rest = left.partition(" ")
        if rest and word.strip(_EDGES + ",:.-").lower() in names:
            left = rest.lstrip(" -,:")
            continue
        found = _ASIDE.match(left)
        if found is None or not left[found.end() :].strip():
            return left
        left = left[found.end() :]


def _whole(said: str) -> str:
    """Without marks at its ends, unless one of a pair would be left inside."""
    bare = said.strip(_EDGES)
    return said.strip("*_ ") if bare.count('"') % 2 or _open(bare.split()) else bare


def _telling(words: Sequence[str], names: Collection[str]) -> bool:
    """Whether words say something: two of two or three do, and one of more."""
    telling = len({each.lower().strip(_EDGES) for each in words if _counts(each, names)})
    return telling >= (LEAST_WORDS if len(words) <= LEAST_WORDS + 1 else 1)


def _cut(words: Sequence[str], names: Collection[str]) -> Sequence[str]:
    """End where the writer paused, or else before a word that leads on to the next."""
    most = min(MOST_WORDS, _fitting(words))
    for end in range(most, 3, -1):
        part = words[:end]
        if _PAUSE.search(part[-1]) and not _open(part) and _telling(part, names):
            return part
    end = most
    while end > 3 and (words[end - 1].lower().strip(_EDGES) in _LEADS_ON or _open(words[:end])):
        end -= 1
    return words[:end]


def _open(words: Sequence[str]) -> bool:
    """Whether a bracket was opened and not closed."""
    said = " ".join(words)
    return said.count("(") > said.count(")")


def _fitting(words: Sequence[str]) -> int:
    long, fitting = -1, 0
    for word in words:
        long += len(word) + 1
        if long > LONGEST:
            break
        fitting += 1
    return fitting


def _counts(word: str, names: Collection[str]) -> bool:
    """Whether a word says something by itself."""
    bare = word.strip(_EDGES + ",.;:!?…—–").lower()
    plain = len(bare) > 2 or bare.isdigit()
    return plain and bare not in cues.STOP and bare not in names


def _repeated(messages: Sequence[Message], names: Collection[str]) -> Title | None:
    """The phrase that most people used, and among those the one that says most."""
    people: dict[tuple[str, ...], set[MemberId]] = {}
    first: dict[tuple[str, ...], Title] = {}
    heard: set[str] = set()
    for message in messages[-MOST_READ:]:
        # What is pasted again is no second person's phrase.
        if not message.quotable or message.text in heard:
            continue
        heard.add(message.text)
        for surface in _phrases(message.text, names):
            key = tuple(reading.stem(word) for word in surface.lower().split())
            people.setdefault(key, set()).add(message.by)
            first.setdefault(key, Title(surface, message.id))
    shared = [key for key, by in people.items() if len(by) > 1 and len(set(key)) == len(key)]
    if not shared:
        return None
    best = max(shared, key=lambda key: (len(people[key]) * (len(key) + 1), key))
    return first[best]


def _phrases(text: str, names: Collection[str]) -> Iterable[str]:
    """Two to four words in a row, each of which says something, as they were written."""
    row: list[str] = []
    for word in (*" ".join(text[: reading.LONGEST_READ].split()).split(" "), ""):
        bare = word.strip(_EDGES + ",.;:!?…—–")
        good = bool(bare) and _counts(bare, names) and cues.WORD.fullmatch(bare) is not None
        if good and word.startswith(bare):
            row.append(bare)
        else:
            row = [bare] if good else []
        for length in range(LEAST_WORDS, min(len(row), LONGEST_PHRASE) + 1):
            yield " ".join(row[-length:])
        if not word.endswith(bare) or not good:
            row = []
