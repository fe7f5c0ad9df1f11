"""Names, phones and mails that belong to nobody: only from ranges reserved for fiction."""

import unicodedata
from random import Random

_FIRST_NAMES = """
Adèle Adrien Aïcha Alain Alice Aminata Anaïs André Anissa Antoine Arthur Assia Aurore Awa Bastien
Bénédicte Bilal Boris Brigitte Camille Carmen Cécile Cédric Céline Christophe Claire Clément Corinne
Cyril Damien Daniel David Denis Diane Djibril Dominique Edith Élodie Émile Emma Enzo Éric Esther
Estelle Eva Fabien Fanny Farid Fatima Florence Florian François Françoise Gabriel Gaël Geneviève
Gilles Grégory Guillaume Habib Hakim Hana Hassan Hugo Ibrahim Inès Irène Isabelle Ismaël Jade Jamila
Jean Jérôme Joëlle Jonas Josiane Julie Karim Karine Kevin Khadija Laura Laurent Léa Leïla Léo
Liliane Linda Loïc Louise Lucas Lydia Magali Malik Manon Marc Maria Marianne Marius Martine Mathieu
Maud Mehdi Mélanie Michel Mila Mohamed Monique Nadège Nassim Nathalie Nicolas Nina Noémie Nora Olga
Olivier Oumar Pascal Patricia Paula Pierre Quentin Rachid Raphaël Régine René Rita Robin Rosa
Sabrina Salima Samuel Sandra Sarah Sébastien Simon Sofia Solène Stéphane Sylvie Tarek Théo Thérèse
Thomas Tom Valérie Vanessa Victor Virginie Viviane Walid Xavier Yann Yasmine Yves Zoé
"""
_LAST_NAMES = """
Abadie Achard Alary Amrani Arnaud Auger Aubry Bakari Barbier Baron Barre Bastide Belkacem Benali
Benoit Berger Bertin Besson Blanc Bonnet Bouchard Boulanger Bouvier Brun Camara Carlier Caron
Chauvin Chevalier Cissé Clerc Colas Collet Cordier Cornu Costa Coulibaly Cousin Daniel Darras David
Delage Delmas Deschamps Diarra Diop Dubreuil Dufour Dumas Dupré Duval Fabre Faivre Fernandes Ferrand
Fleury Fontaine Fofana Fournier Gaillard Garnier Gauthier Germain Gilbert Girard Gomez Grondin
Guérin Haddad Hamel Hardy Hébert Henry Huet Humbert Hussein Jacob Jacquet Joly Joubert Kaba Keita
Klein Kone Lacroix Lagarde Lambert Langlois Laporte Lebon Leclerc Lefort Leroux Lopes Lucas Maillard
Mallet Mansour Marchal Marin Marty Masson Mendes Mercier Meunier Meyer Millet Monnier Morel Moulin
Nasri Navarro Ndiaye Noël Ollivier Ouattara Pages Paris Pasquier Pereira Perrot Picard Pichon
Poirier Prévost Rahimi Renaud Rey Ribeiro Rivière Rolland Roux Sabatier Salmon Sanchez Saunier
Sissoko Soulier Tanguy Tessier Toussaint Touré Traoré Vallet Vasseur Verdier Vincent Weber Yilmaz
Zidane
"""
FIRST_NAMES = tuple(_FIRST_NAMES.split())
LAST_NAMES = tuple(_LAST_NAMES.split())
TOWNS = ("Valbois", "Saint-Exemple", "Montclair-sur-Lune", "Les Trois-Ponts", "Brumeville", "Port-Imaginaire")
STREETS = ("rue des Tilleuls", "rue du Lavoir", "place de la Fable", "chemin des Roses", "avenue du Conte")

_RANGE = 10_000  # four digits are free in each range
_STEP = 7919  # prime to the range: numbers that follow each other get phones that do not


def full_name(chance: Random) -> tuple[str, str]:
    """Draw a first and a last name."""
    return chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)


def mobile(number: int) -> str:
    """Give a mobile of the range 06 39 98, reserved for fiction (Arcep); the same again every 10 000."""
    return f"+3363998{number * _STEP % _RANGE:04d}"


def landline(number: int) -> str:
    """Give a fixed line of the range 01 99 00, reserved for fiction (Arcep), never the service's own."""
    return f"+3319900{number % (_RANGE - 1) + 1:04d}"


def mail(first_name: str, last_name: str, number: int, *, domain: str = "example.org") -> str:
    """Give an address in a domain reserved for examples (RFC 2606)."""
    return f"{_ascii(first_name)}.{_ascii(last_name)}.{number}@{domain}"


def address(chance: Random) -> str:
    """Draw a postal address; no French postal code begins with 99."""
    street = f"{chance.randint(1, 98)} {chance.choice(STREETS)}"
    return f"{street}, 99{chance.randint(10, 89)}0 {chance.choice(TOWNS)}"


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-").replace("'", "")
