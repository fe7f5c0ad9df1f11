"""Somebody about whom a module was asked, in every state that its answer can be in."""

from uuid import UUID

from tests import builders
from tests.answers.made import done_asking, kept_answer
from tests.browser.scene import Scene
from xprsa.answers.contesting import contest_answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.storage.answer_entries import ContestOutcome, KeptAnswer

WORDS = "Une de ces semaines, ma fille était malade. Le programme ne le sait pas."
REASONS = "Relu avec vous au téléphone : les deux semaines lues sont bien celles que vous avez envoyées."


def answered_about(scene: Scene, module: UUID, *, adviser: Account) -> Beneficiary:
    """Give somebody with an answer, an abstention, a fault, an open contest and two decided ones."""
    service = scene.service
    person = scene.beneficiary(adviser=adviser, first_name="Amara", last_name="Diallo", asked_since=3)
    with service.database.reading() as store:
        found = store.registered_modules.find(module)
    assert found is not None
    answer = kept_answer(service, done_asking(service, found), person)
    replies: list[dict[str, str]] = [
        {"abstains": "Moins de quatre semaines déclarées et comparables : rien n’est dit."},
        {"fault": "too_slow"},
    ]
    for reply in replies:
        kept_answer(service, done_asking(service, found), person, **reply)
    _view(scene, answer, by=adviser, words="Elle a repris la formation, il lui manque la garde du mercredi.")
    _view(scene, answer, by=scene.staff("adviser", first_name="Malik"), words=None)
    for outcome in (None, ContestOutcome.WITHDRAWN, ContestOutcome.STANDS):
        kept = kept_answer(service, done_asking(service, found), person)
        asking = kept.asking.public_id
        contest_answer(service, actor=builders.actor(person.account), asking=asking, words=WORDS)
        if outcome is not None:
            _decide(scene, kept, outcome)
    return person


def _view(scene: Scene, kept: KeptAnswer, *, by: Account, words: str | None) -> None:
    at, asking = scene.service.now(), kept.asking.id
    with scene.service.database.writing() as store:
        store.own_views.write(kept.person, account=by.id, asking=asking, words=words, at=at)
        if words is not None:
            store.own_views.note_changed(kept.person, account=by.id, asking=asking, changed=False, at=at)


def _decide(scene: Scene, kept: KeptAnswer, outcome: ContestOutcome) -> None:
    manager = scene.staff("manager")
    with scene.service.database.writing() as store:
        store.answer_contests.decide(
            kept.person,
            asking=kept.asking.id,
            account=manager.id,
            at=scene.service.now(),
            outcome=outcome,
            reasons=REASONS,
        )
