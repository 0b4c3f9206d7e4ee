"""The accessibility statement, on the model that the regulations of 2018 ask for.

Whoever runs the bot fills in what only they can know; until then the page says that it is missing.
"""

from __future__ import annotations

from bot.language import spoken
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.words import day, label, marked
from bot.statement import AccessibilityStatement

STATUSES = {
    "fully": marked("These pages are fully compliant with the Web Content Accessibility Guidelines version 2.2, level AA."),
    "partially": marked("These pages are partially compliant with the Web Content Accessibility Guidelines version 2.2, level AA, because of what is listed below."),
    "not": marked("These pages are not compliant with the Web Content Accessibility Guidelines version 2.2, level AA. What is not accessible is listed below."),
    "": marked("These pages are built to meet the Web Content Accessibility Guidelines version 2.2, level AA. The organisation that runs them has not said yet how far they do."),
}  # fmt: skip


def accessibility_page(statement: AccessibilityStatement) -> str:
    """Draw the statement."""
    return TEMPLATES.get_template("accessibility.html").render(
        language=spoken(),
        said=statement,
        who=statement.organisation or label("the organisation that runs Challenger for you"),
        status=label(STATUSES[statement.status]),
        missing=_missing(statement),
        prepared=day(statement.prepared) if statement.prepared else "",
        reviewed=day(statement.reviewed) if statement.reviewed else "",
    )


def _missing(statement: AccessibilityStatement) -> list[str]:
    """What a statement by law must say and this one does not say yet."""
    found = (
        (statement.organisation, marked("which organisation runs these pages")),
        (statement.contact, marked("how to contact it")),
        (statement.status, marked("how far the pages meet the standard")),
        (statement.prepared, marked("when this statement was prepared")),
        (statement.tested, marked("when and by whom the pages were tested last")),
    )
    return [label(words) for value, words in found if not value]
