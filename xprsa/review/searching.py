"""Finding somebody in a caseload by what an adviser has at hand: a name, a file reference, a phone number."""

from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from xprsa.domain.folding import reference_folded, signs_folded, words_folded
from xprsa.domain.sign_in import SignIn
from xprsa.gateways.contacts import phone, spoken
from xprsa.running.service import Service
from xprsa.storage.caseloads import ListedPerson
from xprsa.storage.searches import opened

LONGEST_SEARCH = 200  # signs
_FEWEST_DIGITS = 4  # fewer are part of a reference, or of nothing


def words_typed(text: str) -> str:
    """Read what somebody typed to search: one line, no longer than anybody is called."""
    return " ".join(text.split())[:LONGEST_SEARCH]


def keep_search(service: Service, *, sign_in: SignIn, words: str) -> UUID:
    """Keep the words of a search with the sign-in; give the id that stands for them in addresses."""
    with service.database.writing() as store:
        return store.searches.keep(sign_in, words)


def words_sought(
    service: Service, *, sign_in: SignIn, searches: str | None, search: UUID | None
) -> str | None:
    """Give the words of a search: "" when nothing is sought, None when they are not kept (any more).

    :param searches: those of the sign-in, sealed.
    """
    return opened(service.keyring, sign_in, searches).get(search) if search else ""


def answering(search: str) -> Callable[[ListedPerson], bool]:
    """Give what tells whether somebody answers a search: each of its words stands in what we know.

    Nobody answers a search in which there is neither a letter nor a digit.
    """
    number, wanted = _digits(search), _name_folded(search).split()
    by_number = number or any(word.isdecimal() and len(word) >= _FEWEST_DIGITS for word in wanted)

    def answers(person: ListedPerson) -> bool:
        digits = _digits_of(person.phone) if by_number and person.phone else ""
        if number and number in digits:
            return True
        known_by = f"{_known_by(person)} {digits}"
        return bool(wanted) and all(word in known_by for word in wanted)

    return answers


def _known_by(person: ListedPerson) -> str:
    """Write names as words and in one piece (`n diaye ndiaye`), and the reference."""
    names = [_name_folded(person.first_name), _name_folded(person.last_name)]
    return " ".join((*names, *(name.replace(" ", "") for name in names), _reference(person.file_reference)))


@lru_cache(maxsize=2**14)  # as `words_folded`
def _name_folded(name: str) -> str:
    """Give the compared form of a name, signs first: some apostrophes are letters to Unicode."""
    return words_folded(signs_folded(name))


@lru_cache(maxsize=2**14)
def _reference(reference: str) -> str:
    return f"{words_folded(reference)} {reference_folded(reference)}"


def _digits(search: str) -> str:
    """Give the digits of a search that is a phone number, or a part of one; "" when it is none."""
    if number := phone(search):
        return _national(number)
    if any(char.isalpha() for char in search):
        return ""
    digits = "".join(words_folded(search).split())
    return digits if len(digits) >= _FEWEST_DIGITS else ""


@lru_cache(maxsize=2**14)  # reading a number takes a fifth of a millisecond, and a caseload has hundreds
def _digits_of(number: str) -> str:
    """Write the digits of a number as it is said in its country, then with the code of the country."""
    return f"{_national(number)} {number.lstrip('+')}"


def _national(number: str) -> str:
    return "".join(char for char in spoken(number) if char.isdecimal())
