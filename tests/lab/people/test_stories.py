"""Stories in two languages, in plain and dignified words, with real typography."""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from xprsa.lab.people.archetype import Archetype
from xprsa.lab.people.attribute import Bilingual
from xprsa.lab.people.stories import story, turned
from xprsa.lab.people.world import World

WORLD = World.read()
EVERYBODY = [pytest.param(archetype, id=archetype.name) for archetype in WORLD.archetypes]
WRONG_IN_FRENCH = re.compile(r"['\"]|[^\u202f][;:!?»]|«[^\u202f]|\.\.\.| [;:!?»]")


def test_there_are_at_least_24_people_and_20_attributes() -> None:
    assert len(WORLD.archetypes) >= 24
    assert len(WORLD.attributes) == 20
    assert len(WORLD.placebos) == 2
    assert len(WORLD.intersections) == 8


@pytest.mark.parametrize("archetype", EVERYBODY)
def test_a_story_is_two_to_four_sentences_about_the_same_person_in_both_languages(
    archetype: Archetype,
) -> None:
    french, english = story(archetype, "fr"), story(archetype, "en")
    assert _first_name(french) == _first_name(english)
    for text in (french, english):
        assert 2 <= len(re.findall(r"[.!?](?:\s|$)", text)) <= 4, text
        assert text.endswith(".")


def test_no_two_people_share_a_first_name_and_names_come_in_several_scripts() -> None:
    names = [_first_name(story(archetype, "fr")) for archetype in WORLD.archetypes]
    assert len(set(names)) == len(names)
    scripts = {unicodedata.name(name[0]).split()[0] for name in names}
    assert {"LATIN", "ARABIC", "CYRILLIC", "CJK", "ETHIOPIC"} <= scripts


def test_the_other_life_is_told_in_one_plain_sentence() -> None:
    sentences = {
        language: turned(WORLD, attribute="lone_parent", value="yes", language=language)
        for language in ("fr", "en")
    }
    assert sentences == {
        "fr": "La même personne, mais qui élève seule ses enfants.",
        "en": "The same person, but one who raises children alone.",
    }


def test_every_value_of_every_attribute_can_be_told_and_no_two_alike() -> None:
    for language in ("fr", "en"):
        sentences = [
            turned(WORLD, attribute=attribute.name, value=value, language=language)
            for attribute in WORLD.all_attributes
            for value in attribute.values
        ]
        assert len(set(sentences)) == len(sentences)
        assert all(sentence.count(".") == 1 for sentence in sentences)


@pytest.mark.parametrize(("attribute", "value"), [("shoe_size", "yes"), ("car", "seven")])
def test_an_unknown_life_cannot_be_told(attribute: str, value: str) -> None:
    with pytest.raises(KeyError, match=re.escape(repr(value if attribute == "car" else attribute))):
        turned(WORLD, attribute=attribute, value=value, language="fr")


def test_french_texts_keep_french_typography() -> None:
    wrong = [text.fr for text in _texts() if WRONG_IN_FRENCH.search(text.fr)]
    assert not wrong, f"straight apostrophe, or a mark without its narrow space: {wrong}"


def test_english_texts_keep_typographic_apostrophes() -> None:
    assert not [text.en for text in _texts() if "'" in text.en or '"' in text.en]


@pytest.mark.parametrize("wrong", ["l'an", "Ici ; là", "Ici; là", "« Oui »", "Ah !", "Euh..."])
def test_the_typography_rule_sees_a_fault(wrong: str) -> None:
    assert WRONG_IN_FRENCH.search(wrong)


def _first_name(text: str) -> str:
    return text.split()[0]


def _texts() -> Iterator[Bilingual]:
    yield from (archetype.story for archetype in WORLD.archetypes)
    for attribute in WORLD.all_attributes:
        yield attribute.label
        for value in attribute.values.values():
            yield from (value.label, value.phrase)
