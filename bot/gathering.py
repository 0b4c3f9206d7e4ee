"""Gathers a week's records for the digest: one snapshot of the store, public channels only.

Whom somebody speaks to is read from the mentions in what they wrote, never from a profile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.chat import MemberRef
from adapters.events import Audience
from bot.store.assumptions import Assumptions
from bot.store.challenges import Challenges
from bot.store.channels import Channels
from bot.store.digests import DigestRow, Digests
from bot.store.members import Members
from bot.store.messages import Messages
from bot.store.office import Terms, Volunteers
from bot.store.pledges import Pledges
from bot.store.rounds import Rounds
from bot.store.transactions import Connection
from bot.store.view_presses import NEW, USEFUL, ViewPresses
from bot.store.views import Views
from challenges import tally
from challenges.challenge import Challenge
from challenges.contrast import ViewKey
from challenges.digest import Shown, Week
from challenges.duplicates import joined
from challenges.effects import LEAST_TO_TELL
from challenges.library import Shelf, View, shown_at
from challenges.messages import CommunityId, MemberId, Message, conversations
from challenges.moves import MOVES
from challenges.office import Term

LOOKED_BACK = 4
"""So many editions before this one say which kinds of council usually write here."""
USUALLY = 2


async def week(connection: Connection, community: str, since: datetime, until: datetime) -> Week:
    """Gather what was written, asked, decided and shared in a time, its end not included."""
    # What everyone can read now: a channel may have become private since.
    public = await Channels(connection, community).open_to_all()
    written = await Messages(connection, community).between(since, until, (Audience.COMMUNITY,))
    messages = [message for message in written if message.channel in public]
    asked = await Challenges(connection, community).between(since, until)
    ended = await Rounds(connection, community).ended_between(since, until)
    endings = await Rounds(connection, community).endings(since, until)
    going_on = await Rounds(connection, community).open_()
    promised = await Pledges(connection, community).all()
    assumed = await Assumptions(connection, community).all()
    before = await Digests(connection, community).newest(LOOKED_BACK)
    terms = Terms(connection, community)
    open_ = [term for term in await terms.open_() if term.channel in public]
    over = [term for term in await terms.ended_between(since, until) if term.channel in public]
    latest = before[0].edition if before else None
    return Week(
        community=CommunityId(community),
        number=await Digests(connection, community).next_number(),
        since=since,
        until=until,
        conversations=tuple(conversations(messages)),
        challenges=tuple(_bare(each) for each in asked if each.channel in public and each.wording),
        rounds=tuple(tally.outcome(each) for each in ended if each.channel in public),
        open_rounds=tuple((each.id, each.claim) for each in going_on if each.channel in public),
        views=joined(await Views(connection, community).between(since, until)),
        promises=tuple(each for each in promised if each.channel in public),
        assumptions=tuple(each for each in assumed if each.channel in public),
        told=(*latest.promises, *latest.assumptions) if latest else (),
        names=_mentioned(messages),
        kinds=await Members(connection, community).kinds(),
        usual_kinds=_usual(before),
        contrasts=await _contrasts(connection, community, since, until, public),
        # A term that is over has forgotten who served, and counts one.
        challengers=len({who for term in open_ for who in term.served}) + len(over),
        named=await _named(connection, community, open_),
        vacant=await _vacant(connection, community, [*open_, *over], public),
        earlier=latest.trend if latest else (),
        round_ends=(
            *(endings[each.id] for each in ended if each.channel in public),
            *(each.to_end for each in going_on if each.channel in public),
        ),
    )


def _bare(asked: Challenge) -> Challenge:
    """A question without what it repeats: nobody agreed to be quoted by way of a question."""
    wording = MOVES[asked.move].title if asked.claim else asked.wording
    return replace(asked, claim="", wording=wording)


def _mentioned(messages: Iterable[Message]) -> dict[str, MemberId]:
    """What people who wrote are called where somebody mentions them: what a platform puts there."""
    return {MemberRef.parse(each).id.lower(): each for each in {each.by for each in messages}}


def _usual(before: Sequence[DigestRow]) -> tuple[str, ...]:
    """The kinds of council in at least two of the last editions, those of most people first."""
    often, people = Counter[str](), Counter[str]()
    for row in before:
        for kind, number in row.edition.voices:
            often[kind] += 1
            people[kind] += number
    kinds = (kind for kind, times in often.items() if kind and times >= USUALLY)
    return tuple(sorted(kinds, key=lambda kind: (-people[kind], kind)))


async def _contrasts(
    connection: Connection,
    community: str,
    since: datetime,
    until: datetime,
    public: Collection[str],
) -> tuple[Shown, ...]:
    """The views that were shown below questions, those shown most often first."""
    presses = ViewPresses(connection, community)
    new, useful = await presses.all(NEW), await presses.all(USEFUL)
    everybody = Shelf(CommunityId(community))
    shown = await Views(connection, community).shown_between(since, until)
    times = Counter(
        view for view, channel in shown if channel in public and shown_at(view, everybody)
    )
    found = [
        Shown(view, often, _said(new, view), _said(useful, view)) for view, often in times.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.times, -each.useful, each.view.id)))


def _said(presses: Mapping[ViewKey, int], view: View) -> int:
    """How many said so; 0 where they are few."""
    people = presses.get((view.community, view.id), 0)
    return people if people >= LEAST_TO_TELL else 0


async def _named(
    connection: Connection, community: str, terms: Iterable[Term]
) -> tuple[MemberId, ...]:
    """Those in the office who agreed to be named there; to doubt by name is to agree."""
    volunteers = Volunteers(connection, community)
    found: set[MemberId] = set()
    for term in terms:
        rows = await volunteers.in_channel(term.channel)
        agreed = {each.member for each in rows if each.named}
        found |= {who for who in term.served if term.genuine or who in agreed}
    return tuple(sorted(found))


async def _vacant(
    connection: Connection, community: str, terms: Iterable[Term], public: Collection[str]
) -> str:
    """A channel to volunteer in, when no term is open and nobody held the office."""
    if list(terms):
        return ""
    on = [str(row.channel) for row in await Channels(connection, community).switched_on()]
    return next((channel for channel in on if channel in public), "")
