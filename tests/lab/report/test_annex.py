"""The annex holds every figure: codes that are not green one by one, and what was tried of each field."""

from tests.lab.audits import a_card, a_fields_red_audit, a_green_audit, a_silences_red_audit, an_audit
from tests.lab.findings import all_fields, the_world
from xprsa.lab.report import annex_tables
from xprsa.lab.report.annex import annex_page
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import sought
from xprsa.lab.report.words import words
from xprsa.scoring.audit import AuditFindings, FieldCoverage


def context(found: AuditFindings) -> ReportContext:
    return ReportContext(found, the_world(), words("fr"))


def test_codes_that_are_not_green_have_a_row_and_the_others_are_counted() -> None:
    page = annex_page(context(a_fields_red_audit()), a_card())
    assert page.fields is not None
    assert [row[0].text for row in page.fields.rows] == [
        "département 971",
        "organisme\u202f: Cap emploi",
        "organisme\u202f: référent indépendant",
        "organisme\u202f: mission locale + département 974",
    ]
    assert page.fields_left == "Les 109 autres codes\u202f: rien qui compte."


def test_there_is_no_table_of_codes_where_all_are_green_or_none_was_written() -> None:
    assert annex_page(context(a_green_audit(fields=all_fields())), a_card()).fields is None
    page = annex_page(context(a_green_audit()), a_card())
    assert (page.fields, page.fields_left) == (None, "")


def test_a_silence_has_a_light_of_its_own_in_every_table_of_effects() -> None:
    shown = context(a_silences_red_audit())
    for table in (annex_tables.sizes(shown), annex_tables.chances(shown), annex_tables.one_life(shown)):
        rows = {row[0].text: (row[2].light, row[3].light) for row in table.rows}
        assert rows["Âge"] == ("green", "red")


def test_coverage_tells_codes_by_name_and_minutes_and_weeks_by_their_ends() -> None:
    covered = (
        FieldCoverage(field="declared_minutes", tried=("0", "3600"), never=()),
        FieldCoverage(field="organisation", tried=("FT", "CE"), never=("IND",)),
    )
    rows = annex_tables.coverage(context(an_audit(coverage=covered))).rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["minutes déclarées", "de 0 à 3600", "—"],
        ["organisme", "France Travail, Cap emploi", "référent indépendant"],
    ]


def test_what_was_turned_is_counted_as_on_the_public_page() -> None:
    found = a_fields_red_audit()
    told = {fact.label: fact.value for fact in annex_page(context(found), a_card()).plan}
    counts = sought(found)
    assert (told["Circonstances"], told["Codes"]) == (str(counts.circumstances), str(counts.codes))
    assert (counts.circumstances, counts.codes) == (18, 112)
