"""Showing how other councils saw it, below a question or to whoever asks; and was it new, useful?

To find it takes a while, so a job is booked, and what it found is said when it comes back.
"""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import Asked, ButtonPressed, CommandCalled
from adapters.posts import Post
from bot import answering, nearby, seeking, shelves, talks
from bot.language import speaking
from bot.names import number
from bot.permissions import only_where_on
from bot.presenters import views as presenter
from bot.store.view_presses import NEW, USEFUL
from bot.talks import Talk
from bot.triggers import Finished
from bot.work import UnitOfWork
from challenges import reading
from challenges.contrast import Contrast
from challenges.messages import CommunityId
from challenges.refusals import AlreadyDone, NoSuchThing

WEEK = timedelta(days=7)
LONGEST_TOPIC = 120


async def show(event: ButtonPressed, work: UnitOfWork) -> None:
    """Look how other councils saw it, to be shown below a question and once."""
    await only_where_on(event.channel, work)
    challenge = await talks.pressed(event, work)
    channel = ChannelRef.parse(challenge.channel)
    thread = MessageRef.parse(challenge.thread) if challenge.thread else None
    talk = await talks.latest(channel, thread, work, work.now - WEEK)
    await _look(event, challenge.claim or _subject(talk), talk, channel, work, challenge.id)


async def search(event: CommandCalled, work: UnitOfWork) -> None:
    """Look, for one member, how other councils saw what they name or what is discussed here."""
    talk: Talk = ()
    row = await work.channels.get(event.channel)
    if row is not None and row.on:
        talk = await talks.latest(event.channel, event.thread, work, work.now - WEEK)
    topic = " ".join(event.text.split())
    await _look(event, topic or _subject(talk), talk, event.channel, work, topic=topic)


async def found(finished: Finished, work: UnitOfWork) -> None:
    """Show what was found, if it may still be shown: below the question, or to who asked."""
    payload = finished.job.payload
    channel = ChannelRef.parse(payload["channel"])
    with speaking(await work.language(channel)):
        left = await seeking.left(finished, channel, work)
        post = presenter.contrasts(left, work.now)
        if payload.get("topic"):
            near = [(owner, id_) for owner, id_ in finished.value["near"]]
            mapped = await shelves.mapped(payload["topic"], near, channel, work)
            post = Post((*mapped, *(post.parts if left or not mapped else ())))
        if left and payload["challenge"] and await _say(payload["challenge"], channel, left, work):
            post = presenter.shown_to_all()
    answer = answering.opened(payload["answer"], work)
    if answer is not None:
        await answering.say(answer, lambda: post, work)


async def keep_vectors(finished: Finished, work: UnitOfWork) -> None:
    """Keep how some views read; go on with the next."""
    rows = nearby.kept(finished.value["rows"])
    await work.view_vectors.save(finished.value["reader"], rows)
    if finished.value["more"]:
        await work.jobs.book("vectors", "", {}, work.now)


async def was_new(event: ButtonPressed, work: UnitOfWork) -> None:
    """Count that a view was new to somebody."""
    await _count(event, NEW, work)


async def was_useful(event: ButtonPressed, work: UnitOfWork) -> None:
    """Count that a view was useful to somebody."""
    await _count(event, USEFUL, work)


async def _look(
    event: Asked,
    question: str,
    talk: Talk,
    channel: ChannelRef,
    work: UnitOfWork,
    challenge: int = 0,
    topic: str = "",
) -> None:
    named = topic[:LONGEST_TOPIC]
    await seeking.seek(
        "contrast", event, question, talk, channel, work, challenge=challenge, topic=named
    )


async def _say(
    challenge: int, channel: ChannelRef, found: tuple[Contrast, ...], work: UnitOfWork
) -> bool:
    """Show views for everyone, below a question; False where they are shown, or may not be."""
    name = f"contrast:{challenge}"
    row, asked = await work.channels.get(channel), await work.challenges.get(challenge)
    if row is None or not row.on or asked is None or await work.outbox.posted(name) is not None:
        return False
    thread = MessageRef.parse(asked.thread) if asked.thread else None
    below = thread or await work.outbox.posted(f"challenge:{challenge}")
    await shelves.show_contrasts(name, channel, found, below, work)
    return True


async def _count(event: ButtonPressed, word: str, work: UnitOfWork) -> None:
    try:
        owner = str(CommunityRef.parse(event.value))
    except ValueError:
        raise NoSuchThing("out-of-date") from None
    view = await seeking.showable(owner, number(event.subject), event.channel, work)
    if view is None:
        raise NoSuchThing("no-such-view")
    member = await work.members.get(MemberRef.parse(str(event.by)))
    counted = await work.view_presses.count(
        (CommunityId(owner), view.id),
        word,
        member.council_kind if member else "",
        str(event.by),
        work.now,
        work.around.new_key,
    )
    if not counted:
        raise AlreadyDone("view-pressed")
    await work.whisper(event, presenter.counted(word))


def _subject(talk: Talk) -> str:
    """What was put on the table first: what came after stands for it or against it."""
    for message in talk:
        seen = reading.read(message.text)
        if seen.claim or seen.is_question:
            return message.text
    return " ".join(reading.topic_words([message.text for message in talk]))
