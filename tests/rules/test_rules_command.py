"""The rules of a territory are written as a file, and those of a file come in as the page keeps them."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.builders import HERE, Clock, People
from xprsa.domain.territory import Rules
from xprsa.rules.commands import rules
from xprsa.running.service import Service
from xprsa.storage.tables import ServiceAuditRow, table

NEXT = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def here(people: People) -> None:
    people.territory()


def types(service: Service, *words: str, answer: str = "") -> Result:
    return CliRunner().invoke(rules, list(words), obj=service, input=answer, catch_exceptions=False)


def kept(service: Service, code: str = HERE) -> dict[date, int]:
    """Give the delay of each version that is kept, by first day."""
    with service.database.reading() as store:
        (found,) = [known for known in store.territories.all() if known.code == code]
    return {version.valid_from: version.tacit_days for version in found.rules}


@pytest.fixture
def file(tmp_path: Path, service: Service) -> Path:
    """What is written of the rules today, with another delay."""
    written = types(service, "export", HERE)
    assert written.exit_code == 0
    path = tmp_path / "rules.toml"
    path.write_text(written.output.replace("tacit_days = 14", "tacit_days = 10"), encoding="utf-8")
    return path


def test_rules_come_in_once_what_changes_was_told_and_agreed(service: Service, file: Path) -> None:
    done = types(service, "import", HERE, str(file), answer="oui\n")
    assert done.exit_code == 0
    for said in ("14\u00a0jours avant, 10\u00a0jours ensuite", "Aucune semaine déjà commencée ne change"):
        assert said in done.output
    assert kept(service) == {date(2026, 1, 5): 14, NEXT: 10}
    with service.database.reading() as store:
        journal = table(ServiceAuditRow)
        events = store.connection.execute(select(journal.c.event, journal.c.actor_id, journal.c.detail))
        assert [tuple(row) for row in events if row.event.startswith("rules")] == [
            ("rules_published", None, "2026-W49")
        ]


@pytest.mark.parametrize("answer", ["", "\n", "non\n"])
def test_without_a_yes_nothing_changes(answer: str, service: Service, file: Path) -> None:
    refused = types(service, "import", HERE, str(file), answer=answer)
    assert refused.exit_code == 1
    assert kept(service) == {date(2026, 1, 5): 14}


def test_the_same_file_once_more_changes_nothing(service: Service, file: Path) -> None:
    assert types(service, "import", HERE, str(file), "--yes").exit_code == 0
    again = types(service, "import", HERE, str(file), "--yes")
    assert (again.exit_code, len(kept(service))) == (0, 2)
    assert "déjà enregistrées" in again.output
    file.write_text(file.read_text("utf-8").replace("tacit_days = 10", "tacit_days = 11"), encoding="utf-8")
    other = types(service, "import", HERE, str(file), "--yes")
    assert other.exit_code == 1
    assert "D’autres règles commencent ce jour-là." in other.output
    assert kept(service) == {date(2026, 1, 5): 14, NEXT: 10}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-23", "au plus tôt le 30 novembre 2026"),
        ("2026-12-02", "Des règles commencent un lundi"),
        ("2028-01-03", "au plus tard le 22 novembre 2027"),
    ],
)
def test_a_file_begins_no_earlier_and_no_later_than_the_page_allows(
    day: str, said: str, service: Service, file: Path
) -> None:
    refused = types(service, "import", HERE, str(file), "--from", day, "--yes")
    assert refused.exit_code == 1
    assert said in refused.output
    assert len(kept(service)) == 1


def test_a_number_out_of_bounds_is_refused_with_the_bounds(service: Service, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("tacit_days = 10", "tacit_days = 3"), encoding="utf-8")
    refused = types(service, "import", HERE, str(file), "--yes")
    assert refused.exit_code == 1
    assert "De 7 à 30\u00a0jours" in refused.output


def test_the_rules_of_one_territory_serve_another_on_its_own_clock(
    service: Service, people: People, clock: Clock, file: Path
) -> None:
    people.territory("988", zone="Pacific/Noumea")
    clock.advance(days=4, hours=4)  # Saturday 14:00 UTC: Sunday already, there
    late = types(service, "import", "988", str(file), "--yes")
    assert late.exit_code == 1
    assert "au plus tôt le 7 décembre 2026" in late.output
    assert types(service, "import", "988", str(file), "--from", "2026-12-07", "--yes").exit_code == 0
    assert kept(service, "988") == {date(2026, 1, 5): 14, date(2026, 12, 7): 10}
    assert types(service, "import", HERE, str(file), "--yes").exit_code == 0


def test_what_is_written_is_what_will_stand_on_the_first_day_that_can_change(
    service: Service, people: People
) -> None:
    people.rules(Rules(valid_from=NEXT, tacit_days=21))
    written = types(service, "export", f"0{HERE}").output
    assert "tacit_days = 21" in written
    assert "from = 2026-11-30" in written


def test_what_is_no_file_or_no_territory_is_a_sentence(service: Service, tmp_path: Path) -> None:
    assert "Aucun territoire ne porte le code 12" in types(service, "export", "12").output
    binary = tmp_path / "rules.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    refused = types(service, "import", HERE, str(binary))
    assert (refused.exit_code, "UTF-8" in refused.output) == (1, True)
