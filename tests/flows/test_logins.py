"""Passwords in addresses: in no table, and not in what Prefect is given."""

import pytest

from flows.logins import fill_in
from flows.pipeline import run_pipeline
from schemas.errors import SettingsError
from schemas.run import RunRequest
from schemas.settings import Settings
from tests.warehouses import contents

ADDRESS = "http://reader:s3cret@127.0.0.1:9/feed.xml"


def test_no_table_holds_the_password_of_an_address(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(warehouse=f"{tmp_path}/news.duckdb", allow_private_addresses=True, fetch_tries=1)

    report = run_pipeline(RunRequest.of("ingest", [ADDRESS, "store://reader:s3cret@bucket/a"]), settings)

    assert report.totals.quarantined == 2
    kept = str(contents(settings.warehouse))
    assert "http://127.0.0.1:9/feed.xml" in kept
    assert "s3cret" not in kept


def test_a_password_in_plain_sight_is_refused_with_the_mend() -> None:
    with pytest.raises(SettingsError, match=r"^http://127.0.0.1:9/feed.xml: its password is kept and shown") as refused:
        fill_in(["incoming/", ADDRESS])
    assert "s3cret" not in str(refused.value)


def test_variables_are_filled_in_where_they_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALDER_USER", "reader")
    monkeypatch.setenv("CALDER_PASSWORD", "s3cret")
    address = "https://${CALDER_USER}:${CALDER_PASSWORD}@calder.example/feed"

    assert fill_in(["in/$x", address]) == ["in/$x", "https://reader:s3cret@calder.example/feed"]
    monkeypatch.delenv("CALDER_PASSWORD")
    with pytest.raises(SettingsError, match="CALDER_PASSWORD is not set in the worker's environment"):
        fill_in([address])
