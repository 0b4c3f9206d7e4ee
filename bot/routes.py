"""THE page: every behaviour the bot has, from what sets it going to what it does, and who may.

Nothing happens that is not listed here. Who may call a command is said where it is declared.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from adapters import events
from adapters.commands import Who
from adapters.events import Asked, ButtonPressed, CommandCalled, Event, FormSent, MessagePointedAt
from adapters.port import ChoicesWanted, FormWanted
from adapters.posts import MAX_OPTIONS, Form, Post
from bot import drafting, partnering
from bot.handlers import (
    appointing,
    assuming,
    challenging,
    chasing,
    contrasting,
    digesting,
    dissenting,
    editing,
    examining,
    exchanging,
    explaining,
    guiding,
    importing,
    inventing,
    judging,
    keeping,
    leaving,
    licensing,
    mailing,
    opening,
    partners,
    pledging,
    publicising,
    receipts,
    running,
    scheduling,
    settling,
    sharing,
    signing_in,
    snoozing,
    suggesting,
    tidying,
    translating,
    volunteering,
    watching,
    welcoming,
)
from bot.names import plain
from bot.permissions import allowed, refused
from bot.presenters.away import away, form_away
from bot.triggers import Handler
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing

Completes = Callable[[ChoicesWanted, UnitOfWork], Awaitable[tuple[str, ...]]]
OpensForm = Callable[[FormWanted, UnitOfWork], Awaitable[Form | Post]]


MEMBER, MODERATOR, ORGANISER = Who


@dataclass(frozen=True, slots=True)
class Press:
    """What a press on a button or in a message's menu does, and who may."""

    does: Handler
    who: Who


@dataclass(frozen=True, slots=True)
class FormRoute:
    """How a form is opened (a read only), who takes what was filled in, and who may do either."""

    opens: OpensForm
    takes: Handler
    who: Who
    hidden: bool = False  # no draft is kept: it would name who wrote, or hold an address or a code


async def _command(event: CommandCalled, work: UnitOfWork) -> None:
    verb = plain(event.verb)
    first, *_ = plain(event.text).split() or [""]
    word = WORDS.get((verb, plain(event.text))) or ARGUED.get((verb, first))
    if word is not None:
        await _press(word, event, work)
        return
    declared = (each.who for each in work.around.vocabulary.commands if each.name == verb)
    if await allowed(event, next(declared, MEMBER), work):
        await COMMANDS.get(verb, guiding.unknown)(event, work)


async def _button(event: ButtonPressed, work: UnitOfWork) -> None:
    if not await partnering.carried(event, work):
        await _press(_named(BUTTONS, event.verb), event, work)


async def _pointer(event: MessagePointedAt, work: UnitOfWork) -> None:
    await _press(_named(POINTERS, event.verb), event, work)


async def _press(press: Press, event: Asked, work: UnitOfWork) -> None:
    if await allowed(event, press.who, work):
        await press.does(event, work)


async def _form(event: FormSent, work: UnitOfWork) -> None:
    if await partnering.carried(event, work):
        return
    route = _form_route(event.form)
    if await allowed(event, route.who, work):
        await drafting.drop(event, work)
        await route.takes(event, work)


async def keep_draft(event: FormSent, work: UnitOfWork) -> None:
    """Lose nothing of a form that was refused, unless it is hidden."""
    route = FORMS.get(event.form)
    if route is not None and not route.hidden:
        await drafting.keep(event, work)


async def open_form(wanted: FormWanted, work: UnitOfWork) -> Form | Post:
    """The form that is wanted, with what was written in it before, or the words to show instead."""
    if there := await partnering.wanted_there(wanted, work):
        led, beside, tie = there
        opened = await open_form(led, beside)
        return away(opened, tie) if isinstance(opened, Post) else form_away(opened, tie)
    route = _form_route(wanted.name)
    opened = await refused(wanted, route.who, work) or await route.opens(wanted, work)
    if isinstance(opened, Post) or route.hidden:
        return opened
    return await drafting.filled(opened, wanted, work)


def _form_route(name: str) -> FormRoute:
    """What a form does; one from an older version is refused."""
    if name not in FORMS:
        raise NoSuchThing("out-of-date")
    return FORMS[name]


async def completions(wanted: ChoicesWanted, work: UnitOfWork) -> tuple[str, ...]:
    """What could stand in an argument that is being typed; nothing where nothing is known."""
    completes = COMPLETIONS.get((wanted.command, wanted.argument))
    return (await completes(wanted, work))[:MAX_OPTIONS] if completes else ()


def _named(table: Mapping[str, Press], verb: str) -> Press:
    if verb not in table:
        raise NoSuchThing("out-of-date")  # a button from an older version
    return table[verb]


EVENTS: dict[type[Event], tuple[Handler, ...]] = {
    events.MessagePosted: (
        watching.remember,
        challenging.answered,
        watching.stir,
        guiding.answer,
    ),
    events.MessageRevised: (watching.revise,),
    events.MessageWithdrawn: (watching.withdraw,),
    events.Reacted: (watching.react, watching.stir),
    events.Unreacted: (watching.unreact,),
    events.CommandCalled: (_command,),
    events.MessagePointedAt: (_pointer,),
    events.ButtonPressed: (_button,),
    events.FormSent: (_form,),
    events.Examined: (examining.examined,),
    events.HomeOpened: (welcoming.home,),
    events.Joined: (leaving.end_grace, welcoming.greet),
    events.Removed: (leaving.leave, leaving.begin_grace, signing_in.close),
    events.MemberLeft: (signing_in.left, mailing.left),
    events.ReadersChanged: (watching.look_who_reads,),
    events.PageSent: (mailing.pressed, signing_in.pressed),
    events.PartnerJoined: (partners.joined,),
    events.PartnerAccepted: (partners.accepted,),
    events.PartnerLeft: (partners.left,),
    events.PartnerForgot: (partners.forgot,),
}

COMMANDS: dict[str, Handler] = {
    "": guiding.menu,
    "help": guiding.help_,
    "start": challenging.request,
    "preview": challenging.preview,
    "round": opening.choose,
    "rounds": dissenting.list_,
    "receipt": receipts.receipt,
    "views": contrasting.search,
    "digest": digesting.read,
    "council": keeping.council,
    "privacy": keeping.privacy,
    "list": settling.list_,
    "log": settling.log,
    "moderators": appointing.moderators,  # organisers alone change them
    "on": settling.on,
    "off": settling.off,
    "schedule": scheduling.schedule,
    "skip": scheduling.skip_next,
    "pause": snoozing.pause,
    "resume": snoozing.resume,
    "language": translating.language,
    "snooze": snoozing.snooze,
    "settings": settling.settings,
    "volunteer": volunteering.volunteer,
    "doctor": examining.doctor,
}  # `share` opens a form

WORDS: dict[tuple[str, str], Press] = {
    ("digest", "drafts"): Press(suggesting.overview, ORGANISER),
    ("digest", "pages"): Press(signing_in.give_link, MEMBER),
    ("views", "mine"): Press(sharing.mine, MEMBER),
    ("views", "feeds"): Press(importing.feeds, MODERATOR),
    ("views", "queue"): Press(importing.queue, MODERATOR),
    ("views", "exchange"): Press(exchanging.overview, ORGANISER),
    ("digest", "preview"): Press(editing.preview, MODERATOR),
    ("digest", "open-data"): Press(licensing.look, ORGANISER),
    ("log", "why"): Press(explaining.here, MEMBER),
    ("why", ""): Press(explaining.here, MEMBER),  # the same where a verb is typed: Discord is full
}  # command, the whole of what stands behind it: what is done in the place of the command

ARGUED: dict[tuple[str, str], Press] = {
    ("digest", "public"): Press(publicising.choose, ORGANISER),
    ("digest", "private"): Press(publicising.close, ORGANISER),
}  # command, the first word behind it, which has more behind it: the same

BUTTONS: dict[str, Press] = {
    "model": Press(suggesting.switch, ORGANISER),
    "drafts": Press(suggesting.ask, ORGANISER),
    "draft": Press(suggesting.use, ORGANISER),
    "undraft": Press(suggesting.leave, ORGANISER),
    "contrast": Press(contrasting.show, MEMBER),
    "round": Press(opening.choose_from_challenge, MEMBER),
    "ways": Press(opening.ways, MEMBER),
    "way": Press(opening.way, MEMBER),
    "notnow": Press(challenging.not_now, MEMBER),
    "why": Press(explaining.why, MEMBER),
    "about": Press(explaining.about, MEMBER),
    "camps": Press(explaining.camps, MEMBER),
    "compare": Press(explaining.compare, ORGANISER),
    "report": Press(explaining.report, MEMBER),
    "snooze": Press(snoozing.press, MEMBER),
    "useful": Press(judging.useful, MEMBER),
    "safe": Press(judging.safe, MEMBER),
    "unbrake": Press(judging.release, MEMBER),  # it looks who presses, also in a direct message
    "pages": Press(signing_in.give_link, MEMBER),
    "signout": Press(signing_in.sign_out, MEMBER),
    "undo": Press(challenging.undo, MEMBER),
    "ask": Press(challenging.ask_previewed, MEMBER),
    "reword": Press(challenging.reword, MEMBER),
    "leave": Press(challenging.leave_it, MEMBER),
    "onefeed": Press(importing.feed, MODERATOR),
    "refeed": Press(importing.read_now, MODERATOR),
    "unfeed": Press(importing.remove_feed, MODERATOR),
    "queue": Press(importing.queue, MODERATOR),
    "pass": Press(importing.skip, MODERATOR),
    "passall": Press(importing.skip_all, MODERATOR),
    "requeue": Press(importing.put_back, MODERATOR),
    "useall": Press(importing.use_all, MODERATOR),
    "requeueall": Press(importing.put_all_back, MODERATOR),
    "exchange": Press(exchanging.share, ORGANISER),
    "receive": Press(exchanging.receive, ORGANISER),
    "reread": Press(exchanging.read_now, ORGANISER),
    "unreceive": Press(exchanging.drop, ORGANISER),
    "unmethod": Press(inventing.remove, MODERATOR),
    "unopen": Press(dissenting.take_back, MEMBER),
    "unshare": Press(sharing.unshare, MEMBER),
    "holds": Press(sharing.hold, MEMBER),
    "newtome": Press(contrasting.was_new, MEMBER),
    "helped": Press(contrasting.was_useful, MEMBER),
    "takeout": Press(dissenting.take_out, MEMBER),
    "receipt": Press(receipts.look, MEMBER),
    "withdraw": Press(receipts.withdraw, MEMBER),
    "look": Press(dissenting.look, MEMBER),
    "how": Press(dissenting.how, MEMBER),
    "vote": Press(dissenting.vote, MEMBER),
    "advance": Press(dissenting.advance, MODERATOR),
    "extend": Press(dissenting.extend, MODERATOR),
    "abandon": Press(dissenting.abandon, MODERATOR),
    "partner": Press(partners.answer, MODERATOR),
    "council": Press(keeping.choose_council, MEMBER),
    "privacy": Press(keeping.choose, MEMBER),
    "forget": Press(keeping.forget, MEMBER),
    "switch": Press(settling.switch, MODERATOR),
    "skip": Press(scheduling.skip, MODERATOR),
    "runnow": Press(running.run_now, MODERATOR),
    "unschedule": Press(scheduling.remove, MODERATOR),
    "card": Press(scheduling.card, MODERATOR),
    "sample": Press(running.sample, MODERATOR),
    "usual": Press(scheduling.usual, MODERATOR),
    "digest": Press(digesting.choose, MEMBER),  # it looks who presses
    "proof": Press(editing.preview, MODERATOR),
    "hold": Press(editing.hold, MODERATOR),
    "sendnow": Press(editing.send_previewed, MODERATOR),
    "waits": Press(editing.look, MODERATOR),
    "send": Press(editing.send, MODERATOR),
    "public": Press(publicising.press, ORGANISER),
    "reveal": Press(publicising.reveal, ORGANISER),
    "figures": Press(licensing.choose, ORGANISER),
    "private": Press(publicising.press_close, ORGANISER),
    "firstlook": Press(running.first_look, MEMBER),
    "unrest": Press(scheduling.unrest, MODERATOR),
    "takeback": Press(scheduling.take_back, MODERATOR),
    "menu": Press(guiding.menu, MEMBER),
    "volunteer": Press(volunteering.choose, MEMBER),
    "kept": Press(pledging.settle, MEMBER),
    "reopen": Press(pledging.undo, MEMBER),
    "unpledge": Press(pledging.take_back, MEMBER),
    "stands": Press(assuming.settle, MEMBER),  # it looks who presses: its owner, or a moderator
    "restand": Press(assuming.undo, MEMBER),
    "unassume": Press(assuming.take_back, MEMBER),
    "turn": Press(volunteering.answer, MEMBER),
    "doubt": Press(volunteering.doubt, MEMBER),
    "term": Press(volunteering.hurry, MODERATOR),
    "appoint": Press(appointing.appoint, ORGANISER),
    "dismiss": Press(appointing.dismiss, ORGANISER),
}

POINTERS: dict[str, Press] = {
    "challenge": Press(challenging.point, MEMBER),
}  # `share` opens a form

FORMS: dict[str, FormRoute] = {
    "method": FormRoute(inventing.form, inventing.add, MODERATOR),
    "open": FormRoute(opening.open_form, opening.open_, MEMBER),
    "enter": FormRoute(dissenting.enter_form, dissenting.enter, MEMBER, hidden=True),
    "ballot": FormRoute(dissenting.ballot_form, dissenting.ballot, MEMBER, hidden=True),
    "reply": FormRoute(dissenting.reply_form, dissenting.reply, MEMBER, hidden=True),
    "rate": FormRoute(dissenting.rate_form, dissenting.rate, MEMBER, hidden=True),
    "respond": FormRoute(dissenting.respond_form, dissenting.respond, MEMBER),
    "invite": FormRoute(partners.invite_form, partners.invite, MODERATOR),
    "join": FormRoute(partners.join_form, partners.join, MODERATOR, hidden=True),
    "share": FormRoute(sharing.share_form, sharing.share, MEMBER),
    "reshare": FormRoute(sharing.edit_form, sharing.edit, MEMBER),
    "context": FormRoute(sharing.context_form, sharing.describe, MEMBER),
    "feed": FormRoute(importing.feed_form, importing.add_feed, MODERATOR),
    "library": FormRoute(exchanging.library_form, exchanging.look, ORGANISER),
    "import": FormRoute(importing.import_form, importing.use, MODERATOR),
    "settings": FormRoute(settling.settings_form, settling.save_settings, MODERATOR),
    "note": FormRoute(editing.note_form, editing.note, MODERATOR),
    "mail": FormRoute(mailing.mail_form, mailing.ask, MEMBER, hidden=True),
    "schedule": FormRoute(scheduling.schedule_form, scheduling.save_schedule, MODERATOR),
    "office": FormRoute(volunteering.term_form, volunteering.open_, MODERATOR),
    "part": FormRoute(volunteering.part_form, volunteering.play, MEMBER, hidden=True),
    "pledge": FormRoute(pledging.pledge_form, pledging.make, MEMBER),
    "redate": FormRoute(pledging.date_form, pledging.put_off, MEMBER),
    "register": FormRoute(assuming.register_form, assuming.register, MEMBER),
    "assume": FormRoute(assuming.hand_form, assuming.write_down, MEMBER),
    "retest": FormRoute(assuming.date_form, assuming.put_off, MEMBER),
    "rest": FormRoute(scheduling.rest_form, scheduling.rest, MODERATOR),
}

COMPLETIONS: dict[tuple[str, str], Completes] = {
    ("council", "name"): keeping.council_names,
    ("round", "method"): opening.method_names,
    ("language", "name"): translating.names,
    ("skip", "which"): scheduling.schedule_names,
}  # command, argument: what could stand there

TIMERS: dict[str, tuple[Handler, ...]] = {
    "challenge": (challenging.lapse,),
    "quiet": (judging.ask,),
    "judged": (judging.close, dissenting.judged),
    "round": (dissenting.expire,),
    "schedule": (running.scheduled,),
    "office": (volunteering.due,),
    "chase": (chasing.chase,),
    "pledge": (pledging.due,),
    "assumption": (assuming.due,),
    "view": (sharing.due,),
    "feed": (importing.due,),
    "exchange": (exchanging.due,),
    "weigh": (watching.weigh_again,),
    "digest": (digesting.due,),
    "held": (editing.waited,),
    "tidy": (tidying.tidy,),
    "purge": (leaving.purge,),
}

STIRRED: tuple[Handler, ...] = (watching.weigh, judging.watch)
"""What is done with a talk after those who wrote in it together; the timer `weigh` tries again."""

JOBS: dict[str, tuple[Handler, ...]] = {
    "contrast": (contrasting.found,),
    "briefing": (volunteering.briefed,),
    "vectors": (contrasting.keep_vectors,),
    "digest": (digesting.publish,),
    "suggest": (suggesting.found,),
    "feed": (importing.read,),
    "exchange": (exchanging.read,),
}
