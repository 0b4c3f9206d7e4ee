"""What Slack refuses in blocks and views, as far as its documents and SDK say: a sentence each.

Where Slack is vague the narrower reading counts: a text is held to the 4,000 characters Slack asks
for, and all blocks of a message together to 13,200 with everything in them counted, for messages of
fewer readable characters were seen refused.
"""

from __future__ import annotations

from typing import Any

MAX_TOGETHER = 13_200
KNOWN = {"header", "section", "context", "actions", "input", "divider", "image", "rich_text"}
Json = dict[str, Any]


def wrong_with_message(arguments: Json) -> str:
    """Why Slack would refuse this message, or nothing."""
    blocks, text = arguments.get("blocks") or [], arguments.get("text") or ""
    if not text:
        return "no_text"
    if len(text) > 4_000:
        return "msg_too_long"
    if len(blocks) > 50:
        return "invalid_blocks: more than 50"
    if _characters(blocks) > MAX_TOGETHER:
        return "msg_blocks_too_long"
    return wrong_with_blocks(blocks, allowed=KNOWN - {"input"})


def wrong_with_view(view: Json) -> str:
    """Why Slack would refuse this modal or home page, or nothing."""
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or len(blocks) > 100:
        return "invalid_arguments: blocks"
    if view.get("type") == "modal":
        for name in ("title", "submit", "close"):
            text = view.get(name)
            if text is not None and not _plain(text, 24):
                return f"invalid_arguments: {name}"
        if "title" not in view:
            return "invalid_arguments: no title"
        if any(block.get("type") == "input" for block in blocks) and "submit" not in view:
            return "invalid_arguments: no submit"
    elif view.get("type") != "home":
        return "invalid_arguments: type"
    if len(view.get("private_metadata") or "") > 3000 or len(view.get("callback_id") or "") > 255:
        return "invalid_arguments: too long"
    return wrong_with_blocks(blocks, allowed=KNOWN)


def wrong_with_blocks(blocks: list[Json], *, allowed: set[str]) -> str:
    """Why Slack would refuse these blocks, or nothing."""
    block_ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(block_ids) != len(set(block_ids)):
        return "invalid_blocks: block_id used twice"
    for number, block in enumerate(blocks):
        kind = block.get("type")
        found = f"unknown {kind}" if kind not in allowed else _CHECKS[kind](block)
        if found or len(block.get("block_id") or "") > 255:
            return f"invalid_blocks: {number}: {found or 'block_id too long'}"
    return ""


def _plain(text: Any, most: int) -> bool:
    return (
        isinstance(text, dict)
        and text.get("type") == "plain_text"
        and 0 < len(text.get("text") or "") <= most
    )


def _text(text: Any, most: int) -> bool:
    return _plain(text, most) or (
        isinstance(text, dict)
        and text.get("type") == "mrkdwn"
        and 0 < len(text.get("text") or "") <= most
    )


def _header(block: Json) -> str:
    return "" if _plain(block.get("text"), 150) else "header text"


def _section(block: Json) -> str:
    return "" if _text(block.get("text"), 3000) or block.get("fields") else "section text"


def _context(block: Json) -> str:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 10:
        return "context elements"
    return "" if all(_text(each, 3000) for each in elements) else "context text"


def _actions(block: Json) -> str:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 25:
        return "actions elements"
    ids = [each.get("action_id") for each in elements]
    if len(ids) != len(set(ids)):
        return "action_id used twice"
    for each in elements:
        if each.get("type") != "button" or not _plain(each.get("text"), 75):
            return "button"
        if not 0 < len(each.get("action_id") or "") <= 255 or len(each.get("value") or "") > 2000:
            return "button id"
        if each.get("style", "primary") not in ("primary", "danger"):
            return "button style"
        confirm = each.get("confirm")
        if confirm is not None and not (
            _plain(confirm.get("title"), 100)
            and _text(confirm.get("text"), 300)
            and _plain(confirm.get("confirm"), 30)
            and _plain(confirm.get("deny"), 30)
        ):
            return "confirm"
    return ""


def _input(block: Json) -> str:
    if not _plain(block.get("label"), 2000):
        return "input label"
    if "hint" in block and not _plain(block["hint"], 2000):
        return "input hint"
    element = block.get("element") or {}
    if not 0 < len(element.get("action_id") or "") <= 255:
        return "input action_id"
    if element.get("type") == "plain_text_input":
        most = element.get("max_length", 3000)
        initial = element.get("initial_value")
        fits = initial is None or 0 < len(initial) <= most
        return "" if 1 <= most <= 3000 and fits else "plain_text_input"
    if element.get("type") == "static_select":
        options = element.get("options") or []
        good = 1 <= len(options) <= 100 and all(
            _plain(option.get("text"), 75) and 0 < len(option.get("value") or "") <= 150
            for option in options
        )
        initial = element.get("initial_option")
        return "" if good and (initial is None or initial in options) else "static_select"
    return "input element"


def _rich_text(block: Json) -> str:
    elements = block.get("elements") or []
    kinds = {"rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"}
    if not elements or any(each.get("type") not in kinds for each in elements):
        return "rich_text elements"
    for each in elements:
        for part in each.get("elements") or [{}]:
            needed = {
                "text": "text",
                "link": "url",
                "user": "user_id",
                "channel": "channel_id",
                "date": "timestamp",
            }.get(part.get("type") or "")
            if needed is None or not part.get(needed):
                return f"rich_text {part.get('type')}"
            if len(part.get("text") or "") > 3000 or len(part.get("url") or "") > 3000:
                return f"rich_text {part.get('type')} too long"
    return ""


def _anything(block: Json) -> str:
    return ""


def _image(block: Json) -> str:
    address, alt = block.get("image_url") or "", block.get("alt_text") or ""
    if not address.startswith("https://") or len(address) > 3000:
        return "downloading image failed"
    return "" if 1 <= len(alt) <= 2000 else "alt_text"


_CHECKS = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "rich_text": _rich_text,
    "divider": _anything,
    "image": _image,
}


def _characters(value: Any) -> int:
    """Everything counted: names, signs and braces, but no escapes."""
    if isinstance(value, dict):
        return 1 + sum(len(name) + 4 + _characters(each) for name, each in value.items())
    if isinstance(value, list):
        return 2 + sum(1 + _characters(each) for each in value)
    return len(value) + 2 if isinstance(value, str) else len(str(value))
