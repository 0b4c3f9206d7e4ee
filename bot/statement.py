"""What whoever runs the bot says about the accessibility of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.settings import Settings


@dataclass(frozen=True, slots=True)
class AccessibilityStatement:
    """What the organisation that runs the bot says; empty where it has said nothing.

    `gaps`, `burden` and `out_of_scope` are lists: what is not accessible, what it would be too much
    to mend, and what the regulations do not ask for.
    """

    organisation: str = ""
    contact: str = ""
    status: str = ""
    gaps: tuple[str, ...] = ()
    burden: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    prepared: date | None = None
    reviewed: date | None = None
    tested: str = ""


UNSAID = AccessibilityStatement()
"""Nothing was said yet."""


def stated(settings: Settings) -> AccessibilityStatement:
    """The statement as the settings say it."""
    return AccessibilityStatement(
        organisation=settings.organisation,
        contact=settings.accessibility_contact,
        status=settings.accessibility_status,
        gaps=_listed(settings.accessibility_gaps),
        burden=_listed(settings.accessibility_burden),
        out_of_scope=_listed(settings.accessibility_out_of_scope),
        prepared=settings.accessibility_prepared,
        reviewed=settings.accessibility_reviewed,
        tested=settings.accessibility_tested,
    )


def _listed(text: str) -> tuple[str, ...]:
    """The parts of a setting that holds several."""
    return tuple(each.strip() for each in text.split(";") if each.strip())
