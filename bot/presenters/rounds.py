"""A round as people see it while it goes on: the board, its buttons, and what each press is told."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.chat import MemberRef
from adapters.posts import (
    Button,
    Choices,
    Code,
    Mention,
    Note,
    Part,
    Post,
    Strong,
    Text,
    Weight,
)
from bot.presenters import choosing, receipts
from bot.presenters.round_forms import promise
from bot.presenters.words import (
    count,
    heading,
    label,
    listed,
    marked,
    moment,
    note,
    sentence,
    text,
)
from challenges.advice import Advice
from challenges.method_files import METHODS
from challenges.methods import Act, Method, Role
from challenges.rounds import Round, RoundState, nothing_to_say, on_stage

NOBODY_ANSWERS = marked(
    "The person who was to answer had their name taken off this round, so nobody is asked to answer now."
)


def opened(round_: Round) -> Post:
    """What the member who opened it is told in private."""
    return Post(
        (
            text(
                "Round {id} is open. You can see where it is with {rounds}, and take it back for 10 minutes.",
                id=round_.id,
                rounds=Code("/challenge rounds"),
            ),
            Choices(
                (
                    Button(
                        f"unopen:{round_.id}",
                        label("Take it back"),
                        confirm=label("The round is removed, and with it what was written in it."),
                    ),
                )
            ),
        )
    )


def taken_back(round_: Round) -> Post:
    """After the member who opened a round took it back."""
    return sentence("Round {id} is taken back, and what was written in it is erased.", id=round_.id)


def board(round_: Round) -> Post:
    """Where a round stands, for everyone."""
    parts: list[Part] = [
        heading("Round {id}: {method}", id=round_.id, method=label(round_.method.title)),
        text("{claim}", claim=Strong(round_.claim)),
    ]
    if round_.guests:
        parts.append(
            note(
                "Held together by {names}. Whoever can read one of their channels can read it and take part.",
                names=listed(round_.held_by),
            )
        )
    if round_.began_as:
        parts.append(
            note(
                "Fewer people wrote something than {method} needs, so this round goes on in a simpler way. Nothing that was written is lost.",
                method=label(METHODS[round_.began_as].title)
                if round_.began_as in METHODS
                else round_.began_as,
            )
        )
    if round_.unshown:
        parts.append(
            note(
                "In one part fewer than 3 people wrote something, so it was shown to nobody and is erased."
            )
        )
    for question in round_.method.proposal[1:]:
        if answer := dict(round_.proposal).get(question.name, "").strip():
            parts.append(
                text("{question} {answer}", question=Strong(label(question.label)), answer=answer)
            )
    if round_.state is RoundState.OPEN:
        parts += _going_on(round_)
    else:
        parts.append(
            text("This round is over. The outcome stands below.")
            if round_.state is RoundState.CLOSED
            else text("This round was stopped.")
        )
    return Post(tuple(parts))


def _going_on(round_: Round) -> list[Part]:
    where = label(
        "Part {part} of {parts}: {title}",
        part=round_.phase + 1,
        parts=len(round_.method.phases),
        title=label(round_.current.title),
    )
    parts: list[Part] = [text("{part}", part=Strong(where))]
    if _left_out(round_):
        parts.append(note("The numbers lie close now, so a part was left out."))
    if _nobody_objected(round_):
        parts.append(
            note("Nobody had anything to say against it, so the parts about that were left out.")
        )
    parts += [
        text("{call}", call=label(round_.current.call)),
        text("This part ends {when}.", when=moment(round_.phase_ends)),
    ]
    if Act.RESPONSE in round_.current.accepts:
        parts.append(_who_answers(round_))
    if round_.current.role is not Role.EVERYONE and round_.responder:
        who = Mention(MemberRef.parse(round_.responder))
        parts.append(
            text("In this part {who} only listens.", who=who)
            if round_.current.role is Role.OTHERS
            else text("In this part only {who} speaks.", who=who)
        )
    buttons = phase_buttons(round_)
    parts.append(Choices(buttons))
    if {Act.VOTE, Act.REPLY} & set(round_.current.accepts):
        parts.append(note("The buttons for this stand below what people wrote, further down."))
    if round_.current.ask and not round_.current.ask.signed and round_.phase < round_.method.reveal:
        fewest = count(
            round_.method.minimum,
            "Nothing is shown unless at least {number} person has written something.",
            "Nothing is shown unless at least {number} people have written something.",
        )
        parts.append(note("{fewest}", fewest=fewest))
    return parts


def _left_out(round_: Round) -> bool:
    """Whether the part before was left out, as the numbers lie close."""
    before = round_.phase - 1
    return (
        before >= 0
        and round_.method.phases[before].again
        and not any(each.stage == before for each in round_.entries)
    )


def _nobody_objected(round_: Round) -> bool:
    """Whether all who answered the stage that counts had nothing to say."""
    stage = round_.method.judged
    return (
        round_.phase > stage and bool(nothing_to_say(round_, stage)) and not on_stage(round_, stage)
    )


def _who_answers(round_: Round) -> Text:
    if not round_.responder:
        return text(NOBODY_ANSWERS)
    return text(
        "{who} answers. Everybody else can read along.",
        who=Mention(MemberRef.parse(round_.responder)),
    )


def phase_buttons(round_: Round) -> tuple[Button, ...]:
    """What a member can press in the current phase."""
    accepts = round_.current.accepts
    buttons = []
    if Act.ENTRY in accepts:
        buttons.append(
            Button(f"enter:{round_.id}", label("Take part"), Weight.MAIN, opens_form=True)
        )
    # Where all may write, the form asks where they stand as well.
    if Act.BALLOT in accepts and (
        Act.ENTRY not in accepts or round_.current.role is not Role.EVERYONE
    ):
        buttons.append(
            Button(
                f"ballot:{round_.id}",
                label("Say where you stand now"),
                Weight.PLAIN if buttons else Weight.MAIN,
                opens_form=True,
            )
        )
    buttons.append(Button(f"look:{round_.id}", label("See what people wrote")))
    buttons.append(Button(f"how:{round_.id}", label("How this works")))
    if Act.ENTRY in accepts or round_.revealed:
        buttons.append(Button(f"takeout:{round_.id}", label("Take mine back")))
    return tuple(buttons)


def how(round_: Round) -> Post:
    """The method, its evidence, and who could see what."""
    return Post(
        (
            choosing.introduced(round_.method),
            text("{evidence}", evidence=label(round_.method.evidence)),
            note("Where this comes from: {source}", source=round_.method.source),
            *_promises(round_.method),
        )
    )


def _promises(method: Method) -> Iterator[Note]:
    """Who sees what is written; where that is not the same in each part, by part."""
    asking = [(phase.title, promise(phase.ask)) for phase in method.phases if phase.ask]
    promises = dict.fromkeys(said for _, said in asking)
    for said in promises:
        if len(promises) == 1:
            yield note("{promise}", promise=label(said))
            continue
        titles = listed([label(title) for title, same in asking if same == said])
        yield note("{parts}: {promise}", parts=Strong(titles), promise=label(said))


ADVICE = {
    Advice.PERSON: marked("It may read as if it were about a person. It would count for more if it were about the plan."),
    Advice.AUTHOR: marked("It may give away who wrote it. Could it be said without “my team” or what you said before?"),
    Advice.ABSOLUTE: marked("Words such as “always” or “everyone” can be answered with one exception. “Often” or “most” is harder to answer."),
    Advice.LONG: marked("It may be two points in one. People vote on the whole of it, so one point is stronger."),
    Advice.REASON: marked("It does not say yet how you know. One example or number is enough."),
}  # fmt: skip


def entered(round_: Round, receipt: str, thoughts: tuple[Advice, ...] = ()) -> Post:
    """What the author of an entry is told in private. It does not repeat the entry.

    `thoughts` are on its wording, for the author to take or leave: it is in as it was written.
    """
    parts: list[Part] = [_hidden(round_)]
    parts += [text(ADVICE[each]) for each in thoughts]
    if thoughts:
        only = count(
            len(thoughts),
            "This is only a thought on the wording. Your entry is in as you wrote it.",
            "These are only thoughts on the wording. Your entry is in as you wrote it.",
        )
        parts.append(note("{only}", only=only))
    if receipt:
        parts += receipts.given(receipt)
    return Post(tuple(parts))


def _hidden(round_: Round) -> Text:
    """That an entry is in, and what its author can still do, which is not the same everywhere."""
    most, until = round_.ask(round_.phase).most, moment(round_.phase_ends)
    if most == 1:
        return text(
            "Your entry is in and hidden. You can change it or take it back until {when}.",
            when=until,
        )
    return text(
        "Your entry is in and hidden. You can write up to {most} in this part, and take them back, until {when}.",
        most=most,
        when=until,
    )


def taken_out() -> Post:
    """After somebody took their entries back."""
    return sentence("What you wrote in this round is taken back and erased.")


def counted() -> Post:
    """After a ballot."""
    return sentence("Your ballot is in. You can change it until this part ends.")


def replied(round_: Round, receipt: str) -> Post:
    """What the author of a reply is told in private."""
    parts: list[Part] = [
        text(
            "Your reply is in and hidden until {when}. You can change it until then.",
            when=moment(round_.phase_ends),
        )
    ]
    if receipt:
        parts += receipts.given(receipt)
    return Post(tuple(parts))


def voted() -> Post:
    """After a vote."""
    return sentence("Your vote is in. You can change it until this part ends.")


def responded() -> Post:
    """After an answer."""
    return sentence("Your answer is in, with your name. You can change it until this part ends.")


def open_rounds(going_on: list[Round], administers: bool) -> Post:
    """The open rounds, for one who wants to take part; the moderator's choices for a moderator."""
    if not going_on:
        return sentence("No round is open here. Type /challenge round to open one.")
    parts: list[Part] = []
    for round_ in going_on:
        where = label(
            "Round {id}, part {part} of {parts}: {title}.",
            id=round_.id,
            part=round_.phase + 1,
            parts=len(round_.method.phases),
            title=label(round_.current.title),
        )
        parts.append(text("{where} {claim}", where=Strong(where), claim=round_.claim))
        parts.append(text("This part ends {when}.", when=moment(round_.phase_ends)))
        parts.append(Choices(phase_buttons(round_)))
        if administers:
            parts.append(
                Choices(
                    (
                        Button(
                            f"advance:{round_.id}:{round_.phase}",
                            label("Round {id}: end this part now", id=round_.id),
                            confirm=label("The round ends, and its outcome is shown.")
                            if round_.phase + 1 == len(round_.method.phases)
                            else label("Everyone moves on to the next part."),
                        ),
                        Button(f"extend:{round_.id}", label("One more day")),
                        Button(
                            f"abandon:{round_.id}",
                            label("Stop it"),
                            Weight.DANGER,
                            confirm=label("The round ends without a result."),
                        ),
                    )
                )
            )
    return Post(tuple(parts))  # fmt: skip


def moved_on(round_: Round) -> Post:
    """After a moderator moved a round on, gave it time or stopped it."""
    if round_.over:
        return sentence("Round {id} is over.", id=round_.id)
    return sentence(
        "Done. Round {id} is in part {part} now, until {when}.",
        id=round_.id,
        part=round_.phase + 1,
        when=moment(round_.phase_ends),
    )
