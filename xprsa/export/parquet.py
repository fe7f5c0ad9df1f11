"""Writes rows as Parquet, a group of rows at a time; imported when used: it needs the extra `parquet`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from xprsa.export.passage import Passage
from xprsa.scoring.document import MinutesByFamily
from xprsa.scoring.schemas import table_schema

GROUP_ROWS = 50_000  # rows of a group: what memory holds, in columns
_READ_ROWS = 1_000  # rows that are objects of Python at a time
_MINUTES = pa.int32()
_TYPES = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "integer": _MINUTES,
    "datetime": pa.timestamp("us", "UTC"),
    "object": pa.struct([pa.field(name, _MINUTES, nullable=False) for name in MinutesByFamily.model_fields]),
}  # by the name that the Table Schema has for them


def parquet_chunks(fields: Sequence[str], lines: Iterable[bytes]) -> Iterator[bytes]:
    """Turn lines of JSON into the bytes of a Parquet file; the same lines give the same bytes.

    Memory holds one group of rows. The same bytes need the same version of pyarrow.

    :param fields: the columns, in order.
    """
    columns, passage = _columns(fields), Passage()
    with ParquetWriter(passage, columns, compression="zstd") as writer:
        for group in _groups(columns, lines):
            writer.write_table(group)
            yield passage.taken()
    yield passage.taken()


def _groups(columns: pa.Schema, lines: Iterable[bytes]) -> Iterator[pa.Table]:
    left = iter(lines)
    while batches := list(_batches(columns, islice(left, GROUP_ROWS))):
        yield pa.Table.from_batches(batches, columns)


def _batches(columns: pa.Schema, lines: Iterator[bytes]) -> Iterator[pa.RecordBatch]:
    instants = [column.name for column in columns if pa.types.is_timestamp(column.type)]
    while rows := [_row(line, instants) for line in islice(lines, _READ_ROWS)]:
        yield pa.RecordBatch.from_pylist(rows, schema=columns)


def _row(line: bytes, instants: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    return row | {name: datetime.fromisoformat(row[name]) for name in instants}


def _columns(fields: Sequence[str]) -> pa.Schema:
    """Give the columns as the Table Schema has them.

    A note tells pandas to keep minutes as whole numbers where some are missing; others do not read it.
    """
    described = table_schema(fields)["fields"]
    numbers = [column["name"] for column in described if column["type"] == "integer"]
    note = {
        "index_columns": [],
        "column_indexes": [],
        "columns": [
            {"name": name, "field_name": name, "pandas_type": "int32", "numpy_type": "Int32"}
            for name in numbers
        ],
    }
    return pa.schema(
        [
            pa.field(
                column["name"],
                _TYPES[column["type"]],
                nullable=not column.get("constraints", {}).get("required", False),
            )
            for column in described
        ],
        metadata={"pandas": json.dumps(note)},
    )
