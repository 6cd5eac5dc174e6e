"""The steps of one gesture: operations in order, where a later one may name what an earlier made.

    [{"op": "codes.add", "name": "Hope"},
     {"op": "codings.add", "codings": [{"code": {"$result": 0}, ...}]}]

`{"$result": 0}` stands for whatever the first step returned (the id of what it made, as a rule),
anywhere among a later step's fields. It is put in right before that step is made and checked, so
its value has to fit like any other. New code and coding with it are one gesture, and one undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from heddle.errors import Refused
from heddle.log import operations
from heddle.log.operations import Operation
from heddle.log.workspace import Workspace

RESULT: Final = "$result"

Step: TypeAlias = Operation | dict[str, Any]
"""A struct, or a dict with the operation's name under "op" and its fields beside it."""


class Steps:
    """Steps that are done together or not at all; whatever can be checked before is checked."""

    def __init__(self, steps: Iterable[Step]) -> None:
        """Make the operations; raises Refused where one cannot be, and NotFound."""
        self._steps = [_made(step, place) for place, step in enumerate(steps)]
        if not self._steps:
            raise Refused("There is nothing to do in this step.")

    @property
    def name(self) -> str:
        """The operation of the first step."""
        first = self._steps[0]
        return operations.name_of(first) if isinstance(first, Operation) else str(first["op"])

    def decide(
        self,
        work: Workspace,
        one: Callable[[Workspace, Operation], Any] = lambda work, made: made.decide(work),
    ) -> list[Any]:
        """Decide all of them, each by `one`; returns what they returned."""
        results: list[Any] = []
        for step in self._steps:
            made = step if isinstance(step, Operation) else _make(_filled(step, results))
            results.append(one(work, made))
        return results


def _made(step: Step, place: int) -> Operation | dict[str, Any]:
    """Return the operation of a step; the step itself where it waits for a result."""
    if isinstance(step, Operation):
        return operations.checked(step)
    if not isinstance(step.get("op"), str):
        raise Refused(
            "A step does not say which operation it is; nothing was changed.",
            "Its name stands under “op”.",
            code="wrong-input",
        )
    named = list(_references(step))
    for number in named:
        if not 0 <= number < place:
            raise Refused(
                f"Step {place} names the result of step {number}, which does not come before it; "
                "nothing was changed.",
                f"Steps are counted from 0, and {{“{RESULT}”: n}} names an earlier one.",
                code="wrong-reference",
            )
    return step if named else _make(step)


def _make(step: dict[str, Any]) -> Operation:
    return operations.make(step["op"], {k: v for k, v in step.items() if k != "op"})


def _reference(value: Any) -> int | None:
    """Return the number of the step that a value names; None for a value of its own."""
    if isinstance(value, dict) and len(value) == 1:
        number = value.get(RESULT)
        # True is a number to Python.
        return number if isinstance(number, int) and not isinstance(number, bool) else None
    return None


def _references(value: Any) -> Iterable[int]:
    number = _reference(value)
    if number is not None:
        yield number
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _references(part)


def _filled(value: Any, results: list[Any]) -> Any:
    """Return a value with the results put in that it names."""
    number = _reference(value)
    if number is not None:
        return results[number]
    if isinstance(value, dict):
        return {key: _filled(part, results) for key, part in value.items()}
    return [_filled(part, results) for part in value] if isinstance(value, list | tuple) else value
