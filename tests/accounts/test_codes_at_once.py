"""Fifty at once gain nothing: what is judged is counted before, and a code opens once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from tests.builders import People
from tests.posted import Posted
from xprsa.accounts.codes import service as codes
from xprsa.accounts.codes.service import CodeGone, WrongCode
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.service import Browser
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.patience import ALLOWANCES, Watch
from xprsa.running.service import Service

WHERE = Contact(ContactKind.MAIL, "amara@example.org")


@pytest.fixture(autouse=True)
def amara(people: People) -> None:
    people.beneficiary(email=WHERE.value)


def asked(service: Service, network: int) -> UUID:
    return codes.ask_code(
        service, where=WHERE, browser=Browser(f"network {network}"), context=SignInContext()
    )


def at_once(service: Service, waiting: list[UUID], typed: str) -> Counter[str]:
    """Type the same in many browsers at once, each from a network of its own; count what becomes of it."""

    def types(number: int) -> str:
        browser = Browser(f"network {number}")
        try:
            codes.type_code(service, code=waiting[number], typed=typed, browser=browser, remember=False)
        except WrongCode:
            return "wrong"
        except CodeGone:
            return "gone"
        return "in"

    with ThreadPoolExecutor(10) as pool:
        return Counter(pool.map(types, range(len(waiting))))


def test_fifty_guesses_at_once_are_judged_as_far_as_the_allowance_goes(service: Service) -> None:
    waiting = [asked(service, number) for number in range(50)]
    most = ALLOWANCES[Watch.CONTACT].most
    assert at_once(service, waiting, "000000") == {"wrong": most, "gone": 50 - most}


def test_the_right_code_typed_in_twenty_browsers_at_once_opens_one(service: Service, posted: Posted) -> None:
    waiting = [asked(service, number) for number in range(20)]
    assert at_once(service, waiting, posted.code())["in"] == 1


def test_twenty_who_ask_at_once_share_one_code(service: Service, posted: Posted) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda number: asked(service, number), range(20)))
    with service.database.reading() as store:
        made = store.connection.exec_driver_sql("SELECT count(code) FROM sign_in_code").scalar_one()
    assert made == 1
    assert posted.now().count("Votre code :") == 4
