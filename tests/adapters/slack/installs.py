"""Installing an app in several workspaces of one Slack: OAuth as Slack does it, and neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from tests.adapters.slack.members import Delivery, Members
from tests.adapters.slack.web_api import Json

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer

CLIENT_ID, CLIENT_SECRET = "123.456", "a client secret"


class Neighbour(Members):
    """Another workspace. Its members, channels and token are its own, the wire is the server's."""

    def __init__(self, server: SlackServer, team: str) -> None:
        super().__init__(team, f"U{team}BOT", f"B{team}BOT")
        self._server = server
        self.address = server.address
        self.bot_token = ""  # until the app is installed
        self.url = f"https://{team.lower()}.slack.com/"

    async def emit(self, event: Json, **envelope: Any) -> None:
        self._server.emit_from(self, event, **envelope)

    def new_id(self, letter: str) -> str:
        return self._server.new_id(letter)

    def _deliver(self, kind: str, payload: Json) -> Delivery:
        return self._server._deliver(kind, payload)

    def _response_url(self, user: str, channel: str, ts: str) -> str:
        token = self._server.new_id("r")
        self._server.replies[token] = (user, channel, ts)
        self._server.installs.replied[token] = self
        return f"{self._server.address}/response/{token}"

    def posts(self, channel: str = "C1") -> list[Json]:
        """What the bot has said in a channel, in order."""
        messages = sorted(self.channel(channel).messages.items())
        return [message for _, message in messages if message.get("bot_id")]

    def called_for(self, method: str) -> int:
        """How often a method was called with this workspace's token."""
        return sum(name == method for name, _ in self.calls)


class Installs:
    """Who installs where, and what Slack grants."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server
        self.neighbours: dict[str, Neighbour] = {}
        self.replied: dict[str, Members] = {}
        self.chosen = ""  # the workspace whoever installs chooses; empty for one who cancels
        self.installer = "UADA"
        self.grants: Json = {}  # what Slack's answer says besides, or otherwise
        self.codes: dict[str, tuple[str, str]] = {}  # code -> workspace, redirect address

    def neighbour(self, team: str) -> Neighbour:
        return self.neighbours.setdefault(team, Neighbour(self._server, team))

    def workspace(self, team: str) -> Members:
        return self._server if team == self._server.team else self.neighbours[team]

    def by_token(self, token: str) -> Members | None:
        if not token:
            return None
        for each in (self._server, *self.neighbours.values()):
            if each.bot_token == token:
                return each
        return None

    def why_not(self, token: str) -> str:
        places = (self._server, *self.neighbours.values())
        if any(token in each.revoked for each in places):
            return "account_inactive"
        return "invalid_auth" if token else "not_authed"

    async def authorize(self, request: web.Request) -> web.Response:
        """Slack's own page, where somebody agrees at once, or cancels."""
        asked = request.query
        assert asked["client_id"] == CLIENT_ID
        back = {"state": asked["state"]}
        if self.chosen:
            back["code"] = self.code(self.chosen, asked["redirect_uri"])
        else:
            back["error"] = "access_denied"
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urlencode(back)}")

    def code(self, team: str, redirect_uri: str) -> str:
        code = self._server.new_id("code")
        self.codes[code] = (team, redirect_uri)
        return code

    def access(self, arguments: Json) -> Json:
        """oauth.v2.access: a code is good once, for the address it was sent to."""
        given = (arguments.get("client_id"), arguments.get("client_secret"))
        if given != (CLIENT_ID, CLIENT_SECRET):
            return {"ok": False, "error": "bad_client_secret"}
        team, redirect_uri = self.codes.pop(arguments.get("code") or "", ("", ""))
        if not team:
            return {"ok": False, "error": "invalid_code"}
        if redirect_uri != arguments.get("redirect_uri"):
            return {"ok": False, "error": "bad_redirect_uri"}
        there = self.workspace(team)
        there.revoked.add(there.bot_token)
        there.bot_token = f"xoxb-{team}-{self._server.new_id('token')}"
        enterprise = {"id": there.enterprise, "name": "Org"} if there.enterprise else None
        return {
            "ok": True,
            "access_token": there.bot_token,
            "token_type": "bot",
            "scope": there.scopes,
            "bot_user_id": there.bot_user,
            "app_id": "A1",
            "team": {"id": team, "name": f"Council {team}"},
            "enterprise": enterprise,
            "is_enterprise_install": False,
            "authed_user": {"id": self.installer},
            **self.grants,
        }
