"""A provider takes an article back: it is kept, marked, and out of everything that is shown."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.flows.commands import copydesk
from tests.warehouses import rows

TEXT = (
    "<p>The council of Harlow Bay lost two million in the harbour fund, its treasurer Hana Okoro said on Monday.</p>"
    '<p>"We never saw the money again," Okoro told reporters outside the town hall after the meeting.</p>'
    "<p>The police have opened an inquiry into the fund, which was meant to pay for a new ferry terminal.</p>"
)
ITEM = {
    "uri": "urn:newsml:northern.example:20240305:4711",
    "type": "text",
    "headline": "Harbour fund lost two million",
    "firstcreated": "2024-03-05T09:10:00+01:00",
    "versioncreated": "2024-03-05T12:00:00+01:00",
    "version": "2",
    "pubstatus": "usable",
    "body_xhtml": TEXT,
    "source": "Northern Press",
    "language": "en",
}
KILLED = {
    "without its text": ITEM
    | {"pubstatus": "canceled", "version": "3", "versioncreated": "2024-03-05T14:00:00+01:00", "body_xhtml": ""},
    "without a time of its own": {
        name: value for name, value in ITEM.items() if name not in ("versioncreated", "version", "body_xhtml")
    }
    | {"pubstatus": "canceled"},
}


def ingested(folder: Path, name: str, item: dict[str, Any]) -> None:
    file = folder / f"{name}.json"
    file.write_text(json.dumps(item), "utf-8")
    done = copydesk("ingest", file, "--warehouse", folder / "news.duckdb", "--strict")
    assert done.code == 0, done.out + done.err


@pytest.mark.parametrize("killed", KILLED)
def test_a_killed_article_is_kept_and_shown_nowhere(tmp_path: Path, killed: str) -> None:
    ingested(tmp_path, "item", ITEM)
    warehouse = tmp_path / "news.duckdb"
    assert rows(warehouse, "SELECT * FROM who_said_what")

    ingested(tmp_path, "kill", KILLED[killed])

    assert rows(warehouse, "SELECT version, status, is_current FROM article_versions ORDER BY version") == [
        {"version": 1, "status": "ok", "is_current": False},
        {"version": 2, "status": "withdrawn", "is_current": False},
    ]
    for view in ("articles", "who_said_what", "speakers", "persons", "quote_changes"):
        assert rows(warehouse, f"FROM {view}") == [], view
