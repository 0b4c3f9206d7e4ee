"""The cues a text is read by: word lists, compiled once. What is made of them stands in `reading`.

All but the marks of chat, the ends of sentences and WORD are looked for in lower-case text: letting
a pattern ignore case would cost several times the search. Each pattern is named after what its
presence says of a text; none of them says it for sure.
"""

from __future__ import annotations

import re


def _any_of(*cues: str) -> re.Pattern[str]:
    """One alternation of whole words and phrases; a cue may itself be a small pattern."""
    return re.compile(r"(?<![\w'])(?:" + "|".join(cues) + r")(?![\w'])")


MARKUP = re.compile(
    r"```.*?(?:```|\Z)"  # code that was pasted
    r"|`[^`\n]*`"
    r"|<https?://[^>\s]*>|https?://\S+"
    r"|<[@#!:][^>\n]*>"  # mentions, channels, custom emoji
    r"|^\s*(?:>|&gt;)[^\n]*$"  # somebody else's words, quoted
    r"|(?<!\w):[a-z0-9_+-]+:(?!\w)",
    re.DOTALL | re.MULTILINE,
)
LINK_WITH_WORDS = re.compile(r"<https?://[^|>\s]*\|([^>\n]*)>")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\"'”’)]+|\n+")
WORD = re.compile(r"[^\W\d_][\w’'-]*")

QUESTION_START = re.compile(
    r"^\W*(?:hi|hello|hey|so|and|but|ok|okay|morning|afternoon|all|everyone|folks|quick question"
    r"|\W)*\W*(?:who|what|when|where|why|which|how|is|are|was|were|do|does|did|can|could|would"
    r"|will|should|has|have|any|anyone|anybody|am)\s+\w",
)
QUESTION_WORDS = _any_of(
    r"(?:does|do|did|has|have|can|could|would|is|are) (?:any(?:one|body)|some(?:one|body))",
    r"any(?:one|body) (?:know|knows|have|has|got|tried|used|using|able|else)",
    r"how (?:do|can|would|should) (?:i|we|you)",
    r"(?:any|grateful for) (?:ideas|advice|tips|pointers|recommendations|suggestions|help)",
    r"(?:wondering|wonder) (?:if|whether|how|what)",
)
OPINION_ASKED = _any_of(
    r"should (?:we|councils?|local government|the (?:team|sector|council))",
    r"what do (?:you|people|we|others|folks)(?: all)? (?:think|make|reckon)",
    r"(?:any )?(?:thoughts|views|opinions)(?: on| about|\?)",
    r"(?:is|was|would|are) (?:it|this|that|these) (?:be )?(?:a good|the right|worth|wise|fair)",
    r"do (?:we|you|people) (?:think|agree|believe)",
    r"how do (?:you|people|others) feel",
    r"(?:i|we) (?:propose|suggest) (?:that|we)",
)
REASON = _any_of(
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
HEDGE = _any_of(
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
CERTAIN = _any_of(
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
COUNTER = _any_of(
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
THANKS = _any_of(
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
WELFARE = _any_of(
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
URGENT = _any_of(
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
ONESELF = re.compile(
    r"^\W*(?:i(?:[’']m| am| live| work| have| own| rent| was born| understand how| like to)"
    r"|my (?:household|income|age|gender|name|job|home))(?!\w)",
)
ARGUED = re.compile(
    r"(?<!\w)(?:should|must|need(?:s)? to|ought|because|than|better|worse|worried|concerned|worry"
    r"|too|unfair|fair|wrong|right|against|in favou?r|glad|pleased|afraid|sure|convinced|will"
    r"|cannot|risk)(?!\w)",
)
PROPOSED = _any_of(
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
ANSWERS_THE_LAST = re.compile(
    r"^\W*(?:<@[^>]*>\W*)?(?:yes|yep|yeah|no|nope|true|agreed?|i (?:dis)?agree|good point|fair"
    r"|exactly|that['’]?s|but|why|how so|because|i see|right|not (?:really|quite|sure)|well|also"
    r"|\+1|same|you['’]?re|thanks for (?:raising|saying))(?!\w)",
)
PROPOSES = _any_of(
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
STOP = frozenset(
    WORD.findall(
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
ENDINGS = (
    ("isations", "is"), ("isation", "is"), ("izations", "is"), ("ization", "is"),
    ("ments", "ment"), ("ingly", ""), ("edly", ""), ("ations", "at"), ("ation", "at"),
    ("ising", "is"), ("izing", "is"), ("ised", "is"), ("ized", "is"),
    ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ed", ""), ("ly", ""),
    ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
