"""The office of challenger-in-chief, as the channel, the volunteers and the moderators see it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MemberRef
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
    Mention,
    Note,
    Option,
    Part,
    Place,
    Post,
    Quote,
    Span,
    Strong,
    Text,
    Weight,
)
from bot.presenters.words import (
    LONDON,
    count,
    day,
    joined,
    label,
    moment,
    note,
    sentence,
    spans,
    text,
)
from challenges.office import (
    TERM_WEEKS,
    Term,
    TermState,
)
from challenges.rota import Rota

NEW = "new"
LONGEST_ABOUT = 300
VOLUNTEER = "/challenge volunteer"


# -- what the channel sees


def call(term: Term, zone: ZoneInfo = LONDON) -> Post:
    """The post a term begins with, as it stands now: first, who truly doubts it?"""
    about = (Quote(term.about),) if term.about else ()
    if term.state is TermState.SEEKING:
        return Post((doubted(term.about), *about, _worth(), _doubts(term), *_after(term, zone)))
    return Post((_stage(term), *about, *_still(term)))


def doubted(about: str) -> Text:
    """The question a term begins with."""
    if about:
        return text("Does somebody here truly doubt this, and would say so?")
    return text("Does somebody here truly doubt what most people here agree on, and would say so?")


def _worth() -> Text:
    return text(
        "A real doubt that is said early helps a group most, whoever turns out to be right."
    )


def _doubts(term: Term) -> Choices:
    unnamed = Button(f"doubt:{term.id}:unnamed", label("I doubt it, without my name"))
    return Choices((_by_name(term), unnamed))


def _by_name(term: Term) -> Button:
    return Button(
        f"doubt:{term.id}:named",
        label("I doubt it and will say so"),
        confirm=label("Your name is shown here now, as somebody who truly doubts this, and at the end I thank you here."),
    )  # fmt: skip


def _after(term: Term, zone: ZoneInfo) -> tuple[Note, ...]:
    return (
        note("Without names I only say how many, and only from three people on."),
        note(
            "If nobody steps forward by {when}, I ask those who volunteered, in private, whether one of them plays the part of challenger-in-chief for {weeks}. To volunteer, type {volunteer}.",
            when=moment(term.deadline, zone),
            weeks=weeks(term.weeks),
            volunteer=Code(VOLUNTEER),
        ),
    )


def _stage(term: Term) -> Text:
    if term.doubted:
        return text(
            "{number} people here truly doubt this. That is worth more than a part somebody plays, so nobody plays one. To hear why, without names, open a round: {round}.",
            number=term.doubted,
            round=Code("/challenge round"),
        )
    if term.over and term.ends is None:
        return text("There is no challenger-in-chief this time. I go on asking questions as usual.")
    if term.over:
        return text("This term is over.")
    if term.genuine:
        return text("Somebody truly doubts this, and has said so here.")
    if term.taken:
        return text("A volunteer has taken the part of challenger-in-chief.")
    if term.ends is not None:
        return text("I ask the volunteers again, one at a time and in private. A real doubt still comes first.")  # fmt: skip
    return text(
        "Nobody has said so by name yet. I ask the volunteers now, one at a time and in private. A real doubt still comes first."
    )


def _still(term: Term) -> tuple[Choices, ...]:
    wanted = not term.over and not term.taken
    return (Choices((_by_name(term),)),) if wanted else ()


def holds(term: Term, who: MemberRef | None, zone: ZoneInfo = LONDON) -> Post:
    """Who holds the office, with a name only where they agreed to that."""
    if term.over:
        return sentence("This term as challenger-in-chief is over.")
    if term.challenger is None or term.ends is None:
        return sentence("There is no challenger-in-chief here at the moment.")
    about = (Quote(term.about),) if term.about else ()
    until = min(term.deadline, term.ends).astimezone(zone)
    return Post((_holds(term, who, day(until.date())), *about))


def _holds(term: Term, who: MemberRef | None, until: str) -> Text:
    if who is None:
        return text(
            "A volunteer is challenger-in-chief here until {day}. What they say in that part, I post for them and mark as one. It need not be anybody’s own view.",
            day=until,
        )
    if term.genuine:
        return text(
            "{who} truly doubts this and says so by name. It is their own view, not a part that is played. Ask what lies behind it.",
            who=Mention(who),
        )
    if term.stand_in is not None:
        return text(
            "{who} stands in as challenger-in-chief here until {day}, as a volunteer. What they say in that office is a part they play. It need not be their own view.",
            who=Mention(who),
            day=until,
        )
    return text(
        "{who} is challenger-in-chief here until {day}, as a volunteer. What they say in that office is a part they play. It need not be their own view.",
        who=Mention(who),
        day=until,
    )


def part(words: str, who: MemberRef | None) -> Post:
    """What the challenger-in-chief says in their part, labelled as that."""
    source: tuple[Span, ...] = (
        spans("{who}, in the part of challenger-in-chief", who=Mention(who))
        if who
        else spans("A volunteer, in the part of challenger-in-chief")
    )
    return Post(
        (
            text("{label}", label=Strong(label("A part that is played"))),
            Quote(words, source),
            note("This objection is role-played. It need not be anybody’s own view. Answer the points, not the person."),
        )
    )  # fmt: skip


def thanks(who: Sequence[MemberRef], genuine: bool) -> Post:
    """At the end, to those who agreed to be thanked where all can read it."""
    people = joined([Mention(each) for each in who])
    if genuine:
        return sentence(
            "Thank you, {people}, for saying openly what you doubted. It helped this channel hear another side.",
            people=people,
        )
    return sentence(
        "Thank you, {people}, for being challenger-in-chief here. You helped this channel hear another side.",
        people=people,
    )


# -- what moderators see


def term_form(about: str) -> Form:
    """Ask what a term is to be about, and for how long it is."""
    return Form(
        name="office",
        subject=NEW,
        title=label("Challenger-in-chief", MAX_FORM_TITLE),
        introduction=spans("First I ask the channel who truly doubts it. Only if nobody does, I ask the volunteers in private, one at a time."),
        fields=(
            Field(
                "about",
                label("What is to be challenged?", MAX_FIELD_LABEL),
                FieldKind.LINE,
                required=False,
                hint=label("One sentence. Left empty, it is whatever is talked about here.", MAX_FIELD_HINT),
                value=about,
                most=LONGEST_ABOUT,
            ),
            Field(
                "weeks",
                label("For how long?", MAX_FIELD_LABEL),
                FieldKind.CHOICE,
                value=str(TERM_WEEKS[0]),
                options=tuple(
                    Option(str(each), weeks(each)) for each in TERM_WEEKS
                ),
            ),
        ),
        send=label("Ask the channel", MAX_FORM_TITLE),
    )  # fmt: skip


def opened(term: Term, zone: ZoneInfo = LONDON) -> Post:
    """After a moderator opened a term."""
    return Post(
        (
            text(
                "Opened. I ask in {channel} until {when} who truly doubts it, and then the volunteers.",
                channel=Place(ChannelRef.parse(term.channel)),
                when=moment(term.deadline, zone),
            ),
            _hurry(term),
        )
    )


def hurried() -> Post:
    """After a moderator went on to the volunteers."""
    return sentence("Done. I ask the volunteers now, unless enough people said that they doubt it.")


def ended() -> Post:
    """After a moderator ended a term."""
    return sentence("Done. This term is over.")


def _hurry(term: Term) -> Choices:
    ask = Button(f"term:{term.id}:next", label("Ask the volunteers now"))
    end = Button(
        f"term:{term.id}:end",
        label("End it"),
        Weight.DANGER,
        confirm=label("The term ends now, for everybody. It cannot be brought back."),
    )
    return Choices((ask, end) if term.state is TermState.SEEKING else (end,))


def rota(
    rota_: Rota,
    term: Term | None,
    who: MemberRef | None,
    *,
    moderates: bool,
    zone: ZoneInfo = LONDON,
) -> Post:
    """Who volunteered, as far as they agreed to be named, and who holds the office now."""
    parts: list[Part] = [text("{title}", title=Strong(label("Challenger-in-chief")))]
    parts.append(_now(term, who, zone))
    if rota_.named:
        names = joined([Mention(MemberRef.parse(each)) for each in rota_.named])
        parts.append(text("On the rota, by name: {names}.", names=names))
    if rota_.others:
        parts.append(text("{number} more, without their names.", number=rota_.others))
    if rota_.empty:
        parts.append(text("Nobody on the rota here is named."))
    parts.append(note("Anybody can volunteer: type {volunteer}. How often somebody was asked, and what they said, is shown to nobody.", volunteer=Code(VOLUNTEER)))  # fmt: skip
    if moderates:
        parts.append(Choices((_open(),)) if term is None else _hurry(term))
    return Post(tuple(parts))


def _now(term: Term | None, who: MemberRef | None, zone: ZoneInfo) -> Text:
    if term is None:
        return text("Nobody holds the office here now.")
    if term.challenger is not None and term.ends is not None:
        holder: Span = Mention(who) if who else label("a volunteer")
        if term.genuine:
            return text(
                "{who} truly doubts it, until {when}.", who=holder, when=moment(term.ends, zone)
            )
        return text(
            "The office is held by {who} until {when}.", who=holder, when=moment(term.ends, zone)
        )
    return text("Somebody is being looked for.")


def _open() -> Button:
    return Button(f"office:{NEW}", label("Look for a challenger"), Weight.MAIN, opens_form=True)


def weeks(number: int) -> str:
    """For how long, in words."""
    return count(number, "{number} week", "{number} weeks")
