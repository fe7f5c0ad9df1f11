"""What the whole country asks for at its peak: how many of each page, and by whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import cycle, islice
from random import Random

from benchmarks.load import Load, Visit
from benchmarks.place import Place
from benchmarks.serving import Server
from benchmarks.signing_in import entered, like
from benchmarks.visits import CASELOAD, Entering, Page, Reading

PEAK = 530  # requests a second in all of France, of which 33 are declarations: one in sixteen

# How sixteen requests are shared. That one is a sending is known; it comes with its page and its receipt.
# The rest is assumed: people look at a page more often than they send, and an adviser opens the list once for
# three weeks read. The dear pages (caseload, review) are given more than their due rather than less.
_SIGN_IN_PAGES = 3
_HOMES = 4
_DECLARATION_PAGES = 2  # beside that of the sending
_SENDINGS = 1  # three requests: page, sending, receipt
_CASELOADS = 1
_REVIEWS = 3
REQUESTS_A_DEAL = 16
VISITS_A_DEAL = _SIGN_IN_PAGES + _HOMES + _DECLARATION_PAGES + _SENDINGS + _CASELOADS + _REVIEWS

_PEOPLE, _ADVISERS = 4000, 40  # who are signed in
_REVIEW = re.compile(r'href="(/portefeuille/[0-9a-f-]{36}/[^"#]+)"')


@dataclass
class Mix:
    """Visits without end, the same for every server that is asked for them.

    :ivar path: of the page of the week.
    :ivar people: cookies of beneficiaries; each in turn sends a week.
    :ivar caseloads: a page for each adviser.
    :ivar reviews: pages of weeks to read.
    """

    path: str
    people: Sequence[str]
    caseloads: Sequence[Page]
    reviews: Sequence[Page]
    _chance: Random = field(default_factory=lambda: Random(1))

    def __post_init__(self) -> None:
        self._senders = cycle(self.people)
        self._endless = self._dealt()

    def visits(self, count: int) -> list[Visit]:
        """Give the next visits."""
        return list(islice(self._endless, count))

    def _dealt(self) -> Iterator[Visit]:
        while True:
            deal = self._deal()
            self._chance.shuffle(deal)
            yield from deal

    def _deal(self) -> list[Visit]:
        return [
            *[Page("/connexion")] * _SIGN_IN_PAGES,
            *(Page("/ma-semaine", person) for person in self._chance.sample(self.people, _HOMES)),
            *(Page(self.path, person) for person in self._chance.sample(self.people, _DECLARATION_PAGES)),
            *(Entering(self.path, person) for person in islice(self._senders, _SENDINGS)),
            *self._chance.sample(self.caseloads, _CASELOADS),
            *self._chance.sample(self.reviews, _REVIEWS),
        ]


def mix(place: Place, load: Load, server: Server) -> Mix:
    """Sign people and advisers in, and find weeks to read on the advisers' own pages."""
    person, adviser = entered(place, load)
    people = like(place, person, place.people(_PEOPLE))
    advisers = like(place, adviser, place.advisers()[:_ADVISERS])
    lists = load.run(server.port, [Reading(CASELOAD, cookie) for cookie in advisers]).results
    reviews = [
        Page(unescape(path), cookie)
        for cookie, page in zip(advisers, lists, strict=True)
        for path in _REVIEW.findall(page)
    ]
    return Mix(place.path, people, [Page(CASELOAD, cookie) for cookie in advisers], reviews)
