"""A language model of the operator's, behind any address that speaks as OpenAI's API does.

It is asked one thing at a time and may fail in any way: what comes back is a value that was
checked, or nothing and the reason. Nothing of what was asked or answered is written to a log.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import openai
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Omit

from adapters.errands import MOST_REQUESTS, Brought, Errand, likely_tokens

SECONDS = 8.0  # one request may take
LADDER = 10.0  # seconds that all requests for one thing may take
AT_ONCE = 2
FAILURES = 3  # in a row, then the model is left alone
REST = 300.0  # seconds
LONGEST_ANSWER = 20_000  # characters that are looked at

# At DEBUG it writes everything that is asked, with people's words.
logging.getLogger("openai").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelServer:
    """Where a model answers, and what it is called there."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS
    ladder: float = LADDER


class _Mode(IntEnum):
    """How the form of the answer is asked for; servers know one, two or none of the first two."""

    SCHEMA = 0
    OBJECT = 1
    WORDS = 2


class Model:
    """The model. What it learns of its server, and when to leave it alone, it keeps in memory."""

    def __init__(self, server: ModelServer, now: Callable[[], float] = time.monotonic) -> None:
        """Speak to `server`; `now` tells the seconds by which a rest is measured."""
        self._server = server
        self._now = now
        self._free = asyncio.Semaphore(AT_ONCE)
        self._mode = _Mode.SCHEMA
        self._limit = "max_tokens"
        self._failures = 0
        self._rests_until = 0.0

    async def run(self, errand: Errand) -> Brought:
        """Do an errand, in the time it is given."""
        if self._now() < self._rests_until:
            return Brought(None, "the model is left alone after it failed", 0, 0)
        trip = _Trip(errand)
        why, failed = "", False
        async with self._free:
            try:
                async with asyncio.timeout(self._server.ladder):
                    why = await self._down(trip)
            except TimeoutError:
                why, failed = "the model took too long", True
            except (openai.OpenAIError, *_UNREADABLE) as error:
                why, failed = _reason(error), True
        self._count(failed)
        return Brought(None if why else trip.value, why, trip.tokens, trip.requests)

    def _count(self, failed: bool) -> None:
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= FAILURES:
            self._rests_until = self._now() + REST
            self._failures = 0

    async def _down(self, trip: _Trip) -> str:
        """Down the ladder until an answer will do; why none did, or ""."""
        asked_again = False
        async with self._client() as client:
            while trip.requests < MOST_REQUESTS:
                try:
                    fault = await self._ask(client, trip)
                except openai.BadRequestError as error:
                    if not self._learned(error):
                        raise
                    continue
                if not fault:
                    return ""
                if asked_again:
                    break
                asked_again = True
                trip.complain(fault)
        return "the model's answers could not be used"

    def _learned(self, error: openai.BadRequestError) -> bool:
        """Whether there is another way to ask, after the server refused this one; remember it."""
        if "max_completion_tokens" in str(error) and self._limit == "max_tokens":
            self._limit = "max_completion_tokens"
            return True
        if self._mode is _Mode.WORDS:
            return False
        self._mode = _Mode(self._mode + 1)
        return True

    async def _ask(self, client: AsyncOpenAI, trip: _Trip) -> str:
        """Ask once; what is wrong with the answer, or ""."""
        asked = trip.asked()
        likely = likely_tokens(json.dumps(asked))
        likely += trip.errand.most_tokens
        # A server without a key gets none; the library insists on one.
        keyless: dict[str, Any] = {} if self._server.key else {"Authorization": Omit()}
        trip.requests += 1
        trip.tokens += likely  # until it is known better
        try:
            answer = await client.chat.completions.create(
                model=self._server.name,
                messages=asked,
                extra_headers=keyless,
                **self._form(trip.errand),
            )
        except openai.APIStatusError:
            trip.tokens -= likely  # it was not even read
            raise
        said, cut, used = _read(answer)
        if used is not None:
            trip.tokens += used - likely
        if cut:
            return "It was too long, and cut off. Be shorter."
        value = first_object(said)
        if value is None:
            return "There was no JSON object in it."
        trip.value = value
        return trip.errand.fault(value)

    def _form(self, errand: Errand) -> dict[str, Any]:
        limit = {self._limit: errand.most_tokens}
        match self._mode:
            case _Mode.SCHEMA:
                named = {"name": errand.name, "schema": errand.schema, "strict": True}
                return limit | {"response_format": {"type": "json_schema", "json_schema": named}}
            case _Mode.OBJECT:
                return limit | {"response_format": {"type": "json_object"}}
        return limit

    def _client(self) -> AsyncOpenAI:
        return AsyncOpenAI(
            api_key=self._server.key or "none",
            base_url=self._server.url,
            timeout=self._server.seconds,
            max_retries=0,
            # The certificates that everything else here trusts.
            http_client=DefaultAsyncHttpxClient(verify=ssl.create_default_context()),
        )


class _Trip:
    """An errand under way: what was said so far, and what it cost."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.value: Mapping[str, Any] | None = None
        self.tokens = 0
        self.requests = 0
        self._complaint = ""

    def complain(self, fault: str) -> None:
        """Say what was wrong. The answer itself is not said back: it may be anything."""
        self._complaint = f"\nYour last answer could not be used. {fault}"

    def asked(self) -> list[Any]:
        form = json.dumps(self.errand.schema)
        orders = f"{self.errand.orders}\nAnswer with one JSON object of this form: {form}"
        return [
            {"role": "system", "content": orders + self._complaint},
            {"role": "user", "content": self.errand.material},
        ]


def first_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in a text, whatever stands before and after it."""
    text, decoder = text[:LONGEST_ANSWER], json.JSONDecoder()
    at, tries = text.find("{"), 0
    while at >= 0 and tries < 50:
        try:
            found, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        at, tries = text.find("{", at + 1), tries + 1
    return None


def _read(answer: Any) -> tuple[str, bool, int | None]:
    """What was said, whether it was cut off, and the tokens it cost; servers leave much out."""
    used = getattr(getattr(answer, "usage", None), "total_tokens", None)
    choices = getattr(answer, "choices", None) or [None]
    said = getattr(getattr(choices[0], "message", None), "content", None)
    cut = getattr(choices[0], "finish_reason", None) == "length"
    return said if isinstance(said, str) else "", cut, used if isinstance(used, int) else None


_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What the library raises over an answer that is not as it should be, beside its own errors."""


def _reason(error: Exception) -> str:
    """Why a model could not be asked, without its words or ours."""
    match error:
        case openai.APITimeoutError():
            return "the model took too long"
        case openai.APIConnectionError():
            return "the model cannot be reached"
        case openai.APIStatusError(status_code=code):
            return f"the model's server refused ({code})"
    return "the model's answer could not be read"


async def check(server: ModelServer) -> str:
    """Send the model on a small errand, as the doctor does; what was found. Raises OSError."""
    errand = Errand(
        name="greeting",
        orders="Say that you are there.",
        material='{"hello": true}',
        schema={
            "type": "object",
            "properties": {"there": {"type": "boolean"}},
            "required": ["there"],
            "additionalProperties": False,
        },
        fault=lambda value: "" if isinstance(value.get("there"), bool) else "there is missing.",
        most_tokens=200,
    )
    found = await Model(server).run(errand)
    if found.value is None:
        raise OSError(f"{found.why}: see CHALLENGER_MODEL_URL, _NAME and _API_KEY.")
    return f"the model {server.name} answers as it should."
