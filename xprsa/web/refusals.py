"""Whoever is refused a page, or asks for one that shows nothing to them, leaves a line in the journal."""

import structlog
from flask import current_app, g, request

from xprsa.domain.permission import Permission, Role
from xprsa.running.reading_pace import ReadTooFast, count_opening
from xprsa.storage.database import DatabaseAway
from xprsa.storage.store import Store
from xprsa.web.access import About, access_of
from xprsa.web.current import current_service
from xprsa.web.who import named_in_path, visitor


def note_refusal() -> None:
    """Note that nothing was found for whoever is signed in, where pages show more than one's own.

    Told to them as what does not exist, a refusal is not told apart from it here either.
    """
    signed_in = visitor()
    if signed_in is None or not _is_of_others():
        return
    try:
        with current_service().database.writing() as store:
            person = _named(store)
            store.audit.refused(
                request.endpoint or "",
                actor=signed_in.account.id,
                person=person,
                at=current_service().now(),
            )
        if person is not None and signed_in.actor.role is not Role.BENEFICIARY:
            count_opening(current_service(), actor=signed_in.actor)
    except ReadTooFast:
        return  # nothing opened, whatever the pace: the answer stays the same
    except DatabaseAway:  # nothing was shown, and that stays so
        structlog.get_logger().warning("refusal_not_noted", endpoint=request.endpoint)


def _named(store: Store) -> int | None:
    """Give the internal id of the person whom the address names: whose file, or who receives a letter."""
    person = named_in_path()
    if person is not None:
        return person.person
    receiver = (request.view_args or {}).get("receiver")
    account = store.people.account_by_public_id(receiver) if receiver else None
    return account.id if account else None


def _is_of_others() -> bool:
    access = access_of(current_app, request.endpoint) if request.endpoint else None
    if access is None or access.about is About.MYSELF or "subject" in g:  # let in, to what is not there
        return False
    return access.permission not in {None, Permission.KEEP_OWN_ACCOUNT}
