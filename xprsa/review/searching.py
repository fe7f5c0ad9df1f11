"""Finding somebody in a caseload by what an adviser has at hand: a name, a file reference, a phone number."""

from collections.abc import Callable

from xprsa.domain.folding import reference_folded, words_folded
from xprsa.gateways.contacts import phone, spoken
from xprsa.storage.caseloads import ListedPerson

_FEWEST_DIGITS = 4  # fewer are part of a reference, or of nothing


def answering(search: str) -> Callable[[ListedPerson], bool]:
    """Give what tells whether somebody answers a search: each of its words stands in what we know."""
    number = _digits(search)
    wanted = words_folded(search).split()

    def answers(person: ListedPerson) -> bool:
        if number and person.phone and number in _digits_of(person.phone):
            return True
        known_by = _known_by(person)
        return all(word in known_by for word in wanted)

    return answers


def _known_by(person: ListedPerson) -> str:
    """Write names as words and in one piece (`n diaye ndiaye`), and the reference."""
    names = [words_folded(person.first_name), words_folded(person.last_name)]
    reference = (words_folded(person.file_reference), reference_folded(person.file_reference))
    return " ".join((*names, *(name.replace(" ", "") for name in names), *reference))


def _digits(search: str) -> str:
    """Give the digits of a search that is a phone number, or a part of one; "" when it is none."""
    if any(char.isalpha() for char in search):
        return ""
    if number := phone(search):
        return _digits_of(number)
    digits = "".join(words_folded(search).split())
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def _digits_of(number: str) -> str:
    return "".join(char for char in spoken(number) if char.isdecimal())
