"""A Form as a Discord modal, and what a filled-in modal says. The modal's id alone says which form
it is and about what, so one opened before a restart can be sent after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.chat import CommunityRef
from adapters.discord import markdown
from adapters.posts import MAX_BUTTON_ID, Field, FieldKind, Form

TEXT_INPUT, SELECT, TEXT_DISPLAY, LABEL, RADIO = 4, 3, 10, 18, 21
LINE, PARAGRAPH = 1, 2
MAX_TEXT_INPUT = 4000
MAX_RADIO = 10
_HERE = "~/"
_KIND = "form"


def modal(form: Form, community: CommunityRef) -> dict[str, Any]:
    """The modal to show. Raises ValueError when the form's name and subject do not fit its id."""
    parts: list[dict[str, Any]] = []
    if form.introduction:
        parts.append({"type": TEXT_DISPLAY, "content": markdown.spans(form.introduction)})
    parts += [_label(field) for field in form.fields]
    id_ = modal_id(form.name, form.subject, community)
    return {"title": form.title, "custom_id": id_, "components": parts}


def modal_id(name: str, subject: str, community: CommunityRef) -> str:
    """`form|name|subject`. The community is left out of a subject that is one of its messages: it
    is known anyway.
    """
    here = f"{community}/"
    if subject.startswith(here):
        subject = _HERE + subject.removeprefix(here)
    id_ = f"{_KIND}|{name}|{subject}"
    if len(id_) > MAX_BUTTON_ID:
        raise ValueError(f"the form's name and subject are too long for Discord: {id_}")
    return id_


def read_id(custom_id: str, community: CommunityRef) -> tuple[str, str] | None:
    """The name and the subject in a modal's id, or None when the modal is not one of ours."""
    kind, _, rest = custom_id.partition("|")
    name, _, subject = rest.partition("|")
    if kind != _KIND or not name:
        return None
    if subject.startswith(_HERE):
        subject = f"{community}/{subject[len(_HERE) :]}"
    return name, subject


def values(components: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """What was entered, field by field. Fields left empty are present and empty."""
    return tuple(_answers(components))


def _answers(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for each in components:
        if inside := each.get("component"):
            yield from _answers([inside])
        yield from _answers(each.get("components") or ())
        if name := each.get("custom_id"):
            chosen = each.get("values")
            yield str(name), " ".join(chosen) if chosen else str(each.get("value") or "")


def _label(field: Field) -> dict[str, Any]:
    label = {"type": LABEL, "label": field.label, "component": _control(field)}
    return label | {"description": field.hint} if field.hint else label


def _control(field: Field) -> dict[str, Any]:
    if field.kind is not FieldKind.CHOICE:
        most = min(field.most, MAX_TEXT_INPUT)
        written = {"value": field.value[:most]} if field.value else {}
        return {
            "type": TEXT_INPUT,
            "custom_id": field.name,
            "style": PARAGRAPH if field.kind is FieldKind.PARAGRAPH else LINE,
            "required": field.required,
            "max_length": most,
        } | written
    options = [
        {"label": option.label, "value": option.value}
        | ({"default": True} if option.value == field.value else {})
        for option in field.options
    ]
    # A radio button cannot be taken back, so only what must be answered is one.
    radio = field.required and 2 <= len(options) <= MAX_RADIO
    control = {"custom_id": field.name, "options": options, "required": field.required}
    if radio:
        return {"type": RADIO} | control
    return {"type": SELECT, "min_values": int(field.required), "max_values": 1} | control
