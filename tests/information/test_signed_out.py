"""Signed out, a territory is shown when there is one alone; otherwise the help gives every phone."""

from dataclasses import replace

import pytest

from tests.builders import People
from tests.pages import JudgingClient
from xprsa.domain.territory import Territory
from xprsa.running.service import Service
from xprsa.storage.tables import table
from xprsa.storage.tables_territory import TerritoryRow


@pytest.fixture
def two(people: People, service: Service) -> tuple[Territory, Territory]:
    """Two territories, each with a name and a phone of its own."""
    first, second = people.territory("98"), people.territory("99")
    named = {first.id: ("Première-Rive", "01 99 00 11 11"), second.id: ("Seconde-Rive", "01 99 00 22 22")}
    rows = table(TerritoryRow)
    with service.database.writing() as store:
        for key, (name, phone) in named.items():
            values = {"name": name, "service_phone": phone}
            store.connection.execute(rows.update().where(rows.c.id == key).values(**values))
    service.forget_territories()
    return service.territory(first.id), service.territory(second.id)


@pytest.mark.parametrize("path", ["/connexion", "/mes-droits", "/nulle-part"])
def test_of_several_territories_none_is_shown_for_the_others(
    path: str, client: JudgingClient, two: tuple[Territory, Territory]
) -> None:
    page = client.get(path).text
    assert "XP RSA</a>" in page
    assert "Rive" not in page
    assert "tel:019900" not in page


def test_the_help_gives_the_phone_of_each(client: JudgingClient, two: tuple[Territory, Territory]) -> None:
    page = client.get("/aide").text
    for territory, phone in zip(two, ("tel:0199001111", "tel:0199002222"), strict=True):
        assert territory.name in page
        assert phone in page


def test_of_one_territory_the_name_and_the_phone_are_shown(client: JudgingClient, people: People) -> None:
    people.territory()
    page = client.get("/connexion").text
    assert "Val-d’Essai" in page
    assert "tel:0199001234" in page


def test_a_territory_is_found_as_soon_as_it_is_there(people: People, service: Service) -> None:
    known = people.territory("98")
    assert service.territories() == (known,)
    with service.database.writing() as store:  # by another process
        new = store.territories.add(replace(known, code="97", name="Nouvelle"), at=service.now())
    assert service.territory(new).name == "Nouvelle"
    with pytest.raises(LookupError):
        service.territory(new + 1)
