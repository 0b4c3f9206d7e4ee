"""Writes docs/methods.md from the files of the methods: `python -m tests.methods_page`.

The words come from challenges/methods, so the page says what the bot says in a round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.presenters.marking import BUTTONS
from bot.presenters.round_forms import stands
from challenges.method_files import METHODS
from challenges.methods import Act, Ask, Method, Phase, Role, Showing, Side
from challenges.scales import Scale

PAGE = Path(__file__).parents[1] / "docs" / "methods.md"
AGAIN = "python -m tests.methods_page"
HEAD = f"""\
# The methods

This page is made from the files the bot itself works with, in
[challenges/methods](../challenges/methods). To make it again: `{AGAIN}`.

- Any member can open a round: `/challenge round` and the name of a method.
- Whoever opens it brings the plan or the question, and answers by name.
- What is written stays hidden until its part has ended. Then all of it is shown at once, in a
  shuffled order, without names. Where names are shown, the form says so before you write.
- Nothing is shown when fewer people wrote something than the method needs.
- Each part ends on the clock. A moderator can end it early or give it a day more. *Or when all
  are done* means that it also ends when everybody it waits for has done their part.
- A private ballot comes first and last. Only counts are kept, and none of fewer than three people.

Five rounds as people saw them, word for word: [transcripts](transcripts.md).
"""
FILES = """\
## How the files are written

Each method is one file of the kind TOML. When it is read, every mistake is named with its key and
what to do about it. What would break a promise to members is refused:

- a private ballot comes no later than the first writing, and another after the last;
- fewer than three writers never show anything that bears no name;
- what is voted on, replied to or answered has been shown to all before;
- a named person answers, after the last vote;
- who writes alone, as the proposer does, writes by name, and never first;
- no form asks for more than four things, as no platform has room for more;
- nothing is unlocked without a yes: a second try ends with one, or ends the round;
- the three answers of a ballot are short and differ.

The easiest way to write one is to copy the nearest of these files and change it.

| in | key | what it says |
|---|---|---|
| the file | `name` `title` `summary` `evidence` `source` | what it is, and what is known |
| | `minimum` | how many members must have written something before anything shows |
| | `simpler` | the method it goes on as when fewer wrote; what was asked first must fit |
| | `ballot_question` | what the private ballot asks before and after |
| | `ballot_answers` | its three answers, where it does not ask whether to go ahead |
| | `top` | how many of what weighs most the proposer owes an answer |
| | `proposal` | what whoever opens it is asked; the first is called `claim` |
| | `phases` | the parts of a round, in their order |
| `phases` | `name` `title` `call` | what the board says: the title, and what to do now |
| | `window` | how long it lasts, such as `PT24H` or `P3D` |
| | `accepts` | some of {acts} |
| | `role` | who writes and votes: {roles} |
| | `scale` | where members vote: {scales} |
| | `on` | the part that is voted on, replied to or answered; else the last that was shown |
| | `dealt` | how many entries of the part before each writer is dealt |
| | `full` | true: it also ends when everybody it waits for is done |
| | `again` | true: it is left out once the numbers lie close |
| | `unlocks` | true: the round goes on only after a yes of the proposer |
| | `second_try` | true: it comes only when there was no yes in the part that unlocks |
| | `minority_first` | true: what the smaller side wrote is shown first |
| | `decides` | false: the answer is words alone, without accept, amend or reject |
| | `ask` | what is asked of whoever writes |
| `ask` | `prompt` `most` | the question, and how often each may write |
| | `shown` | to whom it is shown: {shown} |
| | `signed` | true: with the writer's name, and the form says so |
| | `none` | what a form sent empty says, such as “I have no objection”. It counts as taking part |
| | `speaks` | which way it all points: {sides}. The minority report needs to know |
| | `parts` | the boxes of the form |
| | `kinds_label` `kinds` | a choice, such as whom something is written for |
| | `number` | a number beside the reasons |
| `proposal` `parts` | `name` `label` `hint` `required` `paragraph` | one box of a form |
| `kinds` | `name` `label` `speaks` | one of the choices, and which way it points, if any |
| `ballot_answers` | `agree` `unsure` `disagree` | up to 30 characters each |
| `number` | `label` `hint` `least` `most` `near` | what is asked, its bounds, what is close |
"""
WRITERS = {
    Role.EVERYONE: "everyone",
    Role.OTHERS: "all but the proposer",
    Role.PROPOSER: "the proposer alone",
}
SEEN = {
    Showing.ALL: "",
    Showing.DEALT: "Each is first dealt to other members, and shown to all after that.",
    Showing.NOBODY: "It is shown to nobody and erased when this part ends.",
}
COUNTED = {1: "once", 2: "once or twice"}


def page() -> str:
    """The whole page."""
    sections = (_section(method) for method in METHODS.values())
    words = {"acts": Act, "roles": Role, "scales": Scale, "shown": Showing, "sides": Side}
    known = {name: ", ".join(f"`{each}`" for each in enum) for name, enum in words.items()}
    return "\n".join([HEAD, *_table(), *sections, FILES.format(**known)])


def _table() -> Iterator[str]:
    yield "| method | what it is for | parts | who writes | fewest | what is known | source |"
    yield "|---|---|---|---|---|---|---|"
    for method in METHODS.values():
        parts = "<br>".join(f"{phase.title}: {length(phase.window)}" for phase in method.phases)
        row = (
            f"[{method.title}](#{_anchor(method.title)})",
            method.summary,
            parts,
            _who(method),
            str(method.minimum),
            method.evidence,
            method.source,
        )
        yield f"| {' | '.join(row)} |"
    yield ""


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _who(method: Method) -> str:
    """Who writes in it, and whether with a name."""
    writing = [(phase.role, phase.ask.signed) for phase in method.phases if phase.ask]
    words = []
    for role, signed in dict.fromkeys(writing):
        words.append(f"{WRITERS[role]}, {'with' if signed else 'without'} names")
    return "; ".join(words)


def length(window: timedelta) -> str:
    """A length of time as people say it: 24 hours, but 2 days."""
    minutes = int(window.total_seconds()) // 60
    for unit, name in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes % unit == 0 and minutes // unit > (unit > 60):
            number = minutes // unit
            return f"{number} {name}{'s' if number > 1 else ''}"
    raise ValueError(window)


def _section(method: Method) -> str:
    lines = [
        f"## {method.title}",
        "",
        method.summary,
        "",
        f"`/challenge round {method.name}`",
        "",
        "To open it you are asked:",
        "",
    ]
    for question in method.proposal:
        optional = "" if question.required else " It can stay empty."
        lines.append(f"- **{question.label}** {question.hint}{optional}")
    answers = " · ".join(stands(method.stands).values())
    lines += ["", f"The private ballot asks: **{method.ballot_question}** {answers}", ""]
    for number, phase in enumerate(method.phases, start=1):
        lines += [f"{number}. {line}" for line in _step(method, phase)]
    lines += ["", f"*What is known:* {method.evidence}", "", f"*Source:* {method.source}", ""]
    fewest = f"At least {method.minimum} people must write something in the first part."
    if method.simpler:
        simpler = METHODS[method.simpler]
        fewest += (
            f" If fewer do, but at least {simpler.minimum}, the round goes on as"
            f" [{simpler.title}](#{_anchor(simpler.title)})."
        )
    return "\n".join([*lines, fewest, ""])


def _step(method: Method, phase: Phase) -> Iterator[str]:
    """One part of a round, as one item of a list."""
    early = ", or when all are done" if phase.full else ""
    text = f"**{phase.title}** ({length(phase.window)}{early}). {phase.call}"
    if phase.ask:
        text += _asked(phase.ask)
    if phase.scale:
        words = ", ".join(each.removeprefix("{number}: ") for each in BUTTONS[phase.scale])
        text += f"<br>Choices for each: {words}."
    if phase.again:
        text += "<br>Left out once the numbers lie close enough."
    if phase.second_try:
        text += "<br>Only when there was no yes before."
    if phase.unlocks:
        follows = any(each.second_try for each in method.phases) and not phase.second_try
        end = "comes a second try" if follows else "the round ends here"
        text += f"<br>Without one yes {end}."
    if Act.RESPONSE in phase.accepts and phase.decides:
        text += f"<br>At most {method.top} are waiting for an answer: accept, amend or reject."
    yield text


def _asked(ask: Ask) -> str:
    often = COUNTED.get(ask.most, f"up to {ask.most} times")
    labels = [part.label for part in ask.parts]
    if ask.kinds:
        kinds = ", ".join(kind.label for kind in ask.kinds)
        labels.insert(0, f"{ask.kinds_label} ({kinds})")
    if ask.number:
        labels.insert(0, ask.number.label)
    seen = f" {SEEN[ask.shown]}" if SEEN[ask.shown] else ""
    if ask.none:
        seen += f" An empty form says: “{ask.none}”. That counts as taking part."
    return f"<br>*{ask.prompt}*<br>Asked for: {' · '.join(labels)}<br>Each may write {often}.{seen}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
