"""A warehouse with a source's past, and a batch that breaks with it."""

import json
from pathlib import Path

from flows.pipeline import run_pipeline
from schemas.run import RunRequest
from schemas.settings import Settings

SOURCE = "The Calder Mail"
NAMES = ("Ola Brandt", "Ida Okoye", "Tom Vale", "Nora Achebe")


def settings_of(folder: Path, **more: object) -> Settings:
    """Settings in which nothing takes long."""
    return Settings.read(warehouse=folder / "news.duckdb", article_timeout=0, **more)


def ingest_past(settings: Settings, folder: Path) -> None:
    """Sixteen days with seven articles each, of some seventy words and with one quotation."""
    path = _write(folder / "past.jsonl", [_whole(day, number) for day in range(1, 17) for number in range(7)])
    run_pipeline(RunRequest.of("ingest", [str(path)]), settings)


def broken_batch(folder: Path) -> Path:
    """Twenty-five teasers of the source where articles were before, and one article of another."""
    teasers = [
        {**_whole(20, number), "body": f"Bridge {number} shut on Monday, and it rained.", "title": f"Teaser {number}"}
        for number in range(25)
    ]
    return _write(
        folder / "new.jsonl",
        [*teasers, {**_whole(20, 99), "publication": "Harbour News", "url": "https://harbour.example/99"}],
    )


def _whole(day: int, number: int) -> dict[str, str]:
    name = NAMES[number % len(NAMES)]
    plain = f"The lights on bridge {day}-{number} failed after a storm that came up the river before dawn. "
    return {
        "title": f"Bridge {day}-{number} goes dark",
        "url": f"https://news.example/{day}/{number}",
        "published": f"2024-03-{day:02}T09:00:00Z",
        "author": name,
        "publication": SOURCE,
        "language": "en",
        "body": f"{plain * 4}\n\n“We were in the dark on night {day}-{number},” said {name}, a ferry captain.",
    }


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
