"""What a round reveals: the entries, the replies, the answers, the outcome with the minority report."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.chat import MemberRef
from adapters.posts import (
    Button,
    Choices,
    Heading,
    Mention,
    Note,
    Part,
    Picture,
    Post,
    Quote,
    Strong,
    Text,
    plain_post,
)
from bot.presenters import marking, results
from bot.presenters.pages.opinion import summary
from bot.presenters.rounds import NOBODY_ANSWERS
from bot.presenters.words import (
    heading,
    label,
    marked,
    moment,
    note,
    spans,
    text,
)
from challenges import phases, rounds, tally
from challenges.methods import Act, Side
from challenges.numbers import spread
from challenges.opinion import MOST_SHOWN, OpinionMap
from challenges.rounds import Entry, Round
from challenges.scales import ONCE, Scale
from challenges.taking_part import MAX_ENTRY
from challenges.tally import EntryTally, Outcome, Shift

ENTRIES_IN_A_POST = 6  # Discord: 40 components in a post, six for each entry
ROOM = 3400  # characters of entries in a post; Discord: 4000, with what stands above them
ASKED = 600  # characters of what people are asked below the outcome
MOST_LOOKED = 60  # entries that are shown again to one who asks
PARTS_IN_A_POST = 24  # Slack: 50 blocks in a post
COUNTS = 200  # characters of what stands below an entry


def entries(round_: Round, stage: int) -> list[Post]:
    """The entries of a stage, revealed together, each with what there is to press below it."""
    head = heading("Round {id}: what people wrote in part {part}", id=round_.id, part=stage + 1)
    shown = rounds.on_stage(round_, stage)
    numbers = [each.number for each in shown if each.number is not None]
    above: list[Part] = []
    if (found := spread(numbers)) is not None:
        above = [results.spread(found)]
        if found.least < found.most:
            above.append(
                note(
                    "Below are the reasons from both ends. {look} has them all.",
                    look=Strong(label("See what people wrote")),
                )
            )
        shown = tally.in_tails(shown)
    if (ask := round_.ask(stage)).none and (number := rounds.nothing_to_say(round_, stage)):
        above.append(results.nothing(number, ask))
    votes = round_.method.votes_on(stage)
    if votes and (round_.over or round_.phase > votes[-1]):
        counted = [_counted(round_, each) for each in tally.tallies(round_, stage)]
        return _batched(head, above, counted)
    if round_.method.phases[stage].minority_first:
        above.append(note("The smaller side of the first ballot comes first."))
    return _batched(head, above, [_entry(round_, each) for each in shown])


def _counted(round_: Round, each: EntryTally) -> tuple[Part, ...]:
    """An entry with its votes, now that they are complete: what comes next may build on them."""
    _, *pressed = _entry(round_, each.entry)
    shared = note("People on both sides would change their minds over this.")
    on_both = (shared,) if each.entry.id in round_.shared else ()
    return (results.weighed(each, round_), *on_both, *pressed)


def replies(round_: Round, phase: int) -> list[Post]:
    """The replies that were written in a phase, revealed together."""
    shown = [each for each in rounds.visible(round_) if each.about and each.stage == phase]
    head = heading("Round {id}: the replies", id=round_.id)
    return _batched(head, [], [(results.entry(each, round_),) for each in shown])


def _batched(
    head: Heading,
    above: Sequence[Part],
    entries: Sequence[tuple[Part, ...]],
    beside: int = COUNTS,
) -> list[Post]:
    """Posts that fit everywhere, each with its `head`, and the first with what stands `above`.

    `beside` is what may come to stand with the words of an entry. It is reckoned whether it stands
    there yet or not, so that an entry stays in its post.
    """
    batches: list[list[tuple[Part, ...]]] = []
    room = 0
    for each in entries:
        length = beside + sum(_length(part) for part in each if isinstance(part, Quote))
        if not batches or len(batches[-1]) == ENTRIES_IN_A_POST or length > room:
            batches.append([])
            room = ROOM
        batches[-1].append(each)
        room -= length
    return [
        Post((head, *(() if place else above), *(part for each in batch for part in each)))
        for place, batch in enumerate(batches)
    ]


def _length(part: Part) -> int:
    """How long some words become at most: a platform may double signs, and mark every line."""
    words = part.text if isinstance(part, Quote) else plain_post(Post((part,)))
    signs = sum(not (each.isalnum() or each.isspace()) for each in words)
    return len(words) + signs + 2 * words.count("\n")


def _entry(round_: Round, entry: Entry) -> tuple[Part, ...]:
    ask, phase = round_.ask(entry.stage), round_.current
    words = Quote(results.words(entry, ask), results.caption(entry, ask, round_.id))
    if round_.over or phase.on != entry.stage:
        return (words,)
    subject = f"{round_.id}.{entry.id}"
    buttons: tuple[Button, ...] = ()
    if phase.scale:
        buttons = marking.buttons(phase.scale, subject, entry.id)
    if Act.REPLY in phase.accepts:
        said = label("{number}: reply", number=entry.id)
        buttons = (*buttons, Button(f"reply:{subject}", said, opens_form=True))
    return (words, Choices(buttons, once=phase.scale in ONCE)) if buttons else (words,)


def look(round_: Round, shown: tuple[Entry, ...], hand: tuple[Entry, ...]) -> list[Post]:
    """The entries, for one who asks to see them again, and what they were dealt alone.

    Of very many only the newest: a room full of private answers helps nobody.
    """
    parts: list[Part] = []
    if hand:
        parts.append(text("This is shown to you alone:"))
        parts += [Quote(each.text, spans("Somebody else’s words")) for each in hand]
    if len(shown) > MOST_LOOKED:
        parts.append(
            note(
                "There are {number} entries, too many for one answer. These are the newest {most}.",
                number=len(shown),
                most=MOST_LOOKED,
            )
        )
    newest = shown[-MOST_LOOKED:]
    return _fitting([*parts, *(results.entry(each, round_) for each in newest)])


def to_answer(round_: Round, owed: tuple[EntryTally, ...]) -> list[Post]:
    """The objections the responder is asked to answer, for everyone to see."""
    head = heading("Round {id}: the answers", id=round_.id)
    asked = _asked_to_answer(round_, owed)
    return _batched(head, [asked], [_owed(round_, each) for each in owed], COUNTS + MAX_ENTRY)


def _answering(round_: Round, stage: int) -> bool:
    """Whether answers to what was written in a stage are asked for now."""
    current = round_.current
    return not round_.over and Act.RESPONSE in current.accepts and current.on == stage


def _asked_to_answer(round_: Round, owed: tuple[EntryTally, ...]) -> Text:
    if not (owed and _answering(round_, owed[0].entry.stage)):
        return text("What was put to whoever opened the round, and the answers.")
    if not round_.current.decides and round_.responder:
        return text(
            "{who}, these are for you to answer in your own words, until {when}.",
            who=Mention(MemberRef.parse(round_.responder)),
            when=moment(round_.phase_ends),
        )
    if not round_.responder:
        return text("These were to be answered. {gone}", gone=label(NOBODY_ANSWERS))
    return text(
        "{who}, these wait for your answer. Accept, amend or reject each, and say why, until {when}.",
        who=Mention(MemberRef.parse(round_.responder)),
        when=moment(round_.phase_ends),
    )


def _owed(round_: Round, each: EntryTally) -> tuple[Part, ...]:
    number = each.entry.id
    button = Button(
        f"respond:{round_.id}.{number}",
        label("Answer entry {number}", number=number),
        opens_form=True,
    )
    asked = (Choices((button,)),) if _answering(round_, each.entry.stage) else ()
    told = asked == () or each.response is not None
    return (results.weighed(each, round_), *((results.response(each),) if told else ()), *asked)


def outcome(round_: Round, result: Outcome, groups: Picture | None = None) -> Post:
    """What the round came to, and what the minority said, word for word, as far as one post goes.

    `groups` is a picture of its opinion map.
    """
    return _fitting(_outcome(round_, result, groups))[0]


def rest_of_outcome(round_: Round, result: Outcome, groups: Picture | None = None) -> list[Post]:
    """What did not go into that post."""
    return _fitting(_outcome(round_, result, groups))[1:]


def _fitting(parts: Sequence[Part]) -> list[Post]:
    """Posts that fit everywhere, with no heading left alone at the end of one."""
    posts: list[list[Part]] = [[]]
    room = ROOM - ASKED
    for place, part in enumerate(parts):
        length = sum(map(_length, parts[place : place + 1 + isinstance(part, Heading)]))
        if isinstance(part, Quote):
            length += COUNTS
        if posts[-1] and (length > room or len(posts[-1]) == PARTS_IN_A_POST):
            posts.append([])
            room = ROOM
        posts[-1].append(part)
        room -= length
    return [Post(tuple(each)) for each in posts]


def _outcome(round_: Round, result: Outcome, groups: Picture | None) -> list[Part]:
    parts: list[Part] = [
        heading("Round {id}: the outcome", id=round_.id),
        text("{claim}", claim=Strong(round_.claim)),
    ]
    if result.abandoned:
        parts.append(_abandoned(round_, result))
        return parts
    shift = result.shift
    parts += results.before_and_after(shift, result.stands)
    if result.nothing:
        parts.append(results.nothing(result.nothing, round_.ask(round_.method.judged)))
    parts += results.changed_answers(shift)
    parts += _uncounted(shift)
    parts += _numbers(round_)
    if result.opinion:
        parts.append(groups or text("{summary}", summary=summary(result.opinion)))
        parts += _opinion(result.opinion, result)
    if Scale.CRUX in {phase.scale for phase in round_.method.phases}:
        parts += _shared(result)
    if result.minority:
        parts.append(heading("What the minority said"))
        if not {each.id for each in result.minority} & {
            e.entry.id for e in result.entries if e.won
        }:
            parts.append(note("None of this was taken up. It stands here word for word."))
        parts += (results.entry(each, round_) for each in result.minority)
    else:
        parts.append(_no_minority(round_, result))
    if result.entries:
        parts.append(heading("What weighed most, and the answers"))
    for each in result.entries[: round_.method.top]:
        parts += (results.weighed(each, round_), results.response(each))
    return parts


def _no_minority(round_: Round, result: Outcome) -> Note:
    """Why there is no minority report."""
    if result.nothing and not result.entries:
        return note(
            "No minority report: all who answered said “{none}”.",
            none=label(round_.ask(round_.method.judged).none),
        )
    if not result.entries and any(rounds.on_stage(round_, each) for each in round_.method.stages):
        return note("No minority report: nobody wrote anything in the last part that asks for it.")
    if not result.entries:
        return note("No minority report: nothing was written here for others to read.")
    if result.apart:
        return note(
            "No minority report: some stand against where most went, but nothing that was written speaks for them."
        )
    if result.went is Side.AGAINST:
        return note("No minority report: at the end nobody was for it.")
    judged = round_.method.judged
    if not round_.method.votes_on(judged) or round_.method.scale(judged) is Scale.AGREE:
        return note("No minority report: at the end nobody was against it.")
    return note(
        "No minority report: at the end nobody was against it, and all that weighed with somebody was taken up."
    )


def _uncounted(shift: Shift) -> list[Part]:
    """Which ballot has no counts, and why."""
    if shift.before.total and shift.after.total:
        return []
    if shift.before.total:
        return [
            note(
                "Fewer than 3 people said where they stand at the end. Those counts are not kept: they could give somebody away."
            )
        ]
    if shift.after.total:
        return [
            note(
                "Fewer than 3 people said at first where they stand. Those counts are not kept: they could give somebody away."
            )
        ]
    return [
        note(
            "Fewer than 3 people said where they stand, at first and at the end. No counts are kept: they could give somebody away."
        )
    ]


def _numbers(round_: Round) -> list[Part]:
    """How the numbers of each part were spread, each below the title of its part."""
    parts: list[Part] = []
    for stage in round_.method.stages:
        given = [each.number for each in rounds.on_stage(round_, stage)]
        if (found := spread([each for each in given if each is not None])) is not None:
            title = Strong(label("{title}.", title=label(round_.method.phases[stage].title)))
            parts.append(Text((title, " ", *results.spread(found).spans)))
    return parts


def _opinion(found: OpinionMap, result: Outcome) -> list[Part]:
    """Where people stood on the statements: what the groups share, and where they part."""
    said = {each.entry.id: each.entry for each in result.entries}
    shared = found.bridges or found.agreed
    parts: list[Part] = []
    for words, numbers in (
        (
            marked("What people share, across their differences"),
            [each.statement for each in shared],
        ),
        (marked("Where the groups part"), [each.statement for each in found.divides]),
    ):
        shown = [said[number] for number in numbers if number in said][:MOST_SHOWN]
        if shown:
            parts += [heading(words), *(results.entry(each) for each in shown)]
    return parts


def _shared(result: Outcome) -> list[Part]:
    if not result.shared:
        return [
            text(
                "Nothing that was written would change minds on both sides. That is worth knowing too."
            )
        ]
    return [
        heading("What would change minds on both sides"),
        *(results.entry(each) for each in result.shared),
    ]  # fmt: skip


def _abandoned(round_: Round, result: Outcome) -> Text:
    if round_.ended_by == phases.KEYLESS:
        return text(
            "This round ended without a result. The secret by which each person is counted once, without a name, is lost. "
            "Who wrote what is lost with it."
        )
    if round_.ended_by == phases.NOT_HEARD and round_.current.second_try:
        return text(
            "This round ended without a result. The criticism waits until whoever proposed it says “yes, that is it” to one "
            "of the retellings, and that did not come, the second time either."
        )
    if round_.ended_by == phases.NOT_HEARD:
        return text(
            "This round ended without a result. The criticism waits until whoever proposed it says “yes, that is it” to one "
            "of the retellings, and that did not come."
        )
    if result.entries:
        return text("A moderator stopped this round before its end.")
    if round_.ended_by == phases.STOPPED:
        return text(
            "A moderator stopped this round before anything was shown. What was written is erased and was shown to nobody."
        )
    return text(
        "This round ended without a result. It needs {minimum} people who write something, and it had fewer. What was "
        "written is erased and was shown to nobody.",
        minimum=round_.method.minimum,
    )
