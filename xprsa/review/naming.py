"""How the people of a list are called: briefly, for a screen is seen over a shoulder, and never two alike."""

from collections import Counter
from collections.abc import Collection

from xprsa.domain.folding import words_folded
from xprsa.storage.caseloads import ListedPerson


def names_of(people: Collection[ListedPerson]) -> dict[int, str]:
    """Give the name of each person in a list, by internal id.

    First name and initial; the full name where somebody else is called alike, and the file reference too
    where the full names are alike.
    """
    short = Counter(words_folded(person.short_name) for person in people)
    full = Counter(words_folded(person.name) for person in people)
    return {person.id: _name(person, short, full) for person in people}


def _name(person: ListedPerson, short: Counter[str], full: Counter[str]) -> str:
    if short[words_folded(person.short_name)] == 1:
        return person.short_name
    if full[words_folded(person.name)] == 1:
        return person.name
    return f"{person.name} ({person.file_reference})"
