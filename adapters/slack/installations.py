"""The workspaces that installed the bot, kept in the platform's memory with their tokens sealed.

Kept by enterprise, team and whether the whole organisation installed it. The first secret key
seals; the others still open what they sealed, and what they sealed is sealed anew at each start.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import structlog
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.port import PlatformState
from adapters.sealing import Seal

INSTALLED = "installation:"
USED = "used-state:"
STATE_LIVES = 600

KEPT = (
    "app_id", "enterprise_id", "enterprise_name", "team_id", "team_name", "bot_token", "bot_id",
    "bot_user_id", "bot_scopes", "user_id", "is_enterprise_install", "token_type", "installed_at",
    "custom_values",
)  # fmt: skip
"""What is kept of an installation: nothing of the member who made it but who they are."""

log = structlog.get_logger(__name__)


class Installations(AsyncInstallationStore):
    """One installation for each workspace: the newest."""

    def __init__(self, state: PlatformState, seal: Seal) -> None:
        """Keep them in the platform's memory."""
        self._state = state
        self._seal = seal

    @property
    def logger(self) -> logging.Logger:
        """Where the SDK's own parts would write."""
        return logging.getLogger(__name__)

    async def readable(self) -> list[Installation]:
        """Every installation that can be opened."""
        opened = [self._opened(*each) for each in await self._state.list(INSTALLED)]
        return [each for each in opened if each is not None]

    async def renew(self) -> None:
        """Seal with the first key what an older one sealed."""
        for name, sealed in await self._state.list(INSTALLED):
            installation = self._opened(name, sealed) if self._seal.stale(sealed) else None
            if installation is not None:
                await self._state.put(name, self._sealed(installation))
                log.info("slack.sealed_anew", team=installation.team_id)

    async def of_team(self, team: str) -> Installation | None:
        """The installation of one workspace, whatever organisation it belongs to by now."""
        for name, sealed in await self._state.list(INSTALLED):
            if name.split(":")[2:] == [team, "0"]:
                return self._opened(name, sealed)
        return None

    async def drop(self, team: str) -> None:
        """Forget a workspace and its token."""
        for name, _ in await self._state.list(INSTALLED):
            if name.split(":")[2:] == [team, "0"]:
                await self._state.drop(name)

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, over the one that was there."""
        name = _name(
            installation.enterprise_id, installation.team_id, installation.is_enterprise_install
        )
        await self._state.put(name, self._sealed(installation))
        for other, _ in await self._state.list(INSTALLED):
            # A workspace that moved into an organisation is still that workspace.
            if other != name and other.split(":")[2:] == name.split(":")[2:] and _team(other):
                await self._state.drop(other)

    async def async_save_bot(self, made: Bot) -> None:
        """Nothing more: a bot is part of its installation."""

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of one workspace."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return None if found is None else found.to_bot()

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The installation of one workspace, whoever made it."""
        name = _name(enterprise_id, team_id, is_enterprise_install)
        sealed = await self._state.get(name)
        return None if sealed is None else self._opened(name, sealed)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace."""
        await self._state.drop(_name(enterprise_id, team_id, team_id is None))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget a workspace; one member's own permission is nothing we keep."""
        if user_id is None:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    def _sealed(self, installation: Installation) -> str:
        fields = {name: getattr(installation, name) for name in KEPT}
        return self._seal.close(json.dumps(fields), time.time())

    def _opened(self, name: str, sealed: str) -> Installation | None:
        text = self._seal.open(sealed)
        if text is None:
            log.error(
                "slack.installation_sealed_with_a_lost_key",
                team=_team(name),
                mend="put the former key at the end of CHALLENGER_SECRET_KEYS, or install again",
            )
            return None
        fields: dict[str, Any] = json.loads(text)
        return Installation(**fields)


def _name(enterprise: str | None, team: str | None, organisation: bool | None) -> str:
    return f"{INSTALLED}{enterprise or '-'}:{team or '-'}:{int(bool(organisation))}"


def _team(name: str) -> str:
    found = name.split(":")[2]
    return "" if found == "-" else found


class OnceStates(AsyncOAuthStateStore):
    """The `state` of an installation: sealed, ten minutes old at most, and good once.

    One that is only asked for leaves nothing behind, so nobody can fill the store by asking.
    """

    def __init__(
        self, state: PlatformState, seal: Seal, clock: Callable[[], float] = time.time
    ) -> None:
        """Keep the used ones until they are too old to be used."""
        self._state = state
        self._seal = seal
        self._clock = clock
        self._used: set[str] = set()  # by this process, between looking and writing

    @property
    def logger(self) -> logging.Logger:
        """Where the SDK's own parts would write."""
        return logging.getLogger(__name__)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new one."""
        return self._seal.close("install", self._clock())

    async def async_consume(self, state: str) -> bool:
        """Use it up; False when it is none of ours, too old or used before."""
        now = self._clock()
        if self._seal.open_fresh(state, STATE_LIVES, now) is None:
            return False
        name = USED + blake2b(state.encode(), digest_size=16).hexdigest()
        if name in self._used:
            return False
        self._used.add(name)
        try:
            for old, until in await self._state.list(USED):
                if float(until) < now:
                    await self._state.drop(old)
            if await self._state.get(name) is not None:
                return False
            await self._state.put(name, str(now + STATE_LIVES))
        finally:
            self._used.discard(name)
        return True
