"""The peer: Taguette, driven over its own HTTP interface, on the same data in the same run.

It is installed once into bench/.peer, an environment of its own. Documents go in as its own
HTML, as it reads no .txt or .docx without a second program (Calibre). Codings beyond the first
adds are put into its own database tables, as its interface would need hours for them.
"""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
import venv
from itertools import islice
from pathlib import Path
from typing import Any, Self

from machine import resident
from measures import Results, best, each
from workload import BENCH, WORKERS, Document, Workload

HOME = BENCH / ".peer"
PYTHON = HOME / "bin" / "python"
# Taguette 1.5.2 installs, but does not start, with a setuptools that has no pkg_resources.
WISHES = ("taguette==1.5.2", "setuptools<81")
SINGLE_ADDS = 40
IMPORTED = 5
PATIENCE = 60  # seconds until a server that has not answered counts as broken


def measure(load: Workload, folder: Path, results: Results) -> None:
    """Measure Taguette on `load`, its database in the empty `folder`."""
    install()
    with Server(folder / "taguette.sqlite3") as server:
        results.put("start", "peer", server.started_ms, note="warm: its files were read before")
        results.put("memory", "peer", resident(server.process.pid), note="idle, no project")
        browser = server.browser()
        project = browser.new_project("Measured")
        tags = [browser.new_tag(project, name) for name in load.codes]
        first = load.documents[:IMPORTED]
        taken = each(lambda document: browser.new_document(project, document), first)
        whole = sum(taken) / len(taken) * len(load.documents)
        note = f"from {len(first)} imports" if len(load.documents) > len(first) else ""
        results.put("text", "peer", whole, len(first), f"as its own HTML; {note}".rstrip("; "))
        fill(folder / "taguette.sqlite3", project, load, tags)
        coded = list(islice(load.raw, SINGLE_ADDS))
        results.adds("peer", each(lambda raw: browser.add(project, load, tags, raw), coded))
        results.put("adds", "peer", together(server, project, load, tags))
        page = f"/api/project/{project}/highlights/{urllib.parse.quote(load.codes[0])}"
        results.put("extracts", "peer", best(lambda: browser.get(page), 3) * 1000, 3)
    results.put("disk", "peer", sum(f.stat().st_size for f in folder.glob("taguette*")) / 1e6)


def install(home: Path = HOME, wishes: tuple[str, ...] = WISHES) -> None:
    """Install Taguette, or other packages, into an environment of its own unless it is there."""
    stamp = home / "heddle-stamp"
    if stamp.is_file() and stamp.read_text("utf-8") == "\n".join(wishes):
        return
    venv.create(home, with_pip=False, clear=True)
    # .venv has no pip inside (see dev.py), the Python that it was made from has.
    base, python = Path(sys.base_prefix) / "bin" / "python3", home / "bin" / "python"
    pip = [str(base), "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-input", *wishes], check=True)
    subprocess.run([str(python), "-m", "compileall", "-q", str(home)], check=False)
    stamp.write_text("\n".join(wishes), "utf-8")


class Server:
    """A running Taguette for one person, on a port of the loopback interface."""

    def __init__(self, database: Path, *, visited: bool = True) -> None:
        """Start it; with `visited`, its first page has been fetched as well."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        start = time.perf_counter()
        command = [str(PYTHON), str(BENCH / "peer_start.py"), "--no-browser"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--database", str(database)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            self.token = self._token()
            if visited:
                self.browser().get("/")
        except BaseException:
            self.process.kill()
            raise
        self.started_ms = (time.perf_counter() - start) * 1000

    def _token(self) -> str:
        """Return the token in the address that it prints once it listens."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"\?token=([0-9a-f]+)", line):
                return found[1]
        raise RuntimeError("Taguette ended before it listened; try to start bench/.peer by hand")

    def browser(self) -> Browser:
        """Return a visitor who has logged in."""
        return Browser(self.port, self.token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Browser:
    """One visitor of Taguette: a kept connection and the cookies of a log-in."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE * 10)
        self._cookies: dict[str, str] = {}
        self.get(f"/?token={token}")
        self.get("/project/new")  # this page sets the cookie against forged requests

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> http.client.HTTPResponse:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind, "X-XSRFToken": self._cookies.get("_xsrf", "")}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer

    def get(self, path: str) -> bytes:
        """Return what a page holds."""
        answer = self._ask("GET", path)
        body = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"Taguette answered {answer.status} to GET {path}")
        return body

    def post(self, path: str, body: bytes, kind: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a body; return the answer and what it holds."""
        answer = self._ask("POST", path, body, kind)
        held = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"Taguette answered {answer.status} to POST {path}: {held[:200]!r}")
        return answer, held

    def post_json(self, path: str, value: object) -> Any:
        """Send a value as JSON; return the value that comes back."""
        return json.loads(self.post(path, json.dumps(value).encode(), "application/json")[1])

    def new_project(self, name: str) -> int:
        """Make a project; return its number."""
        form = urllib.parse.urlencode({"name": name, "description": ""}).encode()
        answer, _ = self.post("/project/new", form, "application/x-www-form-urlencoded")
        return int(answer.headers["Location"].rpartition("/")[2])

    def new_tag(self, project: int, name: str) -> int:
        """Make a code; return its number."""
        wish = {"path": name, "description": ""}
        return int(self.post_json(f"/api/project/{project}/tag/new", wish)["id"])

    def new_document(self, project: int, document: Document) -> int:
        """Import a document as HTML, a paragraph a turn; return its number."""
        edge = uuid.uuid4().hex
        parts = [("name", "", document.name.encode()), ("description", "", b"")]
        name = f'; filename="{document.name}.html"\r\nContent-Type: text/html'
        parts.append(("file", name, as_html(document.text).encode()))
        body = b"".join(
            b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
            % (edge.encode(), field.encode(), more.encode(), content)
            for field, more, content in parts
        )
        kind = f"multipart/form-data; boundary={edge}"
        path = f"/api/project/{project}/document/new"
        return int(
            json.loads(self.post(path, body + f"--{edge}--\r\n".encode(), kind)[1])["created"]
        )

    def add(
        self, project: int, load: Workload, tags: list[int], raw: tuple[str, int, int, int, int]
    ) -> None:
        """Add a highlight with one tag; documents have the numbers 1, 2, 3..."""
        _, document, start, end, code = raw
        first, last = bytes_at(load.documents[document].text, start, end)
        wish = {"start_offset": first, "end_offset": last, "tags": [tags[code - 1]]}
        self.post_json(f"/api/project/{project}/document/{document + 1}/highlight/new", wish)


def as_html(text: str) -> str:
    """Return the text as a page with a paragraph a line, the line ends kept between them."""
    body = "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n"))
    return f"<!DOCTYPE html><html><body>{body}</body></html>"


def bytes_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Return two code-point offsets of the text as Taguette counts: bytes of UTF-8."""
    first = len(text[:start].encode())
    return first, first + len(text[start:end].encode())


def fill(database: Path, project: int, load: Workload, tags: list[int]) -> None:
    """Put the remaining documents and all codings into Taguette's own tables."""
    connection = sqlite3.connect(database, timeout=PATIENCE)
    with connection:
        connection.executemany(
            "INSERT INTO documents (id, name, description, filename, created, project_id,"
            " text_direction, contents) VALUES (?, ?, '', ?, datetime(), ?, 'LEFT_TO_RIGHT', ?)",
            (
                (number, each.name, f"{each.name}.html", project, as_html(each.text))
                for number, each in enumerate(load.documents, start=1)
                if number > IMPORTED
            ),
        )
        for number, (_, document, start, end, code) in enumerate(load.raw, start=1):
            text = load.documents[document].text
            words = f"<p>{html.escape(text[start:end], quote=False)}</p>"
            connection.execute(
                "INSERT INTO highlights (id, document_id, start_offset, end_offset, snippet)"
                " VALUES (?, ?, ?, ?, ?)",
                (number, document + 1, *bytes_at(text, start, end), words),
            )
            connection.execute(
                "INSERT INTO highlight_tags (highlight_id, tag_id) VALUES (?, ?)",
                (number, tags[code - 1]),
            )
    connection.close()


def together(server: Server, project: int, load: Workload, tags: list[int]) -> float:
    """Return the highlights per second that four visitors add to one document at once."""
    coded = [raw for raw in islice(load.raw, 20 * SINGLE_ADDS) if raw[1] == 0][:SINGLE_ADDS]

    def write(share: list[tuple[str, int, int, int, int]]) -> None:
        browser = server.browser()
        for raw in share:
            browser.add(project, load, tags, raw)

    shares = [coded[number::WORKERS] for number in range(WORKERS)]
    threads = [threading.Thread(target=write, args=(share,)) for share in shares]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(coded) / (time.perf_counter() - start)
