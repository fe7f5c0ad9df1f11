"""The adviser finds a week, counts it, asks; the person answers and corrects; both read every version."""

from collections.abc import Callable

from tests.builders import People, activity, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, summary_of
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import LineState
from xprsa.running.service import Service


def test_a_week_goes_from_the_list_to_a_question_an_answer_and_a_count(
    service: Service,
    people: People,
    as_adviser: Callable[[Account], JudgingClient],
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    adviser = people.adviser(first_name="Nadia", last_name="Lemaire", phone="0199000001")
    person = people.beneficiary(adviser=adviser, first_name="Amara", last_name="Diallo")
    sent = content(activity("training", "6 h"), activity("personal_steps", "2 h", note="CAF"))
    people.sends(person, LAST_WEEK, sent)
    staff, owner = as_adviser(adviser), as_beneficiary(person)

    # The adviser finds the week in the list, reads it and asks about a line.
    listed = staff.get("/portefeuille")
    assert "Amara D." in listed.text
    assert f'href="{address(person)}"' in listed.text
    staff.press(staff.get(address(person)), "Envoyer la question", words="Le trajet est-il compris\u202f?")

    # The person sees the question, who asked and who looked; and answers.
    asked = owner.get(f"/mes-semaines/{LAST_WEEK}")
    assert "Le trajet est-il compris\u202f?" in asked.text
    assert "Nadia Lemaire" in asked.text
    assert "Nadia Lemaire" in owner.get("/mes-donnees").text
    assert owner.press(asked, "Envoyer ma réponse", words="Oui, une heure.").status_code == 303

    # The answer comes back to the top of the adviser's list; one tap counts the week.
    listed = staff.get("/portefeuille").text
    assert "Oui, une heure." in listed
    staff.press(staff.get(address(person)), "Compter toute la semaine")
    assert summary_of(service, person).counted == 8 * 60
    assert "Amara D." not in staff.get("/portefeuille").text

    # The person corrects: what did not change stays counted, the new line waits, version 1 is still read.
    people.sends(person, LAST_WEEK, content(*sent.activities, activity("job_search", "1h30")))
    assert "A corrigé la semaine du 16 au 22 novembre" in staff.get("/portefeuille").text
    page = staff.get(address(person)).text
    assert "En plus\u00a0: <b>Candidatures, recherche</b> 1\u00a0h\u00a030" in page
    assert "1\u00a0h\u00a030</b> en attente" in page
    assert "Vous lisez une version ancienne" in staff.get(f"{address(person)}?version=1").text
    states = [line.state for line in summary_of(service, person).lines]
    assert states == [LineState.COUNTED, LineState.COUNTED, LineState.UNREAD]
