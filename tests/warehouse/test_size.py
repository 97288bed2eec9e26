"""The size report adds up to the file."""

from pathlib import Path

from tests.records import article
from tests.warehouses import ingest, new_warehouse
from warehouse.session import open_warehouse
from warehouse.size import table_sizes


def test_rows_and_bytes_of_every_table_add_up_to_the_file(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    ingest(path, [article()])
    with open_warehouse(path) as connection:
        connection.exec_driver_sql("CHECKPOINT")

    sizes = {one.table: one for one in table_sizes(path)}

    assert sizes["quotes"].rows == 2
    assert sizes["quotes"].bytes > 0
    assert (sizes["quarantine"].rows, sizes["quarantine"].bytes) == (0, 0)
    assert sum(one.bytes for one in sizes.values()) == path.stat().st_size
    assert sizes["(log)"].bytes == 0


def test_what_lies_in_the_log_is_counted_too(tmp_path: Path) -> None:
    path = new_warehouse(tmp_path)
    ingest(path, [article()])

    assert {one.table: one for one in table_sizes(path)}["(log)"].bytes > 0
