"""A round told as it is played: who did what, and what each of them then read, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.chat import MessageRef
from adapters.posts import (
    Choices,
    FieldKind,
    Form,
    Heading,
    Note,
    Picture,
    Post,
    Quote,
    Span,
    Strong,
    Tally,
    Text,
    plain,
    plain_post,
)
from tests.house import House, filled

CHANNEL = "general"
RECEIPT = re.compile(r"receipt is `\w+`")
SAME_RECEIPT = "receipt is `mfrggzdfmztwq2lk`"
NAMED = re.compile(r"@([a-z]+)\b")


@dataclass
class Telling:
    """One round in a house, with everything its people do and read, in turn.

    What somebody reads that another has read already is not told twice.
    """

    house: House
    names: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    leaves_out: tuple[str, ...] = ()
    _standing: dict[MessageRef, list[tuple[str, ...]]] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _heard: int = 0

    def remark(self, words: str) -> None:
        """Something the reader of the page must know."""
        self.lines += [words, ""]

    def quiet(self) -> None:
        """Whatever was said until now is left out of the page."""
        self._heard = len(self.house.platform.private)
        posts = self.house.platform.posts
        self._standing = {ref: self._parts(post) for ref, post in posts.items()}

    def entry(self, words: str) -> int:
        """The number under which an entry was shown."""
        post = next(each for each in self.house.posts(CHANNEL) if words in each)
        found = re.search(r"Entry (\d+)", post.partition(words)[2])
        assert found, words
        return int(found[1])

    async def types(self, person: str, words: str) -> None:
        """Somebody types a command."""
        await self.house.command(person, CHANNEL, words)
        self._tell(person, f"types `/challenge {words}`")

    async def presses(self, person: str, label: str, containing: str = "") -> None:
        """Somebody presses a button."""
        await self.house.press(person, label, containing)
        self._tell(person, f"presses **{label}**")

    async def fills(self, person: str, label: str, containing: str = "", **values: str) -> None:
        """Somebody presses a button, fills in the form that opens, and sends it."""
        button, _, channel, thread = self.house.button(person, label, containing)
        verb, subject, value = button.name
        subject = f"{subject}:{value}" if value else subject
        opened = await self.house.opened(person, channel, verb, subject, thread)
        if isinstance(opened, Post):
            self.remark(
                f"**{self.names[person]}** presses **{label}** and reads, in place of a form:"
            )
            self.lines += [*_quoted(self.rendered(opened)), ""]
            return
        form = self._rendered_form(opened)
        if "\n".join(form) in self._known:
            did = f"presses **{label}**, sees the same form and sends: "
        else:
            self._known.add("\n".join(form))
            self.remark(f"**{self.names[person]}** presses **{label}**. A form opens:")
            self.lines += [*_quoted(form), ""]
            did = "sends: "
        given = dict(filled(opened, values))
        answers = [_answer(opened, name, value) for name, value in given.items() if value]
        did += " · ".join(answers) or "all boxes empty"
        await self.house.fill(person, label, containing, **values)
        self._tell(person, did)

    async def passes(self, by: timedelta, words: str) -> None:
        """Time goes by."""
        self.remark(f"*{words}*")
        await self.house.pass_time(by)
        self._channel()

    # -- how it reads

    def _rendered_form(self, opened: Form) -> list[str]:
        lines = [f"**{opened.title}**"]
        if opened.introduction:
            lines += ["", *self._said(opened.introduction).splitlines()]
        for each in opened.fields:
            optional = "" if each.required else " *(can stay empty)*"
            lines += ["", f"**{each.label}**{optional}"]
            if each.options:
                lines.append("<br>○ " + " ○ ".join(option.label for option in each.options))
            if each.hint:
                lines.append(f"<br>*{each.hint}*")
        return [*lines, "", f"`[{opened.send}]`"]

    def _tell(self, person: str, did: str) -> None:
        """What somebody did, and what they alone were told; then what changed for all."""
        said = [self.rendered(post) for _, post in self.house.platform.private[self._heard :]]
        self._heard = len(self.house.platform.private)
        fresh = [lines for lines in said if "\n".join(lines) not in self._known]
        self._known |= {"\n".join(lines) for lines in fresh}
        again = ", and reads the same as others before" if said and not fresh else ""
        reads = ", and alone reads" if fresh else ""
        did = did.rstrip(".") if not did.endswith("”") else did
        self.remark(f"**{self.names[person]}** {did}{again}{reads}{':' if fresh else '.'}")
        for lines in fresh:
            self.lines += [*_quoted(lines), ""]
        self._channel()

    def _channel(self) -> None:
        """The posts that are new in the channel, and what is new in the others."""
        posts = self.house.platform.posts
        for ref, post in posts.items():
            parts = self._parts(post)
            before = self._standing.get(ref)
            self._standing[ref] = parts
            if before == parts or any(words in plain_post(post) for words in self.leaves_out):
                continue
            new = before is None
            self.remark("A new post in the channel:" if new else "A post in the channel changes:")
            self.lines += [*_quoted(_since(before or [], parts)), ""]
        for ref in self._standing.keys() - posts.keys():
            self._standing.pop(ref)
            self.remark("A post in the channel is gone.")

    def _parts(self, post: Post) -> list[tuple[str, ...]]:
        return [tuple(self.rendered(Post((part,)))) for part in post.parts]

    def rendered(self, post: Post) -> list[str]:
        """A post, part by part."""
        lines: list[str] = []
        for part in post.parts:
            match part:
                case Heading():
                    lines.append(f"**{part.text}**")
                case Text():
                    lines.append(self._said(part.spans))
                case Note():
                    lines.append(f"<sub>{self._said(part.spans)}</sub>")
                case Quote():
                    source = self._said(part.source)
                    lines += _quoted(part.text.splitlines())
                    lines += [">", f"> — {source}"] if source else []
                case Tally() | Picture():
                    lines.append(part.sentence)
                case Choices():
                    lines.append(" ".join(f"`[{each.label}]`" for each in part.buttons))
                    lines += [
                        f"<br>*{each.label}* asks first: {each.confirm}"
                        for each in part.buttons
                        if each.confirm
                    ]
            lines.append("")
        return lines[:-1]

    def _said(self, spans: tuple[Span, ...]) -> str:
        words = "".join(
            f"**{each.text}**"
            if isinstance(each, Strong)
            else f"`{each.text}`"
            if not isinstance(each, str) and each.kind == "code"
            else plain((each,))
            for each in spans
        )
        words = RECEIPT.sub(SAME_RECEIPT, words)
        return NAMED.sub(lambda found: "@" + self.names.get(found[1], found[1]), words)


def _quoted(lines: list[str]) -> list[str]:
    return [f"> {line}".rstrip() for line in lines]


def _answer(form: Form, name: str, value: str) -> str:
    asked = next(each for each in form.fields if each.name == name)
    if asked.kind is FieldKind.CHOICE:
        value = next(each.label for each in asked.options if each.value == value)
    return f"{asked.label} “{' / '.join(value.splitlines())}”"


def _since(before: list[tuple[str, ...]], now: list[tuple[str, ...]]) -> list[str]:
    """A post part by part; of one that changed, its title and what was not there before."""
    lines: list[str] = []
    for place, part in enumerate(now):
        if place and part in before:
            if lines[-1] != "…":
                lines += ["", "…"]
            continue
        lines += [*([""] if lines else []), *part]
    return lines
