"""The menu and the help, whichever way somebody asks for them."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from adapters.commands import Command, Who
from adapters.events import Asked, Audience, CommandCalled, MessagePosted
from bot.names import plain
from bot.permissions import may, rank, rank_of
from bot.presenters import menu as presenter
from bot.work import UnitOfWork

NEAR = 65


async def menu(event: Asked, work: UnitOfWork) -> None:
    """Show what one can do here."""
    row = await work.channels.get(event.channel)
    on = row is not None and row.on
    moderates = may(await rank(event, work), Who.MODERATOR)
    await work.whisper(event, presenter.menu(work.around.vocabulary, moderates, on))


async def help_(event: CommandCalled, work: UnitOfWork) -> None:
    """Explain one command, or show them all."""
    name = plain(event.text)
    found = [command for command in work.around.vocabulary.commands if command.name == name]
    if found:
        await work.whisper(event, presenter.help_(found[0]))
    elif name:
        await unknown(event, work, name)
    else:
        await menu(event, work)


async def unknown(event: CommandCalled, work: UnitOfWork, verb: str = "") -> None:
    """Did you mean..? Never an error."""
    names = [command.name for command in work.around.vocabulary.commands]
    nearest = process.extractOne(
        plain(verb or event.verb), names, scorer=fuzz.ratio, score_cutoff=NEAR
    )
    await work.whisper(event, presenter.unknown(verb or event.verb, nearest[0] if nearest else ""))


async def answer(event: MessagePosted, work: UnitOfWork) -> None:
    """Answer somebody who speaks to the bot with the menu, or with the help they ask for."""
    if not event.to_bot:
        return
    if command := _wants_help(event.text, work):
        name = f"help:{event.message.channel.id}:{event.message.id}"
        beside = None if event.audience is Audience.DIRECT else event.thread or event.message
        post = presenter.help_(command)
        await work.say(name, event.message.channel, post, beside)
        return
    thread = event.thread or event.message
    name = f"menu:{thread.channel.id}:{thread.id}"
    row = await work.channels.get(event.message.channel)
    direct = event.audience is Audience.DIRECT
    # In a channel others read it too: there it shows what everybody may.
    moderates = direct and may(await rank_of(event.by, work), Who.MODERATOR)
    on = direct or (row is not None and row.on)
    post = presenter.menu(work.around.vocabulary, moderates, on)
    await work.say(name, event.message.channel, post, None if direct else thread)


def _wants_help(text: str, work: UnitOfWork) -> Command | None:
    """The command somebody wants explained who wrote `help start` to the bot."""
    words = [plain(word) for word in text.split()]
    if "help" not in words:
        return None
    named = words[words.index("help") + 1 :][:1]
    return next((each for each in work.around.vocabulary.commands if each.name in named), None)
