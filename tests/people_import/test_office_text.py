"""Text files as offices make them: every code page is read rightly or refused with the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people_import.test_people_file import ANA, file_of
from xprsa.people_import.people_file import PeopleFile, read_people
from xprsa.people_import.records import FileRefused

FRENCH = (
    "Amélie Zoé Lefèvre Noël D’Août Chloé Garçon Anaïs Müller José Peña Inès Bœuf François Benoît Hélène"
    " Jérôme Gaël Raphaël Maëlle Loïc Éloïse Élodie Émile Çelik Muñoz Gonçalves João Schröder Nuñez Béranger"
    " Cœur Œuvrard Châtel Forêt Prévôt L’Haÿ Étienne Dupré André Béatrice Désiré Stéphane Ésaü Moïse"
    " CŒUR GARÇON FRANÇOIS JÉRÔME HÉLÈNE ÉVRARD"
)
EVERYWHERE = (
    "Łukasz Paweł Kovačević Ayşe Oğuz Guðrún Þór محمد Nguyễn Đặng Žarko Dušan Jean–Pierre Isma‘il O’Brien"
    " McDonald İbrahim Иван Penmarc’h Na Sans Nan"
)
BANNER = b"Liste au 29/11/2026;;;;\n;;\n"


def read(first_name: str, encoding: str, *, errors: str = "strict") -> PeopleFile:
    text = file_of(ANA | {"prenom": first_name}).decode()
    return read_people(text.encode(encoding, errors))


@given(
    st.sampled_from(FRENCH.split()),
    st.sampled_from(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252",
         "mac_roman", "cp850", "cp437", "iso8859_15"]
    ),
)  # fmt: skip
def test_a_name_in_any_code_page_is_read_rightly_or_refused(name: str, encoding: str) -> None:
    try:
        told = [row.first_name for row in read(name, encoding).rows]
    except UnicodeEncodeError:  # a letter that this code page lacks
        return
    except FileRefused as refused:
        told = [str(refused)]
    if encoding.startswith("utf") or encoding == "cp1252":
        assert told == [name]
    else:
        assert told == [name] or ("Ligne 2" in told[0] and "CSV UTF-8" in told[0])


@pytest.mark.parametrize("name", EVERYWHERE.split())
def test_names_from_everywhere_pass_in_utf8(name: str) -> None:
    (row,) = read(name, "utf-8").rows
    assert row.first_name == name


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
def test_a_file_of_a_mac_or_of_dos_is_refused_with_the_way_out(encoding: str) -> None:
    with pytest.raises(FileRefused, match=r"Ligne 2.*accents.*CSV UTF-8"):
        read("Amélie", encoding)


@pytest.mark.parametrize(
    "broken",
    ["AmŽlie", "Am?lie", "Am\ufffdlie", "Jos?", "?lodie", "AmÃ©lie", "Lâ€™Été", "Am√©lie", "Am├®lie",
     "Am‚lie", "B½uf", "Fran‡ois", "NOÃ‹L"],
)  # fmt: skip
@pytest.mark.parametrize("column", ["prenom", "nom", "organisation"])
def test_a_name_already_broken_is_refused_in_its_cell(broken: str, column: str) -> None:
    (found,) = read_people(file_of(ANA | {column: broken})).errors
    assert (found.line, found.column) == (2, column)
    assert "accent" in found.sentence
    assert "UTF-8" in found.sentence


def test_a_question_in_an_address_is_no_lost_accent_but_between_letters() -> None:
    assert read_people(file_of(ANA | {"adresse": "1 rue d’Essai, bât. B ?"})).errors == ()
    assert read_people(file_of(ANA | {"adresse": "1 rue de l?Église"})).errors


def test_a_text_is_never_told_that_it_is_none() -> None:
    (row,) = read_people(file_of(ANA | {"nom": "Du\0rand"})).rows
    assert row.last_name == "Durand"
    assert len(read_people(file_of(ANA) + b"\x1a").rows) == 1


def test_titles_under_a_banner_are_found_and_a_banner_repeated_is_left_out() -> None:
    titles, ana = file_of(ANA).splitlines(keepends=True)
    read = read_people(BANNER + titles + ana + BANNER + titles + ana.replace(b"D-1", b"D-2"))
    assert [(row.line, row.reference) for row in read.rows] == [(4, "D-1"), (8, "D-2")]
    assert read.errors == ()


@pytest.mark.parametrize(
    "total", ["TOTAL;;;2", "Sous-total : 2;;;", "Nombre de personnes;2;;", ";;;\nTotal général;;;"]
)
def test_a_total_is_not_a_person_and_is_told(total: str) -> None:
    read = read_people(file_of(ANA) + total.encode() + b"\r\n")
    assert (len(read.rows), read.errors) == (1, ())
    assert "n’est pas une personne" in read.warnings[0]


def test_a_remark_at_the_end_is_not_a_person_and_somebody_called_total_is() -> None:
    read = read_people(
        file_of(ANA, ANA | {"reference": "D-2", "nom": "Total"}) + "Édité le 29/11/2026\n".encode()
    )
    assert (len(read.rows), read.errors) == (2, ())
    assert "Édité le" in read.warnings[0]


def test_a_row_that_lost_its_names_is_no_remark() -> None:
    assert read_people(file_of(ANA) + b"Cap emploi;D-2;;\r\n").errors


def test_other_usual_titles_are_recognised_and_told() -> None:
    content = (
        "Structure;N° dossier;Prénom usager;Nom de naissance;Mail;Tél. portable;Référent\n"
        "Mission locale;D-1;Zoé;Lefèvre;zoe@example.org;06 39 98 00 01;Léa\n"
    )
    read = read_people(content.encode())
    (row,) = read.rows
    assert (row.organisation, row.reference, row.first_name, row.last_name, row.email, row.phone) == (
        "Mission locale", "D-1", "Zoé", "Lefèvre", "zoe@example.org", "+33639980001",
    )  # fmt: skip
    assert "Nom de naissance" in read.warnings[0]
    assert "Référent" in read.warnings[1]


def test_our_own_title_is_read_before_another_usual_one() -> None:
    read = read_people(file_of({"Nom de naissance": "Petit"} | ANA))
    assert read.rows[0].last_name == "Durand"
    assert "Nom de naissance" in read.warnings[0]


@pytest.mark.parametrize("titles", ["Nom d’usage;Nom de naissance", "Nom;nom"])
def test_two_titles_for_one_column_are_asked_about(titles: str) -> None:
    with pytest.raises(FileRefused, match="deux fois"):
        read_people(f"organisation;reference;prenom;{titles}\nMission locale;D-1;Ana;Durand;Petit\n".encode())


def test_a_column_named_by_hand_is_read_so() -> None:
    content = "Lieu;Clé;P;N;Prénom\nMission locale;D-1;Ana;Durand;x\n".encode()
    by_title = {"lieu": "organisation", "cle": "reference", "p": "prenom", "n": "nom", "prenom": ""}
    by_letter = {"A": "organisation", "B": "reference", "C": "prenom", "D": "nom", "E": ""}
    for chosen in (by_title, by_letter):
        (row,) = read_people(content, chosen=chosen).rows
        assert (row.organisation, row.first_name, row.last_name) == ("Mission locale", "Ana", "Durand")
    with pytest.raises(FileRefused, match="Aucune colonne"):
        read_people(content, chosen={"ailleurs": "nom"})
