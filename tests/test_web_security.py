"""Nobody but our own window gets in, and no answer can be made to run anything."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from heddle.web.app import routes
from heddle.web.serving import Served
from web_window import Window, filled, guarded, serving, small_study

ROUTES = sorted(
    (filled(route.path), method) for route in routes(None, None).routes for method in route.methods
)
CHANGING = [(path, method) for path, method in ROUTES if method not in ("GET", "HEAD")]
READING = [(path, method) for path, method in ROUTES if method == "GET" and path != "/"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("web") / "study"
    with small_study(folder) as study, serving(study) as running:
        yield running


@pytest.fixture(scope="module")
def window(served: Served) -> Iterator[Window]:
    with Window(served) as opened:
        yield opened


@pytest.fixture(scope="module")
def stranger(served: Served) -> Iterator[httpx.Client]:
    """A program on this machine without a session."""
    with httpx.Client(base_url=f"http://127.0.0.1:{served.port}") as client:
        yield client


def test_the_walk_sees_all_routes() -> None:
    assert len(ROUTES) > 60
    assert ("/api/do", "POST") in ROUTES
    assert ("/api/import/x", "DELETE") in ROUTES
    assert len(CHANGING) > 30


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_without_a_session_nothing_is_answered(
    stranger: httpx.Client, path: str, method: str
) -> None:
    base = str(stranger.base_url)
    answer = stranger.request(method, path, headers={"Origin": base.rstrip("/")})
    assert answer.status_code == 401
    guarded(answer)


@pytest.mark.parametrize("cookie", ["", "x", "heddle-1=x", "heddle-{port}=", "heddle-{port}=x;;="])
def test_a_wrong_cookie_is_no_session(served: Served, stranger: httpx.Client, cookie: str) -> None:
    answer = stranger.get("/api/study", headers={"Cookie": cookie.format(port=served.port)})
    assert answer.status_code == 401


@pytest.mark.parametrize(("path", "method"), ROUTES)
@pytest.mark.parametrize("host", ["evil.example:{port}", "127.0.0.1.evil.example:{port}"])
def test_a_rebound_name_is_refused_everywhere(
    window: Window, served: Served, path: str, method: str, host: str
) -> None:
    name = host.format(port=served.port)
    headers = {"Host": name, "Origin": f"http://{name}"}
    answer = window.client.request(method, path, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["code"] == "host"
    guarded(answer)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "localhost.:{port}",
        "127.1:{port}",
        "0.0.0.0:{port}",
        "127.0.0.1:{port}@evil.example",
        "127.0.0.1:{port}.evil.example",
        "LOCALHOST:{port}",
        "2130706433:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "",
    ],
)
def test_a_name_that_only_looks_like_ours_is_refused(
    window: Window, served: Served, host: str
) -> None:
    answer = window.get("/api/study", headers={"Host": host.format(port=served.port)})
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_our_own_names_are_answered(window: Window, served: Served, host: str) -> None:
    name = f"{host}:{served.port}"
    cookie = f"heddle-{served.port}={window.client.cookies[f'heddle-{served.port}']}"
    headers = {"Host": name, "Origin": f"http://{name}", "Cookie": cookie}
    assert window.get("/api/study", headers=headers).status_code == 200


FOREIGN = [
    "null",
    "http://evil.example",
    "http://127.0.0.1:{port}.evil.com",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:1",
    "http://localhost:{port}",
    "http://127.0.0.1:{port}/",
    "http://user@127.0.0.1:{port}",
    "file://",
    "",
]


@pytest.mark.parametrize(("path", "method"), CHANGING)
def test_what_changes_something_needs_our_origin(
    window: Window, served: Served, path: str, method: str
) -> None:
    for origin in FOREIGN:
        headers = {"Origin": origin.format(port=served.port)}
        answer = window.client.request(method, path, headers=headers)
        assert answer.status_code == 403, origin
        assert answer.json()["code"] == "origin"
    del window.client.headers["Origin"]
    try:
        assert window.client.request(method, path).status_code == 403
        for site in ("cross-site", "same-site", "none"):
            answer = window.client.request(method, path, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403
        mixed = {"Sec-Fetch-Site": "cross-site", "Origin": window.base}
        assert window.client.request(method, path, headers=mixed).status_code == 403
        own = {"Sec-Fetch-Site": "same-origin"}
        assert window.client.request(method, path, headers=own).status_code not in (401, 403)
    finally:
        window.client.headers["Origin"] = window.base


@pytest.mark.parametrize(("path", "method"), READING)
def test_what_a_browser_says_comes_from_another_site_reads_nothing(
    window: Window, served: Served, path: str, method: str
) -> None:
    for origin in FOREIGN:
        headers = {"Origin": origin.format(port=served.port)}
        assert window.client.request(method, path, headers=headers).status_code == 403
    for site in ("cross-site", "same-site"):
        answer = window.client.request(method, path, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        guarded(answer)


def test_the_first_page_may_be_opened_from_a_link_elsewhere(window: Window) -> None:
    del window.client.headers["Origin"]
    try:
        navigation = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        assert window.get("/", headers=navigation).status_code in (200, 503)
        framed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
        assert window.get("/", headers=framed).status_code == 403
    finally:
        window.client.headers["Origin"] = window.base


def test_a_link_opens_one_browser_once(served: Served, stranger: httpx.Client) -> None:
    link = served.link()
    first = stranger.get(link)
    assert first.status_code == 303
    assert first.headers["location"] == "/"
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"heddle-{served.port}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    guarded(first)
    stranger.cookies.clear()
    second = stranger.get(link)
    assert second.status_code == 401
    assert "set-cookie" not in second.headers
    guarded(second)


def test_a_link_from_a_message_moves_on_by_a_page_of_ours(
    served: Served, stranger: httpx.Client
) -> None:
    # A strict cookie is not sent along a redirect that another site began.
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = stranger.get(served.link(), headers=headers)
    assert answer.status_code == 200
    assert "set-cookie" in answer.headers
    assert 'url=/"' in answer.text
    stranger.cookies.clear()
    guarded(answer)


@pytest.mark.parametrize("token", ["", "x", "%00", "%ff", "a&token=b", "x" * 5000])
def test_a_guessed_token_opens_nothing(stranger: httpx.Client, token: str) -> None:
    answer = stranger.get(f"/?token={token}")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing", 404),
        ("/api/do", 405),
        ("/api/sources/x", 404),
        ("/api/records?kinds=turns", 422),
        ("/api/search?limit=0", 422),
        ("/api/search?limit=x", 422),
        ("/api/asof/0/study", 404),
        ("/api/asof/x/study", 404),
        ("/api/report/nothing", 422),
        ("/favicon.ico", 404),
        ("/nothing", 404),
    ],
)
def test_errors_are_guarded_and_say_what_happened(window: Window, path: str, status: int) -> None:
    answer = window.get(path)
    assert answer.status_code == status
    assert {"code", "problem", "hint"} <= set(answer.json())
    assert answer.headers["content-type"] == "application/json"
    guarded(answer)
