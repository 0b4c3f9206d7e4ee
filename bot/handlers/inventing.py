"""A community's own ways of dissenting: a moderator writes the file, which is checked at once."""

from __future__ import annotations

from adapters.events import ButtonPressed, FormSent
from adapters.port import FormWanted
from adapters.posts import MAX_ANSWER, Form
from bot.presenters import inventing as presenter
from bot.work import UnitOfWork
from challenges.method_files import METHODS, load
from challenges.refusals import AlreadyDone, NoSuchThing, NotValid

MOST = 8  # of a community's own: more than that nobody chooses from
MAX_NAME = 40  # characters: it must fit the id of a button
EXAMPLE = "pre-mortem"


async def form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for the file of a method; to begin with, one that works stands there to be changed."""
    own = await work.own_methods.all()
    start = own.get(wanted.subject, METHODS[EXAMPLE])
    return presenter.form(wanted.subject, start.text.strip()[:MAX_ANSWER])


async def add(event: FormSent, work: UnitOfWork) -> None:
    """Keep a method that was written, if it breaks no promise made to members."""
    try:
        method = load(event.value("file").strip() + "\n")
    except ValueError as error:
        raise NotValid("method-wrong", wrong=str(error)) from None
    if len(method.name) > MAX_NAME:
        raise NotValid("method-name-long", limit=MAX_NAME)
    if method.name in METHODS:
        raise AlreadyDone("method-name-taken", method=method.name)
    own = await work.own_methods.all()
    if method.name not in own and len(own) >= MOST:
        raise NotValid("too-many-methods", limit=MOST)
    await work.own_methods.save(method, str(event.by), work.now)
    await work.audit.note("method-added", str(event.by), {"name": method.name}, work.now)
    await work.whisper(event, presenter.added(method))


async def remove(event: ButtonPressed, work: UnitOfWork) -> None:
    """Drop a method of the community's own. Rounds that go on keep to it."""
    if not await work.own_methods.remove(event.subject):
        raise NoSuchThing("unknown-method", method=event.subject)
    await work.audit.note("method-removed", str(event.by), {"name": event.subject}, work.now)
    await work.whisper(event, presenter.removed(event.subject))
