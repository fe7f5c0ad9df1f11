"""Requests that no browser makes: any route, any role, with hostile paths, headers and bodies (proof I)."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests import builders
from tests.builders import Clock
from tests.contracts.world import ROLES, World
from tests.faults.hostile import HOSTILE, X
from tests.pages import proposed
from xprsa.app import create_app
from xprsa.running.service import Service

PATHS = (
    "\x00", "a\x00b", "\xff\xfe", "\xc0\xae\xc0\xae/", "..", "%2e%2e%2f", "\\", "//", ";a=b", "%", "\u0085",
    "x" * 9000,
)  # fmt: skip
ORIGINS = (
    "http://[", "http://[::1", "null", "http://localhost:x", "//", "http://\x00", "javascript:1",
    "http://localhost@evil",
)  # fmt: skip
HOSTS = (
    "[", "[::1", "", " ", "a:b:c", "localhost:99999", "localhost:-1", "xn--", "\xff", "local host", "a" * 300,
    "évil", "localhost,evil",
)  # fmt: skip
HEADERS: Mapping[str, Sequence[str]] = {
    "HTTP_ORIGIN": ORIGINS,
    "HTTP_REFERER": ORIGINS,
    "HTTP_HOST": HOSTS,
    "HTTP_COOKIE": ("=", ";;;", "xprsa=\x00", "a=" + "b" * 5000, "a=\xff\xfe", '"', "xprsa=%00; =", "é=è"),
    "HTTP_ACCEPT_LANGUAGE": ("fr;q=\xff", "*;q=-1", "fr;q=1e309", "a" * 3000, ",,,;;"),
    "HTTP_ACCEPT_ENCODING": ("gzip;q=nan", "\x00", ",", "br;q=", "*;q=1e999"),
    "HTTP_IF_MODIFIED_SINCE": ("hier", "Thu, 99 Zzz 9999 99:99:99 GMT", "\xff", "Thu, 01 Jan 0000 0:0:0 GMT"),
    "HTTP_IF_NONE_MATCH": ('"', 'W/"', "*", "\x00", '"' * 999),
    "HTTP_RANGE": ("bytes=-", "bytes=9-1", "bytes=" + "0-1," * 200, "lignes=1", "bytes=\xff"),
    "HTTP_SEC_FETCH_SITE": ("cross-site", "\xff", "same-origin\r\nX-Injected: 1"),
    "HTTP_USER_AGENT": ("\x00", "a" * 9000, "\x1b[31m", "\xff"),
    "HTTP_X_FORWARDED_FOR": ("\x00", "::1%eth0", "999.1.1.1", ",,,", "a" * 999, "[", "\xff"),
    "HTTP_X_FORWARDED_PROTO": ("javascript", "\x00", "https,http"),
    "HTTP_X_FORWARDED_HOST": HOSTS,
    "HTTP_TRANSFER_ENCODING": ("chunked", "gzip, chunked", "\x00"),
    "HTTP_EXPECT": ("100-continue", "\xff"),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_AUTHORIZATION": ("Basic \xff", "Basic =", "Bearer \x00", "Digest a=b,", "Basic"),
    "REMOTE_ADDR": ("", "::ffff:1.2.3.4", "unix:", "fe80::1%lo", "\xff"),
    "CONTENT_LENGTH": ("-1", "abc", "9" * 30, "", "1e3", "٣"),
    "CONTENT_TYPE": (
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff",
        "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=\x00",
        "application/json", "/", "text/plain; =", "multipart/form-data; boundary=" + "b" * 400, "\x00",
    ),
    "wsgi.url_scheme": ("https", "javascript"),
}  # fmt: skip
METHODS = (
    "GET", "GET", "POST", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "XPRSA", "",
)  # fmt: skip
BODIES = (
    b"", b"\x00" * 50, b"\xff\xfe", b"a", b"&&&===", b"%", b"%00=%ff", b"--b\r\n\r\n", b"a=b&" * 3000,
    b"[" * 500,
)  # fmt: skip
Form = tuple[str, dict[str, Any]]


@dataclass
class Fuzzer:
    """Sends one strange request after another; `wrong` tells those that were answered badly.

    :ivar random: the same seed sends the same requests.
    :ivar asked: which route was asked for, as it is written, by which role.
    """

    service: Service
    world: World
    random: Random
    wrong: list[str] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    _forms: dict[str, list[Form]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = create_app(self.service)  # not in testing mode: an error is the page that people would get
        self.sign_ins = dict(self.world.sign_ins)

    @property
    def never_asked(self) -> set[tuple[str, str]]:
        """Which routes nobody of a role asked for."""
        routes = {rule.rule for rule in self.app.url_map.iter_rules()}
        return {(route, role) for route in routes for role in ROLES} - self.asked

    def run(self, requests: int) -> None:
        """Send so many requests."""
        for _ in range(requests):
            role = self.random.choice(ROLES)
            environ = self._form(role) if self.random.random() < 0.5 else self._request(role)
            for name in self.random.sample(list(HEADERS), self.random.choice((0, 1, 1, 2, 4))):
                environ[name] = self.random.choice(HEADERS[name])
            signed_in = role in self.sign_ins and "=".join(self.sign_ins[role]) == environ.get("HTTP_COOKIE")
            if self._send(environ, role) == 401 and signed_in:
                self._come_back(role)

    def _come_back(self, role: str) -> None:
        """Sign in again: one of the requests signed this role out."""
        if self.world.accounts[role].disabled_at is None:
            self.sign_ins[role] = builders.begin_sign_in(self.service, self.world.accounts[role])
            token = next(fields["csrf"] for _, fields in self._on("/mon-acces", role) if "csrf" in fields)
            for _, fields in self._forms.get(role, []):
                fields |= {"csrf": token} if "csrf" in fields else {}

    def _request(self, role: str) -> dict[str, Any]:
        """Make any request to any route."""
        rule = self.random.choice(list(self.app.url_map.iter_rules()))
        path = self.app.url_map.bind("localhost").build(rule.endpoint, self.world.arguments(rule))
        environ = self._environ(role, self.random.choice(METHODS), path)
        if self.random.random() < 0.5:
            environ["PATH_INFO"] = self._bent(environ["PATH_INFO"])
        else:
            self.asked.add((rule.rule, role))
        environ["QUERY_STRING"] = self._query()
        body = self.random.choice(BODIES)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return environ

    def _form(self, role: str) -> dict[str, Any]:
        """Make a form that a page of this role offers, with some fields bent."""
        if role not in self._forms:
            offered = {action: (action, fields) for action, fields in self._offered(role)}
            self._forms[role] = list(offered.values())
        action, fields = self.random.choice(self._forms[role] or [("/connexion", {})])
        pairs = [
            (name, one)
            for name, value in fields.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        places = [place for place, (name, _) in enumerate(pairs) if name != "csrf"]
        for place in self.random.sample(places, min(len(places), self.random.choice((1, 1, 1, 3)))):
            pairs[place] = (pairs[place][0], self.random.choice(HOSTILE))
        bent = [pair for pair in pairs if pair[0] == "csrf" or self.random.random() < 0.95]
        if self.random.random() < 0.2:
            bent.append((self.random.choice(HOSTILE), self.random.choice(HOSTILE)))
        body = urlencode(bent, errors="surrogatepass").encode()
        environ = self._environ(role, "POST", action)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        return environ

    def _offered(self, role: str) -> Iterator[Form]:
        """Yield every form that is shown to a role."""
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            if "GET" in (rule.methods or ()):
                path = self.app.url_map.bind("localhost").build(rule.endpoint, self.world.arguments(rule))
                yield from self._on(path, role)

    def _on(self, path: str, role: str) -> Iterator[Form]:
        """Yield the forms of a page as it is shown to a role: where each goes, and what it proposes."""
        browser = FlaskClient(self.app)
        if role in self.sign_ins:
            browser.set_cookie(*self.sign_ins[role])
        page = browser.get(path)
        if page.status_code == 200 and page.mimetype == "text/html":
            for form in html5lib.parse(page.text).iter(X + "form"):
                if form.get("method", "").lower() == "post":
                    yield form.get("action") or path, proposed(form)

    def _environ(self, role: str, method: str, path: str) -> dict[str, Any]:
        environ = EnvironBuilder(path, method=method).get_environ()
        environ |= self.random.choice(
            ({"HTTP_SEC_FETCH_SITE": "same-origin"}, {"HTTP_ORIGIN": "http://localhost"})
        )
        if role in self.sign_ins:
            environ["HTTP_COOKIE"] = "=".join(self.sign_ins[role])
        if role in self.world.tokens:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.world.tokens[role]}"
            cast(Clock, self.service.clock).advance(seconds=1)  # else most of what it asks would wait
        return environ

    def _bent(self, path: str) -> str:
        """Put something into a path, or in the place of one of its parts."""
        parts, strange = path.split("/"), self.random.choice((*PATHS, *map(_latin, HOSTILE)))
        place = self.random.choice((len(parts) - 1, self.random.randrange(len(parts))))
        parts[place] = self.random.choice((strange, parts[place] + strange))
        return "/".join(parts)

    def _query(self) -> str:
        names = (
            "suite",
            "groupe",
            "cherche",
            "avant",
            "version",
            "copier",
            "bilan",
            "colour",
            "after",
            "\x00",
        )
        pairs = [
            (self.random.choice(names), self.random.choice(HOSTILE))
            for _ in range(self.random.choice((0, 0, 1, 3)))
        ]
        return self.random.choice(
            (urlencode(pairs), urlencode(pairs), _latin("&".join(map("=".join, pairs))))
        )

    def _send(self, environ: dict[str, Any], role: str) -> int:
        what = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO'][:80]!r} as {role}"
        try:
            chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        except Exception as raised:  # noqa: BLE001 # whatever a server would log as an error of ours
            self.wrong.append(f"{what}: {raised!r}")
            return 0
        code, body = int(status.split()[0]), b"".join(chunks)
        self.answers[code] = self.answers.get(code, 0) + 1
        if code >= 500:
            strange = {name: environ[name] for name in HEADERS if name in environ}
            self.wrong.append(f"{what}: {code} {strange!r:.400}")
        place = urlsplit(headers.get("Location", ""))
        if place.netloc not in ("", "localhost") or place.scheme not in ("", "http", "https"):
            self.wrong.append(f"{what}: sent to {headers['Location']}")
        if "X-Injected" in headers or b"\nX-Injected" in body.partition(b"<")[0]:
            self.wrong.append(f"{what}: a header was injected")
        return code


def _latin(text: str) -> str:
    """Write a text as a server hands bytes to an application."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")
