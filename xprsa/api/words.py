"""French words for tokens: where they stand, and what follows from making one or revoking it."""

from xprsa.domain.machine_token import MOST_IN_MINUTE, TokenState

STATES = {
    TokenState.LIVE: "Ouvert",
    TokenState.EXPIRED: "Expiré",
    TokenState.REVOKED: "Révoqué",
}
# What follows from a decision, said before it is taken.
ONCE_MADE = (
    "Le programme qui l’a lit tous les exports de cette finalité pour ce destinataire, passés et à venir.",
    "Qui a ce jeton peut lire, sans nom ni mot de passe. Il n’est montré qu’une fois.",
    f"Chaque export pris est noté dans le journal. Au plus {MOST_IN_MINUTE} demandes passent par minute.",
    "Il reste ouvert si votre accès est fermé. Fermer la finalité ne le ferme pas non plus.",
    "Vous pouvez le révoquer à tout moment\u00a0: il n’ouvre plus rien aussitôt.",
)
ONCE_REVOKED = (
    "Le programme qui l’a n’ouvre plus rien, dès maintenant et pour toujours.",
    "Ce qu’il a déjà lu, il le garde.",
    "Vous pourrez faire un autre jeton.",
)
MADE_ALREADY = (
    "Ce jeton est déjà fait, et n’est montré qu’une fois."
    " Si personne ne l’a noté, révoquez-le, puis faites-en un autre."
)
CARD_CHANGED = "Cette finalité a été fermée, ou sa fiche changée. Relisez ce que le jeton ouvrirait."
