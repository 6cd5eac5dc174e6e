"""Writing one file in one step: after a failure or a crash it is there whole, or as it was."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from heddle.errors import StorageFailed


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: after a failure or a crash, either all or nothing.

    The new file can be read by its owner only (mode 0600).

    Raises:
        StorageFailed: The disk or the folder refused; nothing is left behind.
    """
    temporary = ""
    try:
        # mkstemp makes the file with mode 0600 and refuses to follow what is already there.
        handle, temporary = tempfile.mkstemp(prefix=".heddle-", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        _remove(temporary)
        raise StorageFailed(
            f"The file could not be written ({os.strerror(error.errno or 0)}); "
            "what was there before is unchanged.",
            "Check that the folder exists, that you may write to it and that the disk has room.",
        ) from error
    except BaseException:
        _remove(temporary)
        raise


def _remove(temporary: str) -> None:
    """Take away an unfinished file."""
    if temporary:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
