"""Zone names and countries, from data/zones.toml."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(files("tasks.normalise").joinpath("data/zones.toml").read_text(encoding="utf-8"))


def date_order_of(country: str | None) -> str | None:
    """DMY, MDY or YMD as a country writes numeric dates; None where it is not known or not settled."""
    if not country:
        return None
    return _facts()["order"].get(country, "DMY") or None


def zone_of_country(country: str | None) -> str | None:
    """The IANA zone of a country that has only one; None otherwise."""
    zone = _facts()["country"].get(country or "")
    return str(zone) if zone else None


def is_zone_name(name: str) -> bool:
    """Whether an abbreviation is one that data/zones.toml knows."""
    facts = _facts()
    return name in facts["fixed"] or name in facts["by_country"] or name in facts["generic"]


def offset_of_name(name: str, wall: datetime, zone: str | None, country: str | None) -> timedelta | None:
    """What a zone abbreviation adds to UTC at a clock time; None where it could mean several things.

    The outlet's own zone decides first where it goes by that name on the day, then the country.
    """
    if zone:
        there = wall.replace(tzinfo=ZoneInfo(zone))
        if there.tzname() == name:
            return there.utcoffset()
    facts = _facts()
    if name in facts["fixed"]:
        return timedelta(minutes=facts["fixed"][name])
    meanings = facts["by_country"].get(name)
    if meanings:
        minutes = meanings.get(country or "", meanings.get("default"))
        return None if minutes is None else timedelta(minutes=minutes)
    regions = facts["generic"].get(name, {})
    region = regions.get(country or "", regions.get("default"))
    return wall.replace(tzinfo=ZoneInfo(region)).utcoffset() if region else None
