"""French words for tokens: where they stand, and what follows from making one or revoking it."""

from xprsa.domain.machine_token import MOST_IN_MINUTE, TokenState

STATES = {
    TokenState.LIVE: "Ouvert",
    TokenState.EXPIRED: "Expiré",
    TokenState.REVOKED: "Révoqué",
}
# What follows from a decision, said before it is taken.
_ONCE_MADE = (
    "Le programme qui l’a lit tous les exports de cette finalité pour ce destinataire, passés et à venir.",
    "Qui a ce jeton peut lire, sans nom ni mot de passe. Il n’est montré qu’une fois.",
    f"Chaque export pris est noté dans le journal. Au plus {MOST_IN_MINUTE} demandes passent par minute.",
    "Il reste ouvert si votre accès est fermé. Fermer la finalité ne le ferme pas non plus.",
    "Vous pouvez le révoquer à tout moment\u00a0: il n’ouvre plus rien aussitôt.",
)
_ONCE_IT_ANSWERS = (
    "Il pourra aussi donner des réponses sur les personnes d’un export. Elles comptent comme {answers}.",
    "Chaque personne peut lire la réponse sur elle, et la contester.",
    "Un conseiller dit d’abord son avis, ou qu’il n’en a pas. Aucune liste ne dépend d’une réponse.",
    "Le service vérifie chaque ligne, mais ne voit pas quel programme l’a calculée.",
    "Qui tient le service peut reposer les mêmes questions au module, et comparer.",
    "Les réponses à un export sont gardées une fois. Celles à un export plus récent prennent leur place.",
)
_ONCE_REVOKED = (
    "Le programme qui l’a n’ouvre plus rien, dès maintenant et pour toujours.",
    "Ce qu’il a déjà lu, il le garde.",
    "Vous pourrez faire un autre jeton.",
)
MADE_ALREADY = (
    "Ce jeton est déjà fait, et n’est montré qu’une fois."
    " Si personne ne l’a noté, révoquez-le, puis faites-en un autre."
)
MODULE_STOPPED = "Ce module n’est plus actif pour cette finalité. Relisez ce que le jeton pourrait donner."
CARD_CHANGED = "Cette finalité a été fermée, ou sa fiche changée. Relisez ce que le jeton ouvrirait."


def answers_of(module: str) -> str:
    """Name the answers of a module, as they stand alone."""
    return f"Les réponses du module «\u00a0{module}\u00a0»"


def once_made(module: str | None) -> tuple[str, ...]:
    """Say what follows from making a token.

    :param module: the one whose answers it may bring; None: it only reads.
    """
    if module is None:
        return _ONCE_MADE
    as_those = f"celles du module «\u00a0{module}\u00a0»"
    return (*_ONCE_MADE[:1], *(line.format(answers=as_those) for line in _ONCE_IT_ANSWERS), *_ONCE_MADE[1:])


def once_revoked(module: str | None) -> tuple[str, ...]:
    """Say what follows from revoking a token.

    :param module: the one whose answers it may bring; None: it only reads.
    """
    return _ONCE_REVOKED if module is None else (*_ONCE_REVOKED, "Les réponses qu’il a données restent.")
