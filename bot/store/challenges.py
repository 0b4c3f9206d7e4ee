"""The challenges asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.challenge import Challenge, ChallengeState, Origin
from challenges.choosing import Because
from challenges.messages import ChannelId, MessageId


class Challenges:
    """One community's challenges."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next challenge."""
        return await next_number(self._connection, self._community, "challenge")

    async def save(self, challenge: Challenge) -> None:
        """Keep a challenge."""
        self._changing()
        await self._connection.run(
            f"INSERT INTO challenges (community, {', '.join(_COLUMNS)})"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            community=self._community,
            **_row(challenge),
        )

    async def get(self, id: int) -> Challenge | None:
        """One challenge."""
        found = await self._select("id = :id", id=id)
        return found[0] if found else None

    async def latest_in(self, channel: ChannelId, since: datetime) -> list[Challenge]:
        """The challenges asked in a channel since a moment, newest first."""
        read: dict[ChannelId, tuple[datetime, list[Challenge]]] = self._remembered("asked")
        if channel not in read or since < read[channel][0]:
            where = "channel = :channel AND asked_at >= :since"
            found = await self._select(where, channel=channel, since=moment(since))
            read[channel] = since, found[::-1]
        return [each for each in read[channel][1] if each.asked_at >= since]

    async def open_in(self, channel: ChannelId, thread: MessageId | None) -> list[Challenge]:
        """The challenges asked in one conversation that may still be answered, oldest first."""
        read: dict[tuple[ChannelId, MessageId | None], list[Challenge]] = self._remembered("open")
        if (channel, thread) not in read:
            read[channel, thread] = await self._open_in(channel, thread)
        return list(read[channel, thread])

    async def _open_in(self, channel: ChannelId, thread: MessageId | None) -> list[Challenge]:
        where = "channel = :channel AND state IN (:asked, :answered)"
        states = {
            "asked": ChallengeState.ASKED.value,
            "answered": ChallengeState.ANSWERED.value,
        }
        if thread is None:
            return await self._select(f"{where} AND thread IS NULL", channel=channel, **states)
        where = f"{where} AND thread = :thread"
        return await self._select(where, channel=channel, thread=thread, **states)

    async def between(self, since: datetime, until: datetime) -> list[Challenge]:
        """The challenges asked from one moment until before another, oldest first."""
        where = "asked_at >= :since AND asked_at < :until"
        return await self._select(where, since=moment(since), until=moment(until))

    async def forget(self, member: str) -> None:
        """Take a member's name off what they asked for."""
        self._changing()
        await self._connection.run(
            "UPDATE challenges SET asked_by = NULL"
            " WHERE community = :community AND asked_by = :member",
            community=self._community,
            member=member,
        )

    async def forget_channel(self, channel: str) -> list[int]:
        """Erase the words of what was asked in a channel; the numbers of what was open there."""
        self._changing()
        open_ = await self._connection.rows(
            "SELECT id FROM challenges WHERE community = :community AND channel = :channel"
            " AND state IN (:asked, :answered) ORDER BY id",
            community=self._community,
            channel=channel,
            asked=ChallengeState.ASKED.value,
            answered=ChallengeState.ANSWERED.value,
        )
        await self._connection.run(
            "UPDATE challenges SET claim = '', wording = '', about = '[]', state = CASE"
            " WHEN state = :lapsed THEN state ELSE :withdrawn END"
            " WHERE community = :community AND channel = :channel",
            community=self._community,
            channel=channel,
            lapsed=ChallengeState.LAPSED.value,
            withdrawn=ChallengeState.WITHDRAWN.value,
        )
        return [row["id"] for row in open_]

    async def export(self, member: str) -> list[dict[str, object]]:
        """The challenges a member asked for."""
        return [
            {
                "id": each.id,
                "channel": each.channel,
                "claim": each.claim,
                "wording": each.wording,
                "asked_at": moment(each.asked_at),
            }
            for each in await self._select("asked_by = :member", member=member)
        ]

    async def purge(self, before: datetime) -> int:
        """Delete the challenges asked before a moment; how many."""
        self._changing()
        return await self._connection.run(
            "DELETE FROM challenges WHERE community = :community AND asked_at < :before",
            community=self._community,
            before=moment(before),
        )

    def _remembered(self, kind: str) -> dict[Any, Any]:
        """What was read of a kind, until a challenge is written."""
        return self._connection.memory.of(f"challenges {kind}", self._community)

    def _changing(self) -> None:
        for kind in ("asked", "open"):
            self._connection.memory.drop(f"challenges {kind}", self._community)

    async def _select(self, where: str, **named: object) -> list[Challenge]:
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM challenges"
            f" WHERE community = :community AND {where} ORDER BY asked_at, id",
            community=self._community,
            **named,
        )
        return [_challenge(row) for row in rows]


_COLUMNS = (
    "id", "channel", "thread", "about", "move", "wording", "claim", "reason", "origin", "asked_by",
    "asked_at", "lapses_at", "state", "answers", "helped", "not_helped", "phrasing", "because",
)  # fmt: skip
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


def _row(challenge: Challenge) -> Mapping[str, Any]:
    plain = {name: getattr(challenge, name) for name in _COLUMNS}
    return plain | {
        "about": json.dumps(challenge.about),
        "origin": challenge.origin.value,
        "state": challenge.state.value,
        "asked_at": moment(challenge.asked_at),
        "lapses_at": moment(challenge.lapses_at),
        "because": write_because(challenge.because),
    }


def _challenge(row: Row) -> Challenge:
    return Challenge(
        **dict(row)
        | {
            "about": tuple(json.loads(row["about"])),
            "origin": Origin(row["origin"]),
            "state": ChallengeState(row["state"]),
            "asked_at": dt(row["asked_at"]),
            "lapses_at": dt(row["lapses_at"]),
            "because": read_because(row["because"]),
        }
    )


def write_because(because: Because | None) -> str:
    """Why a move was chosen, as it is kept; an empty text where nothing is."""
    if because is None:
        return ""
    return json.dumps([because.words, dict(because.numbers)], ensure_ascii=False)


def read_because(kept: str) -> Because | None:
    """Why a move was chosen, from what was kept."""
    if not kept:
        return None
    words, numbers = json.loads(kept)
    return Because(words, tuple(numbers.items()))
