"""What was sought in a caseload: kept with the sign-in, encrypted, so that no address holds a name."""

import json
from uuid import UUID, uuid4

from sqlalchemy import Connection, select, update

from xprsa.domain.sign_in import SignIn
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import table
from xprsa.storage.tables_access import SignInRow

MOST_SEARCHES = 40  # of one sign-in; the newest stay

_SIGN_IN = table(SignInRow)


class Searches:
    """The searches of each sign-in, each by a random id, oldest first."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def keep(self, sign_in: SignIn, words: str) -> UUID:
        """Keep the words of a search, and give the id that stands for them; the same words keep theirs.

        Only in a transaction: two tabs may search at once. A sign-in that ended meanwhile keeps nothing.
        """
        here = (_SIGN_IN.c.id == sign_in.id, _SIGN_IN.c.ended_at.is_(None))
        sealed = self._connection.execute(select(_SIGN_IN.c.searches).where(*here).with_for_update()).scalar()
        before = opened(self._sealer, sign_in, sealed)
        search = next((known for known, sought in before.items() if sought == words), None) or uuid4()
        others = [(known, sought) for known, sought in before.items() if known != search]
        newest = [*others[-MOST_SEARCHES + 1 :], (search, words)]
        text = json.dumps([[known.hex, sought] for known, sought in newest], ensure_ascii=False)
        kept = self._sealer.seal_at(text, _place(sign_in))
        self._connection.execute(update(SignInRow).where(*here).values(searches=kept))
        return search

    def forget_all(self) -> None:
        """Forget what anybody sought: somebody is erased, and a search may name them."""
        sought = _SIGN_IN.c.searches.is_not(None)
        self._connection.execute(update(SignInRow).where(sought).values(searches=None))


def opened(sealer: Sealer, sign_in: SignIn, sealed: str | None) -> dict[UUID, str]:
    """Give the words of each search of a sign-in, oldest first; none once the key is gone."""
    try:
        text = sealer.open_at(sealed, _place(sign_in)) if sealed else "[]"
    except ValueError:
        return {}
    return {UUID(search): words for search, words in json.loads(text)}


def _place(sign_in: SignIn) -> str:
    return place(_SIGN_IN.c.searches, sign_in.id)
