"""Parquet files: flat tables of texts, numbers and yes-or-no, each cell of which may be missing.

A writer for just that takes two hundred lines and no library, where the smallest others bring 15
to 170 MB with them. Format: github.com/apache/parquet-format, version 1 data pages, values PLAIN,
definition levels RLE, GZIP; its metadata is Thrift's compact protocol (thrift-compact-protocol.md
in apache/thrift). Fastparquet reads it back in the tests; pyarrow, polars and DuckDB were tried.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final, Literal

import msgspec

from heddle.version import __version__

Kind = Literal["text", "whole", "number", "yes"]
_MAGIC: Final = b"PAR1"
_PHYSICAL: Final[dict[Kind, int]] = {"yes": 0, "whole": 2, "number": 5, "text": 6}
"""BOOLEAN, INT64, DOUBLE, BYTE_ARRAY (parquet.thrift, Type)."""
_GROUP: Final = 1 << 16
"""Rows of a row group, each of whose columns is one page."""
_GZIP_WINDOW: Final = 31
"""Window bits of zlib that ask for a gzip member; its time of making is 0."""
_OPTIONAL, _UTF8, _PLAIN, _RLE, _GZIP, _DATA_PAGE = 1, 0, 0, 3, 2, 0

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
"""Types of fields in Thrift's compact protocol."""


class Column(msgspec.Struct, frozen=True):
    """A column: its name, and what its cells hold where they are not missing."""

    name: str
    kind: Kind = "text"


class _Chunk(msgspec.Struct):
    """A page of one column, as it lies in the file."""

    at: int
    rows: int
    size: int
    packed: int
    """Bytes with its header: before and after packing."""


def to_parquet(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as a Parquet file.

    Args:
        columns: name and kind of each; names differ.
        rows: cells in the order of the columns: str, int, float or bool by the column's kind,
            None where missing.

    Raises:
        OverflowError, struct.error: a whole number has more than 64 bits.
    """
    file = bytearray(_MAGIC)
    groups: list[list[_Chunk]] = []
    for start in range(0, len(rows), _GROUP):
        part = rows[start : start + _GROUP]
        chunks = []
        for number, column in enumerate(columns):
            page, size = _page(column.kind, [row[number] for row in part])
            chunks.append(_Chunk(len(file), len(part), size, len(page)))
            file += page
        groups.append(chunks)
    footer = _footer(columns, groups, len(rows))
    file += footer + struct.pack("<I", len(footer)) + _MAGIC
    return bytes(file)


def _page(kind: Kind, cells: Sequence[Any]) -> tuple[bytes, int]:
    """Return a page with its header, and the length that it had unpacked."""
    levels = _levels([cell is not None for cell in cells])
    held = [cell for cell in cells if cell is not None]
    data = struct.pack("<I", len(levels)) + levels + _values(kind, held)
    packer = zlib.compressobj(wbits=_GZIP_WINDOW)
    packed = packer.compress(data) + packer.flush()
    levels_of_page = _struct((1, _i32(len(cells))), (2, _i32(_PLAIN)), (3, _i32(_RLE)),
                             (4, _i32(_RLE)))  # fmt: skip
    header = _struct(
        (1, _i32(_DATA_PAGE)), (2, _i32(len(data))), (3, _i32(len(packed))),
        (5, (_STRUCT, levels_of_page)),
    )  # fmt: skip
    return header + packed, len(header) + len(data)


def _levels(there: Sequence[bool]) -> bytes:
    """Return which cells are there, as runs (Encodings.md, RLE, bit width 1)."""
    runs = ((len(list(same)), one) for one, same in groupby(there))
    return b"".join(_varint(length << 1) + bytes([one]) for length, one in runs)


def _values(kind: Kind, held: Sequence[Any]) -> bytes:
    """Return values one after the other (Encodings.md, PLAIN)."""
    if kind == "whole":
        return struct.pack(f"<{len(held)}q", *held)
    if kind == "number":
        return struct.pack(f"<{len(held)}d", *held)
    if kind == "yes":
        bits = sum(1 << place for place, one in enumerate(held) if one)
        return bits.to_bytes((len(held) + 7) // 8, "little")
    texts = [text.encode() for text in held]
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)


def _footer(columns: Sequence[Column], groups: Sequence[Sequence[_Chunk]], rows: int) -> bytes:
    root = _struct((4, _text("table")), (5, _i32(len(columns))))
    schema = [root, *(_element(column) for column in columns)]
    return _struct(
        (1, _i32(1)),
        (2, _list(_STRUCT, schema)),
        (3, _i64(rows)),
        (4, _list(_STRUCT, [_group(columns, chunks) for chunks in groups])),
        (6, _text(f"Heddle version {__version__}")),
    )


def _element(column: Column) -> bytes:
    told = [(1, _i32(_PHYSICAL[column.kind])), (3, _i32(_OPTIONAL)), (4, _text(column.name))]
    if column.kind == "text":
        is_string = _struct((1, (_STRUCT, _struct())))
        told += [(6, _i32(_UTF8)), (10, (_STRUCT, is_string))]
    return _struct(*told)


def _group(columns: Sequence[Column], chunks: Sequence[_Chunk]) -> bytes:
    described = [
        _struct((2, _i64(chunk.at)), (3, (_STRUCT, _described(column, chunk))))
        for column, chunk in zip(columns, chunks, strict=True)
    ]
    return _struct(
        (1, _list(_STRUCT, described)),
        (2, _i64(sum(chunk.size for chunk in chunks))),
        (3, _i64(chunks[0].rows if chunks else 0)),
    )


def _described(column: Column, chunk: _Chunk) -> bytes:
    return _struct(
        (1, _i32(_PHYSICAL[column.kind])),
        (2, _list(_I32, [_zigzag(_PLAIN), _zigzag(_RLE)])),
        (3, _list(_BINARY, [_text(column.name)[1]])),
        (4, _i32(_GZIP)),
        (5, _i64(chunk.rows)),
        (6, _i64(chunk.size)),
        (7, _i64(chunk.packed)),
        (9, _i64(chunk.at)),
    )


_Field = tuple[int, bytes]
"""Type of a field of Thrift, and its content."""


def _struct(*fields: tuple[int, _Field]) -> bytes:
    """Return a struct of Thrift; fields by rising number."""
    out, last = bytearray(), 0
    for number, (kind, content) in fields:
        out += bytes([(number - last) << 4 | kind]) + content
        last = number
    return bytes(out) + b"\0"


def _list(kind: int, items: Sequence[bytes]) -> _Field:
    short = len(items) < 15
    head = bytes([(len(items) if short else 15) << 4 | kind])
    return _LIST, head + (b"" if short else _varint(len(items))) + b"".join(items)


def _text(text: str) -> _Field:
    data = text.encode()
    return _BINARY, _varint(len(data)) + data


def _i32(number: int) -> _Field:
    return _I32, _zigzag(number)


def _i64(number: int) -> _Field:
    return _I64, _zigzag(number)


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
