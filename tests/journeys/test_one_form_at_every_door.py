"""Whatever a file, a letter or a keyboard makes of an identifier, it is the same one."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import insert

from tests.builders import HERE, People
from tests.pages import JudgingClient
from tests.people_import.test_import import ANA
from tests.people_import.test_people_file import file_of
from tests.posted import Posted
from xprsa.accounts.codes import letters
from xprsa.domain.folding import reference_folded
from xprsa.domain.person import Account, Beneficiary, OrganisationCode, told_apart
from xprsa.people_import.service import Report, import_people
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.tables import BeneficiaryRow, OrganisationRow, table


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def manager(people: People, as_adviser: Callable[[Account], JudgingClient]) -> JudgingClient:
    return as_adviser(people.manager())


def imports(service: Service, people: People, *rows: dict[str, str]) -> Report:
    return import_people(
        service, territory=people.territory(), content=file_of(*rows), actor=None, only_good=False
    )


@pytest.mark.parametrize(
    "again",
    [
        {"organisation": "MISSION LOCALE DU VAL"},
        {"organisation": "Mission\u00a0locale  du Val."},
        {"reference": "d 1"},
        {"reference": "D–1."},
        {"reference": "\u200bD1"},
        {"courriel": "ANA@example.org\u200b"},
        {"telephone": "\u202a+33 6 39 98 00 01\u202c"},
        {"conseiller_courriel": "<LOU@EXAMPLE.ORG>"},
        {"adresse": "1\u00a0rue  d'Essai"},
        {"nom": "Du\u00adrand"},
    ],
)
def test_importing_the_same_people_in_another_typography_changes_nothing(
    service: Service, people: People, again: dict[str, str]
) -> None:
    imports(service, people, ANA)
    counts = imports(service, people, ANA | again).counts
    assert (counts.new, counts.changed, counts.unchanged, counts.advisers) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Mission locale de l'Essai", "MISSION LOCALE DE L’ESSAI"),
        ("Maison de l’Été", "Maison de l'Ete"),
        ("Cap emploi – Val & Mer", "Cap emploi-Val et Mer"),
    ],
)
def test_an_organisation_is_known_again_whatever_its_typography(
    service: Service, people: People, first: str, then: str
) -> None:
    imports(service, people, ANA | {"organisation": first})
    assert imports(service, people, ANA | {"organisation": then}).counts.unchanged == 1
    with service.database.reading() as store:
        kept = [organisation.name for organisation in store.organisations.of_territory(people.territory().id)]
    assert kept == [first]


def test_the_database_itself_refuses_a_second_organisation_or_file_that_is_alike(
    service: Service, people: People
) -> None:
    person = people.beneficiary(organisation="Maison de l’Été")
    other = people.beneficiary(organisation="Maison de l’Été")
    with pytest.raises(Collision), service.database.writing() as store:
        store.organisations.add(
            person.account.territory, code=person.organisation.code, name="MAISON DE L'ETE"
        )
    with pytest.raises(Collision), service.database.writing() as store:
        store.connection.execute(
            insert(BeneficiaryRow).values(
                account_id=other.account.id,
                organisation_id=person.organisation.id,
                file_reference=person.file_reference.lower(),
            )
        )


@pytest.mark.parametrize("typed", ["{r}", " {r} ", "{l}", "{s}", "{d}", "{n}.", "\u200b{r}"])
def test_a_letter_opens_however_its_reference_is_typed(
    client: JudgingClient, people: People, service: Service, typed: str
) -> None:
    person = people.beneficiary(email=None)
    reference = person.file_reference
    written = typed.format(
        r=reference,
        l=reference.lower(),
        s=reference.replace("-", " "),
        d=reference.replace("-", "–"),
        n=reference.replace("-", ""),
    )
    with service.database.writing() as store:
        letters.prepare(service, store, account=person.account, actor=None)
        (letter,) = store.messages.letters(person.account.territory)
    page = client.get("/connexion/lettre")
    assert client.press(page, "Continuer", file_reference=written, code=letter.codes[0]).status_code == 303


@pytest.mark.parametrize(
    "typed", ["\u202a06 39 98 37 57\u202c", "+33 6.39.98.37.57", "06\u201139\u201198\u201137\u201157"]
)
def test_a_number_copied_from_a_contact_card_gets_a_code(
    client: JudgingClient, people: People, posted: Posted, typed: str
) -> None:
    people.beneficiary(phone="0639983757", email=None)
    page = client.press(client.get("/connexion"), "Recevoir un code", contact=typed)
    assert page.location == "/connexion/code"
    assert posted.code()


def test_an_address_imported_with_what_nobody_sees_gets_its_code(
    client: JudgingClient, service: Service, people: People, posted: Posted
) -> None:
    imports(service, people, ANA | {"courriel": "\u200bzoe.essai@example.org"})
    client.press(client.get("/connexion"), "Recevoir un code", contact="zoe.essai@example.org")
    assert posted.code()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("01 99 00 12 34", "ne reçoit pas de SMS"),
        ("0262 12 34 56", "ne reçoit pas de SMS"),
        ("éve@example.org", "accent"),
    ],
)
def test_what_can_receive_no_code_is_told_where_it_is_typed(
    client: JudgingClient, typed: str, said: str
) -> None:
    page = client.press(client.get("/connexion"), "Recevoir un code", contact=typed)
    assert page.status_code == 422
    assert said in page.text


@pytest.mark.parametrize(
    ("last_names", "told"),
    [
        (["Martin", "Moreau"], ["Ana Ma.", "Ana Mo."]),
        (["Martin", "Petit"], ["Ana M.", "Ana P."]),
        (["Mar", "Martin"], ["Ana Mar", "Ana Mart."]),
    ],
)
def test_two_people_who_share_a_contact_are_told_apart_and_no_more(
    people: People, last_names: list[str], told: list[str]
) -> None:
    sharing = [people.beneficiary(first_name="Ana", last_name=name) for name in last_names]
    assert list(told_apart(sharing)) == told


def test_two_of_one_name_are_told_apart_by_their_file(people: People) -> None:
    two = [people.beneficiary(first_name="Ana", last_name=name) for name in ("Martin", "MARTIN")]
    assert [name.rpartition(" ")[2] for name in told_apart(two)] == [person.file_reference for person in two]


def test_two_of_one_name_and_number_are_told_apart_by_their_organisation_at_every_door(
    people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    names = ("Mission locale", "Agence des Trois-Ponts")
    two = [
        people.beneficiary(
            first_name="Ana",
            last_name="Durand",
            organisation=name,
            file_reference="ZZ-1",
            email="ana@example.org",
        )
        for name in names
    ]
    assert told_apart(two) == tuple(f"Ana Durand, dossier ZZ-1, {name}" for name in names)
    leading = people.manager(organisation="Département", organisation_code=OrganisationCode.DEPARTMENT)
    browser = as_adviser(leading)
    found = browser.press(browser.get("/pour"), "Trouver", file_reference="zz 1")
    for person, name in zip(two, names, strict=True):
        assert f"<bdi>{name}</bdi>, dossier" in found.text
        door = f"/pour/{person.account.public_id}"
        assert f"<bdi>{name}</bdi>" in browser.get(door).text
        assert f"<bdi>{name}</bdi>" in browser.get(f"{door}/declarer/2026-W47").text


def alike(service: Service, people: People) -> tuple[Beneficiary, Beneficiary]:
    """Two files that were kept before they were compared, as the migration leaves them."""
    first, second = (people.beneficiary(email=None, first_name=name) for name in ("Ana", "Bo"))
    rows = table(BeneficiaryRow)
    with service.database.writing() as store:
        store.connection.execute(
            rows.update()
            .where(rows.c.account_id == second.id)
            .values(
                file_reference=first.file_reference.lower(),
                reference_key=reference_folded(first.file_reference),
                shares_key=True,
            )
        )
        found = store.people.find(second.id)
    assert found is not None
    return first, found


def test_files_that_were_alike_go_on_and_are_shown_to_the_manager(
    service: Service, people: People, manager: JudgingClient
) -> None:
    first, second = alike(service, people)
    rows = table(OrganisationRow)
    with service.database.writing() as store:
        store.connection.execute(
            insert(rows).values(
                territory_id=people.territory(HERE).id, code="ML", name="MISSION  LOCALE", shares_key=True
            )
        )
    page = manager.get("/gestion/personnes/ressemblances")
    assert f"{first.file_reference}, {first.account.name}" in page.text
    assert f"{second.file_reference}, {second.account.name}" in page.text
    assert re.search(r"Mission locale.*MISSION  LOCALE", page.text, re.DOTALL)


def test_whoever_types_a_week_chooses_between_them_by_no_more_of_a_name_than_tells_them_apart(
    service: Service, people: People, manager: JudgingClient
) -> None:
    first, second = alike(service, people)
    found = manager.press(manager.get("/pour"), "Trouver", file_reference=first.file_reference)
    assert found.status_code == 200
    for one in (first, second):
        name = f"{one.account.first_name} {one.account.last_name[0]}."
        assert f'href="/pour/{one.account.public_id}"><bdi>{name}</bdi>' in found.text


def test_a_file_that_names_two_that_are_alike_exactly_changes_nothing_and_a_third_spelling_asks(
    service: Service, people: People
) -> None:
    two = alike(service, people)
    rows = [
        {
            "organisation": person.organisation.name,
            "reference": person.file_reference,
            "prenom": person.account.first_name,
            "nom": person.account.last_name,
        }
        for person in two
    ]
    assert imports(service, people, *rows).counts.unchanged == 2
    report = imports(service, people, rows[0] | {"reference": two[0].file_reference.replace("-", " ")})
    (error,) = report.errors
    assert "se ressemblent" in error.sentence
    assert not report.is_kept


@pytest.mark.parametrize("label", ["N° {}", "dossier {}", "N° de dossier : {}"])
def test_a_paper_opens_with_the_labels_that_are_printed_on_it(
    client: JudgingClient, people: People, service: Service, label: str
) -> None:
    person = people.beneficiary(file_reference="TR-0005")
    with service.database.writing() as store:
        letters.prepare(service, store, account=person.account, actor=None)
        code = store.messages.letters(person.account.territory)[0].codes[0]
    typed = {"file_reference": label.format("TR-0005"), "code": f"code : {code.lower()}"}
    assert client.post("/connexion/lettre", data=typed).status_code == 303


def test_a_file_whose_reference_is_a_label_and_a_number_is_not_another_s(
    people: People, service: Service
) -> None:
    five, dossier = people.beneficiary(file_reference="5"), people.beneficiary(file_reference="Dossier 5")
    with service.database.reading() as store:
        for typed, meant in (("Dossier 5", dossier), ("5", five), ("N° 5", five)):
            assert [one.id for one in store.people.of_file(five.account.territory, typed)] == [meant.id]
            assert [one.id for one in store.erasing.named(typed)] == [meant.id]


def test_a_label_that_may_be_of_either_of_two_files_asks_which_at_every_door(
    people: People, service: Service, manager: JudgingClient
) -> None:
    both = people.beneficiary(file_reference="5"), people.beneficiary(file_reference="Dossier 5")
    with service.database.reading() as store:
        assert {one.id for one in store.erasing.named("N° Dossier 5")} == {one.id for one in both}
    for page, button in (("/pour", "Trouver"), ("/gestion/courriers", "Préparer")):
        found = manager.press(manager.get(page), button, file_reference="N° Dossier 5")
        assert found.status_code == 200
        for one in both:
            assert str(one.account.public_id) in found.text
            assert f"dossier <bdi>{one.file_reference}</bdi>" in found.text


@pytest.mark.parametrize("reference", ["Dossier 5", "DE 5", "REF 0012", "Code 7"])
def test_a_file_that_is_called_by_a_label_is_found_behind_another_label(
    people: People, service: Service, reference: str
) -> None:
    meant = people.beneficiary(file_reference=reference)
    with service.database.reading() as store:
        for typed in (reference, f"N° {reference}", f"Dossier {reference}"):
            assert [one.id for one in store.people.of_file(meant.account.territory, typed)] == [meant.id]
            assert [one.id for one in store.erasing.named(typed)] == [meant.id]


@pytest.mark.parametrize("typed", ["Lucie Perrin <lucie@example.org>", "mailto:lucie@example.org"])
def test_a_contact_copied_with_its_name_receives_a_code(
    client: JudgingClient, people: People, posted: Posted, typed: str
) -> None:
    people.beneficiary(email="lucie@example.org")
    assert client.post("/connexion", data={"contact": typed}).status_code == 303
    assert posted.code()


def test_a_file_takes_an_address_with_a_name_that_has_an_accent(service: Service, people: People) -> None:
    assert imports(service, people, ANA | {"courriel": "Zoé <ana@example.org>"}).counts.new == 1
