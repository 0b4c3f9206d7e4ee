"""A form that could not be taken is not lost: its words stand there when it is opened again."""

from __future__ import annotations

from dataclasses import replace

from adapters.events import FormSent
from adapters.port import FormWanted
from adapters.posts import FieldKind, Form
from bot.work import UnitOfWork


async def keep(event: FormSent, work: UnitOfWork) -> None:
    """Keep what somebody wrote in a form."""
    await work.drafts.keep(event.by, event.form, event.subject, dict(event.values), work.now)


async def drop(event: FormSent, work: UnitOfWork) -> None:
    """Forget it: the form was sent again."""
    await work.drafts.drop(event.by, event.form, event.subject)


async def filled(form: Form, wanted: FormWanted, work: UnitOfWork) -> Form:
    """The form with what its reader wrote in it before, where it still fits."""
    written = await work.drafts.of(wanted.by, form.name, form.subject)
    fields = []
    for field in form.fields:
        words = written.get(field.name, "")
        chosen = field.kind is not FieldKind.CHOICE or words in {
            each.value for each in field.options
        }
        fields.append(replace(field, value=words) if words and chosen else field)
    return replace(form, fields=tuple(fields))
