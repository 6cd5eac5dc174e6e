"""Kinds of records, and the query table that follows from each.

A kind is a `Record` struct: its fields are the columns, their types the column types. A study
package declares kinds; this module turns them into SQLAlchemy tables. The tables are
disposable: they can be dropped and folded anew from the log at any time, so a changed struct
needs no migration, only a rebuild (`Schema.version` tells when).
"""

from __future__ import annotations

import hashlib
import math
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Union

import msgspec
import sqlalchemy as sa


class Ref(msgspec.Struct, frozen=True):
    """Marks a field that holds the id (or a list of ids) of records of another kind.

    ``kind`` may be "*" where the field can point at any record (a memo's subject). A field
    whose table is large and that is rarely looked up by goes without an index.
    """

    kind: str
    indexed: bool = True


class Record(msgspec.Struct, kw_only=True):
    """Base of all records: a stable id and named fields.

    Class variables: ``kind`` is the table's name and stands in the log for ever; ``label``
    names the field that people know the record by; ``indexes`` lists column tuples;
    ``searched`` names text fields for the full-text index; ``private`` names fields whose
    words may identify a person or quote one, for erasure; ``sealed`` names fields that hold
    what is encrypted for one person, which histories and listings leave out.
    """

    kind: ClassVar[str] = ""
    label: ClassVar[str] = "name"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    searched: ClassVar[tuple[str, ...]] = ()
    sealed: ClassVar[tuple[str, ...]] = ()

    id: str = ""


class Field(msgspec.Struct, frozen=True):
    """One field of a kind as the tables need to know it."""

    name: str
    column: type[Any]
    nullable: bool
    json: bool
    ref: str
    indexed: bool
    default: Any
    """What the column holds where nothing is told."""
    unset: Any
    """The same as a JSON-ready value."""
    type: type[Any]
    """Its type: False and 0 are equal, but not the same."""


class Kind:
    """A record struct with its fields and its query table."""

    def __init__(self, cls: type[Record], metadata: sa.MetaData) -> None:
        self.cls = cls
        self.name = cls.kind
        self.fields = _fields(cls)
        self.own = [field for field in self.fields if field.name != "id"]
        self.by_name = {field.name: field for field in self.fields}
        self.refs = [field for field in self.fields if field.ref]
        self.table = _table(self, metadata)
        self.columns = [self.table.c[field.name] for field in self.fields]
        self.floats = [field.name for field in self.own if field.column is sa.Double]
        self._json = [(i, field.name) for i, field in enumerate(self.fields) if field.json]
        self._types = {f.name: t for f, t in zip(self.fields, _types(cls), strict=True)}
        self._positions = {field.name: i for i, field in enumerate(self.fields)}

    def decode(self, row: Sequence[Any]) -> Record:
        """Turn a table row (columns in `fields` order) into a record."""
        values = dict(zip(self._positions, row, strict=True))
        for i, name in self._json:
            values[name] = msgspec.json.decode(row[i], type=self._types[name])
        return self.cls(**values)

    def told(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of a record's plain fields that are not at their default."""
        return {
            field.name: value
            for field in self.own
            if (value := fields[field.name]) != field.unset or type(value) is not field.type
        }

    def row(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Turn JSON-ready field values into a complete table row; unknown names are left out."""
        return {
            field.name: self.cell(field, fields[field.name])
            if field.name in fields
            else field.default
            for field in self.fields
        }

    def cell(self, field: Field, value: Any) -> Any:
        """Turn one JSON-ready value into what its column holds."""
        return encode_json(value).decode() if field.json else value

    def plain(self, record: Record) -> dict[str, Any]:
        """Return a record's fields as JSON-ready values, id left out."""
        return {field.name: msgspec.to_builtins(getattr(record, field.name)) for field in self.own}

    def type_of(self, name: str) -> Any:
        """Return the type that a field was declared with."""
        return self._types[name]

    def check(self, name: str, value: Any) -> Any:
        """Return `value` as JSON-ready if it fits the field; raise msgspec.ValidationError else."""
        converted = msgspec.convert(value, self._types[name], from_attributes=True)
        if isinstance(converted, float) and not math.isfinite(converted):
            # JSON has no such number, so the log could not give it back.
            raise msgspec.ValidationError("Expected a finite number")
        return msgspec.to_builtins(converted)


class Schema:
    """All kinds of a study, their tables, and a version that changes with any of them."""

    def __init__(self, kinds: Iterable[type[Record]]) -> None:
        self.metadata = sa.MetaData()
        self.kinds: dict[str, Kind] = {}
        for cls in kinds:
            if not cls.kind or cls.kind in self.kinds:
                raise ValueError(f"record kind {cls.__name__} has no name of its own")
            self.kinds[cls.kind] = Kind(cls, self.metadata)
        self.version = self._version()

    def of(self, cls: type[Record]) -> Kind:
        """Return the kind of a record struct."""
        return self.kinds[cls.kind]

    def referring(self, kind: str) -> list[tuple[Kind, Field]]:
        """Return the fields of all kinds that may hold an id of `kind`."""
        return [(k, f) for k in self.kinds.values() for f in k.refs if f.ref in (kind, "*")]

    def _version(self) -> str:
        lines = [
            f"{kind.name}.{f.name}:{f.column.__name__}:{f.nullable}:{f.json}:{f.default!r}"
            for kind in self.kinds.values()
            for f in kind.fields
        ]
        lines += [f"{k.name}:{k.cls.indexes}:{k.cls.searched}" for k in self.kinds.values()]
        lines += [f"{k.name}.{f.name}:{f.indexed}" for k in self.kinds.values() for f in k.fields]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


_COLUMNS: dict[type[Any], type[Any]] = {
    str: sa.Text,
    int: sa.BigInteger,
    float: sa.Double,
    bool: sa.Boolean,
}


encode_json: Callable[[Any], bytes] = msgspec.json.Encoder(order="sorted").encode


def _types(cls: type[Record]) -> list[Any]:
    hints = typing.get_type_hints(cls, include_extras=False)
    return [hints[field.name] for field in msgspec.structs.fields(cls)]


def _fields(cls: type[Record]) -> list[Field]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return [_field(field, hints[field.name]) for field in msgspec.structs.fields(cls)]


def _field(info: msgspec.structs.FieldInfo, hint: Any) -> Field:
    ref = Ref("")
    if typing.get_origin(hint) is Annotated:
        hint, *extras = typing.get_args(hint)
        ref = next((extra for extra in extras if isinstance(extra, Ref)), ref)
    nullable = False
    if typing.get_origin(hint) in (Union, types.UnionType):
        arguments = [a for a in typing.get_args(hint) if a is not type(None)]
        nullable = len(arguments) < len(typing.get_args(hint))
        hint = arguments[0] if len(arguments) == 1 else object
    column = _COLUMNS.get(hint) if isinstance(hint, type) else None
    if typing.get_origin(hint) is typing.Literal:
        column = sa.Text
    unset = _unset(info)
    return Field(
        name=info.name,
        column=column or sa.Text,
        nullable=nullable,
        json=column is None,
        ref=ref.kind,
        indexed=bool(ref.kind) and ref.indexed and column is not None,
        default=encode_json(unset).decode() if column is None else unset,
        unset=unset,
        type=type(unset),
    )


def _unset(info: msgspec.structs.FieldInfo) -> Any:
    value = info.default
    if info.default_factory is not msgspec.NODEFAULT:
        value = info.default_factory()
    if value is msgspec.NODEFAULT:
        raise ValueError(f"field {info.name} needs a default: fields are for ever")
    return msgspec.to_builtins(value)


def _table(kind: Kind, metadata: sa.MetaData) -> sa.Table:
    columns: list[sa.Column[Any]] = [
        # SQLite's rowid by name, so that VACUUM keeps it and the full-text index can use it.
        sa.Column("rid", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    ]
    for field in kind.fields:
        nullable = field.nullable and not field.json
        columns.append(sa.Column(field.name, field.column, nullable=nullable))
    table = sa.Table(kind.name, metadata, *columns)
    sa.Index(f"ix_{kind.name}_id", table.c.id, unique=True)
    leading = {names[0] for names in kind.cls.indexes}
    indexes = [(f.name,) for f in kind.fields if f.indexed and f.name not in leading]
    for names in [*indexes, *kind.cls.indexes]:
        sa.Index(f"ix_{kind.name}_{'_'.join(names)}", *(table.c[name] for name in names))
    return table
