"""Who may post answers, and in what shape: a token that was made for it, JSON Lines, so many bytes."""

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.answers.asking.made_asking import AskingDesk
from tests.answers.asking.posted import LINES, Poster, address, written
from tests.api.conftest import kind_of
from tests.pages import JudgingClient
from xprsa.answers.posting import LARGEST_ANSWERS
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.domain.machine_token import MOST_IN_MINUTE
from xprsa.domain.person import Account
from xprsa.scoring.purpose import Purpose

URN = "urn:xprsa:problem:"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _somebody(desk: AskingDesk) -> None:
    desk.somebody()


def test_a_token_that_reads_finds_nothing_to_post_to(desk: AskingDesk, poster: Poster) -> None:
    run, lines = poster.exported()
    answer = poster.new_token(None).post(run, lines)
    assert (answer.status_code, kind_of(answer)) == (404, f"{URN}not-found")
    assert desk.askings() == []


def test_a_token_of_another_purpose_or_another_run_finds_nothing(desk: AskingDesk, poster: Poster) -> None:
    run, lines = poster.exported()
    with desk.service.database.writing() as store:
        for card in purpose_cards(desk.territory):
            store.purposes.open(card, territory=desk.territory.id, at=desk.service.now())
    elsewhere = poster.new_token(None, purpose=Purpose.STATISTICS)
    told = {"Authorization": f"Bearer {poster.token}", "Content-Type": LINES}
    for answer in (
        elsewhere.post(run, lines),
        FlaskClient(poster.app).post(address(run, purpose=Purpose.STATISTICS), data=b"{}", headers=told),
        FlaskClient(poster.app).post(address(None), data=b"{}", headers=told),
    ):
        assert (answer.status_code, kind_of(answer)) == (404, f"{URN}not-found")


def test_what_left_for_somebody_else_is_not_there(desk: AskingDesk, poster: Poster) -> None:
    run, lines = poster.exported()
    card = next(card for card in purpose_cards(desk.territory) if card.purpose is Purpose.SUPPORT)
    with desk.service.database.writing() as store:
        at = desk.service.now()
        store.purposes.close(Purpose.SUPPORT, territory=desk.territory.id, at=at)
        other = card.model_copy(update={"recipient": "Une autre équipe"})
        store.purposes.open(other, territory=desk.territory.id, at=at)
    assert kind_of(poster.new_token().post(run, lines)) == f"{URN}not-found"


def test_a_token_brings_the_answers_of_its_module_alone(desk: AskingDesk, poster: Poster) -> None:
    run, lines = poster.exported()
    desk.module(name="even")
    answer = poster.new_token("even").post(run, lines)
    (line,) = answer.get_json(force=True)["lines"]
    assert line["detail"] == "Réponse du module «\u00a0odd\u00a0», pas de «\u00a0even\u00a0»."


@pytest.mark.parametrize("site", ["same-origin", "cross-site"])
def test_no_cookie_opens_it(
    desk: AskingDesk, poster: Poster, as_adviser: Callable[[Account], JudgingClient], site: str
) -> None:
    run, lines = poster.exported()
    for account in (desk.people.manager(), desk.people.exporter()):
        browser = as_adviser(account)
        headers = {"Content-Type": LINES, "Sec-Fetch-Site": site}
        answer = FlaskClient.open(browser, address(run), method="POST", data=written(lines), headers=headers)
        assert (answer.status_code, kind_of(answer)) == (401, f"{URN}token-refused")
    assert desk.askings() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_it_is_posted_to_and_nothing_else(poster: Poster, method: str) -> None:
    run, _ = poster.exported()
    answer = FlaskClient(poster.app).open(
        address(run), method=method, headers={"Authorization": f"Bearer {poster.token}"}
    )
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("media", ["", "application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_another_form_than_json_lines_is_refused(poster: Poster, media: str) -> None:
    run, lines = poster.exported()
    answer = poster.post(run, lines, Content_Type=media)
    assert (answer.status_code, kind_of(answer)) == (415, f"{URN}media-type")
    assert (answer.headers["Accept"], answer.headers["Accept-Encoding"]) == (LINES, "identity")


def test_what_is_compressed_is_refused_rather_than_unpacked(poster: Poster) -> None:
    run, lines = poster.exported()
    answer = poster.post(run, gzip.compress(written(lines)), Content_Encoding="gzip")
    assert (answer.status_code, kind_of(answer)) == (415, f"{URN}media-type")
    plain = {"Content_Encoding": "identity", "Content_Type": f"{LINES}; charset=utf-8"}
    assert poster.post(run, lines, **plain).status_code == 201


@pytest.mark.parametrize("body", [b"", b"\n \r\n"])
def test_nothing_is_not_taken_for_silence_about_everybody(
    desk: AskingDesk, poster: Poster, body: bytes
) -> None:
    run, _ = poster.exported()
    answer = poster.post(run, body)
    assert (answer.status_code, kind_of(answer)) == (400, f"{URN}no-answers")
    assert desk.askings() == []


def test_a_body_whose_length_is_not_announced_is_not_taken_for_silence(
    desk: AskingDesk, poster: Poster
) -> None:
    run, lines = poster.exported()
    environ = _environ(poster, address(run), written(lines))
    del environ["CONTENT_LENGTH"]
    environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    body, status, _ = run_wsgi_app(poster.app, environ, buffered=True)
    assert (status, b"no-answers" in b"".join(body)) == ("400 BAD REQUEST", True)
    assert desk.askings() == []


def test_a_body_that_stops_short_of_its_length_is_not_taken_for_whole(
    desk: AskingDesk, poster: Poster
) -> None:
    run, lines = poster.exported()
    environ = _environ(poster, address(run), written(lines)) | {"CONTENT_LENGTH": "9000"}
    body, status, _ = run_wsgi_app(poster.app, environ, buffered=True)
    assert (status, b"bad-request" in b"".join(body)) == ("400 BAD REQUEST", True)
    assert desk.askings() == []


def _environ(poster: Poster, path: str, body: bytes) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {poster.token}", "Content-Type": LINES}
    return EnvironBuilder(path, method="POST", data=body, headers=headers).get_environ()


def test_it_takes_as_many_bytes_as_it_says_and_no_more(poster: Poster) -> None:
    run, _ = poster.exported()
    fits = poster.post(run, b"x" * LARGEST_ANSWERS)
    assert (fits.status_code, kind_of(fits)) == (422, f"{URN}answers-wrong")
    answer = poster.post(run, b"x" * (LARGEST_ANSWERS + 1))
    assert (answer.status_code, kind_of(answer)) == (413, f"{URN}too-large")
    assert f"{LARGEST_ANSWERS >> 20}\u00a0Mo" in answer.get_json(force=True)["detail"]


def test_its_requests_are_counted_with_all_others(desk: AskingDesk, poster: Poster) -> None:
    run, lines = poster.exported()
    for _ in range(MOST_IN_MINUTE):
        poster.post(run, b"<p>", Content_Type="text/html")
    answer = poster.post(run, lines)
    assert (answer.status_code, kind_of(answer)) == (429, f"{URN}too-often")
    desk.clock.advance(minutes=1)
    assert poster.post(run, lines).status_code == 201
