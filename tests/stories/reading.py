"""A community with something on every reading page, put in the store at once.

What takes people months would take a story too long: a year of editions, rounds that are over, an
opinion map, what councils told. All of it is made by the same rules as in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from adapters.chat import ChannelRef
from adapters.events import Audience
from bot.store.assumptions import Assumptions
from bot.store.channels import Channels
from bot.store.digests import Digests
from bot.store.pledges import Pledges
from bot.store.rounds import Rounds
from bot.store.views import Views
from challenges import library, rounds, tally
from challenges.assumptions import Assumption, AssumptionState
from challenges.ballots import Counts, Shift, Stand
from challenges.digest import Due, Edition, Point, Quoted, Shown, Talk, Try, TryKind
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId, MessageId
from challenges.method_files import METHODS
from challenges.onesided import Split
from challenges.opinion_map import opinion_map
from challenges.pledges import Pledge, PledgeState
from challenges.rounds import Entry, Reply, Response, Round, RoundState, Vote
from tests.house import COMMUNITY, House

CHANNEL = ChannelId(f"{COMMUNITY}/platforms")
HIDDEN = ChannelId(f"{COMMUNITY}/board")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
TOPIC = "One platform for all online forms"
CLAIM = "We move every form to one platform by April"
PRIVATE = "The board sells the old depot"
EDITIONS, PUBLIC = 29, 12
RUNNING = "Library fines end in June"
WRITTEN = (
    "Staff were never trained, so call handlers typed every form again by hand.",
    "The old system was kept beside the new one. We paid for both.",
    "Nobody asked the parishes. They learned of it when their allotment form was gone.",
    "Every change went to a board of nine councils, and ours waited for 14 months.",
    "Screen reader users could not finish the longest form, and nobody had tried.",
)
TOLD = (
    ("Leeds City Council", "metropolitan district", Status.DROPPED, 40, True,
     "We dropped it, because each service changed its own copy and costs rose by 40%."),
    ("Kirklees Council", "metropolitan district", Status.KEPT, 75, True,
     "We moved 120 forms in 9 months, because one small team owned all of them."),
    ("Wiltshire Council", "unitary", Status.KEPT, 420, False,
     "It works for us. Calls fell by a third after we wrote the forms with residents."),
    ("Ryde Town Council", "parish", Status.CONSIDERING, 12, False,
     "With two staff we cannot look after a second system beside it."),
    ("Dorset Council", "unitary", Status.TRIED, 500, True,
     "We tried it with parking first. Parking needed what the platform did not have."),
)  # fmt: skip
OTHERS = (
    ("Charges for garden waste pay for themselves", "Medway Council", Status.KEPT),
    ("Chatbots answer most calls about tax", "Torbay Council", Status.DROPPED),
    ("Hybrid meetings bring more residents to planning", "Stroud District Council", Status.TRIED),
)  # fmt: skip


async def furnish(house: House) -> None:
    """Put all of this in, and set the house to a Monday morning."""
    house.clock.at = NOW
    async with house.database.writing(str(COMMUNITY)) as connection:
        channels = Channels(connection, str(COMMUNITY))
        await channels.saw(ChannelRef.parse(CHANNEL), Audience.COMMUNITY)
        await channels.saw(ChannelRef.parse(HIDDEN), Audience.PRIVATE)
        views = [*_views(), *_other_views()]
        for view in views:
            await Views(connection, str(COMMUNITY)).save(view)
        ended = [a_round(1), a_map(2), a_round(4, PRIVATE, HIDDEN)]
        for each in (*ended, a_running(3)):
            await Rounds(connection, str(COMMUNITY)).save(each, MONDAY + 2 * DAY)
        for promise in _promises():
            await Pledges(connection, str(COMMUNITY)).save(promise)
        for noted in _assumptions():
            await Assumptions(connection, str(COMMUNITY)).save(noted)
        for number in range(1, EDITIONS + 1):
            since = MONDAY - (EDITIONS - number) * WEEK
            edition = an_edition(number, since, ended[:2] if number == EDITIONS else [], views)
            digests = Digests(connection, str(COMMUNITY))
            await digests.save(f"week {number}", f"n{number}", edition, since + WEEK)
        await Digests(connection, str(COMMUNITY)).open(PUBLIC, ())


def _views() -> list[View]:
    return [
        _view(number, TOPIC, text, status, council, kind, age, linked)
        for number, (council, kind, status, age, linked, text) in enumerate(TOLD, 1)
    ]


def _other_views() -> list[View]:
    return [
        _view(number, claim, f"This is what {council} found in 2 years of trying.", status, council)
        for number, (claim, council, status) in enumerate(OTHERS, 20)
    ]


def a_view(id: int, age: int = 30) -> View:
    """A view of a council on the one topic."""
    return _view(id, TOPIC, TOLD[0][-1], Status.DROPPED, TOLD[0][0], age=age)


def _view(
    id: int, claim: str, text: str, status: Status, council: str, kind: str = "unitary",
    age: int = 30, linked: bool = False,
) -> View:  # fmt: skip
    shared = library.share(
        id=id,
        claim=claim,
        text=text,
        status=status,
        council=council,
        council_kind=kind,
        by=MemberId("fake:cat"),
        community=CommunityId(str(COMMUNITY)),
        now=NOW - age * DAY,
        link=f"https://council.example/reports/{id}" if linked else "",
        scope=Scope.COMMUNITY,
    )
    return replace(shared, followed_up_at=NOW - 5 * DAY) if id == 2 else shared


def _opened(id: int, method: str, claim: str, channel: ChannelId) -> Round:
    return rounds.open_(
        id,
        METHODS[method],
        channel,
        None,
        claim,
        (("claim", claim),),
        MemberId("fake:dan"),
        MemberId("fake:dan"),
        b"k" * 32,
        MONDAY,
    )


def a_round(id: int, claim: str = CLAIM, channel: ChannelId = CHANNEL) -> Round:
    """A pre-mortem that is over, with answers to three of five objections."""
    opened = _opened(id, "pre-mortem", claim, channel)
    stage = opened.method.stages[0]
    marks = (6, 5, 4, 2, 1)
    return replace(
        opened,
        state=RoundState.CLOSED,
        phase=len(opened.method.phases) - 1,
        key=b"",
        shift=Shift(Counts(8, 3, 1), Counts(4, 3, 5), 11, 4, 2, 1, 5),
        took_part=12,
        entries=tuple(
            Entry(n, rounds.NOBODY, (words,), stage) for n, words in enumerate(WRITTEN, 1)
        ),
        votes=tuple(
            Vote(rounds.NOBODY, n, mark)
            for n, moved in enumerate(marks, 1)
            for mark in ["moves"] * moved + ["unmoved"] * 2 + ["unsure"]
        ),
        responses=(
            Response(1, Reply.ACCEPT, "We train all call handlers before the first form moves."),
            Response(2, Reply.AMEND, "The old system is switched off form by form."),
            Response(4, Reply.REJECT, "We are not part of a board. The decision is ours alone."),
        ),
    )


def a_map(id: int) -> Round:
    """A round of statements on which forty people voted, in two groups."""
    opened = _opened(id, "statements", "Residents should choose how we reply to them", CHANNEL)
    stage = opened.method.stages[0]
    numbers = range(1, 9)
    sheets = [
        {
            number: Stand.UNSURE
            if (voter * 5 + number * 3) % 7 == 0
            else Stand.AGREE
            if number < 3 or number % 2 == voter % 2
            else Stand.DISAGREE
            for number in numbers
        }
        for voter in range(40)
    ]
    return replace(
        opened,
        state=RoundState.CLOSED,
        phase=len(opened.method.phases) - 1,
        key=b"",
        shift=Shift(Counts(14, 9, 7), Counts(20, 6, 4), 30, 8, 3, 2, 4),
        took_part=40,
        entries=tuple(
            Entry(n, rounds.NOBODY, (f"Statement {n}: a letter costs more.",), stage)
            for n in numbers
        ),
        votes=tuple(
            Vote(rounds.NOBODY, n, {"agree": "agree", "disagree": "disagree"}.get(stand, "pass"))
            for sheet in sheets
            for n, stand in sheet.items()
        ),
        opinion=opinion_map(numbers, sheets)[0],
    )  # fmt: skip


def a_running(id: int) -> Round:
    """A round in which something was written that nobody may see yet."""
    opened = _opened(id, "pre-mortem", RUNNING, CHANNEL)
    return replace(
        opened,
        phase_ends=NOW + DAY,
        entries=(Entry(1, rounds.Alias("a"), ("A hidden thought on fines.",), 0),),
    )


def _promises() -> list[Pledge]:
    made = (
        ("I ask the supplier what it costs to leave.", PledgeState.DONE, -10),
        ("I write down how the old site works.", PledgeState.OPEN, -3),
        ("I train the call handlers in Rugby.", PledgeState.OPEN, 14),
        ("I ask the parishes what they need.", PledgeState.DROPPED, -20),
    )
    return [
        Pledge(n, 1, 1, CHANNEL, None, MemberId("fake:bob"), what, TODAY + due * DAY, NOW, state)
        for n, (what, state, due) in enumerate(made, 1)
    ]


def _assumptions() -> list[Assumption]:
    noted = (
        ("The grant for the move is paid in April.", AssumptionState.OPEN, 20),
        ("Nine in ten residents can use a form online.", AssumptionState.FELL, -30),
        ("The supplier keeps its price for 2 years.", AssumptionState.HOLDS, -8),
        ("The call centre has fewer calls by June.", AssumptionState.OPEN, -2),
    )
    return [
        Assumption(n, 1, n, CHANNEL, None, text, MemberId("fake:bob"), TODAY + on * DAY, NOW, state)
        for n, (text, state, on) in enumerate(noted, 1)
    ]


def _message(number: int) -> MessageId:
    return MessageId(f"{CHANNEL}/{number}")


def _quoted(number: int, text: str, council: str = "", *, dissent: bool = False) -> Quoted:
    return Quoted(_message(number), text, council, dissent)


def an_edition(
    number: int, since: datetime, ended: Sequence[Round] = (), views: Sequence[View] = ()
) -> Edition:
    """A week's edition; the last one has something in every part."""
    counted = (31, 64, 52, 40, 22, 0, 5)
    edition = Edition(
        number=number,
        since=since,
        until=since + WEEK,
        messages=sum(counted) + number,
        people=31,
        channels=6,
        councils=9,
        talks=(
            Talk(
                title="moving every form to one platform",
                channel=CHANNEL,
                first=_message(1),
                messages=34,
                people=12,
                councils=("Leeds City Council", "Ryde Town Council"),
                spread=0.8,
                quotes=(
                    _quoted(
                        3,
                        "It costs more, because we pay for both.",
                        "Ryde Town Council",
                        dissent=True,
                    ),
                    _quoted(2, "One platform means one place to mend."),
                ),
                split=Split(_message(2), 7, 6, reasons_given=False),
                pieced=True,
            ),
            Talk(
                "three-weekly bins from April",
                CHANNEL,
                _message(20),
                6,
                4,
                (),
                0.0,
                (_quoted(21, "The crews start at six in the morning now."),),
                None,
            ),
        ),
        rounds=tuple(map(tally.outcome, ended)),
        challenges=(),
        views=(),
        questions=(_quoted(9, "Has anybody a letter to parishes?", "Ryde Town Council"),),
        by_day=tuple((since.date() + n * DAY, many) for n, many in enumerate(counted)),
    )
    if not ended:
        return edition
    return replace(
        edition,
        views=tuple(views[:2]),
        open_rounds=((3, RUNNING),),
        promises=(
            Due("promise:3", "I train the call handlers.", TODAY + WEEK, "open", asked=False),
        ),
        assumptions=(
            Due("assumption:2", "Nine in ten can use it.", TODAY - DAY, "fell", asked=True),
        ),
        note="Thank you for a week of good questions.\nThe next round is about library fines.",
        contrasts=(Shown(views[0], 6, 4, 3), Shown(views[2], 1, 0, 0)),
        objections=(_quoted(7, "Nobody has counted what the move itself costs.", dissent=True),),
        voices=(("district", 14), ("county", 8), ("", 6)),
        challengers=1,
        trend=tuple(
            Point((since - n * WEEK + WEEK).date(), talks, one, low, high)
            for n, (talks, one, low, high) in enumerate(
                ((12, 3, 0.08, 0.53), (10, 4, 0.15, 0.7), (3, 1, 0.03, 0.8), (9, 5, 0.26, 0.83))
            )
        )[::-1],
        tries=(
            Try(TryKind.ROUND, "One platform means one place to mend", _message(2)),
            Try(TryKind.ANSWER, "Nobody has counted what the move itself costs.", _message(7)),
            Try(TryKind.INVITE, "county council", ""),
        ),
        withdrawn=1,
    )
