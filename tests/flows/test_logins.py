"""Passwords in addresses: in no table, and not in what Prefect is given."""

from typing import Any

import pytest
from prefect import Flow
from prefect.utilities.callables import parameter_schema
from prefect.utilities.schema_tools.validation import validate

from flows.backfill import backfill
from flows.ingest import ingest
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


@pytest.mark.parametrize("one", [ingest, backfill], ids=lambda one: one.name)
def test_prefect_refuses_a_password_before_it_keeps_it(one: Flow[..., Any]) -> None:
    schema = parameter_schema(one.fn).model_dump_for_openapi()

    def is_kept(address: str) -> bool:
        return not validate({"inputs": ["incoming/", address]}, schema, raise_on_error=False)

    kept = (
        "https://calder.example/a:b@c", "https://reader@calder.example", "https://${CALDER_LOGIN}@calder.example",
        "https://${CALDER_USER}:${CALDER_PASSWORD}@calder.example", "https://$LOGIN@calder.example:8443", "in/a:b@c",
    )  # fmt: skip
    assert [address for address in kept if not is_kept(address)] == []
    assert not is_kept(ADDRESS)
    assert not is_kept("s3+x://:s3cret@bucket/a")
