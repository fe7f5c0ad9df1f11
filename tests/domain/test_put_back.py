"""What undoing an import may open: only what was open when it came, or is open until then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from xprsa.domain.identity import held_back
from xprsa.domain.permission import Role
from xprsa.domain.person import Account

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
IMPORTED, UNDONE = START + timedelta(hours=30), START + timedelta(hours=90)
ROSE = Account(
    id=1, public_id=UUID(int=1), role=Role.BENEFICIARY, territory=1, organisation=1,
    first_name="Rose", last_name="Essai",
)  # fmt: skip
OPENS = st.none() | st.integers(0, 200).map(lambda hours: START + timedelta(hours=hours))
GIVERS = st.none() | st.integers(1, 4)
ACCOUNTS = st.builds(
    lambda email, phone, *rest: replace(
        ROSE,
        email=email,
        phone=phone,
        email_opens_at=rest[0] if email else None,
        phone_opens_at=rest[1] if phone else None,
        email_by=rest[2],
        phone_by=rest[3],
    ),
    st.sampled_from([None, "rose@example.org", "autre@example.org"]),
    st.sampled_from([None, "+33639981234", "+33639985678"]),
    OPENS,
    OPENS,
    GIVERS,
    GIVERS,
)


@settings(max_examples=300, deadline=None)
@given(ACCOUNTS, ACCOUNTS, GIVERS)
def test_nothing_is_open_after_undoing_that_was_open_neither_then_nor_now(
    was: Account, now: Account, by: int | None
) -> None:
    after = held_back(now, was, at=UNDONE, by=by, open_at=IMPORTED)
    assert after.contacts == was.contacts
    for contact in after.contacts:
        if contact in now.contacts:
            continue
        if contact not in was.waiting_contacts(IMPORTED):
            assert contact not in after.waiting_contacts(UNDONE)
        else:
            assert after.waiting_contacts(UNDONE)[contact] == UNDONE + timedelta(days=1)
            assert after.given_by(contact) == (was.given_by(contact) or by)
