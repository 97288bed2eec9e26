"""The user's authority file of people: canonical names, aliases, roles and Wikidata items, as CSV or TOML."""

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from schemas.decided import AuthorityRow
from schemas.errors import SettingsError
from schemas.keys import stable_key
from schemas.names import evidence_of, fold_name, is_full_name, name_key
from warehouse.decided import settle_corrections
from warehouse.persons import relink_persons
from warehouse.tables import AUTHORITY
from warehouse.turns import read_turn, take_turn

_LISTS = ("aliases", "roles", "affiliations")
_FIELDS = ("name", "wikidata_id", *_LISTS)
_SHAPE = f"expected the columns {', '.join(_FIELDS)}, of which name alone is needed"


def bring_authority(connection: sa.Connection, path: Path | None) -> bool:
    """Take the file into the warehouse and link people by it; True where it says something new.

    Without a file the warehouse keeps what it was last told. Raises SettingsError for a file that cannot be used.
    """
    if path is None:
        return False
    rows = read_authority(path)
    turn = read_turn(connection)
    with connection.begin():
        before = [AuthorityRow(**row) for row in connection.execute(sa.select(AUTHORITY)).mappings()]
        if sorted(before, key=repr) == sorted(rows, key=repr):
            return False
        take_turn(connection, turn)
        connection.execute(sa.delete(AUTHORITY))
        if rows:
            connection.execute(sa.insert(AUTHORITY), [row.model_dump() for row in rows])
        relink_persons(connection)
        settle_corrections(connection)
    return True


def read_authority(path: Path) -> list[AuthorityRow]:
    """One row a name of each person of the file. Raises SettingsError, which names the entry and the mend."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{path}: cannot be read ({exc}); name a CSV or TOML file in UTF-8") from exc
    entries = _toml(path, text) if path.suffix.lower() == ".toml" else _csv(path, text)
    rows = [row for place, entry in entries for row in _rows(f"{path}, {place}", entry)]
    _refuse_doubles(path, rows)
    return rows


def _toml(path: Path, text: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise SettingsError(f"{path}: not TOML ({exc}); write a [[person]] block for each person") from exc
    people = read.get("person", [])
    if set(read) - {"person"} or not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        raise SettingsError(f"{path}: write a [[person]] block for each person, and nothing else")
    return [(f"person {number}", one) for number, one in enumerate(people, start=1)]


def _csv(path: Path, text: str) -> list[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    if "name" not in (reader.fieldnames or ()):
        raise SettingsError(f"{path}: has no column `name` in its first line; {_SHAPE}")
    entries: list[tuple[str, Mapping[str, Any]]] = []
    for row in reader:
        place = f"line {reader.line_num}"
        if "" in row or None in row.values():
            raise SettingsError(
                f"{path}, {place}: has other columns than the first line; put values with commas in quotes"
            )
        parted = {name: [one.strip() for one in row[name].split(";")] for name in _LISTS if row.get(name)}
        entries.append((place, {name: value.strip() for name, value in row.items() if value.strip()} | parted))
    return entries


def _rows(place: str, entry: Mapping[str, Any]) -> list[AuthorityRow]:
    if unknown := sorted(set(entry) - set(_FIELDS)):
        raise SettingsError(f"{place}: does not know {', '.join(unknown)}; {_SHAPE}")
    name, wikidata_id = entry.get("name"), entry.get("wikidata_id")
    if not isinstance(name, str) or not name.strip():
        raise SettingsError(f"{place}: has no name; give the canonical one")
    for field in _LISTS:
        if not isinstance(entry.get(field, []), list) or not all(isinstance(one, str) for one in entry.get(field, [])):
            raise SettingsError(f'{place}: {field} of {name} is not a list of texts; write {field} = ["…", "…"]')
    if wikidata_id is not None and not re.fullmatch(r"Q[1-9]\d*", str(wikidata_id)):
        raise SettingsError(f"{place}: {wikidata_id} of {name} is no Wikidata item; give Q and digits, such as Q42")
    aliases = list({name_key(alias): alias for alias in (name, *entry.get("aliases", []))[::-1]}.values())[::-1]
    for alias in aliases:
        if not is_full_name(alias):
            raise SettingsError(
                f"{place}: {alias!r} has a single name word, by which nobody is joined across articles; "
                "give the full name, or leave it out and use `copydesk correct merge`"
            )
    roles = [(role, None, None) for role in entry.get("roles", [])]
    evidence = evidence_of([*roles, *((None, one, None) for one in entry.get("affiliations", []))])
    return [
        AuthorityRow(
            person_id=stable_key(
                "person", "authority", wikidata_id or fold_name(name), *(() if wikidata_id else evidence)
            ),
            name=name,
            alias=alias,
            name_key=name_key(alias),
            evidence=evidence,
            wikidata_id=wikidata_id,
        )
        for alias in aliases
    ]


def _refuse_doubles(path: Path, rows: list[AuthorityRow]) -> None:
    """Two entries may share a name only where their roles tell them apart."""
    seen: dict[str, list[AuthorityRow]] = {}
    for row in rows:
        for other in seen.setdefault(row.name_key, []):
            if other.person_id == row.person_id or not other.evidence or not row.evidence:
                raise SettingsError(
                    f"{path}: {row.alias} stands for two entries; join them, or give each the roles or "
                    "affiliations that tell them apart"
                )
        seen[row.name_key].append(row)
