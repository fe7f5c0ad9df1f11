"""What is told of how a person signs in, and of what is written to them."""

from xprsa.storage.holding_rules import (
    COMPARED,
    OURS,
    SECRET,
    ShownColumn,
    TableRule,
    WithheldColumn,
    sealed,
    sealed_at_instant,
)
from xprsa.storage.tables import table
from xprsa.storage.tables_access import (
    ContactChangeRow,
    InvitationRow,
    MessageRow,
    RememberedPhoneRow,
    SignInCodeRow,
    SignInRow,
    StaffSecretRow,
)

KEPT_TEXT = "Texte tapé après une déconnexion"  # sealed as a whole: whoever gives it opens it
_CHANGE, _CODE = table(ContactChangeRow), table(SignInCodeRow)

OF_ACCESS = (
    TableRule(
        SignInRow,
        "Vos connexions",
        ("account_id",),
        {
            "id": OURS,
            "public_id": OURS,
            "secret_hash": SECRET,
            "account_id": OURS,
            "started_at": ShownColumn("Commencée le"),
            "seen_at": ShownColumn("Vue le"),
            "network": WithheldColumn("l’empreinte du réseau, sans adresse lisible"),
            "kept": ShownColumn(KEPT_TEXT),
            "searches": WithheldColumn(
                "ce que l’équipe cherche, chiffré : effacé à la déconnexion,"
                " sinon à l’entretien du service qui suit un jour sans page"
            ),
            "ended_at": ShownColumn("Finie le"),
        },
    ),
    TableRule(
        RememberedPhoneRow,
        "Les téléphones reconnus",
        ("account_id",),
        {
            "id": OURS,
            "public_id": OURS,
            "secret_hash": SECRET,
            "account_id": OURS,
            "created_at": ShownColumn("Depuis le"),
            "used_at": ShownColumn("Utilisé le"),
            "revoked_at": ShownColumn("Oublié le"),
        },
    ),
    TableRule(
        SignInCodeRow,
        "Les codes de connexion",
        ("account_id",),
        {
            "id": OURS,
            "public_id": OURS,
            "contact": sealed_at_instant("Envoyé à", _CODE.c.contact, "created_at"),
            "account_id": OURS,
            "code_hash": SECRET,
            "code": WithheldColumn("le code lui-même : il ouvre, et il vous a été envoyé"),
            "shared_by": COMPARED,
            "carried": WithheldColumn(
                "la page à ouvrir ensuite ; ce qui y fut tapé est rendu à la connexion"
            ),
            "created_at": ShownColumn("Demandé le"),
            "expires_at": ShownColumn("Valable jusqu’au"),
            "tries": ShownColumn("Essais"),
            "weighed": ShownColumn("Essais faux"),
            "proven_at": ShownColumn("Tapé juste le"),
            "used_at": ShownColumn("Utilisé le"),
        },
    ),
    TableRule(
        ContactChangeRow,
        "Un changement de contact qui attend ses codes",
        ("account_id",),
        {
            "account_id": OURS,
            "public_id": OURS,
            "kind": ShownColumn("Quel contact"),
            "after": sealed("Après", _CHANGE.c.after, "account_id", "public_id"),
            "after_hash": SECRET,
            "before": sealed("Avant", _CHANGE.c.before, "account_id", "public_id"),
            "before_hash": SECRET,
            "expires_at": ShownColumn("Jusqu’au"),
            "tries": ShownColumn("Essais"),
        },
    ),
    TableRule(
        MessageRow,
        "Les messages pour vous",
        ("account_id",),
        {
            "id": OURS,
            "channel": ShownColumn("Par quel moyen"),
            "account_id": OURS,
            "payload": WithheldColumn("le message lui-même, avec ses codes : vidé dès qu’il vous est envoyé"),
            "created_at": ShownColumn("Écrit le"),
            "next_try_at": ShownColumn("Part le"),
            "urgent": ShownColumn("Vous l’attendez"),
            "tries": ShownColumn("Essais"),
            "sent_at": ShownColumn("Parti le"),
        },
    ),
    TableRule(
        InvitationRow,
        "Les invitations : de l’équipe seule",
        ("account_id",),
        {
            "id": OURS,
            "token_hash": SECRET,
            "account_id": OURS,
            "created_at": ShownColumn("Faite le"),
            "expires_at": ShownColumn("Valable jusqu’au"),
            "used_at": ShownColumn("Acceptée le"),
        },
    ),
    TableRule(
        StaffSecretRow,
        "Les mots de passe : de l’équipe seule",
        ("account_id",),
        {
            "account_id": OURS,
            "password_hash": SECRET,
            "totp_secret": SECRET,
            "totp_step": OURS,
            "changed_at": ShownColumn("Changé le"),
        },
    ),
)
