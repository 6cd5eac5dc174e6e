"""Operations: what a person does, as typed structs that check their rules and yield patches.

An operation is one struct in the module of its noun, with a one-line docstring:

    class AddCode(Operation, tag="codes.add"):
        \"\"\"Add a code to the codebook.\"\"\"

        name: str

        def decide(self, work: Workspace) -> str:
            ...
            return work.create(Code(name=self.name))

Its name (the tag) stands in the log for ever. The command line, the Python interface, the HTTP
route and the history sentence all follow from this registry.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any, ClassVar

import msgspec

from heddle.errors import NotFound, Refused
from heddle.log.workspace import Workspace


class Operation(msgspec.Struct, kw_only=True, tag_field="op", omit_defaults=True):
    """Base of all operations; `decide` checks the rules and changes the workspace."""

    lasting: ClassVar[bool] = False
    """True: it notes what happened outside the study, so undo passes over it."""

    def __init_subclass__(cls) -> None:
        """Have the next question find the new operation too."""
        _named.cache_clear()

    def decide(self, work: Workspace) -> Any:
        """Check the rules and make the changes; returns an id or a small result."""
        raise NotImplementedError


def name_of(operation: Operation | type[Operation]) -> str:
    """Return the operation's name as it stands in the log."""
    return str(operation.__struct_config__.tag)


def catalogue() -> dict[str, type[Operation]]:
    """Return all operations by name, in alphabetical order."""
    return dict(_named())


@functools.cache
def _named() -> dict[str, type[Operation]]:
    """Find all operations once: undo and imports ask for every one of thousands of steps."""
    found: dict[str, type[Operation]] = {}
    waiting = list(Operation.__subclasses__())
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls.__struct_config__.tag is not None and "." in name_of(cls):
            found[name_of(cls)] = cls
    return dict(sorted(found.items()))


def lasting(name: str) -> bool:
    """Tell whether steps of an operation stand whatever is undone."""
    cls = _named().get(name)
    return cls is not None and cls.lasting


def sentence(name: str) -> str:
    """Return what an operation does, in one line for people; its name if it is unknown."""
    own = {
        "undo": "Undo a step.",
        "redo": "Redo a step.",
        "erase": "Erase words from every file of the study.",
        "rounds.unseen": "Do something that you see when a round is opened.",
    }
    cls = _named().get(name)
    if cls is None:
        return own.get(name, name)
    return (inspect.getdoc(cls) or name).splitlines()[0]


def checked(operation: Operation) -> Operation:
    """Return an operation built in Python with its field types checked, as `make` does."""
    fields = msgspec.to_builtins(operation)
    return make(name_of(operation), {k: v for k, v in fields.items() if k != "op"})


def make(name: str, fields: dict[str, Any]) -> Operation:
    """Build an operation from its name and JSON-ready fields; raises Refused, NotFound."""
    cls = _named().get(name)
    if cls is None:
        raise NotFound(
            f"There is no operation “{name[:60]}”.",
            "“heddle do --list” names them all.",
            code="unknown-operation",
        )
    unknown = sorted(set(fields) - set(cls.__struct_fields__))
    if unknown:
        raise Refused(
            f"“{name}” has no field “{unknown[0][:60]}”; nothing was changed.",
            f"Its fields are: {', '.join(cls.__struct_fields__) or 'none'}.",
            code="unknown-field",
        )
    try:
        return msgspec.convert({**fields, "op": name}, cls)
    except msgspec.ValidationError as error:
        raise Refused(
            f"“{name}” cannot be done with these values: {error}. Nothing was changed.",
            f"Its fields are: {', '.join(cls.__struct_fields__) or 'none'}.",
            code="wrong-type",
        ) from error
