"""A form sent again with its key: the version that it made, once, or the refusal of another text."""

from xprsa.domain.content import Content
from xprsa.domain.receipt import FORMS, body
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring, Use
from xprsa.storage.declarations import Replay


def number_of(replay: Replay, *, week: Week, content: Content, keyring: Keyring) -> int:
    """Give the version that a form made, were it sent for the first time by a software of another form."""
    mac = bytes.fromhex(replay.body_mac)
    same = any(keyring.mac_matches(Use.REPLAY, body(week, content, form), mac) for form in FORMS)
    if replay.week != week or not same:
        raise RuleBroken(Reason.KEY_REUSED)
    return replay.number
