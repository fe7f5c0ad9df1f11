"""The columns that a file of people may hold: one list for the reader, the template and the pages."""

from dataclasses import dataclass

from xprsa.people_import.records import folded


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    :ivar meaning: what to write, in a French sentence.
    :ivar example: a value, as a spreadsheet would show it.
    :ivar is_required: whether the file must have it and each row must fill it.
    :ivar may_be_erased: whether « effacer » empties the field.
    """

    name: str
    meaning: str
    example: str
    is_required: bool = False
    may_be_erased: bool = False


_LIST = (
    Column("organisation", "Nom de l’organisme référent.", "Mission locale du Val", is_required=True),
    Column("type_organisation", "FT, CD, DCD, ML, CE ou IND. Obligatoire si l’organisme est nouveau.", "ML"),
    Column("reference", "Numéro du dossier dans cet organisme. Jamais le NIR.", "D-00412", is_required=True),
    Column("prenom", "Prénom de la personne.", "Camille", is_required=True),
    Column("nom", "Nom de la personne.", "Exemple", is_required=True),
    Column("courriel", "Adresse électronique.", "camille@example.org", may_be_erased=True),
    Column("telephone", "Un seul numéro.", "06 39 98 00 01", may_be_erased=True),
    Column(
        "adresse",
        "Adresse postale, sur une ou plusieurs lignes.",
        "1 rue d’Essai, 99000 Val",
        may_be_erased=True,
    ),
    Column("langue", "Langue préférée, par son nom ou son code.", "français"),
    Column("meilleure_heure", "Quand appeler, en quelques mots.", "après 14 h", may_be_erased=True),
    Column(
        "conseiller_courriel", "Courriel professionnel du conseiller.", "lou@example.org", may_be_erased=True
    ),
    Column("conseiller_prenom", "Prénom du conseiller. Obligatoire si son compte est nouveau.", "Lou"),
    Column("conseiller_nom", "Nom du conseiller. Obligatoire si son compte est nouveau.", "Modèle"),
    Column("contrat_du", "Premier jour du contrat signé.", "02/11/2026"),
    Column("contrat_au", "Dernier jour du contrat. Vide s’il n’a pas de fin.", "30/04/2027"),
    Column("heures_par_semaine", "Durée convenue par semaine.", "7h30"),
    Column("dispense_du", "Premier jour d’une dispense.", "21/12/2026"),
    Column("dispense_au", "Dernier jour de cette dispense.", "31/01/2027"),
    Column("sorti_le", "Jour de sortie du RSA ou de l’accompagnement.", "15/12/2026", may_be_erased=True),
)

COLUMNS = {column.name: column for column in _LIST}
REQUIRED = tuple(column.name for column in _LIST if column.is_required)

# Other names by which offices call these columns.
_OTHER_NAMES = {
    "organisation": "Organisme, Organisme référent, Structure, Structure référente, Nom de la structure",
    "type_organisation": "Type, Type d’organisme, Type organisme, Type de structure",
    "reference": "Réf., Dossier, N° dossier, N° de dossier, No dossier, Numéro dossier, Numéro de dossier,"
    " Référence dossier, Référence du dossier, Identifiant, Matricule",
    "prenom": "Prénom usager, Prénom de l’usager, Prénom bénéficiaire, Prénom du bénéficiaire, Prénoms",
    "nom": "Nom de naissance, Nom de famille, Nom d’usage, Nom usager, Nom de l’usager,"
    " Nom bénéficiaire, Nom du bénéficiaire, Patronyme",
    "courriel": "Mail, E-mail, Email, Adresse mail, Adresse e-mail, Adresse électronique, Mél",
    "telephone": "Tél., Tél. portable, Téléphone portable, Tél. mobile, Téléphone mobile, Portable, Mobile,"
    " N° tél., N° de téléphone, N° téléphone, Numéro de téléphone",
    "adresse": "Adresse postale, Adresse complète",
    "langue": "Langue parlée, Langue préférée",
    "conseiller_courriel": "Courriel conseiller, Courriel du conseiller, Mail conseiller,"
    " Mail du conseiller, Mail référent, Mail du référent, E-mail du référent, Courriel du référent",
    "conseiller_prenom": "Prénom conseiller, Prénom du conseiller, Prénom référent, Prénom du référent",
    "conseiller_nom": "Nom conseiller, Nom du conseiller, Nom référent, Nom du référent",
    "contrat_du": "Début CER, Date début CER, Date de début CER, Date début contrat,"
    " Date de début de contrat, Début contrat, Début du contrat",
    "contrat_au": "Fin CER, Date fin CER, Date de fin CER, Date fin contrat,"
    " Date de fin de contrat, Fin contrat, Fin du contrat",
    "heures_par_semaine": "Heures, Heures hebdo, Heures hebdomadaires, Nombre d’heures, Durée hebdomadaire",
    "sorti_le": "Date de sortie, Date sortie",
}

NAMED = {name: name for name in COLUMNS} | {
    folded(name): column for column, names in _OTHER_NAMES.items() for name in names.split(",")
}
"""The column that a folded title names, by our name or by another usual one."""


def template() -> bytes:
    """Write the empty file to fill in: the titles alone, as a French spreadsheet opens them."""
    return ("\ufeff" + ";".join(COLUMNS) + "\r\n").encode()
