"""No module is active without a card that says everything, and the register tells all of it (T-1)."""

import pytest
from pydantic import ValidationError

from tests.pages import JudgingClient
from tests.scores.made import Register, a_module
from tests.scores.made_cards import EFFORT
from xprsa.modules.registry import ModuleWrong
from xprsa.scores import service as register
from xprsa.scores.demands import ProposalRefused
from xprsa.scoring.module import ModuleCard

OWED = [name for name, field in ModuleCard.model_fields.items() if field.is_required()]
WORDS = [name for name, field in ModuleCard.model_fields.items() if field.annotation is str]


@pytest.mark.parametrize("name", OWED)
def test_a_card_without_one_of_its_fields_is_no_card(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        ModuleCard.model_validate({key: said for key, said in EFFORT.items() if key != name})


@pytest.mark.parametrize("name", WORDS)
def test_a_card_that_leaves_a_word_blank_is_never_proposed(desk: Register, name: str) -> None:
    desk.accept_key()
    with pytest.raises((ModuleWrong, ProposalRefused)):
        _proposed_with(desk, name, " ")
    assert register.modules(desk.service, territory=desk.territory.id) == ()


def _proposed_with(desk: Register, name: str, words: str) -> None:
    module = a_module(desk.folder, **{name: words})
    desk.proposes(desk.audited(module=module), module=module)


def test_the_register_tells_every_word_of_the_card_of_an_active_module(
    desk: Register, client: JudgingClient
) -> None:
    desk.active()
    page, (record,) = client.get("/algorithmes").text, client.get("/algorithmes.json").json["algorithms"]
    assert ModuleCard.model_validate(record["card"]) == desk.module.card
    told = [getattr(desk.module.card, name) for name in WORDS]
    for words in (*told, *(parameter.meaning for parameter in desk.module.card.parameters.values())):
        assert words in page
