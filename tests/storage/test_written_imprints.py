"""What an import wrote of a person is read back as it was, in whatever form it was written."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from xprsa.domain.engagement import EngagementContract, Exemption
from xprsa.domain.undoing import Imprint
from xprsa.storage.written_imprints import imprint_of, written

FULL = Imprint(
    first_name="Zoé",
    last_name="N’Diaye",
    email="zoe@example.org",
    phone="+33639980001",
    address="1 rue d’Essai\n99000 Val",
    email_failed_at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    phone_failed_at=None,
    email_changed_at=None,
    phone_changed_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    email_opens_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
    phone_opens_at=None,
    email_by=3,
    phone_by=None,
    adviser=7,
    language="fr@simple",
    best_hour="le soir",
    departed_on=date(2026, 12, 1),
    access_opened_on=date(2026, 11, 2),
    came_on=None,
    contracts=(
        EngagementContract(date(2026, 11, 2), date(2026, 11, 3), 900),
        EngagementContract(date(2026, 11, 2), date(2026, 11, 24), 600, date(2026, 12, 31)),
    ),
    exemptions=(Exemption(date(2026, 12, 21), date(2026, 12, 31)),),
)
FORM_1 = (
    '{"form":1,"first_name":"Zoé","last_name":"N’Diaye","email":"zoe@example.org","phone":"+33639980001",'
    '"address":"1 rue d’Essai\\n99000 Val","adviser":7,"language":"fr@simple","best_hour":"le soir",'
    '"email_failed_at":"2026-11-24T10:00:00+00:00","phone_failed_at":null,"email_changed_at":null,'
    '"phone_changed_at":"2026-11-23T10:00:00+00:00","departed_on":"2026-12-01",'
    '"access_opened_on":"2026-11-02","came_on":null,'
    '"contracts":[["2026-11-02","2026-11-03",900,null],["2026-11-02","2026-11-24",600,"2026-12-31"]],'
    '"exemptions":[["2026-12-21","2026-12-31"]]}'
)


FORM_2 = (
    FORM_1.replace('"form":1', '"form":2')
    .replace(
        '"departed_on"', '"email_opens_at":"2026-11-25T10:00:00+00:00","phone_opens_at":null,"departed_on"'
    )
    .replace('"contracts"', '"email_by":3,"phone_by":null,"contracts"')
)


def test_form_2_is_written_and_read() -> None:
    assert written(FULL) == FORM_2
    assert imprint_of(FORM_2) == FULL


def test_form_1_is_read_for_as_long_as_it_is_kept_and_told_of_no_contact_that_waits() -> None:
    assert imprint_of(FORM_1) == replace(FULL, email_opens_at=None, email_by=None)


def test_a_form_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="form"):
        imprint_of(FORM_1.replace('"form":1', '"form":3'))
