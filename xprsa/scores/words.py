"""French words for modules: their card, what an audit found, why something is refused."""

from collections.abc import Iterable, Iterator

from xprsa.scores.demands import Demand
from xprsa.scores.service import Unfit
from xprsa.scoring.audit import Concern, Light, Rule
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.module import GradeScale, ModuleCard, NumberScale
from xprsa.storage.register_entries import ModuleState
from xprsa.web.document_words import FIELD_NAMES
from xprsa.web.i18n import count, day

STATES = {
    ModuleState.PROPOSED: "Proposé",
    ModuleState.ACTIVE: "Actif",
    ModuleState.STOPPED: "Arrêté",
    ModuleState.WITHDRAWN: "Retiré",
}
LIGHTS = {Light.RED: "Rouge", Light.AMBER: "Orange", Light.GREEN: "Vert"}
CONCERNS = {
    Concern.GAPS: "Écarts\u00a0: à effort égal, la même réponse",
    Concern.SILENCES: "Sans réponse\u00a0: personne n’en manque à cause de sa vie",
    Concern.RULES: "Règles\u00a0: ce qui doit tenir quoi que le module mesure",
    Concern.CHANCE: "Hasard\u00a0: interrogé deux fois, la même réponse",
}
RULES = {
    Rule.AGAIN: "les mêmes semaines, la même réponse",
    Rule.MOVED: "les mêmes semaines, plus tôt dans le calendrier",
    Rule.CLOSED: "une semaine sans déclaration",
    Rule.MORE: "une heure de plus",
    Rule.EXCUSED: "une semaine où l’on était empêché",
    Rule.NUDGED: "cinq minutes de plus",
    Rule.SILENT: "trop peu de semaines",
    Rule.HEARD_AGAIN: "interrogé de nouveau, dans un autre ordre",
    Rule.HOLDOUT: "les personnes jamais publiées",
}
ATTRIBUTES = {  # what a fictitious life may differ in, as the lab names it
    "sex": "Sexe",
    "handicap": "Handicap",
    "age": "Âge",
    "lone_parent": "Parent isolé",
    "childcare": "Garde des enfants",
    "carer": "Aide à un proche",
    "health": "Santé",
    "first_name": "Origine du prénom",
    "nationality": "Nationalité",
    "language": "Français",
    "literacy": "Lecture et écriture",
    "housing": "Logement",
    "car": "Voiture",
    "digital": "Aisance numérique",
    "phone": "Téléphone",
    "network": "Réseau mobile",
    "territory": "Territoire",
    "newcomer": "Ancienneté",
    "irregular_work": "Rythme de travail",
    "adviser_load": "Charge du référent",
    "season": "Saison préférée",
    "street_initial": "Première lettre de la rue",
}
CODED = {
    "organisation": "Type d’organisme",
    "department": "Département",
    "minutes_by_family": "Famille d’activités",
}
CODES = {
    "FT": "France Travail",
    "CD": "conseil départemental",
    "DCD": "organisme délégué par le département",
    "ML": "mission locale",
    "CE": "Cap emploi",
    "IND": "référent indépendant",
    "work": "travail",
    "search": "recherche d’emploi",
    "project": "projet et compétences",
    "access": "démarches personnelles",
    "other": "autres actions du contrat",
}
_TOGETHER = " + "

REFUSALS = {
    Demand.SIGNED_REPORT: "Ce dossier n’est pas un rapport tel qu’il a été signé. {detail}",
    Demand.FINDINGS: "Les constats de ce rapport ne se lisent pas, ou ne sont pas ceux de son manifeste.",
    Demand.THIS_MODULE: (
        "Ce rapport est celui d’un autre module ({detail}). Auditez le module tel qu’il est installé."
    ),
    Demand.NOT_FOR_STUDY: "Ce module est fait pour l’étude. Il ne sert à personne.",
    Demand.RULES_ASKED: "L’audit n’a pas éprouvé toutes les règles ({detail}). Refaites-le en entier.",
    Demand.RULES_HOLD: (
        "Des règles ne tiennent pas, ou l’audit ne peut pas le dire\u00a0: {detail}. Corrigez le module, puis"
        " refaites l’audit."
    ),
    Demand.SECRET_OF_HERE: (
        "L’audit n’a pas été fait avec un secret tiré ici. Tirez-en un par xprsa modules draw-secret."
    ),
    Demand.SECRET_OF_THIS_MODULE: (
        "Le secret de cet audit a été tiré pour un autre module ({detail}). Tirez-en un pour celui-ci."
    ),
    Demand.SECRET_UNUSED: "Le secret de cet audit a déjà servi. Tirez-en un autre, puis refaites l’audit.",
    Demand.SECRET_IN_TIME: (
        "Le secret de cet audit ne vaut pas pour cette date ({detail}). Tirez-en un autre, puis recommencez."
    ),
    Demand.CARD_COMPLETE: "La fiche du module n’est pas complète\u00a0: {detail}.",
    Demand.CARD_IN_FORCE: "La fiche du module a expiré le {detail}. Faites-la relire et dater de nouveau.",
    Demand.ADDRESS: (
        "Dites où le rapport est publié\u00a0: --address https://…, ou «\u00a0audit\u00a0» dans la fiche."
    ),
    Demand.KEY_ACCEPTED: (
        "Aucun responsable n’accepte la clé qui a signé ce rapport\u00a0: {detail}. Un responsable la"
        " compare à celle que publie l’auteur de l’audit, et l’accepte à la page «\u00a0Modules\u00a0»."
        " Recommencez ensuite."
    ),
}
UNFIT = {
    Unfit.CONFIRMED_IT: "Vous avez confirmé ce module. Un autre responsable doit le confirmer aussi.",
    Unfit.IS_NEW: (
        "Votre accès était ouvert depuis moins de sept jours quand ce module a été proposé."
        " Un responsable plus ancien peut confirmer."
    ),
    Unfit.FIRST_IS_GONE: (
        "Qui a confirmé d’abord n’a plus d’accès. Retirez cette proposition, puis faites proposer de nouveau."
    ),
    Unfit.EXPIRED: "La fiche de ce module a expiré. Il ne peut plus devenir actif.",
    Unfit.KEY_ENDED: "La clé qui a signé l’audit n’est plus acceptée. Ce module ne peut pas devenir actif.",
    Unfit.OTHER_VERSION: "Une autre version de ce module est active. Arrêtez-la d’abord.",
}
# What follows from a decision, said before it is taken.
ONCE_CONFIRMED = (
    "Un second responsable doit confirmer aussi, et répondre de chaque effet de l’audit.",
    "Votre nom reste à côté de ce module, pour l’équipe.",
)
ONCE_ACTIVE = (
    "Le module devient actif. La page publique des algorithmes le dit aussitôt.",
    "Vos réponses y sont publiées mot pour mot, sans votre nom. Elles ne changent plus.",
    "Le module ne décide de rien\u00a0: un avis qu’une personne lit ne change rien de lui-même.",
)
ONCE_STOPPED = (
    "Le module n’est plus actif, tout de suite et pour de bon.",
    "Il reste sur la page publique des algorithmes, avec son audit et ses dates.",
    "Pour l’employer de nouveau, il faut un autre audit et deux responsables.",
)
ONCE_WITHDRAWN = (
    "Cette proposition ne peut plus être confirmée, pour de bon.",
    "Le secret de son audit a servi\u00a0: proposer de nouveau demande un autre audit.",
)
ONCE_ACCEPTED = (
    "Les audits que cette clé a signés, ou signera, pourront servir à proposer des modules ici.",
    "Aucun module n’est actif pour autant\u00a0: deux responsables le confirment ensuite.",
)
ONCE_ENDED = (
    "Plus aucun module ne peut être proposé ou confirmé avec cette clé, pour de bon.",
    "Les modules déjà actifs le restent\u00a0: arrêtez-les un par un si vous doutez de leur audit.",
)
READ_BY_A_HUMAN = (
    "Une réponse ne décide de rien. Qui suit la personne écrit d’abord son avis, puis ouvre la réponse, et"
    " dit si elle a changé cet avis."
)
CONTESTED = (
    "La personne lit la réponse dès que le service peut la lire. Elle la conteste d’un geste\u00a0:"
    " seules les personnes qui peuvent en décider la lisent encore, jusqu’à ce qu’un autre humain décide et"
    " donne ses raisons. Elle peut aussi refuser toute note."
)
KEY_MOVED = "Quelqu’un d’autre a décidé de cette clé. Voici où elle en est."
MOVED = "Ce module a changé depuis que vous l’avez lu. Le voici. Relisez avant de décider."


def effect_name(name: str) -> str:
    """Say what moved the answers: a circumstance, a code of the document, or two of them together."""
    return " et ".join(map(_one_name, name.split(_TOGETHER)))


def _one_name(name: str) -> str:
    field, _, code = name.partition("=")
    if code:
        return f"{CODED.get(field, field)}\u00a0: {CODES.get(code, code)}"
    return ATTRIBUTES.get(name, name)


def card_in_words(card: ModuleCard) -> tuple[tuple[str, str], ...]:
    """Say in French all that a module's card says, each number with its meaning."""
    fewest = count(card.fewest_weeks, "semaine comparable", "semaines comparables")
    return (
        ("Ce qu’il calcule", card.title),
        ("Qui en répond", card.owner),
        ("Contact", card.contact),
        ("Pour", card.purpose.terms.serves),
        ("Texte légal", card.legal_basis),
        ("Sa place dans une décision", card.contribution),
        ("Ce qu’il lit", fields_in_words(card.fields)),
        ("Sa réponse", scale_in_words(card.scale)),
        ("Il se tait", f"avec moins de {fewest}{_also(card.abstains_when)}"),
        *_parameters(card),
        ("Ses limites", card.limits),
        ("Sa fiche vaut jusqu’au", day(card.expires_on)),
    )


def scale_in_words(scale: NumberScale | GradeScale) -> str:
    """Say what an answer can be, and from where on something may follow."""
    if isinstance(scale, GradeScale):
        grades = ", ".join(f"«\u00a0{grade}\u00a0»" for grade in scale.grades)
        ends = f"du meilleur au pire pour la personne\u00a0: {grades}"
        return f"{ends}\u00a0; une suite est possible à partir de «\u00a0{scale.threshold}\u00a0»"
    worse = "haut" if scale.worse == "higher" else "bas"
    lowest, highest, threshold = map(number_in_words, (scale.lowest, scale.highest, scale.threshold))
    ends = f"de {lowest} à {highest}, {worse} contre la personne"
    return f"{ends}\u00a0; une suite est possible à partir de {threshold}"


def number_in_words(value: float) -> str:
    """Write a number with a decimal comma and a true minus sign."""
    return f"{value:g}".replace(".", ",").replace("-", "\u2212")


def _also(when: str | None) -> str:
    return f". {when}" if when else ""


def _parameters(card: ModuleCard) -> Iterator[tuple[str, str]]:
    for name, parameter in card.parameters.items():
        yield f"Paramètre «\u00a0{name}\u00a0»", f"{number_in_words(parameter.value)}. {parameter.meaning}"


def parameters_in_words(card: ModuleCard) -> str:
    """Say each number that a module uses, with its meaning; "" where it uses none."""
    return " ".join(f"{name}\u00a0: {said}" for name, said in _parameters(card))


def fields_in_words(fields: Iterable[str]) -> str:
    """Say what is read of a document, field by field."""
    return ", ".join(FIELD_NAMES[name] for name in fields)


_OF_OBJECTION = {
    True: "ses semaines ne partent plus\u202f; ce qui est parti est effacé, à la demande du prochain envoi",
    False: "ses semaines ne partent plus\u202f; ce qui est parti reste, et rien ne le dit",
}


def purpose_in_words(card: PurposeCard) -> tuple[tuple[str, str], ...]:
    """Say in French who receives what for a purpose, and why."""
    days = card.retention_days
    kept = f"{count(days, 'jour', 'jours')} au plus après réception" if days else "la fiche ne le dit pas"
    return (
        ("Pour", card.purpose.terms.serves),
        ("Qui reçoit", card.recipient),
        ("Qui en répond", card.owner),
        ("Texte légal", card.legal_basis),
        ("Chaque document dit", fields_in_words(card.fields)),
        ("Gardé", kept),
        ("Qui ne veut plus être noté", _OF_OBJECTION[bool(card.deletes_on_objection)]),
    )
