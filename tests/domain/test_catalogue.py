"""The kinds of activity, as each territory words them."""

from dataclasses import replace

from xprsa.domain.catalogue import (
    FAMILY_LABELS,
    STARTING_CATALOGUE,
    ActivityFamily,
    ActivityKind,
    Catalogue,
)

EXPECTED = {
    ActivityFamily.WORK: {"paid_work", "self_employment"},
    ActivityFamily.SEARCH: {"job_search", "interview"},
    ActivityFamily.PROJECT: {"training", "immersion", "workshop", "project", "language"},
    ActivityFamily.ACCESS: {"personal_steps"},
    ActivityFamily.OTHER: {"volunteering", "mobility", "caring", "appointment", "other"},
}


def test_the_starting_catalogue_holds_the_fifteen_kinds_each_in_its_family() -> None:
    found = {
        family: {kind.code for kind in STARTING_CATALOGUE.kinds if kind.family is family}
        for family in ActivityFamily
    }
    assert found == EXPECTED
    assert len(STARTING_CATALOGUE.kinds) == 15


def test_each_kind_and_family_has_a_label_of_its_own() -> None:
    labels = [kind.label for kind in STARTING_CATALOGUE.kinds]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert set(FAMILY_LABELS) == set(ActivityFamily)


def test_health_has_no_kind_of_its_own() -> None:
    access = [kind for kind in STARTING_CATALOGUE.kinds if kind.family is ActivityFamily.ACCESS]
    assert len(access) == 1
    assert not any("santé" in kind.label.lower() for kind in STARTING_CATALOGUE.kinds)


def test_a_kind_is_found_by_its_code_and_an_unknown_code_finds_none() -> None:
    found = STARTING_CATALOGUE.find("training")
    assert found is not None
    assert found.label == "Formation"
    assert STARTING_CATALOGUE.find("Training") is None
    assert STARTING_CATALOGUE.find("") is None


def test_a_withdrawn_kind_is_still_found_and_no_longer_offered() -> None:
    old = ActivityKind(code="old", label="Ancien atelier", family=ActivityFamily.PROJECT, offered=False)
    catalogue = Catalogue((*STARTING_CATALOGUE.kinds, old))
    assert catalogue.find("old") == old
    assert old not in catalogue.offered
    assert catalogue.offered == STARTING_CATALOGUE.kinds


def test_a_territory_can_word_a_kind_in_its_own_way_without_changing_the_starting_one() -> None:
    first, *others = STARTING_CATALOGUE.kinds
    own = Catalogue((replace(first, label="Chercher un emploi"), *others))
    renamed, started = own.find(first.code), STARTING_CATALOGUE.find(first.code)
    assert renamed is not None
    assert started is not None
    assert (renamed.label, started.label) == ("Chercher un emploi", "Candidatures, recherche")
