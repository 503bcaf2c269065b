import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.names import Iris, fold, slug

BASE = "https://example.org/x/"

SAME = [
    (
        "le Partenariat mondial sur l’IA (PMIA)",
        "Partenariat mondial sur l'intelligence artificielle",
    ),
    ("Global Partnership on AI (GPAI)", "the Global Partnership on Artificial Intelligence"),
    ("L'Étude", "étude"),
    ("Cédric O", "CÉDRIC O"),
    ("Marko Djurić", "Marko DJURIC"),
    ("les Émirats arabes unis", "Emirats arabes unis"),
    ("Conseil\u00a0de l’Europe", "conseil de l'Europe"),
    ("32^e conférence", "32e conférence"),
    ("l’ Inria", "Inria"),
]
DIFFERENT = [
    ("Sommet du G7 2018", "Sommet du G7 2019"),
    ("troisième Forum", "deuxième Forum"),
    ("Slovaquie", "Slovénie"),
    ("Niger", "Nigéria"),
    ("Institut (Paris)", "Institut (Montréal)"),
    ("…", "—"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_writings_of_one_name_have_one_slug(one: str, other: str) -> None:
    assert slug(one) == slug(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_names_have_two_slugs(one: str, other: str) -> None:
    assert slug(one) != slug(other)


def test_a_french_verb_is_no_acronym() -> None:
    assert slug("ce que j'ai vu") == "ce-que-j-ai-vu"


@given(st.text())
def test_every_name_has_a_slug_that_is_one_path_segment(name: str) -> None:
    key = slug(name)
    assert key
    assert not set(key) & set(" /?#%<>\"'")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_forgets_capitals(text: str) -> None:
    assert fold(text.lower()) == fold(text)


def test_each_kind_of_address() -> None:
    iris = Iris(BASE)
    sha = "0123456789abcdef" * 4
    passage = iris.passage(sha, 3, 9)
    assert [
        iris.term("State"),
        iris.entity("agent/fra"),
        iris.entity("document/d"),
        iris.document("d"),
        passage,
        iris.selector(passage, "quote"),
        iris.statement("ab"),
        iris.situation("ab"),
        iris.concept("mode", "planned"),
        iris.rule("r"),
        iris.facts("d"),
        iris.graph("statements"),
        iris.release("ab"),
    ] == [
        BASE + path
        for path in (
            "ontology#State",
            "id/agent/fra",
            "document/d",
            "document/d",
            "text/0123456789abcdef/3-9",
            "text/0123456789abcdef/3-9#quote",
            "statement/ab",
            "id/situation/ab",
            "vocabulary/mode/planned",
            "rule/r",
            "graph/facts/d",
            "graph/statements",
            "release/ab",
        )
    ]


def test_what_cannot_stand_in_a_path_is_written_as_percent_and_hex() -> None:
    iris = Iris(BASE)
    assert iris.time("2019-08?") == BASE + "id/time/2019-08%3F"
    assert iris.entity("agent/a b#c") == BASE + "id/agent/a%20b%23c"
    assert iris.entity("agent/école") == BASE + "id/agent/école"
