"""The parts of a digest's post in its channel: each thing in a few lines, quotes cut with a link.

What is told of a week, and in which order, is decided in `digest`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.posts import (
    Button,
    Choices,
    Code,
    Jump,
    Link,
    Mention,
    Part,
    Place,
    Quote,
    Span,
    Strong,
)
from bot.presenters import results, told
from bot.presenters.pages import trend_chart
from bot.presenters.views import SAYS
from bot.presenters.words import (
    count,
    day,
    heading,
    joined,
    label,
    listed,
    note,
    shortened,
    spans,
    text,
)
from challenges.assumptions import AssumptionState
from challenges.digest import Due, Edition, Quoted, Talk, Try, TryKind
from challenges.library import View
from challenges.pledges import PledgeState
from challenges.tally import Outcome

MOST_TRIES = 3
MOST_NAMED = 5
LONGEST_DUE = 200


@dataclass(frozen=True, slots=True)
class Size:
    """How much of each thing is told, and how much of one quote; the link leads to the whole."""

    others: int = 2
    quote: int = 280


def top(published: Edition) -> list[Part]:
    """The number, the note, and how much was said."""
    return [
        heading("The week in talk, edition {number}", number=published.number),
        *_note(published.note),
        text(
            "{messages} from {people} in {channels}.",
            messages=count(published.messages, "{number} message", "{number} messages"),
            people=count(published.people, "{number} person", "{number} people"),
            channels=count(published.channels, "{number} channel", "{number} channels"),
        ),
        *_withdrawn(published),
    ]


def end(published: Edition, page_url: str) -> list[Part]:
    """What goes on, the way to the page, and how it was made."""
    parts: list[Part] = []
    if published.open_rounds:
        going = listed([label("round {id}", id=number) for number, _ in published.open_rounds])
        parts.append(text("You can still take part in {going}.", going=going))
    if page_url:
        parts.append(
            text("{page}", page=Link(label("Read the whole digest, with its chart"), page_url))
        )
    if any(talk.drafted for talk in published.talks):
        made = note(
            "Made by rules, but for the titles marked as drafted: a language model wrote those, and an organiser approved them. Conversations where people differed come first. Nobody is named as the author of anything, and nobody who asked not to be quoted is quoted."
        )
    else:
        made = note(
            "Made by rules, not by a language model. Conversations where people differed come first. Nobody is named as the author of anything, and nobody who asked not to be quoted is quoted."
        )
    return [*parts, made]


def _withdrawn(published: Edition) -> list[Part]:
    said = told.withdrawn(published)
    return [note("{said}", said=said)] if said else []


def _note(words: str) -> list[Part]:
    if not words:
        return []
    return [text("{title} {words}", title=Strong(label("From the organisers:")), words=words)]


def talk(told_of: Talk, most: int, size: Size) -> list[Part]:
    """One conversation: its title, how much was said, and its first quotes."""
    first = MessageRef.parse(told_of.first)
    parts: list[Part] = [
        text(
            "{title} {messages} from {people} in {channel}.",
            title=Jump(_title(told_of), first),
            messages=count(told_of.messages, "{number} message", "{number} messages"),
            people=count(told_of.people, "{number} person", "{number} people"),
            channel=Place(ChannelRef.parse(told_of.channel)),
        )
    ]
    if told_of.split is not None:
        parts.append(
            text(
                "Reactions to one message split: {for_} for, {against} against.",
                for_=told_of.split.for_,
                against=told_of.split.against,
            )
        )
    parts += [_quote(each, size) for each in told_of.quotes[:most]]
    return parts


def _title(talk: Talk) -> str:
    title = talk.title or label("A conversation")
    return label("{title} (drafted)", title=title) if talk.drafted else title


def _quote(each: Quoted, size: Size) -> Quote:
    link = Jump(label("in the conversation"), MessageRef.parse(each.message))
    if each.council and each.dissent:
        source = spans("Somebody at {council}, against, {link}", council=each.council, link=link)
    elif each.council:
        source = spans("Somebody at {council}, {link}", council=each.council, link=link)
    else:
        source = spans("against, {link}", link=link) if each.dissent else (link,)
    return Quote(_cut(each.text, size), source)


def round_(result: Outcome, size: Size) -> list[Part]:
    """One round: its claim, before and after, and what the minority said."""
    parts: list[Part] = [
        text(
            "{title} {claim}",
            title=Strong(label("Round {id}.", id=result.round)),
            claim=_cut(result.claim, size),
        )
    ]
    if result.abandoned:
        return [*parts, text("It ended without a result.")]
    parts += results.before_and_after(result.shift, result.stands)
    if result.minority:
        parts.append(text("{title}", title=Strong(label("What the minority said:"))))
        shown = map(results.entry, result.minority[: size.others])
        parts += [replace(each, text=_cut(each.text, size)) for each in shown]
    if result.unanswered:
        unanswered = count(
            len(result.unanswered),
            "{number} entry was not answered.",
            "{number} entries were not answered.",
        )
        parts.append(text("{unanswered}", unanswered=unanswered))
    return parts


def quotes(title: str, quoted: Sequence[Quoted], size: Size) -> list[Part]:
    """Some quotes under a title."""
    if not quoted:
        return []
    shown = [_quote(each, size) for each in quoted[: size.others]]
    return [text("{title}", title=Strong(title)), *shown]


def lines(title: str, told_of: Iterable[str], size: Size) -> list[Part]:
    """Some sentences under a title."""
    found = list(told_of)[: size.others]
    if not found:
        return []
    return [text("{title}", title=Strong(title)), *(text("{line}", line=each) for each in found)]


def views(published: Edition, size: Size) -> list[Part]:
    """What councils shared in the week."""
    if not published.views:
        return []
    shown = [Quote(_cut(each.text, size), _of(each)) for each in published.views[: size.others]]
    return [text("{title}", title=Strong(label("Views from councils"))), *shown]


def contrasts(published: Edition, size: Size) -> list[Part]:
    """What else was shown beside a talk, and what people said of it."""
    shared = {(each.community, each.id) for each in published.views[: size.others]}
    found = [
        each for each in published.contrasts if (each.view.community, each.view.id) not in shared
    ]
    if not found:
        return []
    parts: list[Part] = [text("{title}", title=Strong(label("Shown beside what was said here")))]
    for each in found[: size.others]:
        said = (*_of(each.view), " ", told.contrast(each))
        parts.append(Quote(_cut(each.view.text, size), said))
    return parts


def _of(view: View) -> tuple[Span, ...]:
    about: tuple[Span, ...] = (label(SAYS[view.status], council=view.council),)
    return (*about, " ", Link(label("Read more"), view.link)) if view.link else about


def voices(published: Edition) -> list[Part]:
    """Who was heard, in a line."""
    if not published.voices:
        return []
    kinds = [label("{kind} {people}", kind=kind, people=n) for kind, n in told.voices(published)]
    title = Strong(label("Who was heard, by kind of council:"))
    return [text("{title} {voices}.", title=title, voices=listed(kinds))]


def trend(published: Edition, below: Collection[str]) -> list[Part]:
    """Whether one side only was heard, in a sentence with its uncertainty; unless a picture says so."""
    if not any(each.talks for each in published.trend):
        return []
    said = trend_chart.sentence(published.trend)
    return [] if said in below else [text("{said}", said=said)]


def thanks(published: Edition) -> list[Part]:
    """Thanks to those who challenged: by name to whom agreed, and to the others as a number."""
    if not published.challengers:
        return []
    shown = published.named[:MOST_NAMED]
    named = joined([Mention(MemberRef.parse(each)) for each in shown])
    others = max(0, published.challengers - len(shown))
    if not named:
        said = count(
            others,
            "Thanks to the {number} person who was challenger-in-chief.",
            "Thanks to the {number} people who were challengers-in-chief.",
        )
        return [text("{thanks}", thanks=said)]
    if not others:
        return [text("Thanks for challenging: {named}.", named=named)]
    more = count(others, "{number} other person", "{number} other people")
    return [text("Thanks for challenging: {named}, and {more}.", named=named, more=more)]


def tries(published: Edition, size: Size) -> list[Part]:
    """What to try next week, with a button or a link for what can be done from here."""
    if not published.tries:
        return []
    parts: list[Part] = [text("{title}", title=Strong(label("What to try next week")))]
    buttons: list[Button] = []
    for each in published.tries[:MOST_TRIES]:
        short = replace(each, about=_cut(each.about, size))
        parts.append(text("{line}{where}", line=told.trying(short), where=_where(each)))
        match each.kind:
            case TryKind.ROUND:
                buttons.append(Button("ways:", label("Open a dissent round")))
            case TryKind.VOLUNTEER:
                buttons.append(Button("volunteer:unnamed", label("I offer to do it")))
            case TryKind.INVITE:
                buttons.append(Button("share:", label("Share a view"), opens_form=True))
    return [*parts, Choices(tuple(buttons))] if buttons else parts


def _where(each: Try) -> tuple[Span, ...]:
    """The way to what can be tried: the message itself, or the register it stands on."""
    match each.kind:
        case TryKind.ANSWER | TryKind.ROUND if each.subject:
            return (" ", Jump(label("in the conversation"), MessageRef.parse(each.subject)))
        case TryKind.TEST:
            return (" ", Code("/challenge rounds assumptions"))
    return ()


def _cut(words: str, size: Size) -> str:
    """Words as they were said, cut where they are too long for a channel."""
    return words if len(words) <= size.quote else shortened(words, size.quote)


def promise(each: Due) -> str:
    """What became of a promise, or that it comes due."""
    words = shortened(each.text, LONGEST_DUE)
    match PledgeState(each.state):
        case PledgeState.DONE:
            return label("“{words}” It is done.", words=words)
        case PledgeState.DROPPED:
            return label("“{words}” It was dropped.", words=words)
    if each.asked:
        return label("“{words}” It was due on {day}. No word yet.", words=words, day=day(each.on))
    return label("“{words}” It is due on {day}.", words=words, day=day(each.on))


def assumption(each: Due) -> str:
    """What was found of an assumption, or that it is to be tested."""
    words = shortened(each.text, LONGEST_DUE)
    match AssumptionState(each.state):
        case AssumptionState.HOLDS:
            return label("“{words}” It held when it was tested.", words=words)
        case AssumptionState.FELL:
            return label(
                "“{words}” It fell. What was built on it may need another look.", words=words
            )
    if each.asked:
        return label(
            "“{words}” It was to be tested on {day}. No word yet.", words=words, day=day(each.on)
        )
    return label("“{words}” It is to be tested on {day}.", words=words, day=day(each.on))
