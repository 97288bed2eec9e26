"""Tables follow from the row records, in names, types and order."""

import pyarrow as pa
import pytest

from schemas.flatten import RowSet
from schemas.record import strip_optional
from warehouse.tables import METADATA, RECORDS, VERSION_PARTS
from warehouse.types import column_type


@pytest.mark.parametrize("name", RECORDS)
def test_columns_are_the_fields_of_the_record(name: str) -> None:
    columns, arrow = METADATA.tables[name].columns, RECORDS[name].arrow_schema()

    assert [(column.name, column.nullable) for column in columns] == [(field.name, field.nullable) for field in arrow]
    assert all(column.comment for column in columns)


def test_every_part_of_a_row_set_has_its_table() -> None:
    for name, field in RowSet.model_fields.items():
        row = strip_optional(field.annotation)[0].__args__[0]
        assert RECORDS[name] is row


def test_what_hangs_on_a_version_carries_its_key_and_number() -> None:
    assert all({"version_id", "version"} <= set(table.columns.keys()) for table in VERSION_PARTS)


def test_a_type_without_a_column_is_named() -> None:
    with pytest.raises(TypeError, match="no column type for <class"):
        column_type(pa.Table)
