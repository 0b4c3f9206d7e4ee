"""What the operator sets for the two extras: GOV.UK Notify, and a language model of their own.

Both are off unless they are set.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

PREFIX = "CHALLENGER_"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NOTIFY_KEY = re.compile(rf".*{_ID}-{_ID}", re.IGNORECASE)
_TEMPLATE = re.compile(_ID, re.IGNORECASE)


class Extras(BaseSettings):
    """The settings of the extras."""

    notify_api_key: SecretStr = Field(
        SecretStr(""),
        description="The API key of your service on GOV.UK Notify. Setting it lets members get the "
        "digest by mail, in place of a mail server.",
    )
    notify_template: str = Field(
        "",
        description="The ID of the e-mail template on GOV.UK Notify that our mails are put into: "
        "its subject is ((subject)), its message is ((body)).",
    )
    notify_api_url: str = Field(
        "https://api.notifications.service.gov.uk",
        description="Where GOV.UK Notify's API is; for tests.",
    )

    model_url: str = Field(
        "",
        description="Where a language model of yours answers in the way of OpenAI's API, such as "
        "https://models.example/v1. Setting it lets organisers ask it for drafts.",
    )
    model_name: str = Field("", description="The name of the model there; with its address.")
    model_api_key: SecretStr = Field(
        SecretStr(""), description="The API key for the model. Left empty, none is sent."
    )
    model_tokens_a_day: int = Field(
        20_000,
        ge=0,
        description="How many tokens the model may cost a community in a day, asking and answering "
        "together.",
    )
    model_requests_a_day: int = Field(
        20, ge=0, description="How many requests a community may make of the model in a day."
    )

    @property
    def notify(self) -> bool:
        """Whether mail goes by GOV.UK Notify."""
        return bool(self.notify_api_key.get_secret_value())

    def mistake(self) -> str:
        """What is wrong with these settings, as one sentence; empty when nothing is."""
        return self._notify_mistake() or self._model_mistake()

    def _notify_mistake(self) -> str:
        if not self.notify:
            return (
                f"{PREFIX}NOTIFY_API_KEY is missing: "
                f"{PREFIX}NOTIFY_TEMPLATE is of no use without it."
                if self.notify_template
                else ""
            )
        if not _NOTIFY_KEY.fullmatch(self.notify_api_key.get_secret_value()):
            return (
                f"{PREFIX}NOTIFY_API_KEY cannot be used: copy the whole key from the page API "
                "integration of GOV.UK Notify."
            )
        if not self.notify_template:
            return (
                f"{PREFIX}NOTIFY_TEMPLATE is missing: GOV.UK Notify sends nothing without a "
                "template."
            )
        if not _TEMPLATE.fullmatch(self.notify_template):
            return (
                f"{PREFIX}NOTIFY_TEMPLATE cannot be used: it is the ID of a template, such as "
                "f33517ff-2a88-4f6e-b855-c550268ce08a."
            )
        return _unsafe("NOTIFY_API_URL", self.notify_api_url)

    def _model_mistake(self) -> str:
        if not self.model_url:
            return (
                f"{PREFIX}MODEL_URL is missing: the other settings of the model are of no use "
                "without it."
                if self.model_name or self.model_api_key.get_secret_value()
                else ""
            )
        if not self.model_name:
            return f"{PREFIX}MODEL_NAME is missing: the address may have several models."
        return _unsafe("MODEL_URL", self.model_url)


def _unsafe(name: str, url: str) -> str:
    """A key and people's words travel there, so only this computer may be spoken to openly."""
    address = urlsplit(url)
    if address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK):
        return ""
    return f"{PREFIX}{name} must start with https://, except for an address on this computer."
