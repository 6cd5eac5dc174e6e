"""The built pages of the workbench: exactly the files that lie in their folder.

A request's path is looked up among their names and never becomes a path on the disk.
"""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from typing import Annotated, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter

from heddle.errors import NotFound
from heddle.web.pages import NOT_BUILT

FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
}


class Pages:
    """The files of the built workbench by their names in an address."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._root = folder.resolve()
        self.files = self._found()

    def _found(self) -> dict[str, Path]:
        if not self._folder.is_dir():
            return {}
        return {
            path.relative_to(self._folder).as_posix(): path
            for path in self._folder.rglob("*")
            if path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(self._folder).parts)
            and path.resolve().is_relative_to(self._root)
        }

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raises NotFound."""
        if name not in self.files:
            self.files = self._found()  # built anew while the server runs
        path = self.files.get(name)
        if path is None:
            raise NotFound("There is no such page.", "Go back to the study.")
        return path.read_bytes()


ThePages = NamedDependency[Pages]
"""Given to routes under the name `pages`."""


@get("/", media_type="text/html", include_in_schema=False, sync_to_thread=True)
def first_page(pages: ThePages) -> Response[bytes]:
    """Return the workbench's one page."""
    if "index.html" not in pages.files:
        return Response(NOT_BUILT, status_code=503, media_type=_TYPES[".html"])
    return Response(pages.read("index.html"), media_type=_TYPES[".html"])


@get("/{name:path}", include_in_schema=False, sync_to_thread=True)
def static_file(
    pages: ThePages,
    name: FromPath[str],
    known: Annotated[str | None, HeaderParameter(name="If-None-Match", required=False)] = None,
) -> Response[bytes]:
    """Return one of the built files; they hold nothing of any study and may be kept."""
    data = pages.read(str(name).lstrip("/"))
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    hashed = str(name).startswith("/assets/")
    headers = {
        "ETag": tag,
        # Names below assets/ change with their content, so the browser need not ask again.
        "Cache-Control": "private, max-age=31536000, immutable" if hashed else "private, no-cache",
    }
    if known == tag:
        return Response(b"", status_code=304, headers=headers)
    ending = Path(str(name)).suffix.lower()
    kind = _TYPES.get(ending) or mimetypes.guess_type(str(name))[0] or "application/octet-stream"
    return Response(data, media_type=kind, headers=headers)
