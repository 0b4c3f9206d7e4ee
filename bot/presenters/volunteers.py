"""The office of challenger-in-chief as a volunteer sees it: the offer, a turn, the briefing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef
from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Part,
    Place,
    Post,
    Quote,
    Strong,
    Weight,
)
from bot.presenters import views
from bot.presenters.office import VOLUNTEER, weeks
from bot.presenters.words import (
    LONDON,
    count,
    heading,
    label,
    moment,
    note,
    sentence,
    spans,
    text,
)
from challenges.contrast import Contrast
from challenges.moves import Move
from challenges.office import MOST_POINTS, Term, TermState
from challenges.rota import ALLOWED_WEEKS, Volunteer


def offer(channel: ChannelRef) -> Post:
    """What the office is, for one who thinks about volunteering."""
    return Post(
        (
            text("A challenger-in-chief looks for what speaks against an idea, for a week or a few, so that a group does not only hear itself."),
            text("Nobody is put in the office. If you volunteer in {channel}, I write to you directly when it may be your turn, and you say yes or not this time. That is at most once in 4 weeks, unless you allow more.", channel=Place(channel)),
            Choices((
                Button("volunteer:named", label("Yes, and you may name me"), Weight.MAIN),
                Button("volunteer:unnamed", label("Yes, without my name")),
            )),
            note("With your name, the channel is told that it is you, and I thank you there. Without it, I post for you and thank you in private. Whoever runs the bot’s machine could see who you are."),
            note("You can step down at any time, and nobody is told."),
        )
    )  # fmt: skip


def volunteered(row: Volunteer) -> Post:
    """After a member volunteered, or changed whether they may be named."""
    place = Place(ChannelRef.parse(row.channel))
    return Post(
        (
            text("Thank you. You are on the rota of {channel}, and I may name you there.", channel=place)
            if row.named
            else text("Thank you. You are on the rota of {channel}, and your name is not shown.", channel=place),
            note("When it may be your turn, I write to you directly, so direct messages from me are switched on for you. {privacy} changes that.", privacy=Code("/challenge privacy")),
            _standing(row),
        )
    )  # fmt: skip


def card(
    row: Volunteer,
    turn_: Term | None,
    serving: Term | None,
    *,
    now: datetime,
    zone: ZoneInfo = LONDON,
) -> Post:
    """What a volunteer has to do with the office in one channel, for them alone."""
    parts: list[Part] = []
    if turn_ is not None:
        parts += turn(turn_, zone).parts
    if serving is not None and serving.ends is not None:
        parts += [
            text("You are challenger-in-chief here until {when}.", when=moment(serving.ends, zone)),
            Choices((_brief(serving), *(() if serving.genuine else (_part(serving),)))),
        ]
    place = Place(ChannelRef.parse(row.channel))
    named = (
        text("You are on the rota of {channel}, and I may name you there.", channel=place)
        if row.named
        else text("You are on the rota of {channel}, and your name is not shown.", channel=place)
    )
    often = count(
        row.weeks_between,
        "I ask you at most once a week.",
        "I ask you at most once in {number} weeks.",
    )
    parts += [named, text("{often}", often=often)]
    if row.away_until is not None and row.away(now):
        parts.append(text("You are away until {when}.", when=moment(row.away_until, zone)))
    if not row.available:
        parts.append(
            note("I cannot ask you now: you get no direct messages from me, or asked to be left out. {privacy} shows what you chose.", privacy=Code("/challenge privacy"))
        )  # fmt: skip
    parts += [
        _standing(row, leave=turn_ is None),  # a turn has that button, and one id stands once
        note("While you are away, type {away} and a day. To see the rota, type {rota}.",
             away=Code(f"{VOLUNTEER} away"), rota=Code(f"{VOLUNTEER} rota")),
    ]  # fmt: skip
    return Post(tuple(parts))


def _standing(row: Volunteer, *, leave: bool = True) -> Choices:
    name = (
        Button("volunteer:unnamed", label("Do not name me"))
        if row.named
        else Button("volunteer:named", label("You may name me"))
    )
    often = [
        Button(
            f"volunteer:every:{each}",
            count(each, "Once a week is fine", "Once in {number} weeks is fine"),
        )
        for each in ALLOWED_WEEKS
        if each != row.weeks_between
    ]
    return Choices((name, *often, *((_leave(),) if leave else ())))


def _leave() -> Button:
    return Button("volunteer:leave", label("Step down"))


def turn(term: Term, zone: ZoneInfo = LONDON) -> Post:
    """The question to one volunteer, which they may leave unanswered."""
    place = Place(ChannelRef.parse(term.channel))
    asked = (
        text("The challenger-in-chief of {channel} is away. Would you stand in until they are back?", channel=place)
        if term.holder is not None
        else text("You volunteered. Would you be challenger-in-chief in {channel} for {weeks}?", channel=place, weeks=weeks(term.weeks))
    )  # fmt: skip
    return Post(
        (
            asked,
            *((Quote(term.about),) if term.about else ()),
            Choices((
                Button(f"turn:{term.id}:yes", label("Yes, I will"), Weight.MAIN),
                Button(f"turn:{term.id}:no", label("Not this time")),
                _leave(),
            )),
            note("If you do nothing, I ask somebody else after {when}. Nobody is told either way.", when=moment(term.deadline, zone)),
            note("You can also answer in the channel: type {volunteer}.", volunteer=Code(VOLUNTEER)),
        )
    )  # fmt: skip


def briefing(
    term: Term,
    lately: Sequence[str],
    found: tuple[Contrast, ...],
    move: Move,
    wording: str,
    *,
    named: bool,
    now: datetime,
    zone: ZoneInfo = LONDON,
) -> Post:
    """What a challenger-in-chief is given: the talk, views that stand against it, a move to try."""
    place = Place(ChannelRef.parse(term.channel))
    until = min(term.deadline, term.ends) if term.ends else term.deadline
    parts: list[Part] = [
        heading("Your briefing"),
        text("You are challenger-in-chief in {channel} until {when}. Thank you.", channel=place, when=moment(until, zone)),
    ]  # fmt: skip
    if term.about:
        parts += [text("It is about this:"), Quote(term.about)]
    elif lately:
        parts.append(text("This was said there lately:"))
        parts += [Quote(each) for each in lately]
    if found:
        parts += views.contrasts(found, now).parts
    else:
        parts.append(
            text("No other council has shared a view on this yet. Ask in the channel who has tried it.")
        )  # fmt: skip
    parts += [
        text("A move to try: {title}.", title=Strong(label(move.title))),
        Quote(wording),
        note("{why}", why=label(move.why)),
        text("Write one to five numbered points about the plan, never about a person. Say what you would need to see. You need not believe a point to make it."),
        Choices((_part(term), _leave())),
        note("What you say with that button, I post and mark as a part that is played. If you write in the channel yourself, say first that it is in your part.")
        if named
        else note("What you say with that button, I post without your name and mark as a part that is played. If you write in the channel yourself, people see that it is you."),
        note("If you are away, type {away} and a day: I ask somebody to stand in.", away=Code(f"{VOLUNTEER} away")),
    ]  # fmt: skip
    return Post(tuple(parts))


def _brief(term: Term) -> Button:
    return Button(f"turn:{term.id}:brief", label("Show my briefing"))


def _part(term: Term) -> Button:
    return Button(
        f"part:{term.id}", label("Say something in the part"), Weight.MAIN, opens_form=True
    )


def part_form(term: Term, named: bool) -> Form:
    """Ask for the points of an objection."""
    return Form(
        name="part",
        subject=str(term.id),
        title=label("In the part", MAX_FORM_TITLE),
        introduction=spans("I post this in {channel} at once, with your name, and mark it as a part that is played.", channel=Place(ChannelRef.parse(term.channel)))
        if named
        else spans("I post this in {channel} at once, without your name, and mark it as a part that is played. People may know you by how you write.", channel=Place(ChannelRef.parse(term.channel))),
        fields=(
            Field(
                "points",
                label("What speaks against it?", MAX_FIELD_LABEL),
                FieldKind.PARAGRAPH,
                hint=label("One to five numbered points. About the plan, never about a person.", MAX_FIELD_HINT),
                most=MOST_POINTS,
            ),
        ),
        send=label("Post it", MAX_FORM_TITLE),
    )  # fmt: skip


def part_said() -> Post:
    """After something was said in the part."""
    return sentence("It is on its way to the channel, marked as a part that is played.")


def noted_doubt(named: bool) -> Post:
    """After somebody said that they truly doubt it."""
    if named:
        return sentence(
            "Thank you. The channel is told that you truly doubt this. Say why in your own words, when you like. To take your name off, type {leave}.",
            leave=Code(f"{VOLUNTEER} step-down"),
        )
    return sentence(
        "Thank you. Your doubt is counted without your name, and shown only if at least three people have one. Until then a secret key ties it to you, and whoever runs the bot’s machine could find out. After that nobody can."
    )


def not_this_time() -> Post:
    """After a volunteer said no to one term."""
    return sentence("That is fine, and nobody is told. You stay on the rota.")


def stepped_down(tells: bool) -> Post:
    """After a member stepped down; they may have agreed to direct messages for this alone."""
    done = text(
        "Done. You are on no rota any more, and nobody is told. Thank you for having offered."
    )
    if not tells:
        return Post((done,))
    button = Button("privacy:untold", label("No direct messages"))
    return Post(
        (done, note("I may still write to you directly about what you took part in."), Choices((button,)))
    )  # fmt: skip


def away(until: datetime | None, term: Term | None, zone: ZoneInfo = LONDON) -> Post:
    """After a volunteer, who may hold the office, said until when they are away, or is back."""
    if until is None:
        return sentence("Welcome back. I may ask you again when it is your turn.")
    told = text("Done. I do not ask you before {when}.", when=moment(until, zone))
    if term is None:
        return Post((told,))
    if term.state is TermState.ASKING:
        return Post((told, text("I ask for somebody to stand in for you as challenger-in-chief.")))
    if term.stand_in is not None:
        return Post((told, text("Somebody stands in for you as challenger-in-chief until then.")))
    return Post((told, text("You stay challenger-in-chief: it is for a short time, or there is nobody who could stand in.")))  # fmt: skip


def thanked(channel: str) -> Post:
    """At the end, to one who is not to be thanked in public."""
    return sentence(
        "Your term as challenger-in-chief in {channel} is over. Thank you: you helped people there hear another side. Nobody else reads this.",
        channel=Place(ChannelRef.parse(channel)),
    )
