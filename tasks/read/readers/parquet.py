"""Parquet: one article a row, the columns known by their names."""

import io
import json
from collections.abc import Iterator

from schemas.rejection import Refusal
from tasks.read.blob import Blob, Head, Outcome
from tasks.read.columns import article_of_row, is_article
from tasks.read.given import refuse_missing
from tasks.read.registry import CERTAIN, NEVER, Reader

_BATCH_ROWS = 256


def sniff(head: Head) -> int:
    return CERTAIN if head.data.startswith(b"PAR1") else NEVER


def read(blob: Blob) -> Iterator[Outcome]:
    import pyarrow as pa  # imported late: slow
    import pyarrow.parquet as pq

    with blob.open() as given:
        stream = given if given.seekable() else io.BytesIO(blob.read())
        try:
            table = pq.ParquetFile(stream)
            refuse_missing(table.schema_arrow.names, blob.hint.columns)
            if not is_article(table.schema_arrow.names, blob.hint.columns):
                raise Refusal("no_article_columns", "its columns are not known; name them title, body, author, date …")
            number = 0
            for batch in table.iter_batches(batch_size=_BATCH_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    payload = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
                    try:
                        yield article_of_row(blob, "parquet", row, payload, number)
                    except Refusal as refusal:
                        yield blob.held(refusal.reason, refusal.detail, payload, number=number)
        except (pa.ArrowException, OSError) as exc:
            raise Refusal("broken_parquet", f"cannot be read as Parquet ({exc}); write it again") from exc
    if not number:
        raise Refusal("no_articles", "a table without rows; write it again")


READER = Reader("parquet", sniff, read, suffixes=(".parquet", ".pq"), media_types=("application/vnd.apache.parquet",))
