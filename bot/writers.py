"""The language model as the operator set it up: what may be asked of it, and how it is reached.

Its library is loaded when the worker first asks, and nowhere else but in `doctor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapters.errands import Brought, Errand, Writer
from adapters.port import DeliveryFailed
from bot.store.suggestions import Allowance, Spent

if TYPE_CHECKING:  # the worker needs none of these
    from adapters.models import ModelServer
    from bot.doctor import Check
    from config.settings import Settings

NOT_INSTALLED = (
    "CHALLENGER_MODEL_URL is set, but the part that asks a model is not installed: make model "
    "installs it."
)


def allowance(settings: Settings) -> Allowance | None:
    """What a community may ask of the model in a day; nothing where none is set up."""
    if not settings.model_url:
        return None
    most = Spent(settings.model_tokens_a_day, settings.model_requests_a_day)
    return Allowance(urlsplit(settings.model_url).hostname or "", most)


def place(settings: Settings) -> Mapping[str, str] | None:
    """Where the model is, as the worker is told; nothing where none is set up."""
    if not settings.model_url:
        return None
    key = settings.model_api_key.get_secret_value()
    return {"url": settings.model_url, "name": settings.model_name, "key": key}


def check(settings: Settings) -> Check | None:
    """What tries the model, for the doctor; nothing where none is set up."""
    there = place(settings)

    async def tried() -> str:
        assert there is not None  # the doctor asks only then
        try:
            from adapters.models import check
        except ModuleNotFoundError:
            raise DeliveryFailed(NOT_INSTALLED) from None
        try:
            return await check(_server(there))
        except OSError as error:
            raise DeliveryFailed(str(error)) from None

    return tried if there else None


class OnFirstUse:
    """A model that is made when it is first sent on an errand."""

    def __init__(self, place: Mapping[str, str]) -> None:
        """Speak to the model at that place, once there is something to ask."""
        self._place = place
        self._writer: Writer | None = None

    async def run(self, errand: Errand) -> Brought:
        """Do an errand."""
        if self._writer is None:
            try:
                from adapters.models import Model
            except ModuleNotFoundError:
                return Brought(None, NOT_INSTALLED, 0, 0)
            self._writer = Model(_server(self._place))
        return await self._writer.run(errand)


def _server(place: Mapping[str, str]) -> ModelServer:
    from adapters.models import ModelServer

    return ModelServer(url=place["url"], name=place["name"], key=place["key"])
