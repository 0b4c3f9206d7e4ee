"""Many against one, looked for in real talk message by message. Needs the development data."""

from __future__ import annotations

from pathlib import Path

import pytest

from challenges import effects
from challenges.messages import Conversation, conversations
from tests.challenges.test_judgement_on_real_talk import slack

pytestmark = pytest.mark.data


def busy(talk: Conversation, last: int) -> bool:
    """Whether so much was written lately that it is looked at."""
    since = talk.messages[last].at - 2 * effects.WITHIN
    lately = [each.by for each in talk.messages[: last + 1] if each.at >= since]
    return len(lately) >= effects.LEAST_REPLIES and len(set(lately)) >= effects.LEAST_PEOPLE


def alarmed(talk: Conversation, last: int) -> bool:
    since = talk.messages[last].at - 2 * effects.WITHIN
    return effects.piled_on(talk.messages[: last + 1], since)


def test_where_people_help_each_other_there_is_almost_never_an_alarm(
    development_data: Path,
) -> None:
    """Two of 89 busy threads: in one a bot is addressed by everybody, in one people do quarrel."""
    messages = slack(development_data / "exports" / "ubuntu-slack-export.zip")
    threads = [talk for talk in conversations(messages) if talk.thread is not None]
    looked_at = {
        talk.thread: [last for last in range(len(talk.messages)) if busy(talk, last)]
        for talk in threads
    }
    alarms = [
        talk.thread
        for talk in threads
        if any(alarmed(talk, last) for last in looked_at[talk.thread])
    ]
    assert sum(bool(each) for each in looked_at.values()) >= 80
    assert len(alarms) <= 3
