"""GOV.UK Notify's API on this computer: it checks who asks, keeps what came, and can refuse it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from notifications_python_client.authentication import decode_jwt_token, get_token_issuer

from adapters.notify import NotifyAccount
from tests.loopback import served

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"ours-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


def refusal(status: int, error: str, message: str) -> web.Response:
    """A refusal in the words of Notify."""
    return web.json_response(
        {"status_code": status, "errors": [{"error": error, "message": message}]}, status=status
    )


@dataclass
class NotifyOffice:
    """What came. `says` answers in place of a mail; one that `dawdles` takes it and is silent."""

    mails: list[dict[str, Any]] = field(default_factory=list)
    says: web.Response | None = None
    dawdles: asyncio.Event | None = None
    status: str = "delivered"
    subject: str = "((subject))"
    body: str = "((body))"
    kind: str = "email"
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def account(self, key: str = KEY, seconds: float = 30.0) -> NotifyAccount:
        """The way here."""
        return NotifyAccount(key=key, template=TEMPLATE, url=self.url, seconds=seconds)

    async def take(self, request: web.Request) -> web.StreamResponse:
        mail = await request.json()
        if self.says is not None:
            return _again(self.says)
        assert mail["template_id"] == TEMPLATE
        self.mails.append(mail)
        if self.dawdles is not None:
            await self.dawdles.wait()
        return web.json_response({"id": SERVICE, "reference": mail["reference"]}, status=201)

    async def list_(self, request: web.Request) -> web.StreamResponse:
        found = [
            {"id": SERVICE, "reference": mail["reference"], "status": self.status}
            for mail in self.mails
            if mail["reference"] == request.query["reference"]
        ]
        return web.json_response({"notifications": found, "links": {}})

    async def template(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["id"] != TEMPLATE:
            return refusal(404, "NoResultFound", "No result found")
        shown = {"id": TEMPLATE, "type": self.kind, "subject": self.subject, "body": self.body}
        return web.json_response(shown)

    @web.middleware
    async def known(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in whoever signed with the secret of the service, as Notify does."""
        self.asked.append(f"{request.method} {request.path}")
        token = request.headers["Authorization"].removeprefix("Bearer ")
        try:
            decode_jwt_token(token, SECRET)
            assert get_token_issuer(token) == SERVICE
        except Exception:
            return refusal(403, "AuthError", "Invalid token: API key not found")
        return await handler(request)


def _again(answer: web.Response) -> web.Response:
    """The same answer once more: each can be sent once."""
    return web.Response(
        status=answer.status, body=answer.body, content_type=answer.content_type or None
    )


@asynccontextmanager
async def a_notify_office() -> AsyncIterator[NotifyOffice]:
    """Open Notify's API on a free port."""
    office = NotifyOffice()
    app = web.Application(middlewares=[office.known])
    app.router.add_post("/v2/notifications/email", office.take)
    app.router.add_get("/v2/notifications", office.list_)
    app.router.add_get("/v2/template/{id}", office.template)
    async with served(app) as office.url:
        try:
            yield office
        finally:
            if office.dawdles is not None:
                office.dawdles.set()
