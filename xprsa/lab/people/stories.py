"""Stories: what is said to a reader of a person, and of the other life of the same person."""

from xprsa.lab.people.archetype import Archetype
from xprsa.lab.people.attribute import Language
from xprsa.lab.people.world import World


def story(archetype: Archetype, language: Language) -> str:
    """Tell who the person is, in a few plain sentences."""
    return archetype.story.in_language(language)


def turned(world: World, *, attribute: str, value: str, language: Language) -> str:
    """Tell the other life in one sentence: the same person, with this value of one attribute.

    :raises KeyError: when there is no such attribute, placebo or value.
    """
    phrase = world.attribute(attribute).values[value].phrase.in_language(language)
    if language == "fr":
        return f"La même personne, mais qui {phrase}."
    return f"The same person, but one who {phrase}."
