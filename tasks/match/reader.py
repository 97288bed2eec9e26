"""What matching asks, answered by the warehouse."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from tasks.match.known import Candidate, KnownVersion, Wanted
from warehouse.arrow import registered
from warehouse.forgetting import forgotten_articles
from warehouse.key_index import read_index
from warehouse.session import written
from warehouse.tables import ARTICLE_URLS, ARTICLE_VERSIONS, MINHASH_BANDS, MINHASH_SIGNATURES

# A story that hundreds of papers print needs no more than these to be recognised.
CANDIDATES_EACH = 20
# The bands that were found in files beside the warehouse.
_INDEXED = sa.table("indexed_bands", sa.column("band_key", sa.BigInteger()), sa.column("version_id", sa.String()))


class WarehouseKnown:
    """The Known protocol over an open connection; reads only, and each question scans a column or two once."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def versions(self, wanted: Wanted) -> Collection[KnownVersion]:
        of, at = ARTICLE_VERSIONS.c, ARTICLE_URLS.c
        pointed_at = sa.union(
            sa.select(of.article_id).where(of.article_id.in_(_listed(wanted.article_ids))),
            sa.select(of.article_id).where(of.provider_id.in_(_listed(wanted.provider_ids))),
            sa.select(of.article_id).where(of.content_hash.in_(_listed(wanted.content_hashes))),
            sa.select(at.article_id).where(at.url.in_(_listed(wanted.urls))),
        )
        article_ids = self._connection.scalars(pointed_at).all()
        if not article_ids:
            return []
        columns = [of[name] for name in KnownVersion.model_fields]
        # Written out, ids are looked for before the other columns are read; as a subquery they are not.
        found = self._connection.execute(sa.select(*columns).where(of.article_id.in_(article_ids)))
        return [KnownVersion(**row) for row in found.mappings()]

    def addresses(self, urls: Collection[str]) -> Mapping[str, str]:
        at = ARTICLE_URLS.c
        found = self._connection.execute(
            sa.select(at.url, at.article_id)
            .where(at.url.in_(_listed(urls)))
            .order_by(at.first_seen_at.desc(), at.article_id.desc())
        )
        # The first article that was seen there comes last, and keeps it.
        return dict(found.tuples().all())

    def bodies(self, version_ids: Collection[str]) -> Mapping[str, str]:
        if not version_ids:
            return {}
        of = ARTICLE_VERSIONS.c
        found = self._connection.execute(
            sa.select(of.version_id, of.body).where(of.version_id.in_(sorted(version_ids)))
        )
        return dict(found.tuples().all())

    def forgotten(self) -> Collection[str]:
        return forgotten_articles(self._connection)

    def candidates(self, probes: Mapping[int, Collection[int]]) -> Mapping[int, Collection[Candidate]]:
        index = read_index(self._connection)
        indexed = index.find(MINHASH_BANDS, {band for bands in probes.values() for band in bands})
        with registered(self._connection, _INDEXED.name, indexed):
            nearest = self._connection.execute(_nearest(probes, index.generation)).tuples().all()
        if not nearest:
            return {}
        version_ids = sorted({version_id for _, version_id in nearest})
        signatures, versions = MINHASH_SIGNATURES.c, ARTICLE_VERSIONS.c
        found = self._connection.execute(
            sa.select(signatures.version_id, signatures.article_id, versions.copy_group, signatures.signature)
            .join(ARTICLE_VERSIONS, versions.version_id == signatures.version_id)
            .where(signatures.version_id.in_(version_ids), versions.version_id.in_(version_ids))
        )
        known = {
            version_id: Candidate(article_id=article_id, copy_group=copy_group, signature=signature)
            for version_id, article_id, copy_group, signature in found
        }
        candidates: dict[int, list[Candidate]] = {}
        for probe, version_id in nearest:
            if version_id in known:
                candidates.setdefault(probe, []).append(known[version_id])
        return candidates


def _nearest(probes: Mapping[int, Collection[int]], generation: int) -> sa.Select[int, str]:
    """Versions by probe, those that share most bands first."""
    pairs = [(probe, band) for probe, bands in probes.items() for band in bands]
    asked = sa.select(
        sa.func.unnest(_literal([probe for probe, _ in pairs], sa.BigInteger())).label("probe"),
        sa.func.unnest(_literal([band for _, band in pairs], sa.BigInteger())).label("band_key"),
    ).subquery("asked")
    of, at = MINHASH_BANDS.c, _INDEXED.c
    held = sa.union_all(
        sa.select(asked.c.probe, of.version_id)
        .join(MINHASH_BANDS, of.band_key == asked.c.band_key)
        .where(of.generation > written(generation)),
        sa.select(asked.c.probe, at.version_id).join(_INDEXED, at.band_key == asked.c.band_key),
    ).subquery("held")
    shared = (
        sa.select(held.c.probe, held.c.version_id, sa.func.count().label("bands"))
        .group_by(held.c.probe, held.c.version_id)
        .subquery("shared")
    )
    rank = sa.func.row_number().over(partition_by=shared.c.probe, order_by=(shared.c.bands.desc(), shared.c.version_id))
    ranked = sa.select(shared.c.probe, shared.c.version_id, rank.label("rank")).subquery("ranked")
    return (
        sa.select(ranked.c.probe, ranked.c.version_id)
        .where(ranked.c.rank <= CANDIDATES_EACH)
        .order_by(ranked.c.probe, ranked.c.rank)
    )


def _listed(values: Collection[str]) -> sa.Select[Any]:
    """The values as a subquery: one list parameter, however many there are."""
    return sa.select(sa.func.unnest(_literal(sorted(values), sa.String())))


def _literal(values: Sequence[Any], item: TypeEngine[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.literal(values, sa.ARRAY(item)), sa.ARRAY(item))
