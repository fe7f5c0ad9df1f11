"""What a person reads, in words, of what others did with their file."""

from xprsa.storage.traces import Trace
from xprsa.web.i18n import count, week_span

_WORDS = {
    "read": "a ouvert {what}",
    "listed": "a vu dans la liste des contestations {what}",
    "refused": "a voulu ouvrir {what}, sans y avoir droit\u00a0: rien n’a été montré",
    "answers_opened": "a ouvert la page où se lit ce qu’un programme a pu répondre à votre sujet",
    "letter_prepared": "a préparé pour vous des codes sur papier",
    "letter_seen": "a vu vos codes sur papier",
    "letter_printed": "a imprimé vos codes sur papier, puis les a effacés du service",
    "person_added": "vous a inscrit·e par un fichier",
    "person_changed": "a changé par un fichier\u00a0: {changed}",
    "handing_listed": "a vu votre nom dans une liste de personnes à confier à quelqu’un d’autre",
    "confided": "a changé votre référent",
    "handed_over": "a changé votre référent, dont l’accès se ferme",
    "contact_opened": "a ouvert votre nouveau contact avant l’heure dite",
    "access_given": "a remis une copie de tout ce qui est gardé de vous",
    "import_undone": "a annulé un fichier où vous étiez",
    "objected_told": "a écrit pour vous que vous refusez toute note",
}
EVENTS = tuple(_WORDS)
_NAMED = 12  # weeks in one line; of more, how many
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


def trace(done: Trace) -> str:
    """Say what somebody did, after their name, and how often that day."""
    changed = ", ".join(CHANGED[code] for code in done.detail.split() if code in CHANGED)
    said = _WORDS[done.event].format(what=_what(done), changed=changed or "dossier")
    often = f"\u202f; {done.times}\u00a0fois ce jour-là, la dernière à cette heure"
    return said + often if done.times > 1 else said


def _what(done: Trace) -> str:
    """Name the file, its weeks, or both."""
    file = ["votre dossier"] if done.of_file else []
    if not done.weeks:
        return "votre dossier"
    spans = ", ".join(week_span(week) for week in done.weeks[-_NAMED:])
    more = len(done.weeks) - _NAMED
    others = f", et {count(more, 'plus ancienne', 'plus anciennes')}" if more > 0 else ""
    return " et ".join(
        [*file, f"{'votre semaine' if len(done.weeks) == 1 else 'vos semaines'} {spans}{others}"]
    )
