"""Suites proposed from what a source looks like in the warehouse: a profile, and the rules that it would pass."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from schemas.errors import SettingsError
from schemas.record import Record

_QUERY = Path(__file__).parent / "source_profile.sql"
# Fewer articles than these show chance, not a habit.
_LEAST_ARTICLES = 30
# A share of the articles so high is a habit of the source; less of it may be an accident.
_ALWAYS, _NEARLY = 1.0, 0.98
_MOST_VALUES = 12


class Profile(Record):
    """What a source's current articles look like; lengths at their 1st and 99th of a hundred."""

    source_name: str
    articles: int
    first_day: str | None
    last_day: str | None
    words_low: int
    words_high: int
    with_title: float
    with_author: float
    with_date: float
    with_quotes: float
    most_authors: int
    languages: tuple[str, ...]
    sections: tuple[str, ...]
    with_section: float


class Proposed(NamedTuple):
    """A rule to be written, and what it rests on."""

    record: str
    name: str
    expect: str
    kwargs: dict[str, Any]
    reason: str
    mend: str
    seen: str


def read_profile(connection: sa.Connection, source: str) -> Profile:
    """The profile of the outlet with this name, in any case. Raises SettingsError where it is not known well enough."""
    query = sa.text(_QUERY.read_text(encoding="utf-8"))
    row = connection.execute(query, {"source": source, "most": _MOST_VALUES}).mappings().first()
    if row is None or not row["articles"]:
        raise SettingsError(f"no articles of {source!r}; the table `sources` lists the outlets")
    if row["articles"] < _LEAST_ARTICLES:
        raise SettingsError(
            f"only {row['articles']} articles of {source!r}: a profile needs {_LEAST_ARTICLES}, "
            "or chance would become a rule; ingest more of them first"
        )
    lists = {name: tuple(row[name] or ()) for name in ("languages", "sections")}
    return Profile(**{**row, **lists})


def write_suites(profile: Profile, folder: Path) -> list[Path]:
    """Write one file a record type, and give their paths. Raises SettingsError rather than write over a suite."""
    by_record: dict[str, list[Proposed]] = {}
    for rule in propose(profile):
        by_record.setdefault(rule.record, []).append(rule)
    paths = {record: folder / f"{record}.toml" for record in by_record}
    if there := [str(path) for path in paths.values() if path.exists()]:
        raise SettingsError(
            f"{', '.join(there)}: there already; name another folder with --output, and join them by hand"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for record, rules in by_record.items():
        paths[record].write_text("\n".join(_file(profile, rules)), encoding="utf-8")
    return list(paths.values())


def propose(profile: Profile) -> Iterator[Proposed]:
    """The rules that nearly all of the source's articles pass, each only for this source."""
    slug = _slug(profile.source_name)
    name = profile.source_name

    def rule(
        what: str, expect: str, reason: str, mend: str, seen: str, record: str = "articles", **kwargs: Any
    ) -> Proposed:
        condition = {"row_condition": f"source_name == {_quoted(name)}", "condition_parser": "pandas"}
        return Proposed(record, f"{slug}_{what}", expect, kwargs | condition, reason, mend, seen)

    yield rule(
        "words", "expect_column_values_to_be_between", "unusual_length",
        f"{name} rarely writes so short or so long: look whether the article is whole, and alone.",
        f"1 and 99 of 100 articles: {profile.words_low} and {profile.words_high} words",
        column="word_count", min_value=max(1, profile.words_low // 2), max_value=profile.words_high * 2,
    )  # fmt: skip
    for what, share, column in (("title", profile.with_title, "title"), ("date", profile.with_date, "published_on")):
        if share >= _ALWAYS:
            yield rule(
                what, "expect_column_values_to_not_be_null", f"no_{what}",
                f"{name} always prints a {what}: look where it stands now, and add a profile.",
                "all articles have one", column=column,
            )  # fmt: skip
    if profile.with_author >= _NEARLY:
        yield rule(
            "authors", "expect_column_values_to_be_between", "unusual_authors",
            f"{name} signs its articles: look where the byline stands now, and add a profile.",
            f"{profile.with_author:.1%} have an author, at most {profile.most_authors}",
            column="author_count", min_value=1, max_value=profile.most_authors * 2,
        )  # fmt: skip
    for column, values, is_whole in (
        ("language", profile.languages, True),
        ("section", profile.sections, profile.with_section >= _NEARLY and len(profile.sections) < _MOST_VALUES),
    ):
        if values and is_whole:
            yield rule(
                column, "expect_column_values_to_be_in_set", f"unexpected_{column}",
                f"{name} has no such {column} so far: correct it, or add it to this set.",
                f"every {column} so far", column=column, value_set=list(values),
            )  # fmt: skip
    if profile.with_quotes >= _NEARLY:
        yield rule(
            "quotes", "expect_column_values_to_be_between", "no_quotes",
            f"{name} nearly always quotes somebody: look whether the text is whole and its quote marks survive.",
            f"{profile.with_quotes:.1%} have a quotation", column="quote_count", min_value=1,
        )  # fmt: skip


def _file(profile: Profile, rules: Sequence[Proposed]) -> Iterator[str]:
    days = f", published {profile.first_day} to {profile.last_day}" if profile.first_day else ""
    yield f"# Proposed from {profile.articles:,} articles of {_one_line(profile.source_name)} in the warehouse{days}."
    yield "# Edit freely: severity is hold, stop, warn or off; docs/gate.md explains the rest."
    for rule in rules:
        yield f"\n# {rule.seen}."
        yield "[[rule]]"
        yield f"name = {_quoted(rule.name)}"
        yield f"expect = {_quoted(rule.expect)}"
        yield f"kwargs = {{ {', '.join(f'{name} = {_value(value)}' for name, value in rule.kwargs.items())} }}"
        yield f"reason = {_quoted(rule.reason)}"
        yield 'severity = "warn"'
        yield f"mend = {_quoted(rule.mend)}"
    yield ""


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """A TOML basic string, which is a JSON string with the same escapes; Python reads it too."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "source"
