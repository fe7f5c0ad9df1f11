"""Managers read card and audit, accept a key, confirm with their phone, answer each effect, and stop."""

from collections.abc import Callable

import pytest

from tests.builders import actor
from tests.pages import JudgingClient
from tests.scores.made import ANSWERS, Register, a_module, with_red_codes
from xprsa.domain.person import Account
from xprsa.scores import service as register
from xprsa.scores.demands import ProposalRefused
from xprsa.storage.register_entries import ModuleState

LIST = "/gestion/modules"
Browsers = Callable[[Account], JudgingClient]


def test_nothing_was_ever_proposed(desk: Register, as_adviser: Browsers) -> None:
    assert "Aucun module n’a jamais été proposé." in as_adviser(desk.first).get(LIST).text


def test_a_key_is_shown_whole_with_its_module_before_it_is_accepted(
    desk: Register, as_adviser: Browsers
) -> None:
    with pytest.raises(ProposalRefused):
        desk.proposes(desk.audited())
    helene = as_adviser(desk.first)
    assert "Clé à accepter" in helene.get(LIST).text
    page = helene.get(f"{LIST}/cles/{desk.key.public}")
    for words in (
        desk.key.public,
        "effort 1.0",
        "Ce n’est pas une clé du projet XP RSA",
        "Une fois acceptée",
    ):
        assert words in page.text
    wrong = helene.press(page, "Accepter cette clé", code="000000")
    assert (wrong.status_code, "Ce n’est pas ce code" in wrong.text) == (422, True)
    done = helene.press(page, "Accepter cette clé", code=desk.code(desk.first))
    assert (done.status_code, done.location) == (303, LIST)
    assert "Clé acceptée" in helene.get(LIST).text
    late = helene.press(page, "Accepter cette clé", code=desk.code(desk.first))
    assert (late.status_code, "a décidé de cette clé" in late.text) == (409, True)
    accepted = helene.get(f"{LIST}/cles/{desk.key.public}")
    assert helene.press(accepted, "Ne plus accepter cette clé").status_code == 303
    assert "Clé refusée" in helene.get(LIST).text
    assert helene.press(accepted, "Ne plus accepter cette clé").status_code == 409


def test_two_managers_confirm_and_the_second_answers_each_effect(
    desk: Register, as_adviser: Browsers
) -> None:
    module = desk.proposed()
    helene, karim = as_adviser(desk.first), as_adviser(desk.second)
    address = f"{LIST}/{module}"
    page = helene.get(address)
    for words in (
        "Part de la durée hebdomadaire", "Points donnés quand toute la durée est atteinte.", "Santé",
        "Français", "Nationalité", "les heures déclarées", desk.module.digest, desk.key.public,
        "https://audits.example/effort", "Un second responsable doit confirmer aussi",
    ):  # fmt: skip
        assert words in page.text
    assert "Pourquoi c’est acceptable" not in page.text
    empty = helene.press(page, "Confirmer ce module")
    assert (empty.status_code, "Écrivez le code du téléphone." in empty.text) == (422, True)
    assert helene.press(page, "Confirmer ce module", code=desk.code(desk.first)).location == address
    again = helene.get(address)
    assert "Un autre responsable doit le confirmer aussi." in again.text
    assert 'name="code"' not in again.text
    page = karim.get(address)
    assert "Confirmé par <bdi>Hélène" in page.text
    assert "mot pour mot" in page.text
    short = karim.press(page, "Confirmer", code=desk.code(desk.second), words_1=ANSWERS[1])
    assert short.status_code == 422
    assert "Écrivez pourquoi c’est acceptable" in short.text
    assert ANSWERS[1] in short.text
    long = karim.press(page, "Confirmer", code="123456", words_1="x" * 501, words_2=ANSWERS[2])
    assert (long.status_code, "Gardez 500 signes au plus." in long.text) == (422, True)
    answers = {f"words_{number}": words for number, words in ANSWERS.items()}
    assert karim.press(page, "Confirmer", code=desk.code(desk.second), **answers).location == address
    assert desk.find(module).state is ModuleState.ACTIVE
    shown = karim.get(address).text
    assert ANSWERS[1] in shown
    assert "Arrêter ce module" in shown


def test_the_name_of_each_code_is_said_beside_its_text(desk: Register, as_adviser: Browsers) -> None:
    desk.accept_key()
    module = desk.proposes(desk.audited(with_red_codes))
    desk.confirms(module, desk.first)
    page = as_adviser(desk.second).get(f"{LIST}/{module}").text
    for words in ("Cap emploi", "Département\u00a0: 971", "mission locale et Département\u00a0: 974"):
        assert words in page


def test_answers_to_a_hundred_codes_are_taken(desk: Register, as_adviser: Browsers) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    karim = as_adviser(desk.second)
    page = karim.get(f"{LIST}/{module}")
    more = {f"words_{number}": "é" * 500 for number in range(3, 100)}
    answers = {f"words_{number}": "é" * 500 for number in (1, 2)}
    token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    seen = desk.find(module).seen
    typed = {"csrf": token, "seen": seen, "code": desk.code(desk.second), **answers, **more}
    assert karim.post(f"{LIST}/{module}/confirmer", data=typed).status_code == 303


def test_one_manager_stops_it_and_reads_what_follows_before(desk: Register, as_adviser: Browsers) -> None:
    module = desk.active()
    karim = as_adviser(desk.second)
    page = karim.get(f"{LIST}/{module}")
    assert "Le module n’est plus actif, tout de suite et pour de bon." in page.text
    assert karim.press(page, "Arrêter ce module").location == f"{LIST}/{module}"
    assert desk.find(module).state is ModuleState.STOPPED
    late = karim.press(page, "Arrêter ce module")
    assert (late.status_code, "Ce module a changé" in late.text) == (409, True)
    assert "Arrêté par <bdi>Karim" in late.text


def test_a_proposal_is_withdrawn_by_one_manager(desk: Register, as_adviser: Browsers) -> None:
    module = desk.proposed()
    karim = as_adviser(desk.second)
    karim.press(karim.get(f"{LIST}/{module}"), "Retirer cette proposition")
    assert desk.find(module).state is ModuleState.WITHDRAWN


def test_answers_typed_while_somebody_else_was_faster_are_given_back(
    desk: Register, as_adviser: Browsers
) -> None:
    module = desk.proposed()
    desk.confirms(module, desk.first)
    karim = as_adviser(desk.second)
    page = karim.get(f"{LIST}/{module}")
    desk.stops(module)
    answers = {f"words_{number}": words for number, words in ANSWERS.items()}
    late = karim.press(page, "Confirmer", code=desk.code(desk.second), **answers)
    assert (late.status_code, "Ce module a changé" in late.text) == (409, True)
    for words in ANSWERS.values():
        assert f"<blockquote>{words}</blockquote>" in late.text


def test_a_page_read_before_the_first_confirmation_does_not_give_the_second(
    desk: Register, as_adviser: Browsers
) -> None:
    module = desk.proposed()
    karim = as_adviser(desk.second)
    page = karim.get(f"{LIST}/{module}")
    desk.confirms(module, desk.first)
    late = karim.press(page, "Confirmer ce module", code=desk.code(desk.second))
    assert (late.status_code, "Ce module a changé" in late.text) == (409, True)
    assert "Pourquoi c’est acceptable" in late.text
    assert desk.find(module).state is ModuleState.PROPOSED


def test_too_many_wrong_codes_say_how_long_to_wait(desk: Register, as_adviser: Browsers) -> None:
    module = desk.proposed()
    helene = as_adviser(desk.first)
    page = helene.get(f"{LIST}/{module}")
    for _ in range(4):
        helene.press(page, "Confirmer ce module", code="000000")
    wait = helene.press(page, "Confirmer ce module", code="000000")
    assert "Attendez 1\u00a0minute, puis recommencez." in wait.text


def test_managers_read_that_what_is_installed_changed(desk: Register, as_adviser: Browsers) -> None:
    module = desk.active()
    other = a_module(desk.folder, limits="Autre chose.")
    assert not desk.is_active(other)
    helene = as_adviser(desk.first)
    for address in (LIST, f"{LIST}/{module}"):
        assert "Ce qui est installé n’est plus ce qui a été confirmé." in helene.get(address).text
    assert other.digest in helene.get(f"{LIST}/{module}").text


def test_managers_read_that_a_card_expired(desk: Register, as_adviser: Browsers) -> None:
    today = desk.service.today(desk.territory)
    module = desk.active(module=a_module(desk.folder, expires_on=today.isoformat()))
    desk.clock.advance(days=1)
    helene = as_adviser(desk.first)
    for address in (LIST, f"{LIST}/{module}"):
        assert "Sa fiche a expiré." in helene.get(address).text


def test_a_manager_of_elsewhere_sees_nothing_of_it(desk: Register, as_adviser: Browsers) -> None:
    module = desk.proposed()
    lea = as_adviser(desk.manager("Léa", territory="98"))
    assert "Aucun module n’a jamais été proposé." in lea.get(LIST).text
    assert lea.get(f"{LIST}/{module}").status_code == 404
    assert lea.get(f"{LIST}/cles/{desk.key.public}").status_code == 404
    assert register.keys(desk.service, territory=actor(desk.first).territory)
