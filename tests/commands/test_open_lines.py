"""What `xprsa check` says of a line that somebody on the network could read."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from tests.builders import People
from xprsa.commands.checking import check
from xprsa.running.service import Service

ELSEWHERE = "postgresql+psycopg://xprsa@base.example.org/xprsa"
SAID = "son adresse n’exige pas de chiffrement"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("address", "is_told"), [(ELSEWHERE, True), (f"{ELSEWHERE}?sslmode=verify-full", False)]
)
def test_check_tells_of_a_database_elsewhere_whose_address_asks_for_no_encryption(
    service: Service, people: People, address: str, is_told: bool
) -> None:
    people.territory()
    there = replace(service, settings=replace(service.settings, database_url=address))
    done = CliRunner().invoke(check, obj=there, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert (SAID in done.output) is is_told
