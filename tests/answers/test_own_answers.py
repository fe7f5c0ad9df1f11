"""A person reads what modules answered about them, no later than staff, and contests it in words."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.answers.made import an_active_module, done_asking, kept_answer
from tests.builders import Clock, People, actor
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.answers.contesting import AlreadyContested, contest_answer
from xprsa.answers.person_forms import LONGEST_CONTEST
from xprsa.declare.objecting import object_to_scores, take_objection_back
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service
from xprsa.storage.answer_contests import AnswerContests
from xprsa.storage.answer_entries import ContestOutcome, KeptAnswer, ModuleAsking
from xprsa.storage.register_entries import RegisteredModule

WORDS = "Une des semaines était en vacances scolaires."


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def module(service: Service, people: People) -> RegisteredModule:
    return an_active_module(service, people)


@pytest.fixture
def asking(service: Service, module: RegisteredModule) -> ModuleAsking:
    return done_asking(service, module)


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser)


@pytest.fixture
def kept(service: Service, asking: ModuleAsking, person: Beneficiary) -> KeptAnswer:
    return kept_answer(service, asking, person)


@pytest.fixture
def browser(person: Beneficiary, as_beneficiary: Callable[[Beneficiary], JudgingClient]) -> JudgingClient:
    return as_beneficiary(person)


def address(asking: ModuleAsking) -> str:
    return f"/mes-donnees/reponses/{asking.public_id}"


def decide(service: Service, kept: KeptAnswer, by: Account, outcome: ContestOutcome, reasons: str) -> None:
    with service.database.writing() as store:
        assert store.answer_contests.decide(
            kept.person,
            asking=kept.asking.id,
            account=by.id,
            at=service.now(),
            outcome=outcome,
            reasons=reasons,
        )


def open_to_staff(service: Service, kept: KeptAnswer) -> bool:
    with service.database.reading() as store:
        return bool(
            store.kept_answers.open_to_staff(
                kept.person, territory=kept.asking.territory, on=service.now().date()
            )
        )


def test_where_nobody_asked_the_person_reads_so(browser: JudgingClient) -> None:
    assert "Aucune réponse d’un programme n’est gardée sur vous." in browser.get("/mes-donnees").text


def test_an_answer_is_listed_and_its_page_tells_all_of_it(
    browser: JudgingClient, kept: KeptAnswer, module: RegisteredModule
) -> None:
    page = browser.get("/mes-donnees").text
    assert module.card.title in page
    assert "Le programme a répondu." in page
    assert address(kept.asking) in page
    page = browser.get(address(kept.asking)).text
    for words in (
        "62,5", "effort 1.0", "La durée prévue est presque atteinte.", "12\u00a0h\u00a030", "L.\u00a0311-3-1",
        "Service d’accompagnement", "Personne n’a encore écrit d’avis.", module.proposal.digest,
    ):  # fmt: skip
        assert words in page


def test_an_abstention_and_a_fault_are_told_as_what_they_are(
    service: Service,
    browser: JudgingClient,
    module: RegisteredModule,
    asking: ModuleAsking,
    person: Beneficiary,
) -> None:
    kept_answer(service, asking, person, abstains="Moins de quatre semaines déclarées.")
    failed = kept_answer(service, done_asking(service, module), person, fault="too_slow")
    page = browser.get("/mes-donnees").text
    assert "Le programme n’a rien dit." in page
    assert "Le programme n’a pas pu répondre." in page
    assert "Moins de quatre semaines déclarées." in browser.get(address(asking)).text
    assert "Il n’a pas répondu à temps." in browser.get(address(failed.asking)).text


def test_an_asking_that_is_not_done_and_one_about_others_do_not_exist(
    service: Service, people: People, browser: JudgingClient, module: RegisteredModule, person: Beneficiary
) -> None:
    other = done_asking(service, module)
    kept_answer(service, other, people.beneficiary())
    assert browser.get(address(other)).status_code == 404
    running = done_asking(service, module, state="running", ended_at=None)
    assert browser.get(address(running)).status_code == 404
    with pytest.raises(LookupError):
        contest_answer(service, actor=actor(person.account), asking=other.public_id, words="")


def test_a_person_contests_in_their_own_words_and_staff_read_it_no_longer_at_once(
    service: Service, browser: JudgingClient, kept: KeptAnswer
) -> None:
    assert open_to_staff(service, kept)
    sent = browser.press(browser.get(address(kept.asking)), "Contester", words=WORDS)
    assert sent.status_code == 303
    assert not open_to_staff(service, kept)
    page = browser.get(sent.location).text
    assert WORDS in page
    assert "seules les personnes qui peuvent en décider lisent encore cette réponse" in page
    assert "au plus tard" in page
    assert "<textarea" not in page
    assert "Vous contestez" in browser.get("/mes-donnees").text


def test_while_its_person_objects_a_contest_waits_and_nobody_is_said_to_read_the_answer(
    service: Service, people: People, browser: JudgingClient, kept: KeptAnswer, person: Beneficiary
) -> None:
    object_to_scores(service, actor=actor(person.account), person=person.id)
    page = browser.get(address(kept.asking))
    assert "Votre contestation attendra que vous reveniez sur ce refus." in page.text
    page = browser.get(browser.press(page, "Contester", words=WORDS).location).text
    assert "personne du service ne lit cette réponse, et votre contestation attend" in page
    assert "au plus tard" not in page
    take_objection_back(service, actor=actor(person.account))
    assert "décide au plus tard" in browser.get(address(kept.asking)).text
    decide(service, kept, people.manager(), ContestOutcome.STANDS, "Relu.")
    assert "le service peut de nouveau la lire" in browser.get(address(kept.asking)).text
    object_to_scores(service, actor=actor(person.account), person=person.id)
    page = browser.get(address(kept.asking)).text
    assert "le service peut de nouveau la lire" not in page
    assert "mais vous refusez toute note" in page


def test_words_are_welcome_and_not_owed(service: Service, browser: JudgingClient, kept: KeptAnswer) -> None:
    assert browser.press(browser.get(address(kept.asking)), "Contester").status_code == 303
    assert not open_to_staff(service, kept)
    assert "<blockquote>" not in browser.get(address(kept.asking)).text


@pytest.mark.parametrize("reply", [{"abstains": "Trop peu de semaines."}, {"fault": "crashed"}])
def test_whatever_came_back_can_be_contested(
    service: Service, browser: JudgingClient, asking: ModuleAsking, person: Beneficiary, reply: dict[str, str]
) -> None:
    kept_answer(service, asking, person, **reply)
    assert browser.press(browser.get(address(asking)), "Contester", words=WORDS).status_code == 303
    assert WORDS in browser.get(address(asking)).text


def test_said_twice_it_is_kept_once_and_other_words_are_given_back(
    service: Service, browser: JudgingClient, kept: KeptAnswer
) -> None:
    form = browser.get(address(kept.asking))
    assert browser.press(form, "Contester", words=WORDS).status_code == 303
    assert browser.press(form, "Contester", words=WORDS).status_code == 303  # a double tap
    again = browser.press(form, "Contester", words="D’autres mots.")
    assert again.status_code == 409
    assert "D’autres mots." in again.text
    assert "Vos nouveaux mots ne sont pas gardés" in again.text
    assert "D’autres mots." not in browser.get(address(kept.asking)).text
    with pytest.raises(AlreadyContested):
        contest_answer(
            service, actor=actor(_account(service, kept)), asking=kept.asking.public_id, words="Encore."
        )


def test_words_that_came_after_others_from_another_phone_are_given_back_and_not_noted(
    service: Service, browser: JudgingClient, kept: KeptAnswer, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, real = browser.get(address(kept.asking)), AnswerContests.make

    def late(contests: AnswerContests, person: int, *, asking: int, words: str, at: datetime) -> bool:
        assert real(contests, person, asking=asking, words="Dit ailleurs.", at=at)
        return real(contests, person, asking=asking, words=words, at=at)

    monkeypatch.setattr(AnswerContests, "make", late)
    refused = browser.press(form, "Contester", words=WORDS)
    assert refused.status_code == 409
    assert "Vos nouveaux mots ne sont pas gardés" in refused.text
    for words in (WORDS, "Dit ailleurs."):
        assert words in refused.text
    with service.database.reading() as store:
        assert not lines_about(store, kept.person, ["answer_contested"])


def test_words_too_long_are_given_back_whole(browser: JudgingClient, kept: KeptAnswer) -> None:
    long = "mot " * LONGEST_CONTEST
    refused = browser.press(browser.get(address(kept.asking)), "Contester", words=long)
    assert refused.status_code == 422
    assert long.strip() in refused.text
    assert f"Gardez {LONGEST_CONTEST} signes au plus." in refused.text


def test_our_own_delay_is_told_to_whoever_contests(
    service: Service,
    kept: KeptAnswer,
    person: Beneficiary,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    clock: Clock,
) -> None:
    contest_answer(service, actor=actor(person.account), asking=kept.asking.public_id, words=WORDS)
    clock.advance(days=30)
    assert "Nous sommes en retard." not in as_beneficiary(person).get(address(kept.asking)).text
    clock.advance(days=1)
    page = as_beneficiary(person).get(address(kept.asking)).text
    assert "Nous sommes en retard." in page
    assert "24 décembre 2026" in page


def test_the_person_reads_what_somebody_else_decided_and_why(
    service: Service, people: People, kept: KeptAnswer, browser: JudgingClient
) -> None:
    browser.press(browser.get(address(kept.asking)), "Contester", words=WORDS)
    helene = people.manager(first_name="Hélène", last_name="Aubry")
    decide(service, kept, helene, ContestOutcome.STANDS, "Relu.")
    page = browser.get(address(kept.asking)).text
    for words in ("Hélène Aubry", "Relu.", "La réponse reste", WORDS):
        assert words in page
    assert open_to_staff(service, kept)
    assert "Gardée après votre contestation." in browser.get("/mes-donnees").text


def test_an_answer_that_was_withdrawn_stays_readable_by_its_person_alone(
    service: Service, people: People, browser: JudgingClient, kept: KeptAnswer
) -> None:
    browser.press(browser.get(address(kept.asking)), "Contester")
    decide(service, kept, people.manager(), ContestOutcome.WITHDRAWN, "Les semaines lues sont fausses.")
    page = browser.get(address(kept.asking)).text
    assert "La réponse est retirée" in page
    assert "62,5" in page
    assert not open_to_staff(service, kept)
    assert "Retirée après votre contestation." in browser.get("/mes-donnees").text


def test_staff_read_nothing_of_a_module_that_changed_since_or_of_which_the_card_expired(
    service: Service, kept: KeptAnswer, module: RegisteredModule, browser: JudgingClient
) -> None:
    with service.database.writing() as store:
        store.registered_modules.note_installed(module.id, other_digest="99" * 32, at=service.now())
    assert not open_to_staff(service, kept)
    with service.database.writing() as store:
        store.registered_modules.note_installed(module.id, other_digest=None, at=None)
    assert open_to_staff(service, kept)
    last_day, territory = module.card.expires_on, kept.asking.territory
    with service.database.reading() as store:
        for day, is_open in ((last_day, True), (last_day + timedelta(days=1), False)):
            assert bool(store.kept_answers.open_to_staff(kept.person, territory=territory, on=day)) is is_open
    assert "62,5" in browser.get(address(kept.asking)).text


def test_the_person_reads_the_own_view_of_each_reader_and_whether_it_changed(
    service: Service, people: People, browser: JudgingClient, kept: KeptAnswer, adviser: Account, clock: Clock
) -> None:
    other = people.adviser(first_name="Malik", last_name="Benali")
    clock.advance(minutes=5)
    with service.database.writing() as store:
        at, asking = service.now(), kept.asking.id
        store.own_views.write(
            kept.person, account=adviser.id, asking=asking, words="Elle avance bien.", at=at
        )
        store.own_views.note_changed(kept.person, account=adviser.id, asking=asking, changed=False, at=at)
        store.own_views.write(kept.person, account=other.id, asking=asking, words=None, at=at)
    for page in (browser.get("/mes-donnees").text, browser.get(address(kept.asking)).text):
        for words in (
            "Nadia Lemaire", "Elle avance bien.", "son avis n’a pas changé", "Malik Benali",
            "Je n’ai pas encore d’avis", "N’a pas dit si une réponse a changé son avis.",
        ):  # fmt: skip
            assert words in page


def test_a_view_stands_beside_the_answer_that_was_the_latest_when_it_was_written(
    service: Service,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    kept: KeptAnswer,
    module: RegisteredModule,
    adviser: Account,
    person: Beneficiary,
    clock: Clock,
) -> None:
    clock.advance(days=7)
    later = kept_answer(service, done_asking(service, module), person)
    clock.advance(hours=1)
    with service.database.writing() as store:
        store.own_views.write(
            person.id, account=adviser.id, asking=later.asking.id, words="Mon avis.", at=service.now()
        )
    browser = as_beneficiary(person)
    assert "Mon avis." in browser.get(address(later.asking)).text
    assert "Mon avis." not in browser.get(address(kept.asking)).text


def test_older_answers_are_folded_and_none_is_left_out(
    service: Service,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    module: RegisteredModule,
    person: Beneficiary,
    clock: Clock,
) -> None:
    askings = []
    for _ in range(10):
        askings.append(done_asking(service, module))
        kept_answer(service, askings[-1], person)
        clock.advance(days=7)
    page = as_beneficiary(person).get("/mes-donnees").text
    assert all(address(asking) in page for asking in askings)
    assert page.index(address(askings[9])) < page.index("Plus anciennement") < page.index(address(askings[0]))


def test_a_contest_typed_when_nobody_is_signed_in_any_more_is_given_back_after_the_code(
    service: Service,
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    asking: ModuleAsking,
    clock: Clock,
    posted: Posted,
) -> None:
    amara = people.beneficiary(email="amara@example.org")
    kept = kept_answer(service, asking, amara)
    browser = as_beneficiary(amara)
    form = browser.get(address(asking))
    clock.advance(hours=1)
    late = browser.press(form, "Contester", words=WORDS)
    assert late.status_code == 401
    assert open_to_staff(service, kept)
    page = browser.press(late, "Me connecter")
    browser.press(page, "Recevoir un code", contact="amara@example.org")
    page = browser.press(browser.get("/connexion/code"), "Continuer", code=posted.code())
    back = browser.get(page.location)
    assert WORDS in back.text
    assert f'action="{address(asking)}/contester"' in back.text


def test_a_contest_is_noted_in_the_journal_without_its_words(
    service: Service, browser: JudgingClient, kept: KeptAnswer
) -> None:
    browser.press(browser.get(address(kept.asking)), "Contester", words=WORDS)
    with service.database.reading() as store:
        lines = lines_about(store, kept.person, ["answer_contested"])
    assert [line.detail for line in lines] == [str(kept.asking.public_id)]


def _account(service: Service, kept: KeptAnswer) -> Account:
    with service.database.reading() as store:
        account = store.people.account(kept.person)
    assert account is not None
    return account


def test_views_of_one_instant_stand_in_one_order(
    service: Service,
    module: RegisteredModule,
    person: Beneficiary,
    adviser: Account,
    clock: Clock,
) -> None:
    older, newer = done_asking(service, module), done_asking(service, module)
    for asking in (newer, older):
        kept_answer(service, asking, person)
        with service.database.writing() as store:
            store.own_views.write(person.id, account=adviser.id, asking=asking.id, words=None, at=clock())
    with service.database.reading() as store:
        found = [view.asking for view in store.own_views.about(person.id)]
    assert found == [newer.id, older.id]
