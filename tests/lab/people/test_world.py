"""Reading the files: what ships is whole, and whatever is damaged is refused with one sentence."""

import shutil
from pathlib import Path
from typing import get_args

import pytest

from xprsa.lab.people.attribute import Organisation
from xprsa.lab.people.mechanisms import WorldWrong
from xprsa.lab.people.world import DATA, World
from xprsa.scoring.document import SummaryDocument

ATTRIBUTES = "attributes.toml"
PAIRS = "intersections.toml"
ARTIST = "archetypes/artist.toml"

DAMAGE = [
    # The files of archetypes.
    (ARTIST, "woman = 0.55", "woman = 1.55", "artist.toml, attributes.sex.woman: Input should be less than"),
    (ARTIST, "woman = 0.55", "woman = -0.1", "artist.toml, attributes.sex.woman: Input should be greater"),
    (ARTIST, "woman = 0.55", "woman = nan", "artist.toml, attributes.sex.woman: Input should be"),
    (ARTIST, "woman = 0.55", "woman = true", "artist.toml, attributes.sex.woman: Input should be a valid"),
    (ARTIST, "woman = 0.55", "woman = 0.5", "artist.toml, attributes: the probabilities of « sex » add up"),
    (ARTIST, "woman = 0.55", "women = 0.55", "artist.toml, attributes.sex: unknown value « women »."),
    (ARTIST, "sex =", "sexe =", "artist.toml, attributes: « sex » is missing."),
    (ARTIST, "sex =", "hat = { a = 1.0 }\nsex =", "artist.toml, attributes: unknown attribute « hat »."),
    (ARTIST, "sex =", "season = { spring = 1.0 }\nsex =", "artist.toml, attributes: unknown attribute"),
    (ARTIST, "work = 0.4", "work = 0.5", "artist.toml, habits.mix: the shares of the five families add up"),
    (ARTIST, "work = 0.4, ", "", "artist.toml, habits.mix.work: this key is missing."),
    (ARTIST, "low = 0.8", "low = 1.8", "artist.toml, habits.effort.low: Input should be less than"),
    (ARTIST, "low = 0.8", "low = 1.6", "artist.toml, habits.effort: the lowest comes before the highest."),
    (ARTIST, "contested = 0.04", "contestd = 0.04", "artist.toml, habits.contestd: this key is unknown."),
    (ARTIST, "contested = 0.04", "contested = inf", "artist.toml, habits.contested: Input should be"),
    (ARTIST, "contested = 0.04", "target_minutes = 9000", "artist.toml, habits.target_minutes: Input should"),
    (ARTIST, "contested = 0.04", "history_weeks = { low = 40, high = 20 }", "artist.toml, habits.history"),
    (ARTIST, 'organisation = "FT"', 'organisation = "XY"', "artist.toml, organisation: Input should be"),
    (ARTIST, 'organisation = "FT"', 'organisation = "CE"', "« CE » is the mark of handicap.yes;"),
    (ARTIST, 'department = "34"', 'department = "20"', "artist.toml, department: « 20 » is not the code of"),
    (ARTIST, 'department = "34"', 'department = "974"', "« 974 » is the mark of territory.overseas;"),
    (ARTIST, 'en = "', 'de = "', "artist.toml, story.en: this key is missing."),
    (ARTIST, 'fr = "', 'fr = ""\nold = "', "artist.toml, story.fr: String should have at least 1 character."),
    (ARTIST, "[story]", "[story", "artist.toml: this is not TOML"),
    # The file of attributes.
    (
        ATTRIBUTES,
        "not_comparable = 0.10",
        "not_comparable = nan",
        "attributes.handicap.values.yes.effects.not",
    ),
    (ATTRIBUTES, "not_comparable = 0.10", "not_comparble = 0.1", "unknown mechanism « not_comparble »."),
    (ATTRIBUTES, "not_comparable = 0.10", "effort = 0.9", "unknown mechanism « effort »."),
    (ATTRIBUTES, 'organisation = "CE"', 'organisation = "CAF"', "attributes.handicap.values.yes.marks.organ"),
    (ATTRIBUTES, 'department = "93"', 'department = "00"', "« 00 » is not the code of a département."),
    (
        ATTRIBUTES,
        "probability = 0.25",
        "probability = 1.2",
        "values.older.leads_to.health.probability: Input",
    ),
    (ATTRIBUTES, "probability = 0.25", "chance = 0.25", "older.leads_to.health.probability: this key is mis"),
    (
        ATTRIBUTES,
        '{ health = { value = "fragile"',
        '{ helth = { value = "fragile"',
        "unknown attribute « helth »",
    ),
    (
        ATTRIBUTES,
        '{ health = { value = "fragile"',
        '{ season = { value = "spring"',
        "unknown attribute « season",
    ),
    (
        ATTRIBUTES,
        '{ health = { value = "fragile"',
        '{ health = { value = "weak"',
        "health: unknown value « weak »",
    ),
    (
        ATTRIBUTES,
        '{ health = { value = "fragile"',
        '{ age = { value = "young"',
        "round in a circle: age → age.",
    ),
    (
        ATTRIBUTES,
        "effects = { not_comparable = 0.14",
        'leads_to = { age = { value = "older", probability = 0.1 } }\neffects = { not_comparable = 0.14',
        "attributes.toml, leads_to: attributes lead round in a circle: ",
    ),
    (
        ATTRIBUTES,
        "[attributes.sex.values.man]",
        "[attributes.sex.values.man]\neffects = { gap = 0.1 }",
        "attributes.sex.values: « man » comes first, so it is the reference and may have no effect.",
    ),
    (
        ATTRIBUTES,
        "[placebos.season.values.autumn]",
        "[placebos.season.values.autumn]\neffects = { gap = 0.1 }",
        "attributes.toml, placebos.season: a placebo leads nowhere.",
    ),
    (ATTRIBUTES, ', en = "Handicap" }', " }", "attributes.handicap.label.en: this key is missing."),
    (
        ATTRIBUTES,
        'phrase = { fr = "est un homme", en = "is a man" }',
        "",
        "values.man.phrase: this key is missi",
    ),
    (ATTRIBUTES, "[attributes.sex]", "[extra]\nsize = 1\n[attributes.sex]", "extra: this key is unknown."),
    # The file of pairs.
    (PAIRS, '["sex", "lone_parent"]', '["sex", "hat"]', "pairs: unknown attribute « hat »."),
    (PAIRS, '["sex", "lone_parent"]', '["sex", "season"]', "pairs: unknown attribute « season »."),
    (PAIRS, '["sex", "lone_parent"]', '["sex", "sex"]', "is no pair, or comes twice."),
    (PAIRS, '["sex", "lone_parent"]', '["car", "lone_parent"]', "is no pair, or comes twice."),
    (PAIRS, '["sex", "lone_parent"]', '["sex"]', "intersections.toml, pairs.0"),
]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the files that ship, to damage."""
    return Path(shutil.copytree(DATA, tmp_path / "people"))


@pytest.mark.parametrize(("file", "old", "new", "sentence"), DAMAGE, ids=[damage[3] for damage in DAMAGE])
def test_a_damaged_file_is_refused_with_its_place(
    directory: Path, file: str, old: str, new: str, sentence: str
) -> None:
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert old in text, "the damage misses its mark"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WorldWrong) as refusal:
        World.read(directory)
    message = str(refusal.value)
    assert sentence in message
    assert message.startswith(path.name)
    assert message.endswith(".")
    assert "\n" not in message


def test_a_placebo_that_bears_the_name_of_an_attribute_is_refused(directory: Path) -> None:
    path = directory / ATTRIBUTES
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("placebos.season", "placebos.sex"), encoding="utf-8")
    with pytest.raises(WorldWrong, match="placebos: « sex » is an attribute already"):
        World.read(directory)


@pytest.mark.parametrize("file", [ATTRIBUTES, PAIRS])
def test_a_missing_file_is_refused(directory: Path, file: str) -> None:
    (directory / file).unlink()
    with pytest.raises(WorldWrong, match=f"{file}: the file cannot be read"):
        World.read(directory)


def test_a_file_in_another_encoding_is_refused(directory: Path) -> None:
    (directory / ARTIST).write_bytes("# thé".encode("latin-1"))
    with pytest.raises(WorldWrong, match=r"artist\.toml: this is not TOML"):
        World.read(directory)


def test_a_directory_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorldWrong, match="there is no archetype in this directory"):
        World.read(tmp_path)


def test_the_files_that_ship_are_read_in_the_order_of_names() -> None:
    world = World.read()
    assert [archetype.name for archetype in world.archetypes] == sorted(
        path.stem for path in DATA.glob("archetypes/*.toml")
    )
    assert world.all_attributes == world.attributes + world.placebos
    assert [world.attribute(name) for name in world.columns] == list(world.all_attributes)
    assert world.bearers("organisation", "CE") == (("handicap", "yes"),)
    assert world.bearers("department", "974") == (("territory", "overseas"),)
    assert world.bearers("organisation", "FT") == world.bearers("minutes_by_family", "work") == ()
    untestable = [one.name for one in world.attributes if one not in world.testable]
    assert untestable == ["first_name", "nationality"]


def test_the_digest_follows_every_byte_of_the_files_and_not_where_they_are(directory: Path) -> None:
    shipped = World.read().digest
    assert World.read(directory).digest == shipped
    with (directory / ARTIST).open("a", encoding="utf-8") as file:
        file.write("# One more word.\n")
    assert World.read(directory).digest != shipped


def test_every_attribute_says_on_whose_word_its_effects_rest() -> None:
    silent = [
        attribute.name
        for attribute in World.read().all_attributes
        if not attribute.source.startswith(("Study assumption", "No path", "Placebo"))
    ]
    assert not silent


def test_marks_are_codes_that_a_document_can_bear() -> None:
    borne = SummaryDocument.model_fields["organisation"].annotation
    assert get_args(Organisation) == get_args(borne)
