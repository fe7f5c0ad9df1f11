"""What managers are told of each sign: how it is, its figure, what to do and whom to call."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from xprsa.domain.vital_sign import BOUNDS, Condition, VitalSign
from xprsa.monitoring.figures import ServiceFigure
from xprsa.web.i18n import count

STATES = {
    Condition.WELL: "va bien",
    Condition.LOOK: "à regarder",
    Condition.STOPPED: "arrêté",
}
_CALL = "Appelez la personne qui s’occupe du serveur."
_ON_PAPER = "Proposez un code sur papier (page «\u00a0Courriers\u00a0»)."
_SIGNS = {
    VitalSign.READING: ("Ouvrir les pages", f"Les pages ne s’ouvrent pas. {_CALL}"),
    VitalSign.WRITING: (
        "Garder ce qui est envoyé",
        f"Rien ne peut être envoyé. Le texte tapé reste dans la page. {_CALL}",
    ),
    VitalSign.WORKER: (
        "Envoi des courriels et SMS, exports",
        f"Les codes, les avis et les exports ne partent plus. {_ON_PAPER} {_CALL}",
    ),
    VitalSign.CODES: ("Codes de connexion", f"Des personnes attendent leur code. {_ON_PAPER} {_CALL}"),
    VitalSign.NOTICES: (
        "Avis aux personnes",
        f"Les avis partent en retard. Chacun lit quand même ses réponses dans son espace. {_CALL}",
    ),
    VitalSign.CODE_BUDGET: (
        "Codes envoyés cette heure-ci",
        f"À 100\u00a0%, plus aucun code ne part avant l’heure suivante. {_ON_PAPER} {_CALL}",
    ),
    VitalSign.SMS_BUDGET: (
        "Codes par SMS cette heure-ci",
        f"À 100\u00a0%, les codes ne partent plus que par courriel avant l’heure suivante. {_CALL}",
    ),
    VitalSign.BACKUP: (
        "Dernière sauvegarde",
        f"Une panne du disque ferait perdre ce qui a été envoyé depuis. {_CALL}",
    ),
    VitalSign.DISK: ("Place sur le disque", f"Sans place, plus rien ne pourra être envoyé. {_CALL}"),
    VitalSign.CLOCK: (
        "Date et heure du serveur",
        f"La date paraît fausse\u00a0: plus rien n’est supprimé. Rien n’est perdu. {_CALL}",
    ),
    VitalSign.TEXTS: (
        "Textes gardés après une déconnexion",
        f"La place a manqué\u00a0: les plus anciens sont effacés. {_CALL}",
    ),
    VitalSign.JOURNAL: (
        "Journal des accès",
        f"Ses dernières lignes ne sont pas scellées\u00a0: un changement ne se verrait pas. {_CALL}",
    ),
    VitalSign.FAST_READING: (
        "Dossiers ouverts très vite",
        (
            "Voyez quel compte sur la page «\u00a0Équipe\u00a0»."
            " Elle ne montre rien\u202f? C’est un autre territoire."
        ),
    ),
}
_NOT_READ = ("Pas lu à temps", f"Rouvrez la page dans une minute. Si cela dure\u00a0: {_CALL}")
_NO_FOLDER = (
    "Aucun dossier n’est réglé",
    "Le service ne sait pas si des sauvegardes se font. Demandez-le à la personne qui s’occupe du serveur.",
)
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400  # seconds
_GIGABYTE = 1_000_000_000
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class SignLine:
    """What is told of one sign.

    :ivar title: what is watched, `sign` by its title.
    :ivar figure: in words.
    :ivar advice: what to do; nothing while all is well.
    """

    sign: VitalSign
    title: str
    condition: Condition
    figure: str
    advice: str

    @property
    def state(self) -> str:
        """Its condition in words."""
        return STATES[self.condition]


def lines(figures: Iterable[ServiceFigure]) -> Iterator[SignLine]:
    """Tell of every sign, in the order in which people would miss it."""
    found = {figure.sign: figure.value for figure in figures if figure.sign}
    for sign, (title, advice) in _SIGNS.items():
        if sign in found:
            condition = BOUNDS[sign].condition(found[sign])
            well = condition is Condition.WELL
            yield SignLine(sign, title, condition, _WRITTEN[sign](found[sign]), "" if well else advice)
        else:
            figure, unknown = _NO_FOLDER if sign is VitalSign.BACKUP else _NOT_READ
            yield SignLine(sign, title, Condition.LOOK, figure, unknown)


def elapsed(seconds: float) -> str:
    """Write how long something lasts: `moins d’une minute`, `40 min`, `5 h`, `3 jours`."""
    if seconds < _MINUTE:
        return "moins d’une minute"
    if seconds < 2 * _HOUR:
        return f"{seconds // _MINUTE:.0f}\u00a0min"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR:.0f}\u00a0h"
    return count(int(seconds // _DAY), "jour", "jours")


def _possible(figure: float) -> str:
    return "Possible" if figure else "Impossible"


def _seen(seconds: float) -> str:
    return "Jamais vu au travail" if seconds == _NEVER else f"Vu au travail il y a {elapsed(seconds)}"


def _waiting(seconds: float) -> str:
    return f"Le plus ancien attend depuis {elapsed(seconds)}" if seconds else "Aucun n’attend"


def _ago(seconds: float) -> str:
    return "Aucune" if seconds == _NEVER else f"Il y a {elapsed(seconds)}"


def _share(share: float) -> str:
    return f"{share * 100:.0f}\u00a0% de ce qui peut partir"


def _believed(held: float) -> str:
    return "En doute" if held else "Justes"


def _free(octets: float) -> str:
    written = f"{octets / _GIGABYTE:.1f}".replace(".", ",")
    return f"{written}\u00a0Go libres"


def _gone(texts: float) -> str:
    return f"{count(int(texts), 'texte effacé', 'textes effacés')}" if texts else "Aucun effacé"


def _unsealed(seconds: float) -> str:
    return f"Des lignes attendent leur sceau depuis {elapsed(seconds)}" if seconds else "Tout est scellé"


def _noticed(times: float) -> str:
    return f"{count(int(times), 'fois', 'fois')} en 24\u00a0h" if times else "Jamais en 24\u00a0h"


_WRITTEN: dict[VitalSign, Callable[[float], str]] = {
    VitalSign.READING: _possible,
    VitalSign.WRITING: _possible,
    VitalSign.WORKER: _seen,
    VitalSign.CODES: _waiting,
    VitalSign.NOTICES: _waiting,
    VitalSign.CODE_BUDGET: _share,
    VitalSign.SMS_BUDGET: _share,
    VitalSign.BACKUP: _ago,
    VitalSign.DISK: _free,
    VitalSign.CLOCK: _believed,
    VitalSign.TEXTS: _gone,
    VitalSign.JOURNAL: _unsealed,
    VitalSign.FAST_READING: _noticed,
}
