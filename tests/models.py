"""A model's server on this computer, that can do whatever such servers do on bad days."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.models import ModelServer
from tests.loopback import served

FORMS = ("json_schema", "json_object", "")
USED = 120  # tokens that each answer is said to cost


@dataclass
class Oracle:
    """What was asked, and what is answered: each of `says` once, the last of them ever after."""

    says: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    status: int = 200
    knows: tuple[str, ...] = FORMS  # the forms of an answer that it takes
    limit: str = "max_tokens"
    ends: str = "stop"
    usage: bool = True
    body: str = ""  # in place of all the rest
    dawdles: asyncio.Event | None = None
    url: str = ""

    def server(self, key: str = "", seconds: float = 30.0, ladder: float = 60.0) -> ModelServer:
        """The way here."""
        return ModelServer(
            url=f"{self.url}/v1", name="small", key=key, seconds=seconds, ladder=ladder
        )

    @property
    def forms(self) -> list[str]:
        """How the form of each answer was asked for."""
        return [each.get("response_format", {}).get("type", "") for each in self.asked]

    def material(self) -> str:
        """All that was ever asked, in one text."""
        return json.dumps(self.asked, ensure_ascii=False)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        self.headers.append(request.headers)
        if self.dawdles is not None:
            await self.dawdles.wait()
        if self.body:
            return web.Response(text=self.body, content_type="application/json")
        form = asked.get("response_format", {}).get("type", "")
        if self.limit not in asked:
            return _refused(400, f"Unsupported parameter. Use {self.limit!r} instead.")
        if form not in self.knows:
            return _refused(400, f"response_format {form} is not supported")
        if self.status != 200:
            return _refused(self.status, "No. ann@council.example")
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        message = {"role": "assistant", "content": said}
        made: dict[str, Any] = {
            "id": "a1",
            "object": "chat.completion",
            "created": 1,
            "model": "small",
            "choices": [{"index": 0, "message": message, "finish_reason": self.ends}],
        }
        if self.usage:
            made["usage"] = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": USED}
        return web.json_response(made)


def _refused(status: int, message: str) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "error"}}, status=status)


@asynccontextmanager
async def an_oracle(*says: str) -> AsyncIterator[Oracle]:
    """Open a model's server on a free port."""
    oracle = Oracle(list(says))
    app = web.Application()
    app.router.add_post("/v1/chat/completions", oracle.answer)
    async with served(app) as oracle.url:
        try:
            yield oracle
        finally:
            if oracle.dawdles is not None:
                oracle.dawdles.set()
