"""Why a move was refused, in French, with what to do: one sentence for each reason."""

from datetime import date

from flask import Flask

from xprsa.domain.duration import DurationUnclear, Unclear
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.web.i18n import day

DURATIONS: dict[Unclear, str] = {
    Unclear.EMPTY: "Écrivez la durée, par exemple 2 h 30.",
    Unclear.NOT_A_DURATION: "« {typed} » n’est pas une durée. Écrivez par exemple 2 h 30.",
    Unclear.NEGATIVE: "Une durée ne peut pas être négative. Écrivez par exemple 2 h 30.",
    Unclear.MINUTES_OVER_59: "« {typed} » : une heure a 60 minutes. Écrivez par exemple 2 h 45.",
    Unclear.HOURS_OR_MINUTES: "« {typed} » : {readings} ? Choisissez.",
    Unclear.CLOCK_OR_DECIMAL: "« {typed} » : {readings} ? Choisissez.",
    Unclear.TOO_LONG: "Une semaine compte 168 heures. Vérifiez la durée.",
}

SENTENCES = {
    Reason.WEEK_NOT_BEGUN: "Cette semaine n’a pas encore commencé. Elle s’ouvre le lundi {day}.",
    Reason.WEEK_CLOSED: "Cette semaine n’est plus ouverte. Le délai pour l’envoyer est passé.",
    Reason.NOTHING_SAID: "Choisissez ce qui s’est passé cette semaine.",
    Reason.TOO_MANY_LINES: "Il y a trop d’activités. Regroupez celles qui se ressemblent.",
    Reason.UNKNOWN_KIND: "Cette activité n’existe pas. Choisissez-en une autre.",
    Reason.KIND_WITHDRAWN: "Cette activité n’est plus proposée. Choisissez-en une autre.",
    Reason.DAY_OVERFULL: "Un jour compte 24 heures. Vérifiez la durée ou les jours.",
    Reason.WEEK_OVERFULL: "Une semaine compte 168 heures. Vérifiez les durées.",
    Reason.STALE_VERSION: "Cette semaine a changé depuis. Relisez-la, puis recommencez.",
    Reason.KEY_REUSED: "Cette semaine a déjà été envoyée. Relisez-la avant de la corriger.",
    Reason.NOTHING_TO_WITHDRAW: "Cette semaine n’est pas envoyée. Il n’y a rien à retirer.",
    Reason.NOTHING_TO_CONFIRM: "Vous avez envoyé cette semaine vous-même. Rien n’est à confirmer.",
    Reason.RECEIVED_ALREADY: "Cette semaine est déjà reçue. Son référent peut la changer avec la personne.",
    Reason.LINE_GONE: "Cette activité n’est plus dans la semaine. Relisez-la.",
    Reason.SAID_SINCE: "Autre chose a été dit ici depuis. Relisez, puis recommencez.",
    Reason.NOTHING_ASKED: "Cette question n’est plus ouverte. Relisez la semaine.",
    Reason.LINE_TWICE: "Une activité est écrite deux fois. Gardez-en une seule.",
    Reason.NOTHING_TO_CONTEST: "Rien n’est à contester ici. Relisez la semaine.",
    Reason.ANOTHER_READER: "La personne conteste votre réponse. Une autre personne du service doit décider.",
    Reason.NOT_LESS: "La durée retenue doit être plus courte que la durée déclarée.",
    Reason.COUNTS_NOTHING: "Écrivez plus que 0. Pour ne rien compter, choisissez « Ne pas retenir ».",
    Reason.WORDS_MISSING: "Écrivez quelques mots, puis recommencez.",
    Reason.NOTHING_TO_UNDO: "Il n’y a rien à annuler ici. Relisez la semaine.",
    Reason.TOO_LATE_TO_UNDO: "Une décision s’annule pendant dix minutes. Vous pouvez en prendre une autre.",
    Reason.NOTED_SINCE: "Autre chose a été noté depuis. Relisez, puis recommencez.",
    Reason.NOTE_STANDS: "Une note s’annule pendant dix minutes, par qui l’a écrite. Vous pouvez la corriger.",
    Reason.APPOINTMENT_TOO_FAR: "Ce rendez-vous est à plus d’un an. Vérifiez sa date.",
    Reason.AGAIN_TOO_FAR: "Cette date est à plus d’un an. Vérifiez quand rappeler.",
    Reason.NOT_SENT: "Cette semaine n’est pas envoyée.",
    Reason.IMPORT_UNDONE: "Cet import est déjà annulé. Il n’y a plus rien à faire.",
    Reason.IMPORT_TOO_OLD: "Un import s’annule pendant sept jours. Importez un fichier corrigé.",
    Reason.RULE_OUT_OF_BOUNDS: "Un nombre est trop petit ou trop grand. Lisez ce qui est possible.",
    Reason.RULES_NOT_ON_MONDAY: "Des règles commencent un lundi. Choisissez un lundi.",
    Reason.RULES_TOO_SOON: "Ce jour est trop proche. De nouvelles règles commencent au plus tôt le {day}.",
    Reason.RULES_TOO_FAR: "Ce jour est trop loin. De nouvelles règles commencent au plus tard le {day}.",
    Reason.RULES_SAME_DAY: "D’autres règles commencent ce jour-là. Retirez-les d’abord, ou changez de lundi.",
    Reason.RULES_UNCHANGED: "Ces règles sont déjà celles de ce jour-là. Changez un nombre.",
    Reason.RULES_BEGUN: "Ces règles sont en vigueur, ou le sont demain. Préparez-en d’autres à la place.",
    Reason.RULES_GONE: "Aucune règle ne commence ce jour-là. Relisez la page des règles.",
}
_ABOUT_A_DAY = (Reason.WEEK_NOT_BEGUN, Reason.RULES_TOO_SOON, Reason.RULES_TOO_FAR)


def attach(app: Flask) -> None:
    """Give the sentences to every template: `{{ "another_reader"|refusal }}`."""
    app.jinja_env.filters["refusal"] = lambda reason: SENTENCES[Reason(reason)]


def unclear_sentence(unclear: DurationUnclear, typed: str) -> str:
    """Say in French why a duration cannot be taken as typed, and what to do."""
    return DURATIONS[unclear.why].format(typed=typed.strip(), readings=" ou ".join(unclear.readings))


def sentence(broken: RuleBroken) -> str:
    """Say in French why a move was refused, and what to do."""
    about = day(date.fromisoformat(broken.about)) if broken.reason in _ABOUT_A_DAY else ""
    return SENTENCES[broken.reason].format(day=about)
