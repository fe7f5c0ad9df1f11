"""When a week cannot be taken, what was typed of it is shown whole: it is lost to nobody without a word."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from xprsa.declare.entry_form import WAYS
from xprsa.declare.typed import first, read
from xprsa.domain.prevented import REASON_LABELS
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.web.current import current_service
from xprsa.web.forms import typed_fields
from xprsa.web.sentences import sentence
from xprsa.web.who import me


def refused(week: Week, broken: RuleBroken, *, back: str = "") -> ResponseReturnValue:
    """Say what rule was broken, with what was typed.

    :param back: where staff go on; "" for the person themselves.
    """
    is_received = broken.reason is Reason.RECEIVED_ALREADY
    return given_back(week, sentence(broken), code=409, back=back, is_received=is_received)


def given_back(
    week: Week, why: str, *, code: int, back: str = "", is_received: bool = False
) -> ResponseReturnValue:
    """Say why nothing was sent, with what was typed.

    :param is_received: another text stands, which the reader may not read.
    """
    fields = typed_fields(request)
    typed = read(fields)
    said = tuple(row for row in typed.rows if row.days or not row.is_blank)
    page = render_template(
        "declare/closed.html",
        sentence=why,
        typed=typed,
        said=said,
        is_blank=not (said or typed.prevented or typed.answer == "none"),
        catalogue=current_service().territory(me().territory).rules_of(week).catalogue,
        reasons=REASON_LABELS,
        way=WAYS.get(first(fields.get("channel", ()))),  # type: ignore[call-overload] # a channel is its text
        back=back,
        is_received=is_received,
    )
    return page, code
