"""A service holds several territories: each is added by one command, which says why it does not."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from tests.builders import People
from xprsa.commands.territories import territory
from xprsa.running.service import Service
from xprsa.storage.tables import table
from xprsa.storage.tables_territory import TerritoryRow

GIVEN = {
    "code": "974",
    "name": "La Réunion d’essai",
    "zone": "Indian/Reunion",
    "phone": "02 62 00 00 00",
    "organisation": "Département d’essai",
    "first-name": "Inès",
    "last-name": "Essai",
    "email": "ines@example.org",
}


@pytest.fixture
def people(people: People) -> People:
    """The people of a real territory."""
    people.territory()
    make(people.service, fictitious=False)
    return people


def make(service: Service, *, fictitious: bool) -> None:
    with service.database.writing() as store:
        store.connection.execute(update(TerritoryRow).values(is_fictitious=fictitious))
    service.forget_territories()


def types(service: Service, *words: str, **given: str) -> Result:
    options = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    return CliRunner().invoke(territory, [*words, *options], obj=service, catch_exceptions=False)


def adds(service: Service, **changed: str) -> Result:
    return types(service, "add", **{**GIVEN, **changed})


def codes(service: Service) -> set[str]:
    with service.database.reading() as store:
        return {row.code for row in store.connection.execute(table(TerritoryRow).select())}


def test_a_territory_is_added_with_its_manager_and_its_own_clock(service: Service, people: People) -> None:
    first = people.territory()
    done = adds(service)
    assert done.exit_code == 0
    assert "/invitation/" in done.output
    assert codes(service) == {first.code, "974"}
    (added,) = [known for known in service.territories() if known.code == "974"]
    assert (added.name, str(added.zone)) == ("La Réunion d’essai", "Indian/Reunion")
    with service.database.reading() as store:
        manager = store.accounts.staff_of_mail("ines@example.org")
        assert manager is not None
        assert manager.territory == added.id
        assert [office.name for office in store.organisations.of_territory(added.id)] == [
            "Département d’essai"
        ]
        assert store.purposes.open_now(added.id)


def test_the_territories_are_listed_by_code(service: Service, people: People) -> None:
    adds(service)
    listed = types(service, "list").output.splitlines()
    assert [line.split()[0] for line in listed] == sorted(codes(service))
    assert listed[0].endswith("(Indian/Reunion)") or listed[1].endswith("(Indian/Reunion)")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "Paris"}, "n’est pas celui d’un territoire"),
        ({"code": "1"}, "n’est pas celui d’un territoire"),
        ({"name": " "}, "Une réponse est vide"),
        ({"email": "inès@exemple"}, "Aucun courriel n’arrive à cette adresse"),
        ({"code": "99"}, "Le territoire 99 existe déjà"),
        ({"code": "099"}, "Le territoire 99 existe déjà"),
        ({"email": "chef@example.org"}, "Cette adresse a déjà un accès"),
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence_and_nothing_changes(
    service: Service, people: People, changed: dict[str, str], said: str
) -> None:
    people.manager(email="chef@example.org")
    before = codes(service)
    done = adds(service, **changed)
    assert done.exit_code == 1
    assert said in done.output
    assert codes(service) == before


def test_a_service_that_has_none_begins_with_init(service: Service) -> None:
    assert "Lancez d’abord xprsa init" in adds(service).output
    assert "Lancez d’abord xprsa init" in types(service, "list").output


def test_a_real_territory_does_not_enter_a_demonstration(service: Service, people: People) -> None:
    make(service, fictitious=True)
    assert "Cette base est une démonstration" in adds(service).output
    assert "fictif" in types(service, "list").output
