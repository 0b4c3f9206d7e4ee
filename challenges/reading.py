"""How text is read: cues, claims and topic words, by word lists and rules alone.

No model, no download, nothing kept about a person. Every function takes any text and never raises.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_READ = 4000
"""Characters read of one text: more is a paste, and its first part says what it is about."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What word lists and rules see in one text."""

    words: tuple[str, ...]
    """Topic words: lower case, stop words left out, lightly stemmed."""
    sentences: tuple[str, ...]
    is_question: bool
    asks_opinion: bool
    """It asks what people think or what we should do, not how something works."""
    gives_reason: bool
    hedged: bool
    certain: bool
    counters: bool
    """It stands against something: but, however, the risk, it did not work for us."""
    proposes: bool
    """It says what should be done."""
    welfare: bool
    """Somebody is unwell, bereaved or leaving, or is being looked after."""
    welfare_or_thanks: bool
    urgent: bool
    """Something is broken at this moment."""
    about_oneself: bool
    """It only tells a fact about its writer, which nobody can argue with."""
    claim: str
    """The sentence that best reads as a proposition, or "" when none does."""


def _any_of(*cues: str) -> re.Pattern[str]:
    """One alternation of whole words and phrases; a cue may itself be a small pattern."""
    return re.compile(r"(?<![\w'])(?:" + "|".join(cues) + r")(?![\w'])", re.IGNORECASE)


_MARKUP = re.compile(
    r"```.*?(?:```|\Z)"  # code that was pasted
    r"|`[^`\n]*`"
    r"|<https?://[^>\s]*>|https?://\S+"
    r"|<[@#!:][^>\n]*>"  # mentions, channels, custom emoji
    r"|^\s*(?:>|&gt;)[^\n]*$"  # somebody else's words, quoted
    r"|(?<!\w):[a-z0-9_+-]+:(?!\w)",
    re.DOTALL | re.MULTILINE,
)
_LINK_WITH_WORDS = re.compile(r"<https?://[^|>\s]*\|([^>\n]*)>")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\"'”’)]+|\n+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")

_QUESTION_START = re.compile(
    r"^\W*(?:hi|hello|hey|so|and|but|ok|okay|morning|afternoon|all|everyone|folks|quick question"
    r"|\W)*\W*(?:who|what|when|where|why|which|how|is|are|was|were|do|does|did|can|could|would"
    r"|will|should|has|have|any|anyone|anybody|am)\s+\w",
    re.IGNORECASE,
)
_QUESTION_WORDS = _any_of(
    r"(?:does|do|did|has|have|can|could|would|is|are) (?:any(?:one|body)|some(?:one|body))",
    r"any(?:one|body) (?:know|knows|have|has|got|tried|used|using|able|else)",
    r"how (?:do|can|would|should) (?:i|we|you)",
    r"(?:any|grateful for) (?:ideas|advice|tips|pointers|recommendations|suggestions|help)",
    r"(?:wondering|wonder) (?:if|whether|how|what)",
)
_OPINION_ASKED = _any_of(
    r"should (?:we|councils?|local government|the (?:team|sector|council))",
    r"what do (?:you|people|we|others|folks)(?: all)? (?:think|make|reckon)",
    r"(?:any )?(?:thoughts|views|opinions)(?: on| about|\?)",
    r"(?:is|was|would|are) (?:it|this|that|these) (?:be )?(?:a good|the right|worth|wise|fair)",
    r"do (?:we|you|people) (?:think|agree|believe)",
    r"how do (?:you|people|others) feel",
    r"(?:i|we) (?:propose|suggest) (?:that|we)",
)
_REASON = _any_of(
    "because",
    "since (?:it|they|we|the|this|that|there|our|most|many)",
    "due to",
    "so that",
    "therefore",
    r"as (?:it[’']?s|it is|they|there|this|we|you|these|that)",
    "as a result",
    "result(?:s|ed)? in",
    r"the (?:main )?reasons? (?:is|are|was|were|why|being|for)",
    "evidence",
    "research",
    "(?:a|one|the|our|two|several|recent) stud(?:y|ies)",
    "survey",
    "according to",
    "for example",
    "for instance",
    "e\\.g",
    "in (?:my|our) experience",
    r"(?:when|after) (?:we|i) (?:tried|did|used|ran|moved|switched|piloted|tested|launched)",
    r"(?:we|i) (?:tried|piloted|tested|trialled|found|learned|learnt|saw|measured)",
    r"(?:it|this|that|they|which) (?:meant|means|led|leads|caused|causes)",
    "otherwise",
    "means that",
    r"user (?:research|testing)",
    r"(?:£|\$|€)\s?\d[\d,.]*\w*",
    r"\d[\d,.]*\s?(?:%|per ?cent|percent|k|m|hours?|days|weeks|months|years|people|residents|users"
    r"|calls|minutes)",
)
_HEDGE = _any_of(
    "maybe",
    "perhaps",
    "possibly",
    "probably",
    "might",
    "i think",
    "i guess",
    "i suppose",
    "it seems",
    "seems (?:to|like)",
    "appears to",
    "not sure",
    "unsure",
    "likely",
    "tends? to",
    "sort of",
    "kind of",
    "could be",
    "in my view",
    "i may be wrong",
    "some(?:times| councils| people)",
)
_CERTAIN = _any_of(
    "always",
    "never",
    "everyone",
    "everybody",
    "nobody",
    "no one",
    "obviously",
    "clearly",
    "of course",
    "definitely",
    "certainly",
    "undoubtedly",
    "no doubt",
    "without doubt",
    "must",
    "the only (?:way|answer|option)",
    "no[- ]brainer",
    "all (?:councils|residents|of us)",
    "we all (?:know|agree)",
    "it is (?:a )?fact",
    "impossible",
    "guaranteed",
)
_COUNTER = _any_of(
    r"but(?! thanks| thank you)",
    "however",
    "although",
    "on the other hand",
    "(?:i|we) (?:strongly |really |respectfully )?(?:disagree|object|doubt|worry)",
    "disagree",
    "not convinced",
    "(?:i'm|i am|we're|we are) (?:not (?:so )?sure|worried|sceptical|skeptical|wary|concerned)",
    "(?:my|our|one|a|the|real|big|main) (?:worry|concern|risk|danger|problem|downside|catch)",
    "(?:the|a) risks?",
    r"(?:doesn[’']?t|does not|didn[’']?t|did not|won[’']?t|will not|wouldn[’']?t|never) "
    "(?:really |actually |always )?(?:work|worked|help|scale|solve|fix|last|deliver|follow|hold)",
    "(?:it|this|that|which) (?:failed|fails|backfired|broke|cost us|went wrong)",
    "(?:we|i) (?:stopped|dropped|abandoned|regret|gave up|went back|struggled)",
    "not (?:true|right|so simple|that simple|the case|necessarily|always|a good idea)",
    "i (?:don[’']?t|do not|wouldn[’']?t|would not) (?:think|agree|believe|buy|recommend|support)",
    "(?:isn[’']?t|is not|aren[’']?t|are not) (?:true|right|enough|worth|always|the answer|fair)",
    "what about (?:the|those|people|residents)",
    "at the (?:cost|expense) of",
    "instead of",
    "rather than",
    "be careful",
    "wrong",
    "against (?:this|that|it|the)",
    "unintended",
    "overlooks?",
    "ignores?",
    "playing devil[’']?s advocate",
)
_THANKS = _any_of(
    "thanks",
    "thank you",
    "thankyou",
    "thx",
    "ta",
    "cheers",
    "much appreciated",
    "congratulations",
    "congrats",
    "well done",
    "happy birthday",
    "welcome (?:to|aboard|back)",
    "good (?:morning|night|weekend|luck)",
)
_WELFARE = _any_of(
    "get well",
    "(?:so|very|really) sorry (?:to hear|for your)",
    "condolences",
    "thinking of you",
    "passed away",
    "my last day",
    "leaving (?:do|drinks)",
    "(?:i[’']?m|i am|feel(?:ing)?) (?:so |completely |totally )?burn(?:t|ed) out",
    "(?:my|your) mental health",
    "(?:i[’']?m|i am|been|she is|he is|they are) (?:off )?(?:sick|ill|signed off)",
    "(?:look after|take care of|be kind to) yourself",
    "farewell",
)
# Something broken now, not incidents as a subject: councils discuss those all the time.
_URGENT = _any_of(
    r"(?:web)?(?:site|page|server|system|service|network|e-?mail|vpn|portal|database|everything)s?"
    r" (?:is|are|has gone|have gone|went|just went|seems?|appears?)(?: to be)?"
    r" (?:completely |all )?(?:down|offline|unavailable)",
    r"(?:current|ongoing|live|active|major|p1|sev ?1) (?:incident|outage)",
    "incident (?:call|channel|bridge|declared)",
    r"(?:we are|we[’']re|are being|is being) (?:being )?(?:attacked|under attack|hacked)",
    r"can(?:not|[’']?t) (?:log ?in|get in|access)(?: to)? (?:anything|any of|at all)",
    "all hands on deck",
    r"urgent:",
)
_ONESELF = re.compile(
    r"^\W*(?:i(?:[’']m| am| live| work| have| own| rent| was born| understand how| like to)"
    r"|my (?:household|income|age|gender|name|job|home))(?!\w)",
    re.IGNORECASE,
)
_ARGUED = re.compile(
    r"(?<!\w)(?:should|must|need(?:s)? to|ought|because|than|better|worse|worried|concerned|worry"
    r"|too|unfair|fair|wrong|right|against|in favou?r|glad|pleased|afraid|sure|convinced|will"
    r"|cannot|risk)(?!\w)",
    re.IGNORECASE,
)
_PROPOSED = _any_of(
    "should",
    "must",
    "need to",
    "ought to",
    "have to",
    "propos(?:e|ed|al|ing)",
    "let[’']?s",
    "(?:we|i)(?:[’']re| are|[’']m| am) (?:going|planning|thinking|moving|about) (?:to|of)",
    "plan(?:ning)? to",
    "the (?:right|only|best) (?:way|answer|thing)",
)
_ANSWERS_THE_LAST = re.compile(
    r"^\W*(?:<@[^>]*>\W*)?(?:yes|yep|yeah|no|nope|true|agreed?|i (?:dis)?agree|good point|fair"
    r"|exactly|that['’]?s|but|why|how so|because|i see|right|not (?:really|quite|sure)|well|also"
    r"|\+1|same|you['’]?re|thanks for (?:raising|saying))(?!\w)",
    re.IGNORECASE,
)
_PROPOSES = _any_of(
    "should",
    "must",
    "need(?:s)? to",
    "ought to",
    "will",
    "would",
    "is",
    "are",
    "was",
    "have to",
    "cannot",
    "can",
    "makes?",
    "works?",
    "helps?",
    "better",
    "best",
    "worse",
    "more",
    "less",
    "let[’']?s",
    "the (?:right|only|best) (?:way|answer|thing)",
)
_STOP = frozenset(
    _WORD.findall(
        """
    a about above actually after again against all almost along already also although am always an
    and another any anyone anything are around as at back be because been before being below best
    better between both but by came can cannot come comes could did do does doing done dont down
    during each either else enough etc even ever every everyone everything few first for from
    further get gets getting give go goes going gone good got great had has have having he hello
    help her here hers hey hi him his how however i if im in into is it its itself ive just keep
    kind know last least less let like likely lot lots made make makes making many may maybe me
    mean means might more most much must my myself need needs never new next no nobody none nor
    not nothing now of off often ok okay old on once one ones only onto or other others our ours
    out over own people perhaps please pretty probably put quite rather really right said same say
    says see seem seems seen shall she should since so some someone something sometimes soon still
    such sure take taken takes tell than thank thanks that the their theirs them then there these
    they thing things think this those though thought through to together too took tried try
    trying two under until up us use used uses using very want wants was way ways we well went
    were what when where whether which while who whole whom whose why will wish with within
    without wont work would yeah yes yet you your yours isn't don't doesn't didn't can't won't i'm
    it's that's we're we've they're there's let's i've i'd you're wouldn't couldn't shouldn't
    aren't wasn't weren't hasn't haven't hadn't
    """
    )
)
_ENDINGS = (
    ("isations", "is"), ("isation", "is"), ("izations", "is"), ("ization", "is"),
    ("ments", "ment"), ("ingly", ""), ("edly", ""), ("ations", "at"), ("ation", "at"),
    ("ising", "is"), ("izing", "is"), ("ised", "is"), ("ized", "is"),
    ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ed", ""), ("ly", ""),
    ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip


def read(text: str) -> Reading:
    """Read one text. The last few thousand readings are remembered until `forget` is called."""
    return _read(text[:LONGEST_READ])


def forget() -> None:
    """Forget every remembered reading, so that an erased text is in no memory either."""
    _read.cache_clear()


def answers_the_last(text: str) -> bool:
    """Say whether a text opens as an answer to the one just before it."""
    return _ANSWERS_THE_LAST.match(text[:200]) is not None


@lru_cache(maxsize=2048)
def _read(text: str) -> Reading:
    plain = _plain(text)
    sentences = tuple(part for part in map(str.strip, _SENTENCE_END.split(plain)) if part)
    asks_opinion = _OPINION_ASKED.search(plain) is not None
    is_question = (
        any(sentence.endswith("?") for sentence in sentences)
        or any(_QUESTION_START.match(sentence[:200]) for sentence in sentences[:1])
        or _QUESTION_WORDS.search(plain) is not None
    )
    claim = _claim(sentences)
    return Reading(
        words=_words(plain),
        sentences=sentences,
        is_question=is_question,
        asks_opinion=asks_opinion,
        gives_reason=_REASON.search(plain) is not None,
        hedged=_HEDGE.search(plain) is not None,
        certain=_CERTAIN.search(plain) is not None,
        counters=_COUNTER.search(plain) is not None,
        proposes=_PROPOSED.search(plain) is not None,
        welfare=_WELFARE.search(plain) is not None,
        welfare_or_thanks=(_THANKS.search(plain) or _WELFARE.search(plain)) is not None,
        urgent=_URGENT.search(plain) is not None,
        about_oneself=_ONESELF.match(plain) is not None and _ARGUED.search(plain) is None,
        claim=claim,
    )


def _plain(text: str) -> str:
    """Leave only what the writer said in words."""
    return _MARKUP.sub(" ", _LINK_WITH_WORDS.sub(r"\1", text)).strip()


def _claim(sentences: Sequence[str]) -> str:
    """Choose the sentence most like a proposition; the earlier of two equals."""
    best, most = "", 0
    for sentence in sentences[:20]:
        words = _WORD.findall(sentence[:600])
        if len(words) < 4 or sentence.endswith("?") or _only_oneself(sentence):
            continue
        score = 2 + 2 * (_PROPOSES.search(sentence) is not None)
        score += 2 * (_ARGUED.search(sentence) is not None)
        score += 6 <= len(words) <= 40
        score -= 3 * (_THANKS.search(sentence) is not None)
        score -= 2 * (_QUESTION_START.match(sentence[:200]) is not None)
        if score > most:
            best, most = sentence, score
    return best


def _only_oneself(sentence: str) -> bool:
    return _ONESELF.match(sentence) is not None and _ARGUED.search(sentence) is None


def stem(word: str) -> str:
    """Take off one common ending, so that council and councils are one word."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 4:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                return word
            return word[: -len(ending)] + instead
    return word


def _surface(text: str) -> list[str]:
    found = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    plain = (word.removesuffix("'s").strip("'-") for word in found)
    return [word for word in plain if len(word) > 2 and word not in _STOP]


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
    return _cosine(_unit(_grams(a)), _unit(_grams(b)))


class Corpus:
    """Texts to search by likeness. Letter runs that many of them share weigh little."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Weigh every run of three to five letters by how rare it is here."""
        grams = [_grams(text) for text in texts]
        seen: Counter[str] = Counter()
        for each in grams:
            seen.update(each.keys())
        self._rarity = {gram: math.log((1 + len(texts)) / (1 + n)) + 1 for gram, n in seen.items()}
        self._unseen = math.log(1 + len(texts)) + 1
        self._units = [self._weighed(each) for each in grams]

    def rank(self, query: str) -> list[tuple[int, float]]:
        """Give every text's index and likeness to the query, most alike first."""
        unit = self._weighed(_grams(query))
        scores = [(index, _cosine(unit, other)) for index, other in enumerate(self._units)]
        return sorted(scores, key=lambda score: (-score[1], score[0]))

    def likeness(self, one: int, other: int) -> float:
        """Say how alike two of the texts are."""
        return _cosine(self._units[one], self._units[other])

    def _weighed(self, grams: Counter[str]) -> dict[str, float]:
        return _unit({g: n * self._rarity.get(g, self._unseen) for g, n in grams.items()})


def _grams(text: str) -> Counter[str]:
    """Count runs of three to five letters inside words, word edges included."""
    counts: Counter[str] = Counter()
    for word in _WORD.findall(text[:LONGEST_READ].lower()):
        if word in _STOP:
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
