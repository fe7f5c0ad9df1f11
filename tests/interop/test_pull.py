"""Contracts and targets come in by the same names, as an import brings them: dated, known, undone as one."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Clock, People, week
from tests.interop.named import a_card, numbered, speaking_with
from tests.interop.platform import CONTRACT, HOURS, SEARCH, FakePlatform, cut_after, html, status
from xprsa.domain.engagement import EngagementContract
from xprsa.domain.person import Beneficiary
from xprsa.gateways.si_platform import Unmatched
from xprsa.interop.pulling import EngagementUnclear, PullReport, pull, terms_of
from xprsa.interop.pushing import MOST_AWAY
from xprsa.people_import.signed_contracts import SignedContracts
from xprsa.people_import.undoing import undo_import
from xprsa.running.service import Service

ANA, BO = "10429447247", "20429447247"
TODAY = date(2026, 11, 24)
SIGNED = {"statut": "SIGNE", "dateSignature": "2026-11-02", "dureeHebdomadairePrevue": 600}


def pulled(service: Service, fake: FakePlatform, *, is_rehearsed: bool = False) -> PullReport:
    return _pulled(service, fake, is_rehearsed=is_rehearsed)[0]


def _pulled(
    service: Service, fake: FakePlatform, *, is_rehearsed: bool = False
) -> tuple[PullReport, SignedContracts]:
    territory = service.territories()[0]
    contracts = SignedContracts(service, territory.id, is_rehearsed=is_rehearsed)
    report = pull(
        service,
        speaking_with(fake),
        card=a_card(),
        territory=territory,
        keep=contracts.keep,
        progress=lambda _people, _changed: None,
    )
    return report, contracts


def terms(service: Service, person: Beneficiary) -> tuple[EngagementContract, ...]:
    with service.database.reading() as store:
        return store.contracts.engagement_of(person.id).contracts


def test_a_signed_contract_comes_in_recorded_the_day_we_learnt_of_it(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = SIGNED
    report = pulled(service, fake)
    assert (report.people, report.changed) == (1, 1)
    assert terms(service, ana) == (EngagementContract(date(2026, 11, 2), TODAY, 600),)
    with service.database.reading() as store:
        engagement = store.contracts.engagement_of(ana.id)
    assert not engagement.is_asked(week("2026-W46"))  # over before we knew: nobody begins with a backlog
    assert engagement.target(week("2026-W48")) == 600


def test_pulled_again_it_changes_nothing_and_a_correction_is_a_new_version(
    service: Service, people: People, fake: FakePlatform, clock: Clock
) -> None:
    ana = numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = SIGNED
    pulled(service, fake)
    clock.advance(days=1)
    assert pulled(service, fake).changed == 0
    fake.contracts[ANA] = {**SIGNED, "dureeHebdomadairePrevue": 900}
    assert pulled(service, fake).changed == 1
    assert [(known.recorded_on, known.weekly_minutes) for known in terms(service, ana)] == [
        (TODAY, 600),
        (date(2026, 11, 25), 900),
    ]


def test_no_contract_there_changes_nothing_here(service: Service, people: People, fake: FakePlatform) -> None:
    ana = numbered(people, fake, ANA)
    before = terms(service, ana)
    report = pulled(service, fake)
    assert (report.without_contract, report.changed) == (1, 0)
    assert terms(service, ana) == before


@pytest.mark.parametrize("state", ["A_SIGNER", "REFUSE"])
def test_a_contract_that_is_not_signed_asks_for_nothing(
    state: str, service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = {**SIGNED, "statut": state}
    assert pulled(service, fake).without_contract == 1
    assert terms(service, ana) == ()


def test_a_contract_that_is_over_gets_its_last_day(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = {**SIGNED, "statut": "CLOTURE", "dateFin": "2026-11-20"}
    pulled(service, fake)
    assert terms(service, ana)[0].valid_until == date(2026, 11, 20)


@pytest.mark.parametrize(
    "told",
    [
        {"statut": "SUSPENDU", "dateSignature": "2026-11-02", "dureeHebdomadairePrevue": 600},
        {"statut": "CLOTURE", "dateSignature": "2026-11-02", "dureeHebdomadairePrevue": 600},
        {"statut": "SIGNE", "dureeHebdomadairePrevue": 600},
        {"statut": "SIGNE", "dateSignature": "2026-11-02"},
        {"statut": "SIGNE", "dateSignature": "2026-11-02", "dureeHebdomadairePrevue": 0},
        {"statut": "SIGNE", "dateSignature": "2026-02-31", "dureeHebdomadairePrevue": 600},
        {
            "statut": "SIGNE",
            "dateSignature": "2026-11-02",
            "dateFin": "2026-11-01",
            "dureeHebdomadairePrevue": 9,
        },
        {"numeroFranceTravail": BO, **SIGNED},
        {},
    ],
)
def test_what_is_not_clear_is_for_somebody_to_look_at(told: dict[str, Any]) -> None:
    with pytest.raises(EngagementUnclear):
        terms_of(told, number=ANA, known=(), today=TODAY)


def test_hours_that_are_not_told_are_those_that_we_know_of_the_same_day() -> None:
    known = (EngagementContract(date(2026, 11, 2), date(2026, 11, 3), 480),)
    told = {"statut": "CLOTURE", "dateSignature": "2026-11-02", "dateFin": "2026-11-30"}
    assert terms_of(told, number=ANA, known=known, today=TODAY) == EngagementContract(
        date(2026, 11, 2), TODAY, 480, date(2026, 11, 30)
    )


def test_what_else_the_platform_tells_is_not_read(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana = numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = {**SIGNED, "nir": "1850575123456", "motifRefus": "secret", "nom": "Autre"}
    pulled(service, fake)
    with service.database.reading() as store:
        file = store.people.find(ana.id)
    assert file is not None
    assert file.account.last_name == ana.account.last_name


@pytest.mark.parametrize(
    ("code", "why"),
    [("S002", Unmatched.NOBODY), ("S003", Unmatched.SEVERAL), ("R001", Unmatched.NOT_OURS)],
)
def test_whom_the_platform_does_not_know_is_counted(
    code: str, why: Unmatched, service: Service, people: People, fake: FakePlatform
) -> None:
    numbered(people, fake, ANA, code)
    people.beneficiary(file_reference="D-0042")
    report = pulled(service, fake)
    assert (report.unmatched[why], report.without_number) == ([ANA], ["D-0042"])


def test_a_rehearsal_asks_and_writes_nothing(service: Service, people: People, fake: FakePlatform) -> None:
    ana = numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = SIGNED
    assert pulled(service, fake, is_rehearsed=True).changed == 1
    assert terms(service, ana) == ()


def test_all_that_came_in_is_undone_as_one_import(
    service: Service, people: People, fake: FakePlatform
) -> None:
    ana, bo = (numbered(people, fake, number, weekly_minutes=None) for number in (ANA, BO))
    fake.contracts.update({ANA: SIGNED, BO: SIGNED})
    _, contracts = _pulled(service, fake)
    assert contracts.number is not None
    undo_import(service, contracts.number, territory=None, actor=None)
    assert terms(service, ana) == terms(service, bo) == ()


@pytest.mark.parametrize("weather", [cut_after, html, status(500)])
def test_a_failure_is_got_over_and_one_that_goes_on_is_counted(
    weather: Any, service: Service, people: People, fake: FakePlatform
) -> None:
    numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = SIGNED
    fake.then(CONTRACT, *[weather] * 3)
    assert pulled(service, fake).away == [ANA]
    fake.then(CONTRACT, weather)
    assert pulled(service, fake).changed == 1


def test_tokens_end_midway(service: Service, people: People, fake: FakePlatform, clock: Clock) -> None:
    numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = SIGNED
    fake.then(
        CONTRACT, lambda visit: (fake.forget_access(), clock.advance(hours=HOURS), fake.answer(visit))[-1]
    )
    assert pulled(service, fake).changed == 1


def test_when_nobody_answers_what_came_before_is_kept(
    service: Service, people: People, fake: FakePlatform
) -> None:
    first = numbered(people, fake, ANA, weekly_minutes=None)
    fake.contracts[ANA] = SIGNED
    for number in range(MOST_AWAY + 2):
        numbered(people, fake, f"3{number:010}", weekly_minutes=None)
    fake.then(SEARCH, fake.answer, *[status(503)] * 3 * MOST_AWAY)
    report = pulled(service, fake)
    assert report.is_stopped
    assert (report.changed, len(report.away)) == (1, MOST_AWAY)
    assert len(terms(service, first)) == 1
