"""Loads: many documents in one turn at the archive."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import orjson
import pytest

from api import loading
from models import bulk, connection, make_engine, using


def load(documents: list[dict[str, Any]]) -> loading.Counts:
    text = b"\n".join(map(orjson.dumps, documents))
    return loading.load(loading.lines("topics", BytesIO(text)), "tester", None)


def test_no_plan_outlives_the_size_that_the_archive_had(empty_archive: Any) -> None:
    """PostgreSQL would read whole tables, as it did when they were small, to the end of a load."""
    engine = make_engine(empty_archive[0])
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite is led by its indexes alone.")
    with using(engine):
        bulk.expect_many()
        for name in ("Trade", "Commerce", "Tariffs", "Customs", "Duties", "Levies", "Tolls"):
            load([{"record": "topic", "slug": f"topic-{n}", "name": name} for n in range(30)])
        kept = connection().exec_driver_sql("SELECT count(*) FROM pg_prepared_statements")
        assert kept.scalar() == 0


def test_what_is_corrected_in_the_same_load_is_not_held_against_it(empty_archive: Any) -> None:
    """References and circles are judged by what the documents say when the load ends."""
    topic = {"record": "topic", "slug": "tariffs", "name": "Tariffs"}
    trade = {"record": "topic", "slug": "trade", "name": "Trade", "broader": "tariffs"}
    with using(make_engine(empty_archive[0])):
        corrected = [{**topic, "broader": "nowhere"}, {**topic, "broader": "trade"}, trade, topic]
        assert load(corrected) == loading.Counts(read=4, changed=4)
        with pytest.raises(loading.LoadError, match="topic tariffs: /broader: By broader"):
            load([{**topic, "broader": "trade"}])
        with pytest.raises(loading.LoadError, match="topic trade: /broader: There is no topic"):
            load([topic, {**trade, "broader": "nowhere"}])


def test_a_load_leaves_every_index_as_it_was(empty_archive: Any) -> None:
    """A load into a new SQLite archive takes them away and makes them again, or is undone."""
    engine = make_engine(empty_archive[0])
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps them: without, nobody could read.")
    with using(engine):
        bulk.expect_many()
        before = indexes()
        load([{"record": "topic", "slug": "trade", "name": "Trade"}])
        assert indexes() == before
        with pytest.raises(loading.LoadError, match="There is no topic"):
            load([{"record": "topic", "slug": "tolls", "name": "Tolls", "broader": "nowhere"}])
        connection().rollback()
        assert indexes() == before


def indexes() -> list[Any]:
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    return [*connection().exec_driver_sql(found)]
