"""What people decide: rows with author, time and reason, which views apply; what they are about stays as it is."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from schemas.decided import CorrectionKind, CorrectionRow
from schemas.errors import UserError
from schemas.keys import stable_key
from schemas.names import name_key
from schemas.record import Record
from warehouse.correction_targets import Target, UnknownTarget, find_in_article, find_target
from warehouse.decided import settle_corrections
from warehouse.tables import CORRECTIONS


class Decided(Record):
    """Who decides, when and why."""

    by: str
    reason: str
    at: datetime


class WrongCorrection(UserError):
    """A correction that cannot be made as it is given."""

    exit_code = 2


def merge(connection: sa.Connection, given: str, into: str, decided: Decided) -> CorrectionRow:
    """Two entities of one article, or two people, are one: it is called as the second.

    Raises UnknownTarget and WrongCorrection.
    """
    one, other = (find_target(connection, name, "entity", "person") for name in (given, into))
    if (one.article_id, one.key) == (other.article_id, other.key):
        raise WrongCorrection(f"{one.name} and {other.name} are one already; name two that differ")
    if one.kind == other.kind == "entity" and one.article_id == other.article_id:
        return _record(connection, "merge_entities", one, decided, other=other)
    if {one.type, other.type} != {"PERSON"}:
        raise WrongCorrection("only people are joined across articles; other entities must be of one article")
    return _record(connection, "merge_persons", one, decided, other=other)


def split_person(
    connection: sa.Connection, given: str, articles: Sequence[str], decided: Decided
) -> list[CorrectionRow]:
    """Whom the articles name is not this person but another, the same in all of them; one row an article.

    Of an entity without articles: whom its own article names. Raises UnknownTarget and WrongCorrection.
    """
    one = find_target(connection, given, "entity", "person")
    if one.type != "PERSON":
        raise WrongCorrection(f"{one.name} is no person; part mentions from an entity with --mention and --name")
    if not articles and one.kind == "person":
        raise WrongCorrection(f"say in which articles {one.name} is somebody else: --article ID, as often as needed")
    parted = [find_in_article(connection, one, find_target(connection, name, "article")) for name in articles] or [one]
    keys = sorted({(target.article_id, str(target.key)) for target in parted})
    new_id = stable_key("person", "parted", *keys)
    return [_record(connection, "split_person", target, decided, other_id=new_id) for target in parted]


def split_entity(connection: sa.Connection, given: str, mention: str, name: str, decided: Decided) -> CorrectionRow:
    """Mentions with these very words are not of the entity but of one with that name. Raises as split_person."""
    entity = find_target(connection, given, "entity")
    words = connection.execute(
        sa.text("SELECT DISTINCT m.text FROM mentions AS m WHERE m.entity_id = :id ORDER BY 1"), {"id": entity.id}
    )
    if mention not in (known := list(words.scalars())):
        raise UnknownTarget(f"{entity.name} is not mentioned as {mention!r}; the article says {', '.join(known)}")
    if name_key(name) == entity.key:
        raise WrongCorrection(f"{name} is the entity itself; give the name of whom {mention!r} means")
    return _record(connection, "split_entity", entity, decided, other_id=name_key(name), other_key=mention, value=name)


def rename(connection: sa.Connection, given: str, name: str, decided: Decided) -> CorrectionRow:
    """The right name: of an entity in all versions of its article, of a person everywhere. Raises UnknownTarget."""
    one = find_target(connection, given, "entity", "person")
    kind: CorrectionKind = "rename_entity" if one.kind == "entity" else "rename_person"
    return _record(connection, kind, one, decided, value=_worded(name))


def right_speaker(connection: sa.Connection, given: str, name: str | None, decided: Decided) -> CorrectionRow:
    """Who said the words in this article; None where nobody can be named. Raises UnknownTarget."""
    quote = find_target(connection, given, "quote")
    if name is None:
        return _record(connection, "right_speaker", quote, decided)
    return _record(connection, "right_speaker", quote, decided, other_key=name_key(_worded(name)), value=_worded(name))


def not_a_quote(connection: sa.Connection, given: str, decided: Decided) -> CorrectionRow:
    """The words are no quotation in this article. Raises UnknownTarget."""
    return _record(connection, "not_a_quote", find_target(connection, given, "quote"), decided)


def wrong_date(connection: sa.Connection, given: str, value: str, decided: Decided) -> CorrectionRow:
    """When the article was published: a day, or a time in its source's zone or with an offset.

    Raises UnknownTarget and WrongCorrection.
    """
    article = find_target(connection, given, "article")
    return _record(connection, "wrong_date", article, decided, value=_moment(connection, article, value))


def undo(connection: sa.Connection, given: str, decided: Decided) -> CorrectionRow:
    """Take a correction back; one that is taken back already stays so. Raises UnknownTarget."""
    found = connection.execute(
        sa.select(CORRECTIONS).where(CORRECTIONS.c.correction_id.startswith(given, autoescape=True))
    )
    rows = [CorrectionRow(**row) for row in found.mappings()]
    # A lake has no keys: what two machines decide alike at one instant is there twice.
    if len({row.correction_id for row in rows}) != 1:
        which = "several corrections begin" if rows else "no correction begins"
        raise UnknownTarget(f"{which} with {given!r}; `copydesk correct list --all` shows the ids")
    if all(row.undone_at for row in rows):
        return rows[0]
    taken_back = {"undone_at": decided.at, "undone_by": decided.by}
    connection.execute(
        sa.update(CORRECTIONS).where(CORRECTIONS.c.correction_id == rows[0].correction_id).values(taken_back)
    )
    settle_corrections(connection)
    return rows[0].model_copy(update=taken_back)


def _worded(name: str) -> str:
    if not name.strip():
        raise WrongCorrection("the name is empty; give the right one")
    return " ".join(name.split())


def _moment(connection: sa.Connection, article: Target, value: str) -> str:
    """ISO 8601: a day, or an instant with its offset."""
    try:
        if len(value) <= len("2024-03-05"):
            return date.fromisoformat(value).isoformat()
        at = datetime.fromisoformat(value)
    except ValueError as exc:
        raise WrongCorrection(f"{value!r} is no date; write 2024-03-05 or 2024-03-05T21:45+08:00") from exc
    if at.tzinfo is None:
        zone = connection.execute(
            sa.text(
                "SELECT any_value(s.timezone) FROM article_versions AS v INNER JOIN sources AS s "
                "ON v.source_id = s.source_id WHERE v.article_id = :id"
            ),
            {"id": article.article_id},
        ).scalar_one()
        if zone is None:
            raise WrongCorrection(f"{value!r} has no offset, and the source's time zone is not known; add one: +08:00")
        at = at.replace(tzinfo=ZoneInfo(zone))
    return at.isoformat(timespec="seconds")


def _record(
    connection: sa.Connection,
    kind: CorrectionKind,
    target: Target,
    decided: Decided,
    *,
    other: Target | None = None,
    other_id: str | None = None,
    other_key: str | None = None,
    value: str | None = None,
) -> CorrectionRow:
    """Write the decision, unless just this one holds already."""
    said = {
        "kind": kind,
        "article_id": target.article_id,
        "target_key": target.key,
        "other_id": other.id if other else other_id,
        "other_article_id": other.article_id if other else None,
        "other_key": other.key if other else other_key,
        "value": value,
    }
    if not decided.reason.strip():
        raise WrongCorrection("the reason is empty; say why, so that others can judge it")
    if earlier := _in_force(connection, said):
        return earlier
    row = CorrectionRow(
        correction_id=stable_key("correction", *said.values(), decided.by, decided.at.isoformat()),
        target_id=target.id,
        reason=decided.reason,
        author=decided.by,
        at=decided.at,
        undone_at=None,
        undone_by=None,
        **said,
    )
    connection.execute(sa.insert(CORRECTIONS).values(row.model_dump()))
    settle_corrections(connection)
    return row


def _in_force(connection: sa.Connection, said: dict[str, str | None]) -> CorrectionRow | None:
    held = sa.table("corrections_in_force", *(sa.column(name) for name in CorrectionRow.model_fields))
    # The second one's id changes with its version; its article and key say who it is.
    told = [name for name in said if name != "other_id" or said["other_article_id"] is None]
    same = [held.c[name].is_not_distinct_from(said[name]) for name in told]
    found = connection.execute(sa.select(held).where(*same).order_by(held.c.correction_id)).mappings().first()
    return CorrectionRow(**found) if found else None
