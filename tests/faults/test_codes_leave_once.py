"""PostgreSQL goes as the mail server takes a code: once it is back, the code does not leave again."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.builders import People
from tests.faults.cluster import Cluster
from tests.faults.mail_sink import MailSink, mail_sink
from xprsa.accounts.outbox import drain, put_code
from xprsa.gateways.contacts import contact


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with mail_sink() as made:
        yield made


@pytest.mark.parametrize("lasting_url", ["postgresql"], indirect=True)
def test_a_code_that_left_while_the_database_went_does_not_leave_again(
    residents: People, cluster: Cluster, sink: MailSink
) -> None:
    service = replace(residents.service, settings=replace(residents.service.settings, mail_url=sink.url))
    residents.beneficiary(email="amara@example.org")
    where = contact("amara@example.org")
    assert where is not None
    with service.database.writing() as store:
        put_code(store, where, "123456", at=service.now())

    comes_back = threading.Timer(1.0, cluster.start)

    def goes() -> None:
        cluster.stop_at_once()
        comes_back.start()

    sink.meanwhile = goes
    try:
        assert drain(service) == 1
    finally:
        comes_back.join()
    with service.database.reading() as store:
        waiting = store.connection.exec_driver_sql(
            "SELECT count(*) FROM message WHERE payload <> ''"
        ).scalar_one()
    assert waiting == 0
    assert sink.codes == {("amara@example.org", "123456"): 1}
