"""From the audit of a program to the objection of a person, through everybody's hands, in one real browser.

The counter of the register is worked out by hand. Asked about at first: Awa and eleven others, of whom the
program says something, and eleven beginners, of whom it says nothing. Ten people objected before, and ten of
the others went the whole way before Awa: too few to be told, so that she is the eleventh each time.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.activation import two_managers_activate
from tests.browser.border_world import HERS_IN_MINUTES, border_world
from tests.browser.judgement import faults
from tests.browser.register_counter import Counter
from tests.browser.scene import Scene
from tests.browser.way import Way, sound
from tests.builders import People
from xprsa.answers.planned import PlannedAskings
from xprsa.lab.report import contents
from xprsa.running.clock_guard import confirm

TITLE = "Ce qui a changé dans les activités"
GRADE = "« en baisse »"
FALL = "Total en baisse : 5 h 07 par semaine en moyenne, 15 h 07 avant."
FOLDED = "Ce qu’un programme a pu répondre"
VIEW = "Elle a repris un emploi le matin, et l’a dit au téléphone."
CONTESTED = "Je travaille le matin depuis octobre. Le programme ne le sait pas."
REASONS = "Le contrat de travail est au dossier. Ces semaines ne devaient pas être comparées."

BEFORE = Counter(asked=12 + 11, answers=12, abstentions=11)
AFTER = Counter(
    asked=(12 + 11) + (11 + 11),
    answers=12 + 11,
    abstentions=11 + 11,
    contests=11,
    contests_withdrawn=11,
    objections=11,
    own_views=11,
    own_views_changed=11,
)


@pytest.fixture
def way(
    request: pytest.FixtureRequest,
    browser: Browser,
    tmp_path: Path,
    migrated_file: Path,
    keyring_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Way]:
    """A territory of its own; printing a report takes seconds, so its PDF is a stand-in."""
    monkeypatch.setattr(contents, "pdf", lambda html: b"%PDF " + sha256(html).hexdigest().encode())
    with border_world(tmp_path, empty=migrated_file, keyring=keyring_file) as world:
        (here,) = world.service.territories()
        scene = Scene(browser, People(world.service, {here.code: here.id}), tmp_path)
        yield Way(world, scene, request.param)
        scene.close()


@pytest.mark.parametrize(
    "way",
    [
        {"javascript": True, "width": 1280},
        # As other long journeys: all pages judged, it takes some fifty seconds of processor.
        pytest.param({"javascript": False, "width": 360}, marks=pytest.mark.slow),
    ],
    ids=["with JavaScript", "without JavaScript"],
    indirect=True,
)
def test_an_answer_goes_from_the_audit_of_a_program_to_the_objection_of_a_person(way: Way) -> None:
    nothing_was_ever_active(way)
    two_managers_activate(way)
    the_worker_asks(way)
    way.world.ten_others_went_the_whole_way()
    the_register_tells(way, BEFORE)
    hers = her_pseudonym(way.world.exported("before"))
    adviser, phone = way.open(way.world.adviser), way.open(way.world.person.account)
    asking = nothing_opens_before_a_view(way, adviser)
    read = the_adviser_writes_then_reads(way, adviser)
    the_person_reads_the_same(way, phone, read)
    the_person_contests(phone)
    it_is_withdrawn_at_once(way, adviser)
    another_human_decides(way, adviser, asking)
    the_person_reads_the_outcome(phone)
    the_person_objects(phone)
    nothing_leaves_about_her(way, hers)
    a_week_later_nothing_is_asked_about_her(way, phone)
    the_register_tells(way, AFTER)


def register(way: Way) -> tuple[Page, dict[str, Any]]:
    """Read the register as anybody does, and as machines do."""
    page = way.open()
    page.goto("/algorithmes")
    return page, page.request.get("/algorithmes.json").json()


def nothing_was_ever_active(way: Way) -> None:
    page, document = register(way)
    expect(page.get_by_text("Aucun module de notation n’a jamais été actif ici.")).to_be_visible()
    sound(page, "Algorithmes")
    assert document["algorithms"] == []


def the_register_tells(way: Way, counter: Counter) -> None:
    page, document = register(way)
    expect(page.locator("dd.number")).to_have_text(counter.in_words())
    sound(page, "Algorithmes")
    (module,), (region,) = document["algorithms"], document["regions"]
    told = {**module["usage"], **region}
    assert Counter(**{name: told[name] for name in vars(counter)}) == counter


def the_worker_asks(way: Way) -> None:
    """Everybody who was asked about is told that there is something to read, and not what."""
    said = way.world.xprsa("work", "--once")
    assert f"à {way.world.person.account.email}]" in said
    assert "baisse" not in said


def her_pseudonym(documents: list[dict[str, Any]]) -> str:
    """Find her among the twelve people of eight weeks or more, and eleven of one week."""
    assert len(documents) == 12 + 11 * 8 + 11
    hers = [one["person"] for one in documents if one["declared_minutes"] in HERS_IN_MINUTES]
    assert len(hers) == 12
    (pseudonym,) = set(hers)
    return str(pseudonym)


def nothing_opens_before_a_view(way: Way, desk: Page) -> str:
    """The page holds nothing of the answer, and no other address opens it; gives its public number."""
    desk.goto(f"/portefeuille/{way.file}")
    sound(desk, way.world.person.account.name)
    desk.get_by_role("link", name="Écrire mon avis").click()
    asking = desk.locator("input[name=asking]").input_value()
    for address in (way.own_view, f"/mes-donnees/reponses/{asking}", _door(way, asking)):
        answered = desk.goto(address)
        assert answered is not None
        assert answered.ok is (address == way.own_view)
        for words in (TITLE, "en baisse", FOLDED):
            assert words not in answered.text()
        assert not faults(desk)
    desk.goto(way.own_view)
    return asking


def _door(way: Way, asking: str) -> str:
    """Where a contest of the answer is decided."""
    return f"/gestion/contestations/{way.file}/reponse/{asking}"


def the_adviser_writes_then_reads(way: Way, desk: Page) -> list[str]:
    """Give what was read and what was said of it, as the adviser reads both."""
    desk.get_by_label("Votre avis, en une phrase").fill(VIEW)
    desk.get_by_role("button", name="Garder mon avis").click()
    expect(desk.get_by_text(VIEW)).to_be_visible()
    expect(desk.get_by_text(GRADE, exact=True)).to_be_hidden()
    desk.get_by_text(FOLDED).click()
    expect(desk.get_by_text(GRADE, exact=True)).to_be_visible()
    expect(desk.get_by_text(FALL)).to_be_visible()
    sound(desk, "Mon avis")
    read = _read(desk)
    desk.get_by_role("button", name="Oui, il a changé").click()
    expect(desk.get_by_role("button", name="Oui, il a changé")).to_have_count(0)
    desk.get_by_text(FOLDED).click()
    expect(desk.get_by_text("il a changé.")).to_be_visible()
    return read


def _read(page: Page) -> list[str]:
    """Give what a page says of an answer: what was read and when, then what was said."""
    when = page.get_by_text("semaines déclarées, entre le")
    return [when.inner_text(), page.locator("article[data-answer]").inner_text()]


def the_person_reads_the_same(way: Way, phone: Page, read: list[str]) -> None:
    """With what was read week by week, who read it, and what they thought before."""
    phone.goto("/mes-donnees")
    sound(phone, "Mes données")
    reader = way.world.adviser.name
    looks = phone.locator("#regards")
    expect(looks.get_by_text(f"{reader} (référent) a ouvert la page où se lit").first).to_be_visible()
    phone.get_by_role("link", name=TITLE).click()
    sound(phone, "Ce qu’un programme a dit de vos semaines")
    assert _read(phone) == read
    phone.get_by_text("Semaine par semaine").click()
    expect(phone.get_by_role("heading", level=4)).to_have_count(12)
    expect(phone.get_by_text(VIEW)).to_be_visible()
    expect(phone.get_by_text("son avis a changé.")).to_be_visible()


def the_person_contests(phone: Page) -> None:
    phone.get_by_label("Vos mots").fill(CONTESTED)
    phone.get_by_role("button", name="Contester").click()
    expect(phone.get_by_role("heading", name="Votre contestation")).to_be_visible()
    expect(phone.get_by_text(CONTESTED)).to_be_visible()
    sound(phone, "Ce qu’un programme a dit de vos semaines")


def it_is_withdrawn_at_once(way: Way, desk: Page) -> None:
    """The adviser still has their own view, and nothing else."""
    desk.goto(way.own_view)
    expect(desk.get_by_text(VIEW)).to_be_visible()
    desk.get_by_text(FOLDED).click()
    expect(desk.get_by_text("Rien n’est à lire ici.")).to_be_visible()
    sound(desk, "Mon avis")
    assert "en baisse" not in desk.content()


def another_human_decides(way: Way, adviser: Page, asking: str) -> None:
    """Neither who follows the person nor who read the answer before, though they follow her no more."""
    decides_nothing(way, adviser, asking)
    way.scene.people.reassign(way.world.person, way.world.next_adviser)
    decides_nothing(way, adviser, asking)
    decides_nothing(way, way.open(way.world.next_adviser), asking)
    desk = way.open(way.world.colleague)
    desk.goto("/gestion/contestations")
    sound(desk, "Contestations")
    desk.get_by_role("link", name="réponse d’un programme").click()
    expect(desk.get_by_text(CONTESTED)).to_be_visible()
    expect(desk.get_by_text(GRADE, exact=True)).to_be_visible()
    expect(desk.get_by_text(VIEW)).to_have_count(0)
    sound(desk, "Une réponse contestée")
    desk.get_by_label("La retirer").check()
    desk.get_by_label("Pourquoi").fill(REASONS)
    desk.get_by_role("button", name="Décider").click()
    expect(desk.get_by_text("Vous avez décidé le")).to_be_visible()
    sound(desk, "Une réponse contestée")


def decides_nothing(way: Way, desk: Page, asking: str) -> None:
    """It is neither in their list nor behind its address."""
    desk.goto("/gestion/contestations")
    expect(desk.get_by_text("Aucune contestation n’attend votre décision.")).to_be_visible()
    answered = desk.goto(_door(way, asking))
    assert answered is not None
    assert answered.status == 404


def the_person_reads_the_outcome(phone: Page) -> None:
    phone.reload()
    for words in (REASONS, "Chloé Girard", "La réponse est retirée"):
        expect(phone.get_by_text(words)).to_be_visible()
    sound(phone, "Ce qu’un programme a dit de vos semaines")


def the_person_objects(phone: Page) -> None:
    phone.get_by_role("link", name="Ne plus être noté").click()
    phone.get_by_role("button", name="Je ne veux pas être noté").click()
    expect(phone.get_by_text("vous refusez toute note.")).to_be_visible()
    sound(phone, "Mes données")


def nothing_leaves_about_her(way: Way, hers: str) -> None:
    """Neither documents nor a trace that some went, and no question to the module."""
    documents, questions = way.world.exported("after"), way.world.questions("after")
    assert len(documents) == 11 * 8 + 11
    assert len(questions) == 11 + 11
    assert hers not in {one["person"] for one in (*documents, *questions)}


def a_week_later_nothing_is_asked_about_her(way: Way, phone: Page) -> None:
    """Somebody else reads two answers by then, she the one that she had."""
    later = way.world.a_week_later()
    confirm(later)
    questions: list[int] = []
    assert PlannedAskings(later, lambda _read, asked_about: questions.append(asked_about)).done() == 1
    assert questions[-1] == 11 + 11, "not even one that nobody keeps an answer to"
    other = way.open(way.world.others[0].account)
    for page, answers in ((other, 2), (phone, 1)):
        page.goto("/mes-donnees")
        expect(page.get_by_role("link", name=TITLE)).to_have_count(answers)
