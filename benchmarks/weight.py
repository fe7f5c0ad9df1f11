"""B8: what a phone must receive before a page is whole: HTML, CSS and JavaScript, as they are served."""

import re
from urllib.request import Request, urlopen

import brotli

from benchmarks.load import Load
from benchmarks.measuring import Result
from benchmarks.place import Place
from benchmarks.serving import Server, product
from benchmarks.signing_in import entered
from benchmarks.visits import Entering

WINDOW = 14 * 1024  # bytes: one initial congestion window
AIM, STRETCH = 1.0, 10 / 14
_ASSETS = re.compile(r'<(?:script|link rel="stylesheet")[^>]*? (?:src|href)="([^"]+)"')


def measure(place: Place, load: Load) -> list[Result]:
    """Weigh the first visit of a phone that is not signed in, and the page of a week."""
    cookie, _ = entered(place, load)
    with product(place) as server:
        load.run(server.port, [Entering(place.path, cookie)])
        pages = {
            "sign-in page, first visit": _weight(server, "/connexion", cookie=""),
            "page of a week with 5 activities": _weight(server, place.path, cookie=cookie),
        }
    return [
        Result(
            name="B8",
            what=f"{page}: {weight:,} bytes",
            against=f"{WINDOW:,} bytes",
            unit="bytes",
            pairs=[(weight, WINDOW)],
            aim=AIM,
            stretch=STRETCH,
        )
        for page, weight in pages.items()
    ]


def _weight(server: Server, path: str, *, cookie: str) -> int:
    page = _served(server, path, cookie)
    assets = _ASSETS.findall(brotli.decompress(page).decode())
    if not assets:
        raise RuntimeError(f"{path} names neither stylesheet nor script")
    return len(page) + sum(len(_served(server, asset, cookie)) for asset in assets)


def _served(server: Server, path: str, cookie: str) -> bytes:
    asked = Request(
        f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "br", "Cookie": cookie}
    )
    with urlopen(asked, timeout=30) as answer:
        if answer.headers["Content-Encoding"] != "br":
            raise RuntimeError(f"{path} is not compressed")
        body: bytes = answer.read()
    return body
