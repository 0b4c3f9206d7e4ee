"""The week's edition as it stands in the channel: short, in words, with the dissent first and the minority verbatim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.posts import (
    Button,
    Choices,
    Code,
    Jump,
    Link,
    Mention,
    Part,
    Picture,
    Place,
    Post,
    Quote,
    Span,
    Strong,
    Text,
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
    sentence,
    shortened,
    spans,
    text,
)
from challenges.assumptions import AssumptionState
from challenges.cutting import without_quotes as without_quotes
from challenges.digest import Due, Edition, Quoted, Talk, Try, TryKind
from challenges.library import View
from challenges.pledges import PledgeState
from challenges.tally import Outcome

MOST_TALKS = 2
MOST_OTHERS = 2  # of anything else: what a phone shows on two screens, the page has the rest
MOST_TRIES = 3
LONGEST_QUOTE = 280  # characters; the link leads to the whole of it
LONGEST_DUE = 200


def edition(published: Edition, page_url: str, pictures: Sequence[Picture] = ()) -> Post:
    """The digest in the channel, with the pictures that can be fetched from somewhere.

    Short, in the order of every face of an edition.
    """
    parts: list[Part] = [
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
    for place, talk in enumerate(published.talks[:MOST_TALKS]):
        parts += _talk(talk, quotes=1 if place else 2)
    for result in published.rounds:
        parts += _round(result)
    parts += _quotes(label("Objections nobody answered"), published.objections)
    parts += _views(published)
    parts += _lines(label("What was promised"), map(promise, published.promises))
    parts += _lines(label("What plans rest on"), map(assumption, published.assumptions))
    parts += _quotes(label("Still without an answer"), published.questions)
    parts += _heard(published, {each.sentence for each in pictures})
    parts += pictures
    parts += _tries(published)
    if published.open_rounds:
        going = listed([label("round {id}", id=number) for number, _ in published.open_rounds])
        parts.append(text("You can still take part in {going}.", going=going))
    if page_url:
        parts.append(
            text("{page}", page=Link(label("Read the whole digest, with its chart"), page_url))
        )
    if any(talk.drafted for talk in published.talks):
        parts.append(
            note(
                "Made by rules, but for the titles marked as drafted: a language model wrote those, and an organiser approved them. Conversations where people differed come first. Nobody is named as the author of anything, and nobody who asked not to be quoted is quoted."
            )
        )
        return Post(tuple(parts))
    parts.append(
        note(
            "Made by rules, not by a language model. Conversations where people differed come first. Nobody is named as the author of anything, and nobody who asked not to be quoted is quoted."
        )
    )
    return Post(tuple(parts))


def _withdrawn(published: Edition) -> list[Part]:
    said = told.withdrawn(published)
    return [note("{said}", said=said)] if said else []


def _note(words: str) -> list[Part]:
    if not words:
        return []
    return [text("{title} {words}", title=Strong(label("From the organisers:")), words=words)]


def _round(result: Outcome) -> list[Part]:
    parts: list[Part] = [
        text(
            "{title} {claim}",
            title=Strong(label("Round {id}.", id=result.round)),
            claim=result.claim,
        )
    ]
    if result.abandoned:
        return [*parts, text("It ended without a result.")]
    parts += results.before_and_after(result.shift, result.stands)
    if result.minority:
        parts.append(text("{title}", title=Strong(label("What the minority said:"))))
        parts += map(results.entry, result.minority)
    if result.unanswered:
        unanswered = count(
            len(result.unanswered),
            "{number} entry was not answered.",
            "{number} entries were not answered.",
        )
        parts.append(text("{unanswered}", unanswered=unanswered))
    return parts


def _quotes(title: str, quotes: Sequence[Quoted]) -> list[Part]:
    if not quotes:
        return []
    return [text("{title}", title=Strong(title)), *map(_quote, quotes[:MOST_OTHERS])]


def _lines(title: str, lines: Iterable[str]) -> list[Part]:
    found = list(lines)[:MOST_OTHERS]
    if not found:
        return []
    return [text("{title}", title=Strong(title)), *(text("{line}", line=each) for each in found)]


def _views(published: Edition) -> list[Part]:
    """What was shared in the week, then what was shown beside a talk and what people said of it."""
    shared = {each.id for each in published.views[:MOST_OTHERS]}
    shown = [each for each in published.contrasts if each.view.id not in shared]
    parts: list[Part] = []
    if published.views:
        parts.append(text("{title}", title=Strong(label("Views from councils"))))
        parts += [Quote(_cut(each.text), _of(each)) for each in published.views[:MOST_OTHERS]]
    if shown:
        parts.append(text("{title}", title=Strong(label("Shown beside what was said here"))))
        for each in shown[:MOST_OTHERS]:
            said = (*_of(each.view), " ", told.contrast(each))
            parts.append(Quote(_cut(each.view.text), said))
    return parts


def _of(view: View) -> tuple[Span, ...]:
    about: tuple[Span, ...] = (label(SAYS[view.status], council=view.council),)
    return (*about, " ", Link(label("Read more"), view.link)) if view.link else about


def _heard(published: Edition, below: Collection[str]) -> list[Part]:
    """Who was heard, in a line; whether one side only was, unless a picture says so; who challenged."""
    parts: list[Part] = []
    if published.voices:
        voices = listed(
            [label("{kind}: {people}", kind=kind, people=n) for kind, n in told.voices(published)]
        )
        parts.append(
            text("{title} {voices}.", title=Strong(label("Who was heard:")), voices=voices)
        )
    if any(each.talks for each in published.trend):
        said = trend_chart.sentence(published.trend)
        parts += [] if said in below else [text("{said}", said=said)]
    if published.challengers:
        parts.append(_thanks(published))
    return parts


def _thanks(published: Edition) -> Text:
    """Thanks to those who challenged: by name to whom agreed, and to the others as a number."""
    named = joined([Mention(MemberRef.parse(each)) for each in published.named])
    others = max(0, published.challengers - len(published.named))
    if not named:
        thanks = count(
            others,
            "Thanks to the {number} person who was challenger-in-chief.",
            "Thanks to the {number} people who were challengers-in-chief.",
        )
        return text("{thanks}", thanks=thanks)
    if not others:
        return text("Thanks for challenging: {named}.", named=named)
    more = count(others, "{number} other person", "{number} other people")
    return text("Thanks for challenging: {named}, and {more}.", named=named, more=more)


def _tries(published: Edition) -> list[Part]:
    """What to try next week, with a button or a link for what can be done from here."""
    if not published.tries:
        return []
    parts: list[Part] = [text("{title}", title=Strong(label("What to try next week")))]
    buttons: list[Button] = []
    for each in published.tries[:MOST_TRIES]:
        short = replace(each, about=shortened(each.about, LONGEST_DUE))
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


def _cut(words: str) -> str:
    """Words as they were said, cut where they are too long for a channel."""
    return words if len(words) <= LONGEST_QUOTE else shortened(words, LONGEST_QUOTE)


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


def _talk(talk: Talk, quotes: int) -> list[Part]:
    first = MessageRef.parse(talk.first)
    parts: list[Part] = [
        text(
            "{title} {messages} from {people} in {channel}.",
            title=Jump(_title(talk), first),
            messages=count(talk.messages, "{number} message", "{number} messages"),
            people=count(talk.people, "{number} person", "{number} people"),
            channel=Place(ChannelRef.parse(talk.channel)),
        )
    ]
    if talk.split is not None:
        parts.append(
            text(
                "Reactions to one message split: {for_} for, {against} against.",
                for_=talk.split.for_,
                against=talk.split.against,
            )
        )
    parts += [_quote(each) for each in talk.quotes[:quotes]]
    return parts


def _title(talk: Talk) -> str:
    title = talk.title or label("A conversation")
    return label("{title} (drafted)", title=title) if talk.drafted else title


def _quote(each: Quoted) -> Quote:
    link = Jump(label("in the conversation"), MessageRef.parse(each.message))
    if each.council and each.dissent:
        source = spans("Somebody at {council}, against, {link}", council=each.council, link=link)
    elif each.council:
        source = spans("Somebody at {council}, {link}", council=each.council, link=link)
    else:
        source = spans("against, {link}", link=link) if each.dissent else (link,)
    return Quote(_cut(each.text), source)


def quiet_week() -> Post:
    """In place of a digest when little was said."""
    return sentence("It was a quiet week here, so there is no digest.")


def feed(address: str) -> Post:
    """The address of the feed, for a moderator alone."""
    return Post(
        (
            text("This is the address of the digests for a feed reader: {address}", address=Code(address)),
            text("The same as JSON Feed: {address}", address=Code(f"{address}.json")),
            note("Whoever has the address can read the feed. It quotes nobody. To close it, type {close}.", close=Code("/challenge digest no-feed")),
        )
    )  # fmt: skip


def feed_closed() -> Post:
    """After the feed was closed."""
    return sentence("The feed is closed. Its old address leads nowhere any more.")
