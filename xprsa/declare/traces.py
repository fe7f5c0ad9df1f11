"""What a person reads, in words, of what others did with their file."""

from xprsa.storage.audit import AuditEvent
from xprsa.web.i18n import week_span

_WORDS = {
    "read": "a ouvert {what}",
    "listed": "a vu dans la liste des contestations {what}",
    "refused": "a voulu ouvrir {what}, sans y avoir droit\u00a0: rien n’a été montré",
    "letter_prepared": "a préparé pour vous des codes sur papier",
    "letter_seen": "a vu vos codes sur papier",
    "letter_printed": "a imprimé vos codes sur papier, puis les a effacés du service",
    "person_added": "vous a inscrit·e par un fichier",
    "person_changed": "a changé par un fichier\u00a0: {changed}",
    "contact_opened": "a ouvert votre nouveau contact avant l’heure dite",
    "access_given": "a remis une copie de tout ce qui est gardé de vous",
    "import_undone": "a annulé un fichier où vous étiez",
}
EVENTS = tuple(_WORDS)
CHANGED = {
    "first_name": "prénom",
    "last_name": "nom",
    "email": "courriel",
    "phone": "téléphone",
    "address": "adresse",
    "adviser": "référent",
    "language": "langue",
    "best_hour": "heure pour vous joindre",
    "departed_on": "date de départ",
    "contract": "contrat",
    "contract_corrected": "contrat corrigé",
    "exemption": "dispense",
}


def trace(event: AuditEvent) -> str:
    """Say what somebody did, after their name."""
    what = f"votre semaine {week_span(event.week)}" if event.week else "votre dossier"
    changed = ", ".join(CHANGED[code] for code in event.detail.split() if code in CHANGED)
    return _WORDS[event.event].format(what=what, changed=changed or "dossier")
