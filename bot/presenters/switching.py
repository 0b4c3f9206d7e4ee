"""What is said when the bot is switched on or off in a channel, by somebody or of its own accord."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.posts import Button, Choices, Code, Part, Place, Post, Text, Weight
from bot.presenters.words import count, label, note, text
from config.community import CommunitySettings

USUAL_TIME = "Tuesday 10.00"  # as the command would be typed; a colon would end the button's name


def switched_off(channel: ChannelRef) -> Post:
    """After switching off: what is gone, and the way back."""
    return Post(
        (
            text(
                "Switched off. From now on I read nothing in {channel}. What was kept from its talk is erased, and the rounds that went on there are ended.",
                channel=Place(channel),
            ),
            Choices((Button("switch:on", label("Switch on again")),)),
        )
    )


def switched_on(
    channel: ChannelRef, settings: CommunitySettings, first: bool, hears_all: bool
) -> Post:
    """After switching on: what will be read from now on; the `first` time, the two next steps."""
    promise = _promised(channel, settings) if hears_all else _addressed_only(channel)
    return Post((promise, *(_next_steps() if first else ())))


def _addressed_only(channel: ChannelRef) -> Text:
    return text(
        "Switched on. I cannot read {channel}: the platform shows me only what is written to me. So I notice nothing by myself. Questions come on a schedule, with {start}, or from the menu of a message.",
        channel=Place(channel),
        start=Code("/challenge start"),
    )


def _promised(channel: ChannelRef, settings: CommunitySettings) -> Text:
    if not settings.prompts:
        return text(
            "Switched on. From now on I read {channel} and keep its messages for {days} days. I ask only on request or on a schedule, and say why I asked.",
            channel=Place(channel),
            days=settings.keep_messages_days,
        )
    return text(
        "Switched on. From now on I read {channel} and keep its messages for {days} days. I ask at most {most} questions a week here of my own accord, and say why I asked.",
        channel=Place(channel),
        days=settings.keep_messages_days,
        most=settings.judgement.most_per_week,
    )


def _next_steps() -> tuple[Part, ...]:
    usual = Button(f"usual:{USUAL_TIME}", label("Every Tuesday at 10am"), Weight.MAIN)
    other = Button("schedule:new", label("Another time"), opens_form=True)
    return (
        text("That was step 1 of 3. Step 2: choose when I ask a question here, or leave it out."),
        Choices((usual, other)),
        text("Step 3: look at a question as I would ask it. Nobody but you sees it."),
        Choices((Button("firstlook:", label("Show me a sample")),)),
    )


def sure_to_switch_off(channel: ChannelRef, rounds: int, promised: int = 0) -> Post:
    """What is lost by switching off, before it is done."""
    parts: list[Part] = [
        text(
            "Switching off erases what was kept from the talk in {channel}. It cannot be brought back. To keep it and have quiet, type {pause}.",
            channel=Place(channel),
            pause=Code("/challenge pause"),
        )
    ]
    if rounds:
        parts.append(
            text(
                "{rounds}",
                rounds=count(
                    rounds,
                    "{number} round goes on there. It ends without a result.",
                    "{number} rounds go on there. They end without a result.",
                ),
            )
        )
    if promised:
        erased = count(
            promised,
            "{number} promise or assumption that waits for its day is erased.",
            "{number} promises and assumptions that wait for their day are erased.",
        )
        parts.append(text("{erased}", erased=erased))
    parts.append(Choices((Button("switch:off", label("Switch off here"), Weight.DANGER),)))
    return Post(tuple(parts))


def announced(channel: ChannelRef, hears_all: bool) -> Post:
    """What the channel reads when the bot is switched on: notice before anything is heard."""
    return Post(
        (
            text("A moderator switched me on in {channel}. I read what is written here to ask a question when a thread has heard one side only.", channel=Place(channel))
            if hears_all
            else text("A moderator switched me on in {channel}. I see only what is written to me, or what somebody points out to me.", channel=Place(channel)),
            note("You decide about yourself: {privacy}. To see what I can do: {help}.", privacy=Code("/challenge privacy"), help=Code("/challenge help")),
        )
    )  # fmt: skip


def shared() -> Post:
    """Said once, to all who read the channel: the bot has gone silent there, and why."""
    return Post(
        (
            text(
                "People from another organisation can read this channel now."
                " So I have switched myself off here. I read nothing more in it,"
                " and what I kept from it is erased."
            ),
            note(
                "I stay off as long as the channel is shared."
                " If that ends, a moderator can switch me on again with {on}.",
                on=Code("/challenge on"),
            ),
        )
    )
