"""Dates: the zone is given, known from the source or the country, or stays open."""

from datetime import UTC, datetime

import pytest

from schemas.article import Moment
from tasks.normalise.dates import DateContext, moment_of
from tests.tasks.normalise.normalising import FETCHED


def read(raw: str, **context: object) -> tuple[str | None, str | None, tuple[str, ...]]:
    """ISO form, zone basis and notes of a date string."""
    moment, notes = moment_of(raw, DateContext(**{"fetched_at": FETCHED, **context}))  # type: ignore[arg-type]
    return (moment.isoformat(), moment.zone_basis, notes) if moment else (None, None, notes)


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2024-03-05T09:10:00+08:00", "2024-03-05T09:10:00+08:00"),
        ("2024-03-05T09:10:00.123456789Z", "2024-03-05T09:10:00+00:00"),
        ("2024-03-05 09:10:00 +0545", "2024-03-05T09:10:00+05:45"),
        ("2024-03-05 13:55:27 +01:00", "2024-03-05T13:55:27+01:00"),
        ("20240713T150000-0500", "2024-07-13T15:00:00-05:00"),
        ("Tue, 10 Sep 2024 06:30:00 GMT", "2024-09-10T06:30:00+00:00"),
        ("Tue, 10 Sep 24 06:30:00 +0200", "2024-09-10T06:30:00+02:00"),
        ("Thu, 05 Jun 2014 10:20:30 -0700 (PDT)", "2014-06-05T10:20:30-07:00"),
        ("Thu Jun 05 10:20:30 +0000 2014", "2014-06-05T10:20:30+00:00"),
        ("June 5, 2024, 10:30 a.m. UTC-4", "2024-06-05T10:30:00-04:00"),
        ("March 28, 2018 9:45 p.m. ET", "2018-03-28T21:45:00-04:00"),
        ("Published 12:05 a.m. PT June 5, 2024", "2024-06-05T00:05:00-07:00"),
        ("14:30 GMT, 5 March 2024", "2024-03-05T14:30:00+00:00"),
        ("5 June 2024 1430 GMT", "2024-06-05T14:30:00+00:00"),
        ("5 June 2024 14:30 HKT", "2024-06-05T14:30:00+08:00"),
        ("1726000000", "2024-09-10T20:26:40+00:00"),
        ("1726000000000", "2024-09-10T20:26:40+00:00"),
    ],
)
def test_an_offset_or_a_plain_zone_name_in_the_string_gives_the_instant(raw: str, iso: str) -> None:
    assert read(raw) == (iso, "given", ())


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2024-03-05", "2024-03-05"),
        ("Mar 5th 2024", "2024-03-05"),
        ("Sept. 5, 2023", "2023-09-05"),
        ("5 March 24", "2024-03-05"),
        ("5 Mar 99", "1999-03-05"),
        ("28.03.18", "2018-03-28"),
        ("3/25/2024", "2024-03-25"),
        ("20180328", "2018-03-28"),
        ("5 de junio de 2024", "2024-06-05"),
    ],
)
def test_a_day_without_a_time_needs_no_zone(raw: str, day: str) -> None:
    assert read(raw, languages=("en", "es")) == (day, "unknown", ())


def test_a_time_without_a_zone_takes_the_zone_of_the_source_profile() -> None:
    moment, notes = moment_of("2024-03-05 09:10", DateContext(timezone="Asia/Singapore", fetched_at=FETCHED))
    assert notes == ()
    assert moment == Moment(
        day=datetime(2024, 3, 5).date(),
        at=datetime.fromisoformat("2024-03-05T09:10:00+08:00"),
        precision="minute",
        zone_basis="source",
        raw="2024-03-05 09:10",
    )


def test_a_time_without_a_zone_and_without_a_profile_keeps_only_its_day() -> None:
    moment, notes = moment_of("2024-03-05 09:10", DateContext(fetched_at=FETCHED))
    assert notes == ("date:unknown-zone",)
    assert moment == Moment(day=datetime(2024, 3, 5).date(), raw="2024-03-05 09:10")


def test_a_country_with_one_zone_decides_and_one_with_several_does_not() -> None:
    assert read("2024-03-05 09:10", country="sg") == ("2024-03-05T09:10:00+08:00", "country", ())
    assert read("2024-03-05 09:10", country="us") == ("2024-03-05", "unknown", ("date:unknown-zone",))


def test_summer_time_is_that_of_the_day_itself() -> None:
    assert read("28.03.2018, 21:45 Uhr", country="de")[0] == "2018-03-28T21:45:00+02:00"
    assert read("28.01.2018, 21:45 Uhr", country="de")[0] == "2018-01-28T21:45:00+01:00"


@pytest.mark.parametrize(
    ("raw", "country", "iso"),
    [
        ("Tue 6 Feb 2024 18:30 IST", "in", "2024-02-06T18:30:00+05:30"),
        ("Tue 6 Feb 2024 18:30 IST", "il", "2024-02-06T18:30:00+02:00"),
        ("Sat 6 Jul 2024 18:30 IST", "ie", "2024-07-06T18:30:00+01:00"),
        ("5 June 2024 14:30 BST", "gb", "2024-06-05T14:30:00+01:00"),
        ("5 June 2024 14:30 BST", "bd", "2024-06-05T14:30:00+06:00"),
        ("5 June 2024 14:30 CST", "cn", "2024-06-05T14:30:00+08:00"),
        ("5 Jan 2024 14:30 CST", "us", "2024-01-05T14:30:00-06:00"),
        ("5 Jan 2024 14:30 AST", "ca", "2024-01-05T14:30:00-04:00"),
        ("5 Jan 2024 14:30 GST", "ae", "2024-01-05T14:30:00+04:00"),
        ("Tue, 10 Sep 2024 06:30:00 EDT", "fr", "2024-09-10T06:30:00-04:00"),
        ("10 Jan 2024 06:30 EST", "au", "2024-01-10T06:30:00+10:00"),
    ],
)
def test_the_country_decides_a_zone_name_with_several_meanings(raw: str, country: str, iso: str) -> None:
    assert read(raw, country=country) == (iso, "given", ())


@pytest.mark.parametrize("name", ["IST", "BST", "CST", "AST", "GST"])
def test_a_zone_name_with_several_meanings_stays_open_without_a_country(name: str) -> None:
    assert read(f"Tue 6 Feb 2024 18:30 {name}") == ("2024-02-06", "unknown", ("date:ambiguous-zone",))


def test_the_sources_own_zone_name_goes_before_the_country() -> None:
    assert read("5 Jan 2024 14:30 CST", timezone="America/Chicago", country="gb")[0] == "2024-01-05T14:30:00-06:00"


def test_numeric_order_is_decided_by_profile_then_country_and_never_guessed() -> None:
    assert read("03/11/2023", order="DMY")[0] == "2023-11-03"
    assert read("03/11/2023", country="us")[0] == "2023-03-11"
    assert read("03/11/2023", country="gb")[0] == "2023-11-03"
    assert read("03/11/2023", country="ca") == (None, None, ("date:ambiguous-order",))
    assert read("03/11/2023") == (None, None, ("date:ambiguous-order",))


def test_dates_after_the_fetch_are_refused_and_flagged() -> None:
    assert read("2099-01-01") == (None, None, ("date:future",))
    assert read("2024-09-14T12:00:00Z") == (None, None, ("date:future",))
    assert read("2024-09-13T11:00:00Z")[2] == ()


def test_without_a_fetch_time_dates_after_now_are_refused() -> None:
    assert moment_of("2199-01-01", DateContext()) == (None, ("date:future",))


def test_an_embargo_may_lie_ahead() -> None:
    moment, notes = moment_of("2199-01-01T06:00:00Z", DateContext(fetched_at=FETCHED), future=True)
    assert notes == ()
    assert moment is not None
    assert moment.at == datetime(2199, 1, 1, 6, tzinfo=UTC)


def test_localised_weekdays_and_months_are_read_and_the_zone_stays_open() -> None:
    assert read("Mi, 06 Mär 2024 08:15:00", languages=("de",)) == ("2024-03-06", "unknown", ("date:unknown-zone",))
    berlin = {"languages": ("de",), "timezone": "Europe/Berlin"}
    assert read("Mi, 06 Mär 2024 08:15:00", **berlin)[0] == "2024-03-06T08:15:00+01:00"
    assert read("mar., 10 sept. 2024 06:30:00 +0200", languages=("fr",))[0] == "2024-09-10T06:30:00+02:00"
    assert read("2024年3月5日 14時30分", timezone="Asia/Tokyo")[0] == "2024-03-05T14:30:00+09:00"


def test_relative_times_count_from_the_fetch_only() -> None:
    assert read("5 minutes ago") == ("2024-09-12T11:55:00+00:00", "given", ("date:relative",))
    assert read("Updated 13 hours ago") == ("2024-09-11", "unknown", ("date:relative",))
    assert read("yesterday") == ("2024-09-11", "unknown", ("date:relative",))
    assert read("3 hours ago", fetched_at=None) == (None, None, ("date:unreadable",))


def test_the_time_of_an_update_is_not_taken_for_the_publications() -> None:
    assert read("28 MAR 2018 | UPDATED 11:52 PM", timezone="Asia/Hong_Kong")[0] == "2018-03-28"


@pytest.mark.parametrize("raw", ["not a date", "2024-13-45", "31 February 2024", "2024", "0001-01-01T00:00:00"])
def test_what_is_no_date_is_said_to_be_unreadable(raw: str) -> None:
    assert read(raw) == (None, None, ("date:unreadable",))


def test_a_clock_that_runs_past_midnight_leaves_the_day() -> None:
    assert read("2024-06-05T24:00:00Z") == ("2024-06-05", "unknown", ())


@pytest.mark.parametrize(
    "raw",
    [
        *("July 2011", "Published: Sept. 2011", "July/August 2011", "2011-07"),
        *(
            "mars 2024",
            "Juillet/août 2011",
            "déc. 2019",
            "im März 2024",
            "Juli–August 2024",
            "marzo de 2024",
            "AOUT 2011",
        ),
    ],
)
def test_a_month_without_a_day_gives_no_day(raw: str) -> None:
    assert read(raw) == (None, None, ("date:month-only",))
