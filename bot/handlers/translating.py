"""The language the bot speaks: in the whole community, or in one channel."""

from __future__ import annotations

from adapters.events import CommandCalled
from adapters.port import ChoicesWanted
from bot.language import languages, name_of, speaking
from bot.presenters import languages as presenter
from bot.work import UnitOfWork
from challenges.refusals import NotValid

HERE, BACK = "here", "none"


async def language(event: CommandCalled, work: UnitOfWork) -> None:
    """Show the language, or change it: `cy`, `cy here`, `none here`."""
    asked = [word for word in event.text.split() if word.lower() != HERE]
    here = len(asked) < len(event.text.split())
    if not asked:
        spoken = await work.language(event.channel)
        await work.whisper(event, presenter.spoken_here(spoken, languages()))
        return
    back = here and asked[0].lower() == BACK
    wanted = "" if back else _known(asked[0])
    if here:
        await work.channels.saw(event.channel, event.audience)
        await work.channels.speak(event.channel, wanted)
    else:
        settings = await work.settings()
        await work.change_settings(settings.model_copy(update={"language": wanted}))
    noted = {"language": wanted, **({"channel": str(event.channel)} if here else {})}
    await work.audit.note("language-set", str(event.by), noted, work.now)
    spoken = await work.language(event.channel)
    with speaking(spoken):
        await work.whisper(event, presenter.changed(wanted or spoken, here))


async def names(wanted: ChoicesWanted, work: UnitOfWork) -> tuple[str, ...]:
    """The languages there are."""
    del work
    return tuple(each for each in languages() if wanted.typed.lower() in each.lower())


def _known(words: str) -> str:
    for each in languages():
        if words.lower() in (each.lower(), name_of(each).lower()):
            return each
    raise NotValid("unknown-language", language=words[:40], languages=", ".join(languages()))
