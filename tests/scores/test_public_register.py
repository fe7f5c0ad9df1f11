"""Anybody reads which modules were ever active, with card, audit and answers, and the purposes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.lab.findings import the_world
from tests.pages import JudgingClient
from tests.scores.made import ANSWERS, PUBLISHED, Register, a_module
from xprsa.lab.battery.fields import CODES as CODES_OF_THE_LAB
from xprsa.scores.words import ATTRIBUTES, CODED, CODES, effect_name
from xprsa.scoring.schemas import register_schema

# Attributes of ATRS v3.0 (template_table.md of March 2024) that a record here has.
ATRS = {
    "id", "standard_version", "title", "organisation_name", "region", "phase", "date_of_completion",
    "date_updated", "date_archived", "name", "description", "website_url", "contact_email",
    "organisation_or_department", "scope", "process_integration", "provided_information", "model_name",
    "model_version", "model_input", "model_output", "model_architecture", "data_description",
    "impact_assessment", "risks_and_mitigations", "frequency_and_scale_of_usage",
    "human_decisions_and_review", "appeals_and_review",
}  # fmt: skip


def document(client: JudgingClient) -> dict[str, Any]:
    """Read the register as machines do; it is in its published form."""
    answer = client.get("/algorithmes.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    read: dict[str, Any] = json.loads(answer.text)
    Draft202012Validator(register_schema(), format_checker=FormatChecker()).validate(read)
    return read


def test_where_nothing_was_ever_active_it_says_so_and_tells_the_purposes(
    desk: Register, client: JudgingClient
) -> None:
    desk.proposed()
    page = client.get("/algorithmes").text
    assert "Aucun module de notation n’a jamais été actif ici." in page
    for words in ("L’équipe d’accompagnement, Val-d’Essai", "les heures comptées", "2016/679", "730"):
        assert words in page
    assert page.count("Rien n’est jamais parti pour cela.") == 2
    read = document(client)
    assert read["algorithms"] == []
    assert [(one["purpose"], one["region"], one["is_open"]) for one in read["purposes"]] == [
        ("support", "Val-d’Essai", True)
    ]
    assert read["purposes"][0]["card"]["recipient"] == "L’équipe d’accompagnement, Val-d’Essai"


def test_an_active_module_is_told_with_card_audit_and_answers(desk: Register, client: JudgingClient) -> None:
    desk.active()
    page = client.get("/algorithmes").text
    for words in (
        "Part de la durée hebdomadaire", "Un avis parmi d’autres.", "Points donnés quand", "Santé",
        ANSWERS[1], ANSWERS[2], "Nationalité", PUBLISHED, desk.module.digest, desk.key.public,
        "les heures déclarées", "confirmé par deux responsables",
    ):  # fmt: skip
        assert words in page
    (record,) = document(client)["algorithms"]
    assert (record["phase"], record["date_archived"], record["module"]) == (
        "production", None, desk.module.digest,
    )  # fmt: skip
    assert [(one["name"], one["light"], one["answer"]) for one in record["audit"]["effects"]] == [
        ("health", "red", ANSWERS[1]),
        ("language", "amber", ANSWERS[2]),
    ]
    assert record["audit"]["untestable"] == ["first_name", "nationality"]
    assert ANSWERS[1] in record["risks_and_mitigations"]


def test_it_names_nobody_of_the_team(desk: Register, client: JudgingClient) -> None:
    desk.stops(desk.active())
    told = client.get("/algorithmes").text + client.get("/algorithmes.json").text
    for name in (desk.first.name, desk.second.name, str(desk.first.public_id), desk.second.email or "?"):
        assert name not in told


def test_what_was_active_stays_in_it_once_stopped(desk: Register, client: JudgingClient) -> None:
    before = desk.active()
    desk.clock.advance(days=3)
    desk.stops(before)
    later = desk.proposes(module=a_module(desk.folder, version="2.0"))
    desk.confirms(later, desk.first)
    desk.confirms(later, desk.second, ANSWERS)
    page = client.get("/algorithmes").text
    assert "Arrêté le" in page
    assert [(one["model_version"], one["phase"]) for one in document(client)["algorithms"]] == [
        ("2.0", "production"),
        ("1.0", "retired"),
    ]
    old = document(client)["algorithms"][1]
    today = desk.service.today(desk.territory)
    assert old["date_archived"] == old["date_updated"] == today.isoformat()
    assert old["date_of_completion"] == (today - timedelta(days=3)).isoformat()


@pytest.mark.parametrize("ends", ["proposed", "withdrawn"])
def test_what_was_never_active_is_not_in_it(desk: Register, client: JudgingClient, ends: str) -> None:
    module = desk.proposed()
    if ends == "withdrawn":
        desk.stops(module)
    assert document(client)["algorithms"] == []


def test_every_territory_is_told(desk: Register, client: JudgingClient) -> None:
    desk.active()
    desk.people.territory("98")
    assert client.get("/algorithmes").text.count(": modules de notation") == 2
    assert len(document(client)["purposes"]) == 2


def test_a_record_has_the_field_names_of_the_standard_and_five_of_ours(
    desk: Register, client: JudgingClient
) -> None:
    desk.active()
    (record,) = document(client)["algorithms"]
    assert set(record) == ATRS | {"module", "card", "audit", "in_use", "usage"}
    assert record["standard_version"] == "3.0"
    texts = {name: value for name, value in record.items() if name in ATRS and name != "date_archived"}
    assert all(isinstance(value, str) and value for value in texts.values())


def test_a_module_that_may_not_be_used_today_says_so(desk: Register, client: JudgingClient) -> None:
    desk.active()
    unused = "Ce module n’est pas utilisé aujourd’hui"
    assert unused not in client.get("/algorithmes").text
    assert document(client)["algorithms"][0]["in_use"] is True
    with desk.service.database.writing() as store:
        (module,) = store.registered_modules.ever_active()
        at = desk.service.now()
        store.registered_modules.note_installed(module.id, other_digest="ab" * 32, at=at)
    assert unused in client.get("/algorithmes").text
    assert document(client)["algorithms"][0]["in_use"] is False


def test_every_page_leads_to_it(desk: Register, client: JudgingClient) -> None:
    desk.people.territory()
    assert 'href="/algorithmes"' in client.get("/aide").text


def test_each_circumstance_and_code_of_the_lab_has_its_words() -> None:
    world = the_world()
    labels = {one.name: one.label.fr for one in (*world.attributes, *world.placebos)}
    assert labels == ATTRIBUTES
    assert set(CODED) == set(CODES_OF_THE_LAB)
    told = {code for field, codes in CODES_OF_THE_LAB.items() if field != "department" for code in codes}
    assert told == set(CODES)
    assert effect_name("age + health") == "Âge et Santé"
    assert effect_name("something_new") == "something_new"
