"""What it means for people that a key is lost, or that a newer one comes: a sentence for every use."""

from xprsa.gateways.keyring import Use
from xprsa.scoring.purpose import Purpose

_RENAMED = "tout le monde change de pseudonyme : un export ne se relie plus à ceux d’avant."
_NEVER_BY_HAND = (
    "Refusé : une autre clé donnerait un autre pseudonyme à tout le monde au milieu d’une période,"
    " et la même personne serait comptée deux fois."
)
_NOTHING_LOST = "Ce que les anciennes ont fait vaut toujours."

NEVER_ROTATED = frozenset(Use(purpose.terms.key_use) for purpose in Purpose)

LOST = dict.fromkeys(NEVER_ROTATED, _RENAMED) | {
    Use.CSRF: "les formulaires déjà ouverts sont à ouvrir de nouveau.",
    Use.CODE: "les codes et les courriers déjà envoyés ne servent plus ; les délais repartent de zéro.",
    Use.FIELD: (
        "les motifs, brouillons, courriers et messages en attente ne s’ouvrent plus, ni les semaines qui ont"
        " un motif ; l’équipe ne peut plus se connecter."
    ),
    Use.REPLAY: "une semaine renvoyée par le même formulaire n’est plus reconnue.",
    Use.RECEIPT: "les reçus déjà donnés ne se vérifient plus ici.",
    Use.MANIFEST: "les exports déjà partis ne se vérifient plus avec nos clés publiées.",
}

ROTATED = dict.fromkeys(NEVER_ROTATED, _NEVER_BY_HAND) | {
    Use.CSRF: _NOTHING_LOST,
    Use.CODE: (
        "Les codes déjà envoyés servent toujours. Les délais après des erreurs repartent de zéro, et chaque"
        " réseau paraît nouveau une fois."
    ),
    Use.FIELD: _NOTHING_LOST,
    Use.REPLAY: _NOTHING_LOST,
    Use.RECEIPT: _NOTHING_LOST,
    Use.MANIFEST: _NOTHING_LOST,
}
