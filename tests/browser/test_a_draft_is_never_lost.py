"""What is typed is kept: as a draft, without network, and when the sign-in ends meanwhile."""

import pytest
from playwright.sync_api import Page, Request, Response, Route, expect

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.posted import Posted
from xprsa.domain.duration import hours_and_minutes, minutes_typed
from xprsa.domain.person import Account
from xprsa.domain.week import Week

MOST_LOOKS = 50
MOST_PAUSE = 8_000  # ms: the pause after which a draft leaves, and time to answer
AS_TYPED = ("2h30", "2 h 30", "2:30", "2,5", "2.5", "150 min", "45mn", "1", "24", "1,333", "2h05", "90m")
KEPT = "Brouillon enregistré, pas encore envoyé"


@pytest.fixture
def posted(scene: Scene, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(scene.service, capsys)


def typing(scene: Scene, **given: object) -> tuple[Page, Account]:
    """Open the present week of a person with two activities of the week before."""
    person = scene.beneficiary(**given)
    scene.sent(person, scene.this_week.plus(-1), ("training", "4h"), ("workshop", "1h"))
    phone = scene.phone(person.account)
    phone.goto(f"/declarer/{scene.this_week}")
    return phone, person.account


def test_a_page_left_while_typing_is_there_again_on_another_phone(scene: Scene) -> None:
    phone, account = typing(scene)
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    phone.goto("/aide")
    other = scene.phone(account)
    wait_for_the_draft(other, scene.this_week, "3h15")
    assert not faults(other)
    other.goto("/")
    expect(other.get_by_text("brouillon", exact=True).first).to_be_visible()


def test_what_was_typed_a_moment_before_the_page_is_killed_is_kept(scene: Scene) -> None:
    phone, account = typing(scene)
    box = phone.get_by_role("textbox", name="Formation")
    with phone.expect_response(is_draft, timeout=MOST_PAUSE):
        box.fill("3h15")
    phone.context.close()  # no page is told that it is left
    other = scene.phone(account)
    other.goto(f"/declarer/{scene.this_week}")
    expect(other.get_by_role("textbox", name="Formation")).to_have_value("3h15")


@pytest.mark.slow
def test_typing_on_sends_no_second_draft_before_its_time_and_leaving_sends_the_rest(scene: Scene) -> None:
    phone, account = typing(scene)
    drafts: list[str] = []
    phone.on("request", lambda request: drafts.append(request.url) if is_draft(request) else None)
    box = phone.get_by_role("textbox", name="Formation")
    with phone.expect_response(is_draft, timeout=MOST_PAUSE):
        box.fill("3h")
    box.press_sequentially("15", delay=300)
    assert len(drafts) == 1
    phone.goto("/aide")
    wait_for_the_draft(scene.phone(account), scene.this_week, "3h15")


def test_a_page_in_which_nothing_changed_sends_no_draft(scene: Scene) -> None:
    phone, _ = typing(scene)
    drafts: list[str] = []
    phone.on("request", lambda request: drafts.append(request.url) if is_draft(request) else None)
    box = phone.get_by_role("textbox", name="Formation")
    box.fill("3h15")
    box.fill("")
    phone.goto("/aide")
    phone.goto("/")
    assert drafts == []


def test_what_was_typed_just_before_leaving_the_account_is_kept(scene: Scene) -> None:
    phone, account = typing(scene)
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    phone.get_by_role("button", name="Quitter").click()
    phone.wait_for_url("**/connexion")
    wait_for_the_draft(scene.phone(account), scene.this_week, "3h15")


@pytest.mark.slow
def test_an_erased_draft_does_not_come_back_though_its_last_words_were_not_kept_yet(scene: Scene) -> None:
    phone, _ = typing(scene)
    box = phone.get_by_role("textbox", name="Formation")
    box.fill("3h15")
    expect(phone.get_by_text(KEPT)).to_be_visible()
    phone.reload()
    phone.get_by_role("textbox", name="Formation").fill("4h")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Effacer le brouillon").click()
    phone.wait_for_timeout(500)
    phone.goto("/aide")
    phone.goto(f"/declarer/{scene.this_week}")
    assert phone.get_by_text("Effacer le brouillon").count() == 0


@pytest.mark.slow
def test_whoever_wants_out_does_not_wait_for_a_draft_that_does_not_arrive(scene: Scene) -> None:
    phone, _ = typing(scene)
    phone.route("**/brouillon", lambda _: None)  # the network takes it and never answers
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    phone.get_by_role("button", name="Quitter").click()
    phone.wait_for_url("**/connexion", timeout=5000)


@pytest.mark.slow
def test_what_is_typed_after_a_sending_that_did_not_leave_is_kept(scene: Scene) -> None:
    phone, account = typing(scene)
    box = phone.get_by_role("textbox", name="Formation")
    box.fill("3h15")
    phone.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    phone.get_by_role("button", name="Envoyer").click()
    box.fill("4h15")
    expect(phone.get_by_text(KEPT)).to_be_visible(timeout=MOST_PAUSE)
    wait_for_the_draft(scene.phone(account), scene.this_week, "4h15")


def test_what_is_typed_after_a_sending_whose_answer_was_lost_is_kept_as_its_correction(scene: Scene) -> None:
    phone, account = typing(scene)
    box = phone.get_by_role("textbox", name="Formation")
    box.fill("3h15")
    phone.route(f"**/declarer/{scene.this_week}", arrive_without_an_answer)
    phone.get_by_role("button", name="Envoyer").click()
    wait_until_sent(scene, account)
    box.fill("4h15")
    expect(phone.get_by_text(KEPT)).to_be_visible(timeout=MOST_PAUSE)
    other = scene.phone(account)
    wait_for_the_draft(other, scene.this_week, "4h15")
    other.get_by_role("button", name="Envoyer la correction").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Votre semaine est envoyée")


def arrive_without_an_answer(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort("aborted")


def wait_until_sent(scene: Scene, account: Account) -> None:
    """Ask on another phone until the receipt is there."""
    other = scene.phone(account)
    for _ in range(MOST_LOOKS):
        answered = other.goto(f"/declarer/{scene.this_week}/recu")
        if answered is not None and answered.ok:
            return
    raise AssertionError("the week never arrived")


def is_draft(exchange: Request | Response) -> bool:
    return exchange.url.endswith("/brouillon")


def wait_for_the_draft(phone: Page, week: Week, typed: str) -> None:
    """Open the week until it holds what was typed: the page that was left sends it by itself."""
    for _ in range(MOST_LOOKS):
        phone.goto(f"/declarer/{week}")
        if phone.get_by_role("textbox", name="Formation").input_value() == typed:
            return
    raise AssertionError("the draft never came")


def test_a_pause_while_typing_keeps_the_draft_and_says_so(scene: Scene) -> None:
    phone, _ = typing(scene)
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    expect(phone.get_by_text(KEPT)).to_be_visible()
    assert not faults(phone)


def test_without_network_a_sentence_says_so_and_the_text_is_kept_once_it_is_back(scene: Scene) -> None:
    phone, _ = typing(scene)
    phone.context.set_offline(True)
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    expect(phone.get_by_text("Pas de réponse")).to_be_visible()
    assert not faults(phone)
    phone.context.set_offline(False)
    expect(phone.get_by_text(KEPT)).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("textbox", name="Formation")).to_have_value("3h15")


def test_a_draft_that_is_refused_says_to_sign_in_again(scene: Scene) -> None:
    phone, account = typing(scene)
    scene.lapse(account)
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    expect(phone.get_by_text("reconnectez-vous")).to_be_visible()
    assert not faults(phone)


def test_a_kind_is_added_and_taken_away(scene: Scene, javascript: bool) -> None:
    person = scene.beneficiary()
    phone = scene.phone(person.account, javascript=javascript)
    phone.goto(f"/declarer/{scene.this_week}")
    phone.get_by_role("button", name="Immersion, stage").tap()
    expect(phone.get_by_role("textbox", name="Immersion, stage")).to_be_visible()
    phone.get_by_text("Toutes les activités").tap()
    phone.get_by_role("button", name="Bénévolat").tap()
    phone.get_by_role("textbox", name="Bénévolat").fill("2h")
    assert not faults(phone)
    row = phone.get_by_role("group", name="Immersion, stage")
    row.get_by_text("Jours et précisions").tap()
    row.get_by_role("checkbox", name="mardi").tap()
    row.get_by_role("button", name="Retirer cette activité").tap()
    expect(phone.get_by_role("textbox", name="Immersion, stage")).to_have_count(0)
    expect(phone.get_by_role("textbox", name="Bénévolat")).to_have_value("2h")
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre semaine est envoyée")
    expect(phone.get_by_role("main")).to_contain_text("Bénévolat")


def test_the_total_that_is_shown_is_the_total_that_the_server_counts(scene: Scene) -> None:
    phone, _ = typing(scene)
    for typed in AS_TYPED:
        phone.get_by_role("textbox", name="Formation").fill(typed)
        expect(phone.locator("output"), typed).to_have_text(hours_and_minutes(minutes_typed(typed)))
    phone.get_by_role("textbox", name="Atelier").fill("1h")
    expect(phone.locator("output")).to_have_text("2\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.locator(".figure")).to_have_text("2\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")


def test_a_quarter_of_an_hour_more_or_less_in_one_tap(scene: Scene) -> None:
    phone, _ = typing(scene)
    phone.get_by_role("button", name="15 minutes de plus, Formation").tap()
    phone.get_by_role("button", name="15 minutes de plus, Formation").tap()
    phone.get_by_role("button", name="15 minutes de moins, Formation").tap()
    expect(phone.get_by_role("textbox", name="Formation")).to_have_value("15\N{NO-BREAK SPACE}min")


def test_a_sign_in_that_ended_while_typing_gives_the_text_back_after_the_next_one(
    scene: Scene, posted: Posted
) -> None:
    phone, account = typing(scene, phone="0639987003")
    send_too_late(scene, phone, account)
    sign_in_again(phone, account, posted)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre texte est gardé")
    assert not faults(phone)
    phone.get_by_role("button", name="Renvoyer").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre semaine est envoyée")
    expect(phone.get_by_role("main")).to_contain_text("3 h 15")


def test_it_is_not_given_back_to_somebody_else_on_the_same_phone(scene: Scene, posted: Posted) -> None:
    phone, account = typing(scene, phone="0639987004")
    other = scene.beneficiary(phone="0639987005").account
    send_too_late(scene, phone, account)
    sign_in_again(phone, other, posted)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Bonjour ")
    answered = phone.goto("/connexion/reprendre")
    assert answered is not None
    assert answered.status == 404
    phone.goto(f"/declarer/{scene.this_week}")
    expect(phone.get_by_role("textbox", name="Formation")).to_have_count(0)


def send_too_late(scene: Scene, phone: Page, account: Account) -> None:
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    scene.lapse(account)
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Connectez-vous à nouveau")
    assert not faults(phone)
    phone.get_by_role("button", name="Me connecter").tap()
    expect(phone.get_by_text("Votre texte est gardé.")).to_be_visible()


def sign_in_again(phone: Page, account: Account, posted: Posted) -> None:
    phone.get_by_label("Votre courriel ou votre numéro").fill(account.phone or "")
    phone.get_by_role("button", name="Recevoir un code").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre code")
    phone.get_by_label("Code").fill(posted.code())
    phone.get_by_role("button", name="Continuer").tap()
