"""Signs people in: by the real page of a demonstration, and many more like them."""

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import MetaData, Table, select

from benchmarks.load import Load
from benchmarks.place import Place
from benchmarks.serving import product
from benchmarks.visits import DemoEntry

PERSON, ADVISER = "Amara Diallo", "Nadia Lemaire"  # she follows her


def entered(place: Place, load: Load) -> tuple[str, str]:
    """Let a person and their adviser enter in one click; give their cookies."""
    with product(place, as_demo=True) as server:
        person, adviser = load.run(server.port, [DemoEntry(PERSON), DemoEntry(ADVISER)]).results
    return person, adviser


def like(place: Place, cookie: str, accounts: Sequence[int]) -> list[str]:
    """Sign others in as the page did for somebody: its row is written again, for other accounts."""
    name, _, secret = cookie.partition("=")
    sign_in = Table("sign_in", MetaData(), autoload_with=place.engine)
    others = {account: secrets.token_urlsafe(32) for account in accounts}
    with place.engine.begin() as connection:
        page_made = select(sign_in).where(sign_in.c.secret_hash == _hashed(secret))
        row = dict(connection.execute(page_made).mappings().one())
        del row["id"]
        rows = [row | _own(account, other) for account, other in others.items()]
        connection.execute(sign_in.insert(), rows)
    return [f"{name}={other}" for other in others.values()]


def _own(account: int, secret: str) -> dict[str, int | str | UUID]:
    return {"account_id": account, "secret_hash": _hashed(secret), "public_id": uuid4()}


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
