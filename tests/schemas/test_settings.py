"""A setting that is written wrong says so, with the name that was meant."""

from pathlib import Path

import pytest

from schemas.errors import SettingsError
from schemas.settings import SETTINGS_FILE, Settings, unknown_variables


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("COPYDESK_WAREHOSE", "COPYDESK_WAREHOUSE"),
        ("COPYDESK_WORKER", "COPYDESK_WORKERS"),
        ("copydesk_worker", "COPYDESK_WORKERS"),
        ("COPYDESK_SMTP_PASSWORDS", "COPYDESK_SMTP_PASSWORD"),
        ("COPYDESK_MAX_ARTICLE_CHARACTERS", "COPYDESK_MAX_ARTICLE_CHARS"),
    ],
)
def test_a_variable_that_is_nearly_a_setting_is_refused(name: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "quagmire")

    with pytest.raises(SettingsError, match=f"{name} is none; set {meant}, or take it") as refused:
        Settings.read()

    assert "quagmire" not in str(refused.value)


def test_a_variable_of_somebody_else_s_is_left_alone_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_OFFICE", "Oslo")
    monkeypatch.setenv("copydesk_workers", "3")

    assert Settings.read().workers == 3
    assert "COPYDESK_OFFICE" in unknown_variables()
    assert "copydesk_workers" not in unknown_variables()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("warehose = 'a'", r"warehose: there is no such setting; did you mean warehouse\?"),
        ("colour = 1", "colour: there is no such setting$"),
        ("workers = 0", "workers: Input should be greater than or equal to 1"),
    ],
)
def test_a_line_of_the_settings_file_that_cannot_be_used_is_named(line: str, said: str) -> None:
    SETTINGS_FILE.write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        Settings.read()
