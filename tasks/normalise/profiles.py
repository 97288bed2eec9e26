"""Source profiles: what is known of an outlet, from the shipped file and the user's own."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError, field_validator

from schemas.errors import SettingsError
from schemas.keys import fold
from schemas.record import Record

DateOrder = Literal["DMY", "MDY", "YMD"]


class ProfileError(SettingsError):
    """A profile file that cannot be used; the message names the entry and the mend."""


class SourceProfile(Record):
    """What is known of one outlet; see data/sources.toml for the fields."""

    name: str
    domains: tuple[str, ...] = ()
    country: str | None = None
    timezone: str | None = None
    language: str | None = None
    date_order: DateOrder | None = None
    sections: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()

    @field_validator("domains")
    @classmethod
    def _bare_hosts(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        for domain in domains:
            if "/" in domain or "." not in domain:
                raise ValueError(f"domain {domain!r} is not a bare host; write it as scmp.com")
        return tuple(domain.lower().removeprefix("www.") for domain in domains)

    @field_validator("country")
    @classmethod
    def _two_letters(cls, country: str | None) -> str | None:
        if country and not re.fullmatch(r"[A-Za-z]{2}", country):
            raise ValueError(f"country {country!r} is not two letters; write it as hk")
        return country.lower() if country else None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (KeyError, ValueError, OSError):
                raise ValueError(f"timezone {zone!r} is not an IANA name; write it as Asia/Hong_Kong") from None
        return zone

    @field_validator("boilerplate")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"boilerplate {pattern!r} is not a regular expression: {error}") from None
        return patterns


@dataclass(frozen=True)
class Profiles:
    """Source profiles, found by host or by name."""

    by_domain: Mapping[str, SourceProfile]
    by_name: Mapping[str, SourceProfile]

    def find(self, host: str | None, name: str | None = None) -> SourceProfile | None:
        """The profile of a host (or of a domain above it), else of a name; None where there is none."""
        while host and "." in host:
            if host in self.by_domain:
                return self.by_domain[host]
            host = host.partition(".")[2]
        return self.by_name.get(fold(name)) if name else None


def load_profiles(user_file: Path | None = None) -> Profiles:
    """The shipped profiles overlaid by the user's file.

    Raises ProfileError where the user's file is missing, not TOML, or holds an entry that cannot be used.
    """
    shipped = files("tasks.normalise").joinpath("data/sources.toml").read_text(encoding="utf-8")
    entries = _read_entries(shipped, "sources.toml")
    if user_file is not None:
        try:
            text = user_file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(f"{user_file}: cannot be read as UTF-8 text ({error}); check the path") from error
        for entry in _read_entries(text, str(user_file)):
            entries = _overlay(entries, entry)
    profiles = [SourceProfile(**entry) for entry in entries]
    return Profiles(
        by_domain={domain: profile for profile in profiles for domain in profile.domains},
        by_name={fold(profile.name): profile for profile in profiles},
    )


def _read_entries(text: str, label: str) -> list[dict[str, Any]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{label}: not TOML: {error}; write each outlet as a [[source]] table") from error
    entries = document.pop("source", [])
    if document or not isinstance(entries, list):
        raise ProfileError(f"{label}: only [[source]] tables are read here; found {', '.join(document) or '[source]'}")
    return [_checked(entry, f"{label}: [[source]] {number}") for number, entry in enumerate(entries, 1)]


def _checked(entry: dict[str, Any], label: str) -> dict[str, Any]:
    try:
        return SourceProfile(**entry).model_dump(exclude_unset=True)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        known = ", ".join(SourceProfile.model_fields)
        mend = (
            f"the fields are {known}"
            if first["type"] == "extra_forbidden"
            else first["msg"].removeprefix("Value error, ")
        )
        raise ProfileError(f"{label}: {field}: {mend}") from error


def _overlay(entries: list[dict[str, Any]], user: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries with the user's in place of, or merged into, the one that it names or shares a domain with."""
    for position, entry in enumerate(entries):
        same_name = fold(entry["name"]) == fold(user["name"])
        if same_name or set(entry.get("domains", ())) & set(user.get("domains", ())):
            return [*entries[:position], {**entry, **user}, *entries[position + 1 :]]
    return [*entries, user]
