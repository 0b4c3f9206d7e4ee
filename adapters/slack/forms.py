"""A Form as a Slack modal, and its answers. Slack holds open forms, so a restart loses none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from adapters.posts import MAX_FORM_TITLE, Field, FieldKind, Form, Option
from adapters.slack.blocks import CANCEL, Block, paragraph
from adapters.slack.mrkdwn import Permalink
from adapters.slack.payload import at, listed, word

CALLBACK = "form:"
BLOCK = "field:"
MAX_METADATA = 3000


@dataclass(frozen=True, slots=True)
class Opening:
    """What a form must remember of the press that opened it; it travels in the form."""

    form: str
    subject: str = ""
    channel: str = ""
    thread: str = ""
    reply: str = ""

    def written(self) -> str:
        """As text, for Slack to carry. The reply handle goes first when it does not fit."""
        text = json.dumps(asdict(self), separators=(",", ":"))
        if len(text) > MAX_METADATA and self.reply:
            return Opening(self.form, self.subject, self.channel, self.thread).written()
        return text


def opening(view: object) -> Opening | None:
    """Read back what a form remembers, or None when it is no form of ours."""
    if not isinstance(view, Mapping):
        return None
    callback = view.get("callback_id")
    if not isinstance(callback, str) or not callback.startswith(CALLBACK):
        return None
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except (TypeError, ValueError):
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    names = ("subject", "channel", "thread", "reply")
    remembered = {name: str(kept.get(name) or "") for name in names}
    return Opening(callback.removeprefix(CALLBACK), **remembered)


def view(form: Form, remembered: Opening, permalink: Permalink, cancel: str = CANCEL) -> Block:
    """The modal that asks a form."""
    blocks = list(paragraph(form.introduction, permalink))
    blocks += [_input(field) for field in form.fields]
    return {
        "type": "modal",
        "callback_id": CALLBACK + form.name,
        "private_metadata": remembered.written(),
        "title": _plain(form.title),
        "submit": _plain(form.send),
        "close": _plain(cancel[:MAX_FORM_TITLE]),
        "blocks": blocks,
    }


def values(view: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What was entered, field by field in the order asked; empty where nothing was."""
    entered = at(view, "state", "values")
    if not isinstance(entered, dict):
        return ()
    order = [word(block, "block_id") for block in listed(view, "blocks")]
    names = sorted(entered, key=lambda name: order.index(name) if name in order else len(order))
    return tuple((name.removeprefix(BLOCK), _entered(entered[name])) for name in names)


def first_field(view: object) -> str:
    """The block under which Slack can show a sentence while the form stays open."""
    for block in listed(view, "blocks"):
        if word(block, "type") == "input":
            return word(block, "block_id")
    return ""


def _entered(block: object) -> str:
    for answer in block.values() if isinstance(block, dict) else ():
        if isinstance(answer, dict):
            return word(answer, "selected_option", "value") or word(answer, "value")
    return ""


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": BLOCK + field.name,
        "label": _plain(field.label),
        "optional": not field.required,
        "element": _element(field),
    }
    if field.hint:
        block["hint"] = _plain(field.hint)
    return block


def _element(field: Field) -> Block:
    if field.kind is FieldKind.CHOICE:
        chosen = [option for option in field.options if option.value == field.value]
        element: Block = {
            "type": "static_select",
            "action_id": field.name,
            "options": [_option(option) for option in field.options],
        }
        if chosen:
            element["initial_option"] = _option(chosen[0])
        return element
    element = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.kind is FieldKind.PARAGRAPH,
        "max_length": field.most,
    }
    if field.value:
        element["initial_value"] = field.value[: field.most]
    return element


def _option(option: Option) -> Block:
    return {"text": _plain(option.label), "value": option.value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
