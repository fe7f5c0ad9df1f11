"""One of everything, for the contracts that knock at every door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests import builders
from tests.answers.made import an_active_module, done_asking, kept_answer
from tests.builders import HERE, People, activity, actor, content, could_not, week
from tests.scores.written import KEY, write_module
from xprsa.accounts.codes import letters
from xprsa.accounts.sign_ins.secret import hashed, new_secret
from xprsa.api.tokens import TokenRequest, make_token, new_handle
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.domain.contact_note import ContactOutcome, NoteContent
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.territory import Rules
from xprsa.domain.undoing import Imprint
from xprsa.export import service as export
from xprsa.export.demands import ExportRequest
from xprsa.review.noting import note_contact
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Format
from xprsa.storage.imports import ImportedPerson
from xprsa.storage.register_entries import RegisteredModule

SENT_WEEK = week("2026-W47")
TOLD_WEEK = SENT_WEEK.plus(-1)
TO_COME = SENT_WEEK.plus(3)  # other rules begin
ELSEWHERE = "98"  # another territory of the same service
TOKEN = "0123456789"  # public name of one
LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
ROLES = (
    "anonymous",
    "beneficiary",  # the person in the path, on her own pages
    "other-beneficiary",
    "adviser",  # of that person
    "other-adviser",  # of the same organisation, with another caseload
    "other-organisation",
    "manager",
    "manager-elsewhere",  # of another territory
    "exporter",
    "exporter-elsewhere",
    "disabled",  # the person's adviser before, shut out since, with a sign-in that nobody ended
    "machine",  # with a token for the run that left
    "machine-answering",  # with one that also brings the answers of a module
    "machine-other-purpose",  # of the same territory
    "machine-elsewhere",  # of the same purpose, in another territory
)
MACHINES = tuple(role for role in ROLES if role.startswith("machine"))
# Texts that nobody would write: wherever one turns up, it was let out.
CANARIES = {
    "first name": "Canariprenom",
    "last name": "Canarinom",
    "email": "canaricourriel@example.org",
    "phone": "0639981357",
    "address": "9 allée des Canariadresses",
    "note": "canarimotsdelasemaine",
}
CONTEST_CANARY = "canaricontestationdereponse"  # written for whoever decides of an answer, and nobody else


@dataclass(frozen=True)
class World:
    """Somebody of every role, and a person who sent a week.

    :ivar person: whom the paths are about; each of her columns holds a canary.
    :ivar accounts: who knocks, by the name of the role; nobody for `anonymous`.
    :ivar sign_ins: name and value of each one's cookie.
    :ivar tokens: those of machines, by the name of the role.
    :ivar examples: a value for each argument of a path.
    """

    person: Beneficiary
    accounts: Mapping[str, Account]
    sign_ins: Mapping[str, tuple[str, str]]
    tokens: Mapping[str, str]
    examples: Mapping[str, Any]

    def let_in(self, browser: FlaskClient, role: str) -> None:
        """Give a browser the cookie of a role, or a program its token."""
        if role in self.sign_ins:
            browser.set_cookie(*self.sign_ins[role])
        if role in self.tokens:
            browser.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.tokens[role]}"

    def arguments(self, rule: Rule) -> dict[str, Any]:
        """Give an example of each argument of a route; `endpoint:name` goes before `name`.

        :raises AssertionError: when the world has none.
        """
        found = {}
        for name in rule.arguments:
            key = next((known for known in (f"{rule.endpoint}:{name}", name) if known in self.examples), None)
            assert key is not None, f"tests/contracts/world.py has no example of {name!r} for {rule.rule}"
            found[name] = self.examples[key]
        return found


def build_world(people: People) -> World:
    """Make one of everything."""
    adviser = people.adviser()
    person = person_of_canaries(people, adviser=adviser)
    people.tells(person, TOLD_WEEK, content(activity("training", "2 h")), to=adviser)
    accounts = {
        "beneficiary": person.account,
        "other-beneficiary": people.beneficiary(adviser=adviser).account,
        "adviser": adviser,
        "other-adviser": people.adviser(),
        "other-organisation": people.adviser(organisation="Cap emploi"),
        "manager": people.manager(),
        "manager-elsewhere": people.manager(territory=ELSEWHERE),
        "exporter": people.exporter(),
        "exporter-elsewhere": people.exporter(territory=ELSEWHERE),
        "disabled": people.adviser(disabled_at=people.service.now()),
    }
    module = an_active_module(people.service, people, secret_hash="2f" * 32)
    people.rules(Rules(valid_from=TO_COME.monday, tacit_days=10))
    examples = _examples(people.service, person=person, staff=people.adviser(), exporter=accounts["exporter"])
    return World(
        person=person,
        accounts=accounts,
        sign_ins={
            role: builders.begin_sign_in(people.service, account) for role, account in accounts.items()
        },
        tokens=_tokens(people, module),
        examples=examples
        | {"module": write_module(people.service, by=accounts["manager"]), "public_key": KEY}
        | {"asking": contested_answer(people, person, module)},
    )


def contested_answer(people: People, person: Beneficiary, module: RegisteredModule) -> UUID:
    """Let a person contest what a module answered about them; give the public id of the asking."""
    asking = done_asking(people.service, module)
    kept_answer(people.service, asking, person)
    with people.service.database.writing() as store:
        words, now = CONTEST_CANARY, people.service.now()
        assert store.answer_contests.make(person.id, asking=asking.id, words=words, at=now)
    return asking.public_id


def _tokens(people: People, module: RegisteredModule) -> dict[str, str]:
    """Make a token of every kind."""
    here = people.territory()
    with people.service.database.writing() as store:
        for card in purpose_cards(here):
            store.purposes.open(card, territory=here.id, at=people.service.now())
    return {
        "machine": _token(people, Purpose.SUPPORT, HERE, handle=TOKEN),
        "machine-answering": _token(people, Purpose.SUPPORT, HERE, answers_of=module.card.name),
        "machine-other-purpose": _token(people, Purpose.STATISTICS, HERE),
        "machine-elsewhere": _token(people, Purpose.SUPPORT, ELSEWHERE),
    }


def _token(
    people: People, code: Purpose, territory: str, *, handle: str = "", answers_of: str | None = None
) -> str:
    with people.service.database.reading() as store:
        purpose = store.purposes.ever_open(people.territory(territory).id)[code]
    request = TokenRequest(handle or new_handle(), "Un programme", purpose, 90, answers_of)
    return make_token(people.service, request)


def _examples(service: Service, *, person: Beneficiary, staff: Account, exporter: Account) -> dict[str, Any]:
    """Make what the paths name: an invitation, a phone, a sign-in, an import, an export that left."""
    now, link = service.now(), new_secret()
    said = NoteContent(ContactOutcome.MET)
    note_contact(service, actor=actor(staff), person=person.id, said=said, seen="0")
    with service.database.writing() as store:
        (noted,) = store.contact_notes.of(person.id)
        receipt = store.declarations.receipts_of(person.id, SENT_WEEK)[1][0]
        store.invitations.add(staff.id, token_hash=hashed(link), at=now, expires_at=now + timedelta(days=1))
        store.remembered_phones.add(person.id, secret_hash=hashed(new_secret()), at=now)
        letters.prepare(service, store, account=person.account, actor=None)
        number = store.imports.begin(person.account.territory, at=now, actor=None)
        imprint = Imprint.of(person, store.contracts.engagement_of(person.id))
        store.imports.record(number, [ImportedPerson(person.id, imprint, imprint)])
        phone = store.remembered_phones.of_account(person.id, at=now)[0]
        opened = store.sign_ins.begin(
            account=person.id, secret_hash=hashed(new_secret()), network="test", at=now
        )
    purpose = export.purposes(service, actor(exporter))[0]
    request = ExportRequest(purpose=purpose, weeks=(SENT_WEEK, SENT_WEEK), written=Format.JSONL)
    run = export.ask(service, actor=actor(exporter), request=request)
    export.run_waiting(service)
    return {
        "person": person.account.public_id,
        "note": noted.id,
        "week": SENT_WEEK,
        "receiver": person.account.public_id,
        "member": staff.public_id,
        "number": number,
        "run": run.public_id,
        "token": link,
        "handle": TOKEN,
        "purpose": Purpose.SUPPORT,
        "page": "aide",
        "which": "courriel",
        "code": HERE,
        "rules.ask_withdrawal:week": TO_COME,
        "rules.withdraw:week": TO_COME,
        "purposes.purpose:code": "research",
        "purposes.open_:code": "research",
        "purposes.close:code": "research",
        "name": "xprsa.keys.json",
        "receipt": receipt.number,
        "entry.receipt:week": TOLD_WEEK,
        "own.confirm:week": TOLD_WEEK,
        "sign_ins.end:public_id": opened.public_id,
        "sign_ins.forget_phone:public_id": phone.public_id,
    }


def person_of_canaries(people: People, *, adviser: Account) -> Beneficiary:
    """Make a person with a canary in every column, a week sent and a day that was not possible."""
    person = people.beneficiary(
        adviser=adviser,
        first_name=CANARIES["first name"],
        last_name=CANARIES["last name"],
        email=CANARIES["email"],
        phone=CANARIES["phone"],
        address=CANARIES["address"],
    )
    said = content(
        activity("training", "12 h", note=CANARIES["note"]),
        prevented=could_not(2, reason=PreventedReason.HEALTH),
    )
    people.sends(person, SENT_WEEK, said)
    return person
