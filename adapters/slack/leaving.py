"""Workspaces that left: uninstalled, their tokens taken back, or never installed at all."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from slack_bolt.response import BoltResponse

from adapters.chat import CommunityRef
from adapters.commands import ROOT
from adapters.events import Removed
from adapters.port import DeliveryFailed
from adapters.slack.api import Refused, call
from adapters.slack.payload import NAME, Payload, at, word
from adapters.slack.team import Provisions, Team, acknowledged
from adapters.slack.teams import Teams
from adapters.slack.transport import Address

MOST_STRANGERS = 1000

GONE = frozenset({"account_inactive", "token_revoked"})
REFUSED = GONE | {"invalid_auth", "not_authed", "token_expired"}

NOT_INSTALLED = (
    f"Challenger is not installed in this workspace, so /{ROOT} does nothing here. "
    "Whoever runs Challenger can tell you the page to install it from."
)

log = structlog.get_logger(__name__)


def leaves(body: Payload) -> bool:
    """Whether a payload says that the app was taken out of its workspace."""
    return word(body, "event", "type") in ("app_uninstalled", "tokens_revoked")


class Leaving:
    """Lets workspaces go, and says so once to whoever runs the bot."""

    def __init__(self, teams: Teams, around: Provisions) -> None:
        """Let go of some of these."""
        self._teams = teams
        self._around = around
        self._strangers: set[str] = set()

    def stranger(self, body: Payload, address: Address) -> BoltResponse:
        """Acknowledge what comes from a workspace that is not installed."""
        who = address.team or address.enterprise
        if who not in self._strangers and not leaves(body):
            if len(self._strangers) >= MOST_STRANGERS:
                self._strangers.clear()
            self._strangers.add(who)
            log.warning("slack.not_installed", team=who, whole_organisation=address.organisation)
        if word(body, "command"):
            return BoltResponse(
                status=200, body={"response_type": "ephemeral", "text": NOT_INSTALLED}
            )
        return acknowledged()

    async def hear(self, body: Payload, team: Team) -> None:
        """The app was uninstalled or lost its token: let it be heard, then forget the token."""
        if not await self._means_us(body, team):
            return
        await team.hear(body)
        await self._teams.remove(team)
        log.warning("slack.uninstalled", team=team.id)

    async def refused(self, team: Team, refused: Refused) -> None:
        """Slack refused something; when it refuses the token, find out why and say so once."""
        if refused.code not in REFUSED:
            return
        now = await self._teams.renewed(team)
        if now is not None and now is not team:
            raise DeliveryFailed("The workspace has a newer token.", retry_after=1.0) from refused
        if not team.refused:
            team.refused = True
            log.error("slack.token_refused", team=team.id, code=refused.code, reason=str(refused))
        if team.id and refused.code in GONE:
            await self._gone(team)

    async def look_for(self) -> None:
        """Find the workspaces that took the app out while nobody listened."""
        for team in self._teams.all:
            try:
                await call(team.client.auth_test())
            except Refused as refused:
                try:
                    await self.refused(team, refused)
                except Exception as error:
                    # It is found out again when something is said there, or at the next start.
                    log.warning("slack.not_let_go", team=team.id, error=type(error).__name__)
            except DeliveryFailed as failure:
                log.warning("slack.token_not_tried", team=team.id, reason=failure.reason)

    async def _gone(self, team: Team) -> None:
        """What Slack would have told us, had we been there to hear it."""
        receive = self._around.receive()
        if receive is None:
            return
        community = CommunityRef(NAME, team.id)
        await receive(
            Removed(
                key=f"{community}:removed:refused:{team.installed_at}",
                community=community,
                at=datetime.now(UTC),
                channel=None,
            )
        )
        await self._teams.remove(team)

    async def _means_us(self, body: Payload, team: Team) -> bool:
        if word(body, "event", "type") == "tokens_revoked":
            revoked = at(body, "event", "tokens", "bot")
            if not isinstance(revoked, list) or (await team.workspace.me()).user not in revoked:
                return False  # a member took back a permission of their own
        when = at(body, "event_time")
        if not isinstance(when, int | float) or when >= team.installed_at:
            return True
        # It was installed again since then; unless our clocks differ, and Slack can tell.
        try:
            await call(team.client.auth_test())
        except Refused as refused:
            if refused.code in REFUSED:
                return True
            raise
        log.info("slack.old_news", team=team.id)
        return False
