"""THE page: every behaviour the bot has, from what sets it going to what it does.

Nothing happens that is not listed here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from adapters import events
from adapters.events import ButtonPressed, CommandCalled, Event, FormSent, MessagePointedAt
from adapters.port import ChoicesWanted, FormWanted
from adapters.posts import MAX_OPTIONS, Form, Post
from bot.handlers import (
    challenging,
    contrasting,
    digesting,
    dissenting,
    guiding,
    keeping,
    settling,
    tidying,
    watching,
)
from bot.triggers import Handler
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing

Completes = Callable[[ChoicesWanted, UnitOfWork], Awaitable[tuple[str, ...]]]
OpensForm = Callable[[FormWanted, UnitOfWork], Awaitable[Form | Post]]


@dataclass(frozen=True, slots=True)
class FormRoute:
    """How a form is opened (a read only) and who takes what was filled in."""

    opens: OpensForm
    takes: Handler


async def _command(event: CommandCalled, work: UnitOfWork) -> None:
    await COMMANDS.get(event.verb, guiding.unknown)(event, work)


async def _button(event: ButtonPressed, work: UnitOfWork) -> None:
    await _named(BUTTONS, event.verb)(event, work)


async def _pointer(event: MessagePointedAt, work: UnitOfWork) -> None:
    await _named(POINTERS, event.verb)(event, work)


async def _form(event: FormSent, work: UnitOfWork) -> None:
    await form_route(event.form).takes(event, work)


def form_route(name: str) -> FormRoute:
    """What a form does; one from an older version is refused."""
    if name not in FORMS:
        raise NoSuchThing("out-of-date")
    return FORMS[name]


async def completions(wanted: ChoicesWanted, work: UnitOfWork) -> tuple[str, ...]:
    """What could stand in an argument that is being typed; nothing where nothing is known."""
    completes = COMPLETIONS.get((wanted.command, wanted.argument))
    return (await completes(wanted, work))[:MAX_OPTIONS] if completes else ()


def _named(table: Mapping[str, Handler], verb: str) -> Handler:
    if verb not in table:
        raise NoSuchThing("out-of-date")  # a button from an older version
    return table[verb]


EVENTS: dict[type[Event], tuple[Handler, ...]] = {
    events.MessagePosted: (
        watching.remember,
        challenging.answered,
        watching.weigh,
        guiding.answer,
    ),
    events.MessageRevised: (watching.revise,),
    events.MessageWithdrawn: (watching.withdraw,),
    events.Reacted: (watching.react, watching.weigh),
    events.Unreacted: (watching.unreact,),
    events.CommandCalled: (_command,),
    events.MessagePointedAt: (_pointer,),
    events.ButtonPressed: (_button,),
    events.FormSent: (_form,),
    events.Examined: (guiding.examined,),
    events.HomeOpened: (guiding.home,),
    events.Joined: (guiding.greet,),
    events.Removed: (guiding.leave,),
}

COMMANDS: dict[str, Handler] = {
    "": guiding.menu,
    "help": guiding.help_,
    "start": challenging.request,
    "round": dissenting.choose,
    "rounds": dissenting.list_,
    "views": contrasting.search,
    "digest": digesting.read,
    "council": keeping.council,
    "privacy": keeping.privacy,
    "list": settling.list_,
    "log": settling.log,
    "on": settling.on,
    "off": settling.off,
    "schedule": settling.schedule,
    "pause": settling.pause,
    "resume": settling.resume,
}  # `share` and `settings` open forms

BUTTONS: dict[str, Handler] = {
    "contrast": contrasting.show,
    "round": dissenting.choose_from_challenge,
    "notnow": challenging.not_now,
    "why": challenging.why,
    "helped": challenging.rate,
    "undo": challenging.undo,
    "takeout": dissenting.take_out,
    "look": dissenting.look,
    "how": dissenting.how,
    "vote": dissenting.vote,
    "advance": dissenting.advance,
    "extend": dissenting.extend,
    "abandon": dissenting.abandon,
    "council": keeping.choose_council,
    "privacy": keeping.choose,
    "forget": keeping.forget,
    "switch": settling.switch,
    "skip": settling.skip,
    "runnow": settling.run_now,
    "unschedule": settling.remove,
    "menu": guiding.press,
}

POINTERS: dict[str, Handler] = {
    "challenge": challenging.point,
}  # `share` opens a form

FORMS: dict[str, FormRoute] = {
    "open": FormRoute(dissenting.open_form, dissenting.open_),
    "enter": FormRoute(dissenting.enter_form, dissenting.enter),
    "ballot": FormRoute(dissenting.ballot_form, dissenting.ballot),
    "respond": FormRoute(dissenting.respond_form, dissenting.respond),
    "share": FormRoute(contrasting.share_form, contrasting.share),
    "settings": FormRoute(settling.settings_form, settling.save_settings),
}

COMPLETIONS: dict[tuple[str, str], Completes] = {
    ("council", "name"): keeping.council_names,
}  # command, argument: what could stand there

TIMERS: dict[str, tuple[Handler, ...]] = {
    "challenge": (challenging.lapse,),
    "round": (dissenting.expire,),
    "schedule": (challenging.scheduled,),
    "weigh": (watching.weigh_again,),
    "digest": (digesting.due,),
    "tidy": (tidying.tidy,),
}

JOBS: dict[str, tuple[Handler, ...]] = {
    "digest": (digesting.publish,),
}
