"""Why a run leaves nothing: the reason that is kept, and the sentence that says what to do."""

import structlog

from xprsa.export.formats import INSTALL_PARQUET
from xprsa.export.run_directory import CannotWrite
from xprsa.export.unique_people import TooUnique
from xprsa.gateways.keyring import KeyMissing
from xprsa.scoring.card import CardWrong
from xprsa.storage.export_runs import Failure


class FormatMissing(Exception):
    """A format that nothing installed here can write."""


class TombstonesMissed(Exception):
    """A run since one, while another that left since then asks to delete what this one would not tell."""


SINCE_ERASED = "Un export parti depuis demande d’effacer. Partez de celui-là, ou prenez tout."
Failing = CardWrong | KeyMissing | FormatMissing | TooUnique | TombstonesMissed | OSError
FAILING = (CardWrong, KeyMissing, FormatMissing, TooUnique, TombstonesMissed, OSError)


def why_it_failed(wrong: Failing) -> tuple[Failure, str]:
    """Give the reason of a run that left nothing, and a French sentence that says what to do."""
    match wrong:
        case CardWrong():
            return Failure.CARD_WRONG, f"La fiche de la finalité ne peut pas servir. {wrong}"
        case KeyMissing():
            structlog.get_logger().error("key_missing", use=wrong.use.value)
            return Failure.KEY_MISSING, str(wrong)
        case FormatMissing():
            return Failure.PARQUET_MISSING, INSTALL_PARQUET
        case TooUnique():
            return Failure.TOO_UNIQUE, str(wrong)
        case TombstonesMissed():
            return Failure.SINCE_ERASED, SINCE_ERASED
        case CannotWrite():
            return Failure.CANNOT_WRITE, str(wrong)
        case _:
            return Failure.CANNOT_WRITE, f"L’écriture a échoué ({wrong.strerror}). Vérifiez le disque."
