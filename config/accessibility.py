"""What the organisation that runs the bot fills in for the accessibility statement of its pages."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


class Accessibility(BaseSettings):
    """The settings of the statement."""

    organisation: str = Field(
        "",
        description="The organisation that runs the bot, as it stands in the accessibility "
        "statement at /accessibility.",
    )
    accessibility_contact: str = Field(
        "",
        description="Where to say that a page cannot be used: an e-mail address, a telephone "
        "number, and in how many days you answer.",
    )
    accessibility_status: Literal["", "fully", "partially", "not"] = Field(
        "",
        description="How far the pages meet WCAG 2.2, level AA, as you found: fully, partially, "
        "not.",
    )
    accessibility_gaps: str = Field(
        "", description="What you found is not accessible, with semicolons between."
    )
    accessibility_burden: str = Field(
        "",
        description="What it would be a disproportionate burden to mend, and why, with semicolons "
        "between.",
    )
    accessibility_out_of_scope: str = Field(
        "", description="What the regulations do not ask for, with semicolons between."
    )
    accessibility_prepared: date | None = Field(
        None, description="The day you prepared the statement, such as 2026-11-20."
    )
    accessibility_reviewed: date | None = Field(
        None, description="The day you looked at it again; once a year is asked for."
    )
    accessibility_tested: str = Field(
        "", description="When the pages were last tested, on what, and by whom."
    )
