"""The digest of a week as a page: what is told of an edition, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.language import spoken
from bot.presenters import digest, told, verdicts
from bot.presenters.pages import rounds, shown, telling
from bot.presenters.pages.shown import SPLIT_WITH_REASONS as SPLIT_WITH_REASONS
from bot.presenters.pages.shown import SPLIT_WITHOUT as SPLIT_WITHOUT
from bot.presenters.pages.shown import Permalink, Scene
from bot.presenters.pages.site import Site
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.pages.trend_chart import trend
from bot.presenters.pages.week_chart import week
from bot.presenters.words import LONDON, day, day_and_month, full_moment, label, marked
from challenges.challenge import Challenge, Origin
from challenges.digest import Edition
from challenges.effects import LEAST_TO_SHOW

ORIGIN_WORDS = {
    Origin.REQUEST: marked("A member asked for it."),
    Origin.SCHEDULE: marked("A moderator set a schedule."),
}
SECTIONS = {
    "changed": marked("What changed"),
    "differed": marked("Where views differed most"),
    "others": marked("What else was talked about"),
    "rounds": marked("Dissent rounds, before and after"),
    "objections": marked("Objections nobody answered"),
    "views": marked("Views from other councils"),
    "promises": marked("What was promised"),
    "assumptions": marked("What plans rest on"),
    "questions": marked("Questions nobody has answered"),
    "heard": marked("Who was heard"),
    "next": marked("What to try next week"),
    "coming": marked("Coming up"),
    "made": marked("How this was made, and what is held"),
}
"""The parts of an edition, in the order of every face of it."""
MADE = (
    marked(
        "Challenger reads only the channels that moderators switched on, and nothing written in "
        "private. Conversations are ordered by how much views differed, then by how many people "
        "took part."
    ),
    marked(
        "Nobody is named as the author of anything. Quotes are unchanged, and people who asked not "
        "to be quoted are not. "
        "Once a dissent round has ended, nobody can tell who wrote or voted what in it."
    ),
    marked(
        "To see, save or erase what is held about you, type /challenge privacy. "
        "There you can also ask not to be read, or not to be quoted."
    ),
)
PUBLIC = marked(
    "This is what anybody may read of this edition. Left out are quotes from talks, what people "
    "wrote in dissent rounds, and all else that nobody agreed to show to everybody. "
    "So are numbers of fewer than five people."
)
MADE_IN_REPLAY = (
    marked(
        "This page was made from an export by running Challenger over it. Nothing was posted "
        "anywhere. Every channel was treated as switched on. "
        "Conversations are ordered by how much views differed, then by how many people took part."
    ),
    marked(
        "Nobody is named as the author of anything. Quotes are unchanged, except that mentions of "
        "people are taken out. A name that somebody typed by hand stays."
    ),
    marked(
        "There are no dissent rounds and no views from other councils, because nobody was there "
        "to take part."
    ),
)


def digest_page(
    edition: Edition,
    *,
    community_name: str,
    base_url: str,
    permalink: Permalink,
    zone: ZoneInfo = LONDON,
    channel_name: Callable[[str], str] = lambda _: "",
    before: Edition | None = None,
    coming: Sequence[str] = (),
    index: str = "",
    replayed: bool = False,
    site: Site | None = None,
) -> str:
    """Draw an edition as a whole page.

    `before` is the edition of the week before, where there was one; `coming` are sentences about
    what is planned; `index` leads to the list of digests; `base_url` is where the bot's own pages
    are, "" where it has none. Without a `site` around it the page stands alone as a file. The
    public is led nowhere else: neither to other pages nor to the talk.
    """
    public = site is not None and site.public
    scene = Scene((lambda _: "") if public else permalink, zone, channel_name)
    at = site.at if site is not None and not public else None
    talks = [(shown.talk(each, scene), telling.differs(each)) for each in edition.talks]
    others = [each for each, differs in talks if not differs]
    left_out = _left_out(edition, bool(others), replayed)
    if public:
        left_out |= _nothing_public(edition, any(differs for _, differs in talks))
    titles = {id: label(title) for id, title in SECTIONS.items() if id not in left_out}
    shared, besides = told.views(edition)
    return TEMPLATES.get_template("digest.html").render(
        language=spoken(),
        alone=site is None,
        site=site,
        community_name=community_name,
        replayed=replayed,
        accessibility=f"{base_url}/accessibility" if base_url else "",
        index=index,
        edition=edition,
        dates=dates(edition.since, edition.until, zone),
        withdrawn=told.withdrawn(edition),
        lead="" if public else telling.lead(edition),
        public=label(PUBLIC) if public else "",
        figures=telling.figures(edition),
        changes=[] if public else telling.changes(edition, before, replayed),
        week=week(edition, zone),
        titles=titles,
        sections=list(titles.items()),
        links=_links(edition),
        differed=[each for each, differs in talks if differs],
        others=others,
        rounds=[
            rounds.in_edition(each, at.to("round", each.round) if at else "", len(edition.rounds))
            for each in edition.rounds
        ],
        objections=[shown.quoted(each, scene) for each in edition.objections],
        views=[(shown.view(each, edition.until, zone), said) for each, said in shared],
        contrasts=[(shown.view(each, edition.until, zone), said) for each, said in besides],
        promises=[digest.promise(each) for each in edition.promises],
        assumptions=[digest.assumption(each) for each in edition.assumptions],
        questions=[shown.quoted(each, scene) for each in edition.questions],
        voices=told.voices(edition),
        challengers=""
        if replayed or (public and not edition.challengers)
        else told.challengers(edition),
        trend=trend(edition.trend),
        tries=told.tries(edition),
        coming=[
            *(
                (
                    label("Round {id} is still open: {claim}", id=number, claim=claim),
                    at.to("round", number) if at else "",
                )
                for number, claim in edition.open_rounds
            ),
            *((each, "") for each in coming),
        ],
        asked=[_asked(challenge, zone) for challenge in edition.challenges],
        made=[label(words) for words in (MADE_IN_REPLAY if replayed else MADE)],
        faces=[
            (at.edition(edition.number, "md"), label("Markdown")),
            (at.edition(edition.number, "json"), label("JSON")),
        ]
        if at
        else [],
    )


def no_edition_page(site: Site) -> str:
    """This week's page before there is an edition."""
    return TEMPLATES.get_template("plain.html").render(
        language=spoken(),
        site=site,
        title=label("No digest yet"),
        paragraphs=[
            label(
                "The first digest comes at the end of a week in which people wrote something. It is posted in the channel, and stands here from then on."
            )
        ],
    )


def dates(since: datetime, until: datetime, zone: ZoneInfo = LONDON) -> str:
    """`16 to 22 November 2026`: the days from one moment up to just before another."""
    first = since.astimezone(zone).date()
    last = max(first, (until.astimezone(zone) - timedelta(microseconds=1)).date())
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return label("{first} to {last}", first=first.day, last=day(last))
    if first.year == last.year:
        return label("{first} to {last}", first=day_and_month(first), last=day(last))
    return label("{first} to {last}", first=day(first), last=day(last))


def _left_out(edition: Edition, others: bool, replayed: bool) -> set[str]:
    """The parts that an edition has nothing for; of the others it says so where it has nothing."""
    empty = {
        "others": not others,
        "objections": not edition.objections,
        "promises": not edition.promises,
        "assumptions": not edition.assumptions,
        "next": not edition.tries,
        # Nobody was there to take part in a replay.
        "rounds": replayed,
        "views": replayed,
        "coming": replayed,
        "heard": replayed and not (edition.voices or edition.trend),
    }
    return {name for name, nothing in empty.items() if nothing}


def _nothing_public(edition: Edition, differed: bool) -> set[str]:
    """The parts that the public is told nothing of: not that there was nothing, for there may be."""
    empty = {
        "differed": not differed,
        "rounds": not edition.rounds,
        "views": not (edition.views or edition.contrasts),
        "questions": not edition.questions,
        "heard": not (edition.voices or edition.trend or edition.challengers),
        "coming": not edition.open_rounds,
    }
    return {name for name, nothing in empty.items() if nothing}


def _links(edition: Edition) -> dict[str, str]:
    """The linking sentence of each part."""
    links = dict(zip(SECTIONS, edition.links, strict=False))
    return {name: links.get(name, "") for name in SECTIONS}


@dataclass(frozen=True, slots=True)
class _ShownAsking:
    when: str
    wording: str
    why: str
    effect: str


def _asked(challenge: Challenge, zone: ZoneInfo) -> _ShownAsking:
    origin = ORIGIN_WORDS.get(challenge.origin)
    why = label(origin) if origin else verdicts.sentence(challenge.reason, {})
    effect = ""
    said = challenge.helped + challenge.not_helped
    if said >= LEAST_TO_SHOW:
        effect = label(
            "Of the {answers} people who answered, {useful} found this useful.",
            answers=said,
            useful=challenge.helped,
        )
    return _ShownAsking(
        when=full_moment(challenge.asked_at, zone),
        wording=challenge.wording,
        why=why,
        effect=effect,
    )
