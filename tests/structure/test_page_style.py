from __future__ import annotations

import pytest

from tests.page_style import STYLE, style


@pytest.mark.node
def test_the_style_sheet_is_what_its_sources_make() -> None:
    assert STYLE.read_text("utf-8") == style(), "run python -m tests.page_style"
