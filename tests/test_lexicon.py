import pytest

from graph import lexicon
from tests.extraction import entity, reading

# How a text may write a name, in which language, and the key of what bears it.
WRITTEN = [
    ("Le Chili", "agent/chl"),
    ("Les États-Unis d’Amérique", "agent/usa"),
    ("Les Etats-Unis", "agent/usa"),
    ("LES ÉTATS-UNIS", "agent/usa"),
    ("Les États\u2011Unis", "agent/usa"),
    ("La République de Corée", "agent/kor"),
    ("La Corée du Sud", "agent/kor"),
    ("La République tchèque", "agent/cze"),
    ("Les Emirats arabes unis", "agent/are"),
    ("Le Nigéria", "agent/nga"),
    ("Le Niger", "agent/ner"),
    ("La Slovaquie", "agent/svk"),
    ("La Slovénie", "agent/svn"),
    ("Le Québec", "agent/ca-qc"),
    ("L’UNESCO", "agent/unesco"),
    ("L’Unesco", "agent/unesco"),
    ("L’OCDE", "agent/oecd"),
    ("L’Union africaine", "agent/african-union"),
    ("Le Conseil de l’Europe", "agent/council-of-europe"),
    ("The Republic of Korea", "agent/kor"),
    ("The United States", "agent/usa"),
    ("The U.S.", "agent/usa"),
    ("The Czech Republic", "agent/cze"),
    ("The OECD", "agent/oecd"),
]
FRENCH_ONLY = [("L’ONU", "agent/un"), ("L’UE", "agent/eur")]
ENGLISH_ONLY = [("The UN", "agent/un"), ("The EU", "agent/eur")]
# An adjective, and the state that it speaks of.
DEMONYMS = [
    ("Les autorités norvégiennes partent.", "agent/nor"),
    ("La délégation péruvienne part.", "agent/per"),
    ("L’accord franco-chilien est là.", "agent/fra"),
    ("L’accord franco-chilien est là.", "agent/chl"),
    ("The Norwegian authorities left it.", "agent/nor"),
    ("The Chilean and Peruvian authorities left it.", "agent/chl"),
]
# Words that are no names, and what they must not be taken for.
NOT = [
    ("Paris-Saclay est grand.", "Paris"),
    ("New York-Lima est long.", "Lima"),
    ("Jersey City is far from the sea.", "Jersey"),
    ("The turkey ran away from us.", "Türkiye"),
    ("Le tchad et le mali sont là.", "Tchad"),
    ("Let us and them in, and them too.", "États-Unis"),
    ("Il est ua de nous.", "Union africaine"),
    ("L’union africaine des amis", "Afrique"),
    ("Le Niger est là.", "Nigeria"),
    ("La Slovaquie est là.", "Slovénie"),
    ("La Guinée équatoriale est là.", "Guinée"),
    ("La République démocratique du Congo est là.", "Congo"),
]


def keys(text: str) -> set[str]:
    return {e.key for e in reading(text).entities}


def test_keys_of_the_tables_are_as_the_tests_name_them() -> None:
    wanted = {key for _, key in (*WRITTEN, *FRENCH_ONLY, *ENGLISH_ONLY, *DEMONYMS)}
    assert wanted <= set(lexicon.known())


@pytest.mark.parametrize(("words", "key"), WRITTEN)
def test_a_name_is_known_however_it_is_written(words: str, key: str) -> None:
    there = "is there with the others." if words.startswith("The ") else "est là avec les autres."
    assert key in keys(f"{words} {there}")


@pytest.mark.parametrize(("words", "key"), FRENCH_ONLY)
def test_a_french_acronym_is_known_in_french(words: str, key: str) -> None:
    assert key in keys(f"{words} est là avec les autres.")


@pytest.mark.parametrize(("words", "key"), ENGLISH_ONLY)
def test_an_english_acronym_is_known_in_english(words: str, key: str) -> None:
    assert key in keys(f"{words} is there with the others.")


@pytest.mark.parametrize(("text", "key"), DEMONYMS)
def test_an_adjective_names_its_state(text: str, key: str) -> None:
    assert key in keys(text)


@pytest.mark.parametrize(("text", "name"), NOT)
def test_a_word_that_is_no_name_names_nothing(text: str, name: str) -> None:
    assert entity(reading(text), name) is None


def test_one_thing_has_one_key_in_both_languages() -> None:
    french, english = reading("Le Chili et le Pérou."), reading("Chile and Peru and the sea.")
    states = [{e.key for e in r.entities if e.type == "State"} for r in (french, english)]
    assert states[0] == states[1] == {"agent/chl", "agent/per"}


def test_every_class_of_the_lexicon_has_a_kind_and_an_annotation() -> None:
    for known in lexicon.known().values():
        kind = lexicon.kinds()[known.type]
        assert known.key.startswith(f"{kind}/")
        assert lexicon.annotations()[known.type]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_head_nouns_and_offices_are_there_in_both_numbers(language: str) -> None:
    heads = [h for found in lexicon.heads(language).values() for h in found]
    offices = [o for found in lexicon.offices(language).values() for o in found]
    assert len(heads) >= 200
    assert len(offices) >= 100
    assert {h.type for h in heads} - {""} <= set(lexicon.kinds())
    assert any(h.plural for h in heads)
    assert any(not h.plural for h in heads)


def test_the_tables_are_not_cut() -> None:
    assert (len(WRITTEN), len(DEMONYMS), len(NOT)) >= (24, 6, 12)
    assert len(lexicon.known()) >= 600
