"""Writes docs/moves.md from the file of moves: `python -m tests.moves_page`.

Who looks after the wordings reads them there, aloud, before changing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from challenges.choosing import FOREIGN_SHARE, HEARD_LATELY, LEAST_TO_MISS, SHARE
from challenges.moves import MOST_WEIGHT, MOVES, REASONS, Case, Move

PAGE = Path(__file__).parents[1] / "docs" / "moves.md"
AGAIN = "python -m tests.moves_page"
WHEN = {
    "request": "somebody asks for a question, or points at a message",
    "schedule": "a schedule has its time",
    "split-without-reasons": "people reacted both ways and nobody said why",
    "objection-unanswered": "a reason against had no answer",
    "voices-missing": "most councils that usually write were not heard",
}
CUES = {
    "certain": "certainty",
    "hedged": "doubt",
    "reasons": "a reason",
    "counters": "a reason against",
    "proposes": "a proposal",
    "technology": "a technology",
    "supplier": "a supplier",
    "online": "something online",
    "success": "a good result",
    "measure": "how it would show",
    "need": "the need",
    "launch": "something new",
    "deadline": "a date",
    "tried": "having tried it",
    "trial": "a small test",
    "either_or": "one choice or the other",
    "others_do_it": "what others do",
    "all_at_once": "everywhere at once",
    "already_spent": "what was spent already",
    "hard_to_undo": "a step that is hard to undo",
    "left_out": "those who could be left out",
    "inside_words": "words from inside the trade",
    "front_line": "those who do the work",
    "elected_members": "those who decide",
    "all_councils": "many councils",
    "upkeep": "the years after the start",
    "way_back": "a way back",
    "second_source": "a second source",
    "new_way_of_working": "a new way of working",
}
"""Cues whose name alone would not be understood; of the others the name is what they are about."""
HEAD = f"""\
# The kinds of question

This page is made from [challenges/moves.toml](../challenges/moves.toml).
To make it again: `{AGAIN}`.

Challenger knows {len(MOVES)} kinds of question, which the code calls moves, each in several
wordings. Which one it asks depends on the talk at hand.

- It counts how many messages touch on something: money, a contract, residents, a supplier. It does
  so with lists of words, so it can be mistaken. The lists are in
  [challenges/touches.py](../challenges/touches.py) and [challenges/cues.py](../challenges/cues.py).
- The case that says most counts, from 1 to {MOST_WEIGHT}. Of two that say as much, the one comes of
  which the talk is fuller, and then chance decides.
- What fewer than one message in {1 / SHARE:.0f} speaks of is not what a talk is about.
- That something was not named counts by itself only from {LEAST_TO_MISS} messages on, by two
  people. Where a message in {1 / FOREIGN_SHARE:.0f} is in another language, it does not count.
- How one person puts things is not looked at: certainty, doubt, reasons and proposals count only
  where two people or more have written.
- The kind that a channel had last does not come again, nor does the wording that a kind had last.
  A kind that came there in the last 30 days counts {HEARD_LATELY:.0f} less. A moderator can name
  one kind for a schedule: then it comes every time, in another wording.
- “Why this?” on a question names its kind, says why it was this one, and where it comes from.
- None of this decides *whether* Challenger asks of its own accord. That is for
  [the rules of the channel](moderators.md#when-it-asks-by-itself).

Every wording begins with what the people it speaks to want, asks one thing, and takes no side.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *_table(), *(_move(move) for move in MOVES.values())]
    return "\n".join(parts)


def _table() -> Iterator[str]:
    yield "| kind | what speaks for it in the talk | wordings | from |"
    yield "|---|---|---|---|"
    for move in MOVES.values():
        anchor = re.sub(r"[^\w\- ]", "", move.title.lower()).replace(" ", "-")
        when = "<br>".join(_when(case) for case in move.cases)
        yield f"| [{move.title}](#{anchor}) | {when} | {len(move.wordings)} | {move.source} |"
    yield ""


def _when(case: Case) -> str:
    parts = [WHEN[case.reason]] if case.reason else []
    seen = [_cue(cue) + (f" ({least} messages)" if least > 1 else "") for cue, least in case.seen]
    if seen:
        parts.append("speaks of " + " and ".join(seen))
    if case.unseen:
        parts.append(
            ("not of " if seen else "does not speak of ") + " or ".join(map(_cue, case.unseen))
        )
    if not parts:
        return "has nothing that stands out"
    return " and ".join(parts) + f" (counts {case.weight})"


def _cue(name: str) -> str:
    return CUES.get(name, name.replace("_", " "))


def _move(move: Move) -> str:
    fits = "; ".join(WHEN[reason] for reason in REASONS if reason in move.fits)
    lines = [f"## {move.title}", "", f"{move.why}", "", f"It can come when {fits}.", ""]
    lines += [f"- {words}" for words in move.wordings]
    lines += ["", f"**Not for:** {move.not_for}", "", f"From: {move.source}", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
