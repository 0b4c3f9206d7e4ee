"""What might be worded better in an entry, before anybody else sees it. Advice only: it is kept.

Users of such systems ask not to be blamed for a poor text but to be helped to write it. An
objection counts for more when it is about the matter, impersonal and comes with a reason (Loomio's
tests of an objection), and an unsigned one is better without what gives its author away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from challenges import cues
from challenges.methods import Method
from challenges.scales import Scale

MOST = 2  # pieces of advice at once: more is a school report
LONG = 400  # characters, of more than one sentence: often two points in one


class Advice(StrEnum):
    """One thing that might be worded better, the weightiest first."""

    PERSON = "person"  # it speaks of somebody and not of the matter
    AUTHOR = "author"  # it gives away who wrote it
    ABSOLUTE = "absolute"  # it leaves no room: always, never, everybody
    LONG = "long"  # it may be two points
    REASON = "reason"  # it says what, and not how one would know


_PERSON = re.compile(
    r"<@[^>]+>|(?<!\w)@\w+"
    r"|(?<![\w'])(?:you|he|she) (?:always|never|clearly|obviously|just)"
    r"|(?<![\w'])(?:you|they) don[’']t (?:get|care|listen)"
    r"|(?<![\w'])(?:idiots?|stupid|incompetent|clueless|lazy|useless|liars?|typical of)(?![\w'])"
)
_AUTHOR = re.compile(
    r"(?<![\w'])(?:my (?:team|council|service|boss|manager|department|colleagues?|area|job|role)"
    r"|in my (?:last|previous|old) (?:job|council|role|team)"
    r"|as i (?:said|wrote|mentioned|argued)"
    r"|i (?:said|wrote|mentioned) (?:it |this )?(?:before|above|earlier)"
    r"|i (?:am|was) the|i manage|i lead|i run)(?![\w'])"
)
_ABSOLUTE = re.compile(
    r"(?<![\w'])(?:always|never|everybody|everyone|all of (?:us|them)|none of (?:us|them)"
    r"|obviously|clearly|undoubtedly|certainly|impossible|guaranteed|without (?:a )?doubt)(?![\w'])"
)


_ARGUED = frozenset({Scale.MOVES, Scale.SAFE})
"""Where members ask whether an entry moves them or is safe, it had better come with a reason."""


def on_entry(method: Method, stage: int, answers: Sequence[str]) -> tuple[Advice, ...]:
    """What might be worded better in an entry; a reason is missed only where one is looked for.

    An idea, a question or a number needs none. Who filled in a second box has said more already.
    """
    ask = method.phases[stage].ask
    argued = bool(method.votes_on(stage)) and method.scale(stage) in _ARGUED
    alone = sum(bool(each.strip()) for each in answers) == 1
    signed = ask is not None and ask.signed
    return advice("\n".join(answers), signed=signed, reasons=argued and alone)


def advice(text: str, *, signed: bool = False, reasons: bool = True) -> tuple[Advice, ...]:
    """What might be worded better, at most two things; nothing for most texts.

    A signed entry may say who wrote it. `reasons` says whether one is looked for.
    """
    lower = text.lower()
    sentences = [each for each in cues.SENTENCE_END.split(text.strip()) if each]
    found = {
        Advice.PERSON: bool(_PERSON.search(lower)),
        Advice.AUTHOR: not signed and bool(_AUTHOR.search(lower)),
        Advice.ABSOLUTE: bool(_ABSOLUTE.search(lower)),
        Advice.LONG: len(text) > LONG and len(sentences) > 2,
        Advice.REASON: reasons and _without_reason(lower),
    }
    return tuple(each for each in Advice if found[each])[:MOST]


def _without_reason(lower: str) -> bool:
    """Whether a text says something without saying why; a question says nothing that needs it."""
    question = lower.rstrip().endswith("?")
    return len(lower.split()) > 3 and not question and not cues.REASON.search(lower)
