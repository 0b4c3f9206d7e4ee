"""How somebody is answered privately after slow work: where and how, kept shut with the job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from adapters.actions import Whisper
from adapters.events import Asked
from adapters.posts import Post
from bot.language import speaking
from bot.store.outbox import read_action, write_action
from bot.work import UnitOfWork


def closed(asked: Asked, work: UnitOfWork) -> str:
    """Where to answer, as a text that a job may carry: sealed, for it lets others answer too."""
    answer = Whisper(
        to=asked.by, channel=asked.channel, post=Post(()), thread=asked.thread, reply=asked.reply
    )
    text, vault = write_action(answer), work.around.vault
    return vault.close_letter(text) if vault else text


def opened(text: str, work: UnitOfWork) -> Whisper | None:
    """Where to answer; None where nobody asked, or no key opens it any more."""
    vault = work.around.vault
    plain = vault.open_letter(text) if vault and text else text
    answer = read_action(plain) if plain else None
    return answer if isinstance(answer, Whisper) else None


async def say(answer: Whisper, words: Callable[[], Post], work: UnitOfWork) -> None:
    """Answer, in the language of where they stand."""
    with speaking(await work.language(answer.channel)):
        await work.outbox.whisper(replace(answer, post=words()), work.now)
