from __future__ import annotations

from adapters.port import DeliveryFailed
from bot.doctor import examine
from config.settings import Settings


async def opens() -> str:
    return "the bot is challenger in the council."


async def is_refused() -> str:
    raise DeliveryFailed("the token is not valid.")


async def test_each_platform_is_asked_whether_its_tokens_open_it(database_url: str) -> None:
    settings = Settings(database=database_url, web_port=0)
    checks = {"One": opens, "Another": is_refused, "A third": None}
    lines = [finding.line async for finding in examine(settings, checks)]
    assert lines[-3:] == [
        "well  One: the bot is challenger in the council.",
        "MEND  Another: the token is not valid.",
        "well  A third is not set up, so it is left alone.",
    ]
