"""An edition as JSON, to be used elsewhere; `edition.schema.json` says what each part of it means."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.language import spoken
from bot.presenters.pages.outline import Cited, Item, Section, Told

MEDIA_TYPE = "application/json"
VERSION = 1


def page(told: Told, published_at: datetime, updated_at: datetime) -> bytes:
    """The whole edition."""
    document = {
        "kind": "challenger-edition",
        "version": VERSION,
        "number": told.number,
        "title": told.title,
        "language": spoken(),
        "page": told.page,
        "since": _moment(told.since),
        "until": _moment(told.until),
        "published": _moment(published_at),
        "updated": _moment(updated_at),
        "withdrawn": told.withdrawn,
        "note": list(told.note),
        "lead": told.lead,
        "figures": [{"number": number, "of": words} for number, words in told.figures],
        "sections": [_section(each) for each in told.sections],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace") + b"\n"


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "link": section.link,
        "drafted": section.lead,
        "items": [_item(each) for each in section.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "sentences": list(item.sentences),
        "quotes": [_cited(each) for each in item.cited],
        "tables": [
            {
                "title": chart.title,
                "sentence": chart.sentence,
                "columns": list(chart.columns),
                "rows": [list(row) for row in chart.rows],
            }
            for chart in item.charts
        ],
        "link": item.link,
    }


def _cited(each: Cited) -> dict[str, Any]:
    return {
        "text": each.text,
        "source": each.source,
        "dissent": each.dissent,
        "reply": each.reply,
        "link": each.link,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
