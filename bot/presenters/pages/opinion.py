"""The opinion map as a part of a page: the picture, what it means, and all its numbers.

Nobody is in it: only groups, and counts of three people or more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bot.presenters.pages.chart import Chart
from bot.presenters.pages.opinion_chart import LETTERS, bars, key, opinion_chart
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.words import count, label, marked
from challenges.ballots import Counts, Stand
from challenges.opinion import (
    FEWEST_IN_GROUP,
    FEWEST_VOTERS,
    Bridge,
    Characteristic,
    Divide,
    NoGroups,
    OpinionMap,
    Statement,
)

WHY_NONE = {
    NoGroups.FEW_VOTERS: marked(
        "There are no groups here: fewer than {voters} people voted on enough statements, and in so few any pattern may be luck."
    ),
    NoGroups.FEW_STATEMENTS: marked(
        "There are no groups here: that takes at least three statements."
    ),
    NoGroups.NO_PATTERN: marked(
        "There are no groups here: how people voted on one statement says no more about their other votes than luck would."
    ),
    NoGroups.SMALL_GROUP: marked(
        "There are no groups here: one of them would have fewer than {group} people, who might be recognised."
    ),
}
CLOSE, WELL_APART = 0.35, 0.5
AGREE_HERE = marked(
    "{count} of {voted} in group {letter} agree. Of everybody else, {others} of {others_voted} do."
)
DISAGREE_HERE = marked(
    "{count} of {voted} in group {letter} disagree. Of everybody else, {others} of {others_voted} do."
)


def opinion_part(
    found: OpinionMap,
    wordings: Mapping[int, str],
    name: str = "opinion",
    level: int = 2,
    listed: slice = slice(None),
) -> Markup:
    """Draw the map as a part of another page, with headings from `level` down.

    Of the table of all statements those `listed` stand there.
    """
    scene = _Scene(found, wordings, name)
    template = TEMPLATES.get_template("opinion.html")
    return Markup(
        template.render(
            name=name,
            level=level,
            lead=summary(found),
            why_none=_why_none(found),
            apart=_apart(found),
            chart=_chart(scene),
            keys={each: key(f"{name}-key-{each}") for each in ("bridges", "divides", "agreed")},
            groups=_groups(scene),
            bridges=[_bridge(each, scene) for each in found.bridges],
            divides=[_divide(each, scene) for each in found.divides],
            agreed=[_agreed(each, scene) for each in found.agreed],
            many=min((group.voters for group in found.groups), default=0) >= FEWEST_VOTERS,
            rows=_rows(scene)[listed],
        )
    )


def summary(found: OpinionMap) -> str:
    """The map in a sentence or two, for a post or the top of the page."""
    if not found.voters:
        return label("Fewer than three people voted, so nothing is shown.")
    people = count(found.voters, "{number} person", "{number} people")
    statements = count(len(found.statements), "{number} statement", "{number} statements")
    said = label("{people} voted on {statements}.", people=people, statements=statements)
    if not found.groups:
        return said
    groups = count(
        len(found.groups),
        "By how they voted, they fall into {number} group.",
        "By how they voted, they fall into {number} groups.",
    )
    return f"{said} {groups}"


def groups_chart(found: OpinionMap, name: str) -> Chart | None:
    """The map by itself, with its groups as a table; None where there are no groups."""
    if not found.groups:
        return None
    listed = [each.statement for each in found.bridges]
    listed += [each.statement for each in found.divides]
    numbers = {each: each for each in sorted(set(listed))}
    title, said = label("Groups of people who voted alike"), f"{summary(found)} {_apart(found)}"
    seen = label("Below the drawing, the same is said in words and in a table.")
    return Chart(
        name=name,
        title=title,
        sentence=said,
        svg=opinion_chart(name, found, numbers, title, f"{said} {seen}"),
        columns=(label("Group"), label("People")),
        rows=tuple(
            (label("Group {letter}", letter=LETTERS[place]), str(group.voters))
            for place, group in enumerate(found.groups)
        ),
    )


# --- what the template is given: sentences and drawings ---


@dataclass(frozen=True, slots=True)
class _Scene:
    found: OpinionMap
    wordings: Mapping[int, str]
    name: str

    def words(self, statement: int) -> str:
        """The words of a statement; its number where they are not for everybody to read."""
        return self.wordings.get(statement) or label("Entry {number}", number=statement)

    def by_group(self, statement: int) -> tuple[Counts, ...]:
        return self._found(statement).by_group

    def whole(self, statement: int) -> Counts:
        return self._found(statement).counts

    def _found(self, statement: int) -> Statement:
        return next(each for each in self.found.statements if each.id == statement)


@dataclass(frozen=True, slots=True)
class _Shown:
    number: int
    text: str
    said: str
    chart: Markup | None = None


@dataclass(frozen=True, slots=True)
class _ShownGroup:
    title: str
    items: tuple[_Shown, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    who: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class _ShownStatement:
    number: int
    text: str
    rows: tuple[_Row, ...]


def _why_none(found: OpinionMap) -> str:
    if found.why_none is None or not found.voters:
        return ""
    return label(WHY_NONE[found.why_none], voters=FEWEST_VOTERS, group=FEWEST_IN_GROUP)


def _apart(found: OpinionMap) -> str:
    if found.silhouette is None:
        return ""
    if found.silhouette >= WELL_APART:
        return label("The groups stand well apart.")
    if found.silhouette >= CLOSE:
        return label("The groups overlap: people near the middle could be in either.")
    return label("The groups overlap a great deal. Take them as a first impression only.")


def _chart(scene: _Scene) -> Markup | None:
    drawn = groups_chart(scene.found, scene.name)
    return drawn.svg if drawn else None


def _groups(scene: _Scene) -> list[_ShownGroup]:
    return [
        _ShownGroup(
            title=count(
                group.voters,
                "Group {letter}, {number} person",
                "Group {letter}, {number} people",
                letter=LETTERS[place],
            ),
            items=tuple(
                _Shown(
                    each.statement,
                    scene.words(each.statement),
                    _characteristic(each, LETTERS[place]),
                )
                for each in group.characteristics
            ),
        )
        for place, group in enumerate(scene.found.groups)
    ]


def _characteristic(each: Characteristic, letter: str) -> str:
    return label(
        AGREE_HERE if each.stand is Stand.AGREE else DISAGREE_HERE,
        letter=letter,
        count=each.count,
        voted=each.voted,
        others=each.others,
        others_voted=each.others_voted,
    )


def _bridge(each: Bridge, scene: _Scene) -> _Shown:
    said = (
        label("Most people in every group agree.")
        if each.stand is Stand.AGREE
        else label("Most people in every group disagree.")
    )
    return _split(each.statement, said, "bridge", scene)


def _divide(each: Divide, scene: _Scene) -> _Shown:
    said = label(
        "Most of group {one} agree, and most of group {other} disagree.",
        one=LETTERS[each.agrees],
        other=LETTERS[each.disagrees],
    )
    return _split(each.statement, said, "divide", scene)


def _split(statement: int, said: str, kind: str, scene: _Scene) -> _Shown:
    rows = [(LETTERS[place], counts) for place, counts in enumerate(scene.by_group(statement))]
    return _Shown(
        statement,
        scene.words(statement),
        said,
        bars(
            f"{scene.name}-{kind}-{statement}",
            rows,
            label("How each group voted on statement {number}", number=statement),
            " ".join(_told(letter, counts) for letter, counts in rows),
        ),
    )


def _agreed(each: Bridge, scene: _Scene) -> _Shown:
    counts, number = scene.whole(each.statement), each.statement
    said = label(
        "Agree {agree}, unsure {unsure}, disagree {disagree}.",
        agree=counts.agree,
        unsure=counts.unsure,
        disagree=counts.disagree,
    )
    chart = bars(
        f"{scene.name}-agreed-{number}",
        [("", counts)],
        label("How everybody voted on statement {number}", number=number),
        said,
    )
    return _Shown(number, scene.words(each.statement), said, chart)


def _told(letter: str, counts: Counts) -> str:
    return label(
        "In group {letter}: agree {agree}, unsure {unsure}, disagree {disagree}.",
        letter=letter,
        agree=counts.agree,
        unsure=counts.unsure,
        disagree=counts.disagree,
    )


def _rows(scene: _Scene) -> list[_ShownStatement]:
    return [
        _ShownStatement(
            statement.id,
            scene.words(statement.id),
            (
                _Row(label("Everybody"), statement.counts),
                *(
                    _Row(label("Group {letter}", letter=LETTERS[place]), counts)
                    for place, counts in enumerate(statement.by_group)
                ),
            )
            if statement.counts.total
            else (),
        )
        for statement in scene.found.statements
    ]
