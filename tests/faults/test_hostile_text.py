"""Hostile texts typed into every field: no error of ours, nothing runs, no header is made (I-1 to I-4)."""

import csv
import io
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page
from werkzeug.datastructures import FileStorage
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from tests import builders
from tests.builders import People, activity, actor, content, week
from tests.contracts.world import SENT_WEEK, World, build_world
from tests.faults.hostile import CONTROLS, HOSTILE, SCRIPTS, SPREADSHEET, X, unescaped
from tests.pages import proposed
from xprsa.app import create_app
from xprsa.declare import answering
from xprsa.domain.cell import harmless
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.export import service as export
from xprsa.export.demands import ExportRequest
from xprsa.people_import.columns import COLUMNS
from xprsa.review import service as review
from xprsa.running.service import Service
from xprsa.storage.export_runs import Format

ROLES = ("anonymous", "beneficiary", "adviser", "manager", "exporter")
ARGUMENTS = (
    "suite",
    "groupe",
    "cherche",
    "avant",
    "version",
    "savoir",
    "copier",
    "comptees",
    "changees",
    "colour",
)
SHARE = 20  # each form meets every twentieth text in the short form; all of them in the long one


@dataclass
class Typist:
    """Somebody of each role, who types into every field of every page.

    :ivar texts: what is typed.
    :ivar wrong: every fault seen, in words.
    """

    app: Flask
    world: World
    texts: Sequence[str]
    wrong: list[str] = field(default_factory=list)
    forms: int = 0

    def browser(self, role: str) -> FlaskClient:
        """Open a browser in which somebody of this role is signed in."""
        browser = FlaskClient(self.app)
        browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        if role in self.world.sign_ins:
            browser.set_cookie(*self.world.sign_ins[role])
        return browser

    def pages(self) -> Iterator[str]:
        """Yield the address of every page."""
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            if "GET" in (rule.methods or ()):
                yield self.app.url_map.bind("localhost").build(rule.endpoint, self.world.arguments(rule))

    def type_everywhere(self, *, share: int) -> None:
        """Type into every form of every page that each role may open; `share` thins the texts out."""
        offset = itertools.count()
        for role, path in itertools.product(ROLES, self.pages()):
            page = self.browser(role).get(path)
            if page.mimetype != "text/html" or page.status_code != 200:
                continue
            for form in html5lib.parse(page.text).iter(X + "form"):
                fields = proposed(form)
                names = [name for name in fields if name != "csrf"]
                if names:
                    texts = self.texts[next(offset) % share :: share]
                    self._fill(role, form.get("action") or path, form.get("method", "get"), fields, texts)

    def _fill(
        self, role: str, action: str, method: str, fields: Mapping[str, Any], texts: Sequence[str]
    ) -> None:
        """Type each text into all fields at once, then into one field after the other."""
        self.forms += 1
        names = [name for name in fields if name != "csrf"]
        for place, text in enumerate(texts):
            for filled in (names, [names[place % len(names)]]):
                typed = {**fields, **dict.fromkeys(filled, text)}
                browser = self.browser(role)
                what = f"{method} {action} as {role}, {filled} {text!r}"
                if method.lower() == "post":
                    self.judge(browser.post(action, data=typed), what)
                else:
                    self.judge(browser.get(action, query_string=typed), what)

    def ask_everywhere(self, *, share: int) -> None:
        """Put the texts into the address of every page."""
        for place, (role, path) in enumerate(itertools.product(ROLES, self.pages())):
            browser = self.browser(role)
            for text in self.texts[place % share :: share]:
                answer = browser.get(f"{path}?{urlencode(dict.fromkeys(ARGUMENTS, text))}")
                self.judge(answer, f"{path} as {role} asked with {text!r}")

    def judge(self, answer: TestResponse, what: str) -> None:
        """Note whatever is wrong with an answer."""
        if answer.status_code >= 500:
            self.wrong.append(f"{what}: {answer.status_code}")
        if "X-Injected" in answer.headers or "injected" in str(answer.headers.getlist("Set-Cookie")):
            self.wrong.append(f"{what}: a header was injected")
        place = urlsplit(answer.headers.get("Location", ""))
        if place.netloc not in ("", "localhost") or place.scheme not in ("", "http"):
            self.wrong.append(f"{what}: sent to {answer.headers['Location']}")
        if answer.mimetype == "text/html" and answer.data:
            self.wrong += [f"{what}: {fault}" for fault in unescaped(answer.text)]


def _typist(service: Service, people: People, texts: Sequence[str] = HOSTILE) -> Typist:
    app = create_app(service)  # not in testing mode: an error is the page that people would get
    return Typist(app, build_world(people), texts)


def test_no_text_in_any_field_makes_an_error_of_ours_or_becomes_markup(
    service: Service, people: People
) -> None:
    typist = _typist(service, people)
    typist.type_everywhere(share=SHARE)
    assert typist.forms > 20
    assert typist.wrong == []


@pytest.mark.slow
def test_no_text_in_any_address_makes_an_error_of_ours_or_a_header(service: Service, people: People) -> None:
    typist = _typist(service, people, (*CONTROLS, *HOSTILE[::5]))
    typist.ask_everywhere(share=SHARE)
    assert typist.wrong == []


def test_a_sign_that_no_keyboard_types_is_left_out_and_the_words_are_kept(
    service: Service, people: People
) -> None:
    typist = _typist(service, people)
    browser = typist.browser("adviser")
    path = f"/portefeuille/{typist.world.person.account.public_id}/{SENT_WEEK}"
    forms = [proposed(form) for form in html5lib.parse(browser.get(path).text).iter(X + "form")]
    asking = next(form for form in forms if form.get("verdict") == "asked")
    assert browser.post(path, data=asking | {"words": "O\x00ù\x1b ?"}).status_code == 303
    assert "<blockquote>Où ?</blockquote>" in browser.get(path).text


@pytest.mark.slow
def test_every_text_in_every_field_and_address(service: Service, people: People) -> None:
    typist = _typist(service, people)
    typist.type_everywhere(share=1)
    typist.ask_everywhere(share=1)
    assert typist.wrong == []


@pytest.mark.slow
def test_no_text_in_a_file_of_people_makes_an_error_of_ours_or_becomes_markup(
    service: Service, people: People
) -> None:
    typist = _typist(service, people)
    browser, path = typist.browser("manager"), "/gestion/personnes/importer"
    for n, text in enumerate(HOSTILE):
        cells = dict.fromkeys(COLUMNS, text) | {"organisation": "Mission locale", "type_organisation": "ML"}
        named = dict.fromkeys(COLUMNS, "") | {
            "organisation": "Mission locale",
            "type_organisation": "ML",
            "reference": f"H-{n}",
            "prenom": text,
            "nom": text,
        }
        written = io.StringIO(newline="")
        rows = csv.DictWriter(written, list(COLUMNS), delimiter=";")
        rows.writeheader()
        rows.writerows([cells, named])
        fields = proposed(next(html5lib.parse(browser.get(path).text).iter(X + "form")))
        sent = FileStorage(io.BytesIO(written.getvalue().encode()), filename=text)
        preview = browser.post(path, data={**fields, "file": sent}, content_type="multipart/form-data")
        typist.judge(preview, f"a file of {text!r}")
        for form in html5lib.parse(preview.text).iter(X + "form"):
            if "held" in proposed(form):
                kept = browser.post(form.get("action"), data=proposed(form) | {"rows": "correctes"})
                typist.judge(kept, f"keeping {text!r}")
    typist.judge(browser.get("/gestion/equipe"), "the team")
    assert typist.wrong == []


@dataclass(frozen=True)
class Story:
    """Texts that were stored wherever people can write, and who reads them.

    :ivar readers: the pages of each, by account.
    """

    readers: Mapping[int, tuple[Account, tuple[str, ...]]]


def tell(service: Service, people: People, texts: Sequence[str]) -> Story:
    """Store texts as names, notes, questions and answers."""
    adviser = people.adviser(first_name=texts[0], last_name=texts[1])
    person = people.beneficiary(adviser=adviser, first_name=texts[2], last_name=texts[3], address=texts[4])
    people.sends(
        person, SENT_WEEK, content(*(activity("training", "10 min", note=text) for text in texts[:38]))
    )
    _ask_and_answer(service, person, adviser, texts)
    public = person.account.public_id
    own = (
        "/ma-semaine",
        "/mes-semaines",
        f"/mes-semaines/{SENT_WEEK}",
        f"/declarer/{SENT_WEEK}",
        f"/declarer/{SENT_WEEK}/recu",
        f"/declarer/{SENT_WEEK.plus(1)}?copier=1",
        "/mes-donnees",
    )
    staff = ("/portefeuille", f"/portefeuille/{public}", f"/portefeuille/{public}/{SENT_WEEK}")
    return Story({person.id: (person.account, own), adviser.id: (adviser, staff)})


def _ask_and_answer(service: Service, person: Beneficiary, adviser: Account, texts: Sequence[str]) -> None:
    with service.database.reading() as store:
        sent = store.declarations.of_week(person.id, SENT_WEEK).current
    assert sent is not None
    for line, text in zip(sent.content.activities, texts, strict=False):
        if not text.strip():
            continue
        choice = review.LineChoice(line.line, 1, Verdict.ASKED, words=text)
        review.decide_line(service, actor=actor(adviser), person=person.id, week=SENT_WEEK, choice=choice)
        said = answering.Said(line.line, 1, Verdict.ANSWERED, text, seen=1)
        answering.answer(service, actor=actor(person.account), week=SENT_WEEK, said=said)


def stored_faults(app: Flask, service: Service, story: Story) -> list[str]:
    """Open every page of a story; name whatever became markup."""
    wrong = []
    for account, paths in story.readers.values():
        browser = FlaskClient(app)
        browser.set_cookie(*builders.begin_sign_in(service, account))
        for path in paths:
            page = browser.get(path)
            assert page.status_code == 200, f"{path} answered {page.status_code}"
            wrong += [f"{path}: {fault}" for fault in unescaped(page.text)]
    return wrong


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 38))
def test_stored_texts_are_shown_as_texts(service: Service, people: People, start: int) -> None:
    kept = [text for text in HOSTILE if "\0" not in text]  # refused at the door, see the tests above
    texts = [*kept[start : start + 38], "un", "deux", "trois", "quatre", "cinq"]
    assert stored_faults(create_app(service), service, tell(service, people, texts)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_twin_that_does_not_escape_is_found_out(service: Service, people: People) -> None:
    """Negative control."""
    twin = create_app(service)
    twin.jinja_env.autoescape = False
    found = stored_faults(twin, service, tell(service, people, SCRIPTS))
    assert any("a script: 'pwned()'" in line for line in found)
    assert any("onerror" in line for line in found)


def _without_policy(inner: Callable[..., Any]) -> Callable[..., Any]:
    """Take the content policy from every answer."""

    def weakened(environ: Any, start_response: Callable[..., Any]) -> Any:
        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [(name, value) for name, value in headers if name.lower() != "content-security-policy"]
            return start_response(status, kept, *rest)

        return inner(environ, begin)

    return weakened


@dataclass
class Seen:
    """What a real browser did with the pages of a story."""

    executed: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    pages: int = 0


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _watch(page: Page, seen: Seen) -> None:
    """Note every script that runs and every one that the content policy holds."""

    def hear(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            seen.violations.append(said.text)

    def dismiss(dialog: Dialog) -> None:
        seen.executed.append(dialog.message)
        dialog.dismiss()

    page.expose_function("pwned", lambda: seen.executed.append(page.url))
    page.on("dialog", dismiss)
    page.on("console", hear)


def look(browser: Browser, app: Flask, service: Service, story: Story) -> Seen:
    """Open every page of a story in Chromium; unfold, focus and point at whatever could start a script."""
    seen = Seen()
    with _served(app) as address:
        for account, paths in story.readers.values():
            name, secret = builders.begin_sign_in(service, account)
            context = browser.new_context(base_url=address)
            context.add_cookies([{"name": name, "value": secret, "url": address}])
            page = context.new_page()
            _watch(page, seen)
            for path in paths:
                page.goto(path)
                page.evaluate("document.querySelectorAll('details').forEach(detail => detail.open = true)")
                seen.pages += 1
            context.close()
    return seen


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_stored_script_runs_in_a_browser(browser: Browser, service: Service, people: People) -> None:
    seen = look(browser, create_app(service), service, tell(service, people, SCRIPTS))
    assert seen.pages == 10
    assert seen.executed == []
    assert seen.violations == []


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_escaping_the_content_policy_alone_still_holds_every_script(
    browser: Browser, service: Service, people: People
) -> None:
    """Negative control of the escaping: the browser is seen to refuse what should not have been there."""
    twin = create_app(service)
    twin.jinja_env.autoescape = False
    seen = look(browser, twin, service, tell(service, people, SCRIPTS[:12]))
    assert seen.violations
    assert seen.executed == []


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_twin_without_escaping_or_content_policy_is_found_to_run_scripts(
    browser: Browser, service: Service, people: People
) -> None:
    """Negative control."""
    twin = create_app(service)
    twin.jinja_env.autoescape = False
    twin.wsgi_app = _without_policy(twin.wsgi_app)  # type: ignore[method-assign]
    seen = look(browser, twin, service, tell(service, people, SCRIPTS[:12]))
    assert seen.executed


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_cell_of_an_export_is_a_formula(service: Service, people: People, tmp_path: Path) -> None:
    for n, text in enumerate(SPREADSHEET):
        code = text.strip()[:6] + str(n)
        person = people.beneficiary(territory=code, organisation=text, first_name=text, last_name=text)
        people.sends(person, week(), content(activity("training", "2 h", note=text)))
        exporter = people.exporter(territory=code)
        purpose = export.purposes(service, actor(exporter))[0]
        request = ExportRequest(purpose=purpose, weeks=(week(), week()), written=Format.CSV)
        export.export_to(
            service, request=request, directory=tmp_path / str(n), progress=lambda _done, _all: None
        )
        with (tmp_path / str(n) / "documents.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) == 2
        assert [cell for row in rows for cell in row if harmless(cell) != cell] == []
