"""A first visit, and the page of a week, fit one initial congestion window: 14 KB in all, as served.

So small is no list of 438 people, which has its own limit.
"""

from html.parser import HTMLParser
from itertools import cycle

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import builders
from tests.builders import People, activity, content, week

MOST = 14 * 1024  # bytes of HTML, CSS and JavaScript together, brotli
MOST_OF_A_LIST = 40 * 1024  # of the longest caseload that an adviser is known to have, HTML alone
PEOPLE = 438
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_sign_in_page_is_light(app: Flask, people: People) -> None:
    people.territory()
    _check(FlaskClient(app), "/connexion")


def test_the_page_of_a_week_is_light_with_five_activities(app: Flask, people: People) -> None:
    person = people.beneficiary(adviser=people.adviser())
    kinds = ("training", "job_search", "workshop", "volunteering", "personal_steps")
    people.sends(person, week("2026-W47"), content(*(activity(kind, "2h30") for kind in kinds)))
    phone = FlaskClient(app)
    phone.set_cookie(*builders.begin_sign_in(people.service, person.account))
    _check(phone, "/declarer/2026-W47")


def test_the_list_of_438_people_is_light_though_each_of_them_waits(app: Flask, people: People) -> None:
    adviser = people.adviser()
    made = [
        people.beneficiary(
            adviser=adviser, first_name=f"Prénom{number % 40}", last_name=f"{letter}om{number}"
        )
        for number, letter in zip(range(PEOPLE), cycle("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    ]
    for number, person in enumerate(made):
        note = "Avec mon fils." if number % 3 else ""
        people.sends(
            person, week("2026-W47"), content(activity("training", f"{number % 20 + 1}h30", note=note))
        )
    desk = FlaskClient(app)
    desk.set_cookie(*builders.begin_sign_in(people.service, adviser))
    weight = _weight(desk, "/portefeuille?groupe=a-lire&replie=messages")
    assert weight <= MOST_OF_A_LIST, f"the list of {PEOPLE} people weighs {weight} bytes"


def _check(phone: FlaskClient, path: str) -> None:
    weights = {path: _weight(phone, path)}
    weights |= {asset: _weight(phone, asset) for asset in _assets(phone.get(path).text)}
    assert len(weights) > 1, f"{path} names neither stylesheet nor script"
    total = sum(weights.values())
    assert total <= MOST, f"{path} weighs {total} bytes, more than {MOST}: {weights}"


def _weight(phone: FlaskClient, path: str) -> int:
    answer = phone.get(path, headers={"Accept-Encoding": "br"}, buffered=True)
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    assert answer.headers.get("Content-Encoding") == "br", f"{path} is not compressed"
    return len(answer.data)


def _assets(page: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if tag == "script" and given.get("src"):
                found.append(str(given["src"]))
            if tag == "link" and given.get("rel") == "stylesheet":
                found.append(str(given["href"]))

    Reader().feed(page)
    return found
