"""The translations between the engines, as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.dialect import for_postgresql, numbered, statements
from bot.store.moments import dt, dt_or_none, moment, moment_or_none


def test_names_become_numbers_and_a_name_used_twice_has_one() -> None:
    sql, names = numbered("SELECT a FROM b WHERE c = :one AND d = :two OR e = :one")
    assert sql == "SELECT a FROM b WHERE c = $1 AND d = $2 OR e = $1"
    assert names == ("one", "two")


def test_what_is_quoted_or_a_cast_or_a_comment_is_left_alone() -> None:
    sql = "SELECT ':no', \":no\", 'it''s :no', x::text, a /* :no */ -- :no\n FROM b WHERE c = :yes"
    text, names = numbered(sql)
    assert text == sql.replace(":yes", "$1")
    assert names == ("yes",)


def test_a_migration_is_cut_where_statements_end() -> None:
    script = "-- A comment; with a semicolon.\nCREATE TABLE a (b TEXT); \nCREATE INDEX c ON a (b);"
    assert statements(script) == ["CREATE TABLE a (b TEXT);", "CREATE INDEX c ON a (b);"]


def test_a_table_gets_postgresqls_own_types() -> None:
    table = (
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER, x REAL,"
        " bytes BLOB, text TEXT)\n STRICT, WITHOUT ROWID;"
    )
    assert for_postgresql(table) == (
        "CREATE TABLE a (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n BIGINT,"
        ' x DOUBLE PRECISION, bytes BYTEA, text TEXT COLLATE "C");'
    )


moments = st.datetimes(timezones=st.just(UTC)) | st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001, hypothesis wants the limits bare
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001, hypothesis wants the limits bare
    timezones=st.just(timezone(timedelta(hours=5, minutes=45))),
)


@given(at=moments, other=moments)
def test_moments_come_back_and_sort_as_their_texts(at: datetime, other: datetime) -> None:
    assert dt(moment(at)) == at
    assert dt(moment(at)).tzinfo is UTC
    assert len(moment(at)) == 27
    assert (moment(at) < moment(other)) == (at < other)


def test_a_moment_may_be_missing_but_not_its_zone() -> None:
    assert moment_or_none(None) is None
    assert dt_or_none(None) is None
    assert dt_or_none(moment_or_none(datetime(2026, 3, 1, tzinfo=UTC))) is not None
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2026, 3, 1))  # noqa: DTZ001, what is refused
