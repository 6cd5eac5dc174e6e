"""Every error that Heddle shows to a person.

    HeddleError
    ├── Refused            a rule of the study says no; nothing was changed
    │   ├── NotFound       what was named is not in the study
    │   └── Stale          somebody has changed the same thing since
    ├── Unreadable         an input file cannot be read, or not safely
    ├── BrokenStudy        the study folder itself is damaged, newer, or not a study
    ├── StorageFailed      the disk is full or failed; nothing acknowledged is lost
    └── Unavailable        an optional part (a library, a font) is not installed

Each carries a stable ``code`` for programs, a ``problem`` (what happened and what is safe)
and a ``hint`` (what to do next); the command line, the HTTP interface and the browser show
the same three. Errors never contain talk or names of persons beyond what the user typed, but for a
quote that no longer matches its transcript: whoever exports it must see both texts.
"""

from __future__ import annotations


class HeddleError(Exception):
    """Base of all errors meant for people."""

    code = "error"

    def __init__(self, problem: str, hint: str = "", *, code: str | None = None) -> None:
        """Keep what happened (`problem`), what to do next (`hint`) and a stable `code`."""
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        """Join problem and hint as a person would read them."""
        return f"{self.problem} {self.hint}".strip()


class Refused(HeddleError):
    """A rule of the study refuses an operation; the study is as it was."""

    code = "refused"


class NotFound(Refused):
    """Something that was named is not in the study."""

    code = "not-found"


class Stale(Refused):
    """The same field was changed by somebody else in the meantime."""

    code = "stale"


class Unreadable(HeddleError):
    """An input file cannot be read, or cannot be read safely."""

    code = "unreadable"

    def __init__(
        self,
        problem: str,
        hint: str = "",
        *,
        file: str = "",
        place: str = "",
        code: str | None = None,
    ) -> None:
        """Name the `file` and the `place` in it (page, row, line) where reading stopped."""
        super().__init__(problem, hint, code=code)
        self.file = file
        self.place = place

    def __str__(self) -> str:
        """Put file and place before the problem."""
        where = ", ".join(part for part in (self.file, self.place) if part)
        return f"{where}: {super().__str__()}" if where else super().__str__()


class BrokenStudy(HeddleError):
    """The study folder is damaged, was written by a newer version, or is no study."""

    code = "broken-study"


class StorageFailed(HeddleError):
    """The disk refused a write; nothing that was acknowledged is lost."""

    code = "storage-failed"


class Unavailable(HeddleError):
    """An optional part of Heddle is not installed on this machine."""

    code = "unavailable"
