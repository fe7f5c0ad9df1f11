"""The outbox: what waits is encrypted, leaves by the worker, is tried again, then is emptied."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.builders import Clock, People, tidied
from tests.posted import Posted
from xprsa.accounts import outbox
from xprsa.accounts.codes import service as codes
from xprsa.accounts.outbox import drain
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.service import Browser
from xprsa.domain.contact import Contact, ContactKind
from xprsa.gateways.contacts import contact
from xprsa.running.parcels import put_contact_news
from xprsa.running.service import Service
from xprsa.running.upkeep import tidy
from xprsa.storage.tables import table
from xprsa.storage.tables_access import MessageRow

BROWSER = Browser(network="network")
MESSAGE = table(MessageRow)


class Gateway(BaseHTTPRequestHandler):
    """Takes an SMS when it is up."""

    is_up = True
    refusing: int | None = None
    arrived: list[str]

    def do_POST(self) -> None:  # the server calls it so
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.is_up and not self.refusing:
            self.arrived.append(body)
        self.send_response(self.refusing or (200 if self.is_up else 503))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the server calls it so
        """Stay silent."""


@pytest.fixture
def gateway() -> Iterator[type[Gateway]]:
    handler = type("This", (Gateway,), {"arrived": [], "place": ""})
    server = HTTPServer(("127.0.0.1", 0), handler)
    handler.place = f"http://127.0.0.1:{server.server_port}/"  # type: ignore[attr-defined] # made just above
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


def reach(text: str) -> Contact:
    found = contact(text)
    assert found is not None
    return found


def ask(service: Service, where: str) -> None:
    codes.ask_code(service, where=reach(where), browser=BROWSER, context=SignInContext())


def rows(service: Service) -> list[Any]:
    with service.database.reading() as store:
        return list(store.connection.execute(MESSAGE.select().order_by(MESSAGE.c.id)))


def test_a_code_is_short_neutral_and_nothing_else(service: Service, people: People, posted: Posted) -> None:
    people.beneficiary(phone="0639981234")
    ask(service, "0639981234")
    said = r"Votre code : \d{3} \d{3}\. Ne le donnez à personne\. Le service d'insertion"
    assert re.fullmatch(rf"\[SMS à \+33639981234\] {said}\n", posted.now())


def test_a_code_by_mail_says_who_writes_and_to_give_it_to_nobody(
    service: Service, people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    ask(service, "amara@example.org")
    mail = posted.now()
    assert "Ne le donnez à personne." in mail
    assert mail.endswith("Le service d’insertion\n\n")


def test_what_waits_cannot_be_read_and_what_left_is_empty(
    service: Service, people: People, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    ask(service, "amara@example.org")
    (waiting,) = rows(service)
    assert "amara" not in waiting.payload
    assert "code" not in waiting.payload
    posted.now()
    (left,) = rows(service)
    assert (left.payload, left.sent_at, left.next_try_at) == ("", service.now(), None)


def test_an_sms_leaves_by_the_gateway_and_is_tried_again_with_growing_patience(
    service: Service, people: People, clock: Clock, gateway: type[Gateway]
) -> None:
    people.beneficiary(phone="0639981234")
    there = replace(service, settings=replace(service.settings, sms_url=gateway.place))  # type: ignore[attr-defined] # see above
    gateway.is_up = False
    ask(there, "0639981234")
    assert drain(there) == 0
    waits = []
    for _ in range(3):
        (row,) = rows(there)
        waits.append((row.next_try_at - clock()).total_seconds())
        assert drain(there) == 0  # not before its time
        clock.advance(seconds=waits[-1])
        drain(there)
    assert waits == [30, 60, 120]
    gateway.is_up = True
    clock.advance(minutes=4)
    assert drain(there) == 1
    assert len(gateway.arrived) == 1
    assert '"+33639981234"' in gateway.arrived[0]


def test_a_code_that_could_not_leave_in_time_no_longer_does(
    service: Service, people: People, clock: Clock, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    ask(service, "amara@example.org")
    clock.advance(minutes=15)
    assert posted.now() == ""
    (row,) = rows(service)
    assert (row.payload, row.sent_at, row.next_try_at) == ("", None, None)


def test_a_worker_that_dies_before_sending_loses_nothing(
    service: Service, people: People, clock: Clock, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    ask(service, "amara@example.org")
    with service.database.writing() as store:  # another worker took it, and was never heard of again
        assert store.messages.claim(
            at=clock(),
            until=clock.instant + timedelta(minutes=1),
            longest=dict.fromkeys((True, False), timedelta(hours=1)),
        )
    assert posted.now() == ""
    clock.advance(minutes=1)
    assert "Votre code" in posted.now()


def test_while_a_worker_waits_for_a_slow_answer_another_sends_the_rest_each_once(
    service: Service, people: People, clock: Clock, gateway: type[Gateway], posted: Posted
) -> None:
    there = replace(service, settings=replace(service.settings, sms_url=gateway.place))  # type: ignore[attr-defined] # see above
    for number in range(3):
        people.beneficiary(phone=f"063998123{number}")
        ask(there, f"063998123{number}")
    answer, by_another = gateway.do_POST, []

    def slowly(handler: Gateway) -> None:
        clock.advance(seconds=100)  # more than a batch was once held for
        by_another.append(posted.now())
        answer(handler)

    gateway.do_POST = slowly  # type: ignore[method-assign]
    assert drain(there) == 1
    assert [json.loads(body)["to"] for body in gateway.arrived] == ["+33639981230"]
    assert re.findall(r"SMS à (\S+)\]", "".join(by_another)) == ["+33639981231", "+33639981232"]


def test_a_code_leaves_before_all_that_nobody_waits_for(
    service: Service, people: People, clock: Clock, posted: Posted
) -> None:
    amara = people.beneficiary(email="amara@example.org")
    with service.database.writing() as store:
        old = [Contact(ContactKind.MAIL, f"a{number}@example.org") for number in range(30)]
        put_contact_news(store, {amara.id: old}, at=service.now())
    clock.advance(seconds=1)
    ask(service, "amara@example.org")
    left = posted.now()
    assert left.index("Votre code") < left.index("Vos contacts ont changé")
    assert left.count("Vos contacts ont changé") == 30


def test_many_messages_leave_in_one_go_once_each(service: Service, people: People, posted: Posted) -> None:
    people.beneficiary(email="amara@example.org")
    with service.database.writing() as store:
        for _ in range(120):
            outbox.put_code(store, reach("amara@example.org"), "123456", at=service.now())
    assert posted.now().count("Votre code : 123 456.") == 120
    assert posted.now() == ""


def test_old_codes_messages_sign_ins_and_lanes_are_deleted(
    service: Service, people: People, clock: Clock, posted: Posted
) -> None:
    people.beneficiary(email="amara@example.org")
    ask(service, "amara@example.org")
    posted.now()
    assert tidy(service) == 0
    assert tidied(service, clock, days=100) == 4  # a code, a message, a lane, an hour of codes
    assert rows(service) == []


def test_a_message_for_nobody_leaves_no_row(service: Service, posted: Posted) -> None:
    for number in range(3):
        ask(service, f"stranger{number}@example.org")
    assert posted.now() == ""
    with service.database.reading() as store:
        assert store.connection.exec_driver_sql("SELECT count(*) FROM message").scalar_one() == 0


def test_an_address_refused_for_good_is_tried_once_and_shows_until_something_arrives(
    service: Service, people: People, gateway: type[Gateway], clock: Clock
) -> None:
    person = people.beneficiary(phone="0639981234")
    there = replace(service, settings=replace(service.settings, sms_url=gateway.place))  # type: ignore[attr-defined] # see above
    gateway.refusing = 422
    ask(there, "0639981234")
    assert drain(there) == 0
    (row,) = rows(there)
    assert (row.payload, row.sent_at, row.next_try_at) == ("", None, None)
    assert failed_since(there, person.id) == clock()
    gateway.refusing = None
    ask(there, "0639981234")
    assert drain(there) == 1
    assert failed_since(there, person.id) is None


def failed_since(service: Service, account: int) -> datetime | None:
    with service.database.reading() as store:
        found = store.people.account(account)
    assert found is not None
    return found.phone_failed_at
