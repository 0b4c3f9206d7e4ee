"""Any edition there could be, and one with something in every part, for whatever must tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from challenges.ballots import NO_SHIFT, Counts, Shift
from challenges.challenge import Challenge, ChallengeState, Origin
from challenges.digest import Due, Edition, Point, Quoted, Shown, Talk, Try, TryKind
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId, MessageId
from challenges.onesided import Split
from challenges.rounds import Alias, Entry, Reply, Response
from challenges.tally import EntryTally, Outcome

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)
COMMUNITY = CommunityId("web:town")
CHANNEL = ChannelId("web:town:forms")
NAMED = MemberId("web:town:ZZann-archer")
ALIAS = Alias("ZZalias")
SECRET = "QQ"
"""Begins whatever nobody may read outside the community."""


def message(number: int) -> MessageId:
    return MessageId(f"web:town:forms:ZZ{number}")


def quoted(number: int, text: str, council: str = "", *, dissent: bool = False) -> Quoted:
    return Quoted(message(number), text, council, dissent)


def view(
    id: int, claim: str, text: str, scope: Scope = Scope.PUBLIC, link: str = "", council: str = ""
) -> View:
    return View(
        id=id,
        claim=claim,
        text=text,
        status=Status.DROPPED,
        council=council or "Ambleford Borough Council",
        council_kind="borough",
        link=link,
        by=NAMED,
        community=COMMUNITY,
        scope=scope,
        shared_at=MONDAY,
    )


def entry(id: int, text: str, marks: tuple[str, ...] = (), why: str | None = None) -> EntryTally:
    response = None if why is None else Response(id, Reply.REJECT, why)
    return EntryTally(Entry(id, ALIAS, (text,), author=NAMED), marks, response)


def a_round(number: int, claim: str, *entries: EntryTally) -> Outcome:
    return Outcome(
        round=number,
        claim=claim,
        method="Silent dissent",
        abandoned=False,
        took_part=12,
        shift=Shift(Counts(7, 3, 2), Counts(4, 3, 5), 11, 4, 2, 1, 5),
        entries=entries,
        moved=entries[:1],
        unanswered=tuple(each for each in entries if each.response is None),
        minority=tuple(each.entry for each in entries[-1:]),
    )


FULL = Edition(
    number=12,
    since=MONDAY,
    until=MONDAY + 7 * DAY,
    messages=143,
    people=31,
    channels=4,
    councils=9,
    talks=(
        Talk(
            title="moving every form to one platform",
            channel=CHANNEL,
            first=message(1),
            messages=24,
            people=11,
            councils=("Ambleford Borough Council", "Port Hallam City Council"),
            spread=0.7,
            quotes=(
                quoted(
                    2,
                    "QQ One platform means one outage for 40 councils.",
                    "Port Hallam City Council",
                    dissent=True,
                ),
                quoted(3, "QQ We would save the licence of 3 systems."),
            ),
            split=Split(message(1), 7, 6, reasons_given=False),
            titled=message(1),
            about="platform, forms, outage",
        ),
        Talk(
            "bins, april, crews",
            CHANNEL,
            message(4),
            9,
            5,
            (),
            0.0,
            (quoted(5, "QQ The crews start at six in the morning now."),),
            None,
        ),
    ),
    rounds=(
        a_round(
            7,
            "We empty the bins every three weeks from April",
            entry(
                1,
                "QQ In flats there is no room for what is not collected.",
                ("moves", "moves", "moves", "unmoved"),
                "QQ We keep two weeks for flats.",
            ),
            entry(2, "QQ More rubbish will be left beside the bins.", ("moves", "unmoved")),
        ),
    ),
    challenges=(
        Challenge(
            1,
            CHANNEL,
            None,
            (message(1),),
            "consider-opposite",
            "QQ What would prove this wrong?",
            "QQ One platform is cheaper",
            "one-sided",
            Origin.SCHEDULE,
            NAMED,
            MONDAY,
            MONDAY + DAY,
            ChallengeState.ANSWERED,
            3,
            2,
            1,
        ),
    ),
    views=(
        view(
            1,
            "Three-weekly collections save money",
            "We tried it for a year and went back to two weeks. Complaints doubled.",
            link="https://ambleford.example/bins",
        ),
        view(2, "QQ Chatbots answer most calls", "QQ Ours answered one in five.", Scope.EVERYWHERE),
    ),
    questions=(quoted(6, "QQ Has anybody asked the crews?", "Port Hallam City Council"),),
    by_day=tuple(
        (date(2026, 11, 16) + n * DAY, count) for n, count in enumerate((31, 40, 12, 35, 22, 0, 3))
    ),
    open_rounds=((8, "Library fines end in June"),),
    promises=(
        Due("promise:3", "QQ I ask the crews by Friday.", date(2026, 11, 20), "open", asked=True),
    ),
    assumptions=(
        Due(
            "assumption:2",
            "QQ The grant is paid in April.",
            date(2026, 11, 25),
            "open",
            asked=False,
        ),
    ),
    note="Thank you for a week of good questions.\nThe next round is about library fines.",
    contrasts=(
        Shown(
            view(
                3,
                "One platform for all forms",
                "We left the shared platform after two years, because changes took months.",
                council="Saltmere Parish Council",
            ),
            6,
            4,
            3,
        ),
    ),
    objections=(quoted(7, "QQ Nobody has costed the move itself.", dissent=True),),
    voices=(("district", 14), ("county", 8), ("", 6)),
    challengers=1,
    named=(NAMED,),
    trend=tuple(
        Point(date(2026, 10, 4) + 7 * n * DAY, talks, one, low, high)
        for n, (talks, one, low, high) in enumerate(
            (
                (8, 5, 0.3, 0.87),
                (9, 5, 0.26, 0.82),
                (3, 1, 0.0, 1.0),
                (11, 5, 0.2, 0.73),
                (10, 4, 0.16, 0.7),
                (12, 4, 0.13, 0.62),
                (12, 3, 0.09, 0.53),
            )
        )
    ),
    tries=(
        Try(TryKind.ROUND, "QQ One platform is cheaper", message(1)),
        Try(TryKind.ANSWER, "QQ Nobody has costed the move itself.", message(7)),
        Try(TryKind.INVITE, "county", ""),
    ),
    links=("", "QQ People split over one platform for all forms."),
    withdrawn=2,
    corrected_at=MONDAY + 8 * DAY,
)
"""An edition with something in every part."""

HOSTILE = (
    "a\r\nBcc: x@evil.example\r\n\r\n<p>body",
    "=?utf-8?q?=0d=0aBcc:_x@evil.example?=",
    "<script>alert(1)</script> & <b>we</b> ]]> <!-- &amp; &#64;here <![CDATA[",
    "[a](javascript:alert(1)) ![b](https://evil.example/x.png) <https://evil.example>",
    "# heading\n---\n> quote\n- list\n1. one\n```\ncode\n\n    more\n| a | b |\n| --- | --- |",
    "@everyone @here <@U123> <!channel> <#C1> ann@evil.example www.evil.example http://evil.example",
    "\u202egnp.exe\u202c \u2066x\u2069 \u0600\u05d0 \u2028 \u2029 \x85",
    "\x00\x08\x0b\x1b[31m\ufffe",
    "=HYPERLINK(1)\n===\nword\n---",
    "\u6f22\u5b57" * 200,
    "\\*a\\* *b* __c__ ~~d~~ `e` $f$ ^g^ [^1] ~h~ &lt;i&gt;",
)
"""What somebody may write who wants more than to be read."""


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """An edition with any words in it. Words that members alone may read begin with QQ."""
    signs = st.characters(codec="utf-8", exclude_characters="QZ")
    words = st.one_of(st.sampled_from(HOSTILE), st.text(signs, min_size=1, max_size=60))
    secret = words.map(lambda said: f"{SECRET} {said}")
    few = st.integers(0, 2)

    def some_quotes(dissent: bool) -> tuple[Quoted, ...]:
        return tuple(
            quoted(
                draw(st.integers(1, 99)),
                draw(secret),
                draw(st.sampled_from(("", "Glen Orrin Council"))),
                dissent=dissent,
            )
            for _ in range(draw(few))
        )

    talks = tuple(
        replace(
            FULL.talks[0],
            title=draw(secret),
            about=draw(words),
            quotes=some_quotes(draw(st.booleans())),
            split=draw(st.sampled_from((None, FULL.talks[0].split))),
            councils=draw(st.sampled_from(((), ("Glen Orrin Council",)))),
            spread=draw(st.sampled_from((0.0, 0.5))),
            pieced=draw(st.booleans()),
            drafted=draw(st.booleans()),
        )
        for _ in range(draw(few))
    )
    rounds = tuple(
        replace(
            a_round(
                number + 1,
                draw(words),
                *(
                    entry(
                        n, draw(secret), ("moves",), draw(st.sampled_from((None, f"{SECRET} why")))
                    )
                    for n in range(draw(few))
                ),
            ),
            abandoned=draw(st.booleans()),
            shift=draw(st.sampled_from((NO_SHIFT, FULL.rounds[0].shift))),
        )
        for number in range(draw(few))
    )
    open_ = tuple(view(n, draw(words), draw(words), link=draw(words)) for n in range(draw(few)))
    closed = tuple(view(9, draw(secret), draw(secret), Scope.EVERYWHERE) for _ in range(draw(few)))
    return replace(
        FULL,
        talks=talks,
        rounds=rounds,
        views=open_ + closed,
        contrasts=tuple(Shown(each, 3, 4, 0) for each in open_[:1] + closed[:1]),
        questions=some_quotes(dissent=False),
        objections=some_quotes(dissent=True),
        promises=tuple(replace(FULL.promises[0], text=draw(secret)) for _ in range(draw(few))),
        assumptions=tuple(
            replace(FULL.assumptions[0], text=draw(secret)) for _ in range(draw(few))
        ),
        tries=draw(st.sampled_from((FULL.tries, ()))),
        voices=draw(st.sampled_from((FULL.voices, ()))),
        trend=draw(st.sampled_from((FULL.trend, ()))),
        open_rounds=tuple((n + 50, draw(words)) for n in range(draw(few))),
        note=draw(st.one_of(st.just(""), words)),
        links=draw(st.sampled_from((FULL.links, ()))),
        withdrawn=draw(few),
    )
