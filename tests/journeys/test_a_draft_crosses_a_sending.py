"""A draft that is kept at the instant at which its form is sent goes with it, unless it was typed since."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.builders import People, activity, actor, content, week
from tests.pages import JudgingClient
from xprsa.declare.keeping import keep_draft
from xprsa.declare.service import submit_week
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.declarations import Declarations

LAST = "2026-W47"
TYPED = {
    "base": ["1"],
    "answer": ["activities"],
    "row": ["new1"],
    "kind-new1": ["training"],
    "time-new1": ["3h"],
}


# SQLite writes one transaction after the other: there, the one sees or drops the other.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("is_typed_since", [False, True])
def test_a_draft_that_crosses_its_sending_stays_only_if_it_was_typed_since(
    people: People,
    service: Service,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    monkeypatch: pytest.MonkeyPatch,
    is_typed_since: bool,
) -> None:
    person, key = people.beneficiary(), uuid4()
    sender, browser = actor(person.account), as_beneficiary(person)
    people.sends(person, week(LAST), content(activity("training", "2h")))
    send = Declarations.send

    def crossed(declarations: Declarations, sent: object) -> None:
        send(declarations, sent)  # the draft finds nothing of it yet, and it found no draft
        keep_draft(
            service, actor=sender, week=week(LAST), typed=TYPED, key=key, is_typed_since=is_typed_since
        )

    monkeypatch.setattr(Declarations, "send", crossed)
    said = content(activity("training", "3h"))
    submit_week(service, actor=sender, week=week(LAST), content=said, based_on=1, key=key)
    assert ("Effacer le brouillon" in browser.get(f"/declarer/{LAST}").text) is is_typed_since
    with service.database.reading() as store:
        assert (week(LAST) in store.files.with_drafted(person.id)[1]) is is_typed_since
