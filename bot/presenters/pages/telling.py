"""What the digest's page says of the numbers in an edition, each in one sentence."""

from __future__ import annotations

from datetime import timedelta

from bot.presenters import results
from bot.presenters.words import count, full_day, label, listed, weekday
from challenges.digest import Edition, Talk
from challenges.methods import Stands
from challenges.rounds import Shift

CLOCKS = timedelta(hours=2)


def differs(talk: Talk) -> bool:
    """Whether people differed; where the quotes are left out, the measure of it has to do."""
    if talk.split is not None or any(quoted.dissent for quoted in talk.quotes):
        return True
    return not talk.quotes and talk.spread > 0


def lead(edition: Edition) -> str:
    """The first thing to know about a week."""
    changed = sum(outcome.shift.changed for outcome in edition.rounds)
    if changed:
        return count(
            changed,
            "{number} person changed where they stand.",
            "{number} people changed where they stand.",
        )
    differed = sum(map(differs, edition.talks))
    if differed:
        return count(
            differed,
            "Views differed in {number} conversation.",
            "Views differed in {number} conversations.",
        )
    return label("No views that differ were seen this week.")


def figures(edition: Edition) -> list[tuple[int, str]]:
    """How much was said, by how many."""
    figures = [
        (edition.messages, count(edition.messages, "message", "messages")),
        (edition.people, count(edition.people, "person", "people")),
        (edition.channels, count(edition.channels, "channel", "channels")),
    ]
    if edition.councils:
        figures.append((edition.councils, count(edition.councils, "council", "councils")))
    return figures


def changes(edition: Edition, before: Edition | None, replayed: bool) -> list[str]:
    """What is different from before."""
    changes = []
    ended = [outcome for outcome in edition.rounds if not outcome.abandoned]
    if ended:
        moved = sum(len(outcome.moved) for outcome in ended)
        changed = sum(outcome.shift.changed for outcome in ended)
        changes.append(
            label(
                "{rounds} ended. {objections} moved people, and {people} changed where they stand.",
                rounds=count(len(ended), "{number} dissent round", "{number} dissent rounds"),
                objections=count(moved, "{number} objection", "{number} objections"),
                people=count(changed, "{number} person", "{number} people"),
            )
        )
        taken_up = sum(entry.won for outcome in ended for entry in outcome.entries)
        if taken_up:
            changes.append(
                count(
                    taken_up,
                    "{number} objection was taken up.",
                    "{number} objections were taken up.",
                )
            )
    if edition.challenges:
        changes.append(_asked_in_all(edition, replayed))
    if edition.views:
        changes.append(
            count(
                len(edition.views),
                "{number} view was shared by councils.",
                "{number} views were shared by councils.",
            )
        )
    if before and _as_long(edition, before):
        changes.append(_than_before(edition.messages - before.messages))
    return changes


def _asked_in_all(edition: Edition, replayed: bool) -> str:
    asked = len(edition.challenges)
    if replayed:
        return count(
            asked,
            "Challenger would have asked {number} question.",
            "Challenger would have asked {number} questions.",
        )
    answered = sum(challenge.answers > 0 for challenge in edition.challenges)
    if not answered:
        return count(
            asked,
            "Challenger asked {number} question. Nobody has answered yet.",
            "Challenger asked {number} questions. Nobody has answered yet.",
        )
    return count(
        asked,
        "Challenger asked {number} question. People answered {answered} of them.",
        "Challenger asked {number} questions. People answered {answered} of them.",
        answered=answered,
    )


def _as_long(edition: Edition, before: Edition) -> bool:
    """Whether two editions are about as many days, but for a change of the clocks."""
    lengths = (each.until - each.since for each in (edition, before))
    return abs(next(lengths) - next(lengths)) <= CLOCKS


def _than_before(difference: int) -> str:
    if difference > 0:
        return count(
            difference,
            "{number} message more than the week before.",
            "{number} messages more than the week before.",
        )
    if difference < 0:
        return count(
            -difference,
            "{number} message fewer than the week before.",
            "{number} messages fewer than the week before.",
        )
    return label("As many messages as the week before.")


def days(edition: Edition) -> str:
    """What the chart of the days shows."""
    if not any(messages for _, messages in edition.by_day):
        return label("Nobody wrote this week.")
    on, most = max(edition.by_day, key=lambda pair: pair[1])
    said = count(
        most,
        "Most was written on {day}: {number} message.",
        "Most was written on {day}: {number} messages.",
        day=full_day(on),
    )
    silent = [weekday(quiet) for quiet, messages in edition.by_day if not messages]
    if not silent:
        return said
    if len(silent) > 3:
        nobody = label("Nobody wrote on {number} of the days.", number=len(silent))
    else:
        nobody = label("Nobody wrote on {days}.", days=listed(silent))
    return f"{said} {nobody}"


def shift(shown: Shift, stands: Stands | None) -> str:
    """What the chart of two ballots shows; and which of them has no counts, and why."""
    said = [each.sentence for each in results.before_and_after(shown, stands)]
    if not (shown.before.total or shown.after.total):
        return label(
            "Fewer than 3 people said where they stand, before or after. Those counts are not shown: "
            "they could give somebody away."
        )
    if not shown.before.total:
        said.append(
            label(
                "Fewer than 3 people said at first where they stand. Those counts are not shown: "
                "they could give somebody away."
            )
        )
    if not shown.after.total:
        said.append(
            label(
                "Fewer than 3 people said where they stand at the end. Those counts are not shown: "
                "they could give somebody away."
            )
        )
    if shown.paired:
        both = count(
            shown.paired,
            "Of the {number} person who answered both times, {changed} changed their answer, "
            "{surer} grew surer and {less_sure} grew less sure.",
            "Of the {number} people who answered both times, {changed} changed their answer, "
            "{surer} grew surer and {less_sure} grew less sure.",
            changed=shown.changed,
            surer=shown.surer,
            less_sure=shown.less_sure,
        )
        said.append(both)
    return " ".join(said)
