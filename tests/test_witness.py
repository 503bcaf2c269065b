"""The numbers that texts state of their own lists, held against what was found."""

from pathlib import Path

import pytest

from graph.build import build_readings, check_texts
from graph.model import Reading, Witness
from graph.release import Release
from graph.settings import Settings
from tests.extraction import reading
from tests.readings import BASE

Told = tuple[str, int, int, str | None]


def told(witness: Witness) -> Told:
    return witness.words, witness.stated, len(witness.found), witness.relation


def witnesses(text: str) -> list[Told]:
    return [told(witness) for witness in reading(text).witnesses]


FRENCH = {
    "Trois pays – le Chili, le Pérou et le Panama – ont signé le Pacte d'Arica.": (
        ("pays", 3, 3, "signatoryOf")
    ),
    "4 pays – le Chili, le Pérou et le Panama – ont signé le Pacte d'Arica.": (
        ("pays", 4, 3, "signatoryOf")
    ),
    "Le Pacte d'Arica sera appuyé par deux centres d'expertise, l'un à Lima, l'autre à Oslo.": (
        ("centres d'expertise", 2, 2, "supports")
    ),
    "Le Chili et le Pérou sont membres fondateurs du Pacte d'Arica. "
    "Les trois membres fondateurs se félicitent.": (
        ("membres fondateurs", 3, 2, "foundingMemberOf")
    ),
}
NO_WITNESS = (
    "Plus de trois pays – le Chili, le Pérou et le Panama – ont signé le Pacte d'Arica.",
    "Le 3 mai – le Chili, le Pérou et le Panama ont signé le Pacte d'Arica.",
    "Trois ans après – le Chili, le Pérou et le Panama ont signé le Pacte d'Arica.",
    "Quatre thèmes : voir l'annexe.",
    "Trois pays ont signé le Pacte d'Arica.",
    "Plus de 20 membres fondateurs se réunissent. "
    "Le Chili et le Pérou sont membres fondateurs du Pacte d'Arica.",
    "Le Pacte d'Arica est entré en vigueur le 3.12.2024, avec le Chili et le Pérou.",
)
ENGLISH = {
    "The Port Alliance has four pillars: science, standards, skills and safety.": (
        ("pillars", 4, 4, "hasTheme")
    ),
    "As agreed on 3 May 2024, the Port Alliance has five pillars: science, standards and skills.": (
        ("pillars", 5, 3, "hasTheme")
    ),
}
NO_WITNESS_IN_ENGLISH = (
    "More than two pillars: science, standards and skills.",
    "The Port Alliance met for three days: in Lima, in Oslo and in Arica.",
    "The Port Alliance has 25 members.",
)


@pytest.mark.parametrize(("text", "expected"), FRENCH.items())
def test_a_number_is_held_against_the_list_in_french(text: str, expected: Told) -> None:
    assert witnesses(text) == [expected]


@pytest.mark.parametrize(("text", "expected"), ENGLISH.items())
def test_a_number_is_held_against_the_list_in_english(text: str, expected: Told) -> None:
    assert witnesses(text) == [expected]


@pytest.mark.parametrize("text", [*NO_WITNESS, *NO_WITNESS_IN_ENGLISH])
def test_no_number_is_held_against_what_it_does_not_count(text: str) -> None:
    assert not witnesses(text)


def test_a_list_of_which_nothing_is_found_is_told() -> None:
    (found,) = witnesses("Quatre couleurs : le vert, le bleu, le rouge et le jaune.")
    assert found[:3] == ("couleurs", 4, 0)


def test_a_number_that_is_repeated_is_one_witness_with_all_its_words() -> None:
    text = (
        "Les deux membres fondateurs se félicitent. Le Chili et le Pérou sont membres fondateurs "
        "du Pacte d'Arica. Les 2 membres fondateurs signent."
    )
    (witness,) = reading(text).witnesses
    assert [e.of(text) for e in witness.evidence] == [
        "deux membres fondateurs",
        "2 membres fondateurs",
    ]
    assert witness.of == "instrument/pacte-d-arica"
    assert witness.agrees


def test_words_of_a_witness_lie_in_its_sentence_and_slice_back() -> None:
    checked = 0
    for text in (*FRENCH, *ENGLISH):
        for witness in reading(text).witnesses:
            assert all(any(p.contains(e) for p in witness.passages) for e in witness.evidence)
            assert all(witness.words in e.of(text) for e in witness.evidence)
            checked += 1
    assert checked >= 6


def settings(data: Path) -> Settings:
    return Settings(data, BASE, "127.0.0.1", 0)


def differing() -> Reading:
    return reading("4 pays – le Chili, le Pérou et le Panama – ont signé le Pacte d'Arica.")


def test_a_number_that_differs_is_a_warning_with_both_figures_and_the_sentence(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text(differing().document.text, encoding="utf-8")
    result = check_texts([tmp_path / "a.txt"], settings(tmp_path / "data")).results["a"]
    assert result.accepted
    assert [warning.message("en") for warning in result.warnings] == [
        f"“pays”: 4 by the text, 3 in the graph. {differing().document.text}"
    ]


def test_a_number_that_agrees_is_no_warning(tmp_path: Path) -> None:
    (text, *_) = FRENCH
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert check_texts([tmp_path / "a.txt"], settings(tmp_path / "data")).results["a"].conforms


def test_a_witness_is_published_with_what_was_counted(tmp_path: Path) -> None:
    release: Release = build_readings([differing()], settings(tmp_path)).release
    query = f"""
        PREFIX s: <{BASE}ontology#>
        SELECT ?stated ?found ?words ?of ?thing WHERE {{
          ?w a s:Witness ; s:statedNumber ?stated ; s:foundNumber ?found ; s:countedOf ?of ;
            s:evidence/s:exactWords ?words ; s:counted ?thing ;
            s:countedRelation s:signatoryOf ; s:statedIn <{BASE}document/a> .
        }} ORDER BY ?thing
    """
    rows = release.store().query(query, "text/csv").decode().split("\r\n")[1:-1]
    pact = f"{BASE}id/instrument/pacte-d-arica"
    assert rows == [f"4,3,4 pays,{pact},{BASE}id/agent/{code}" for code in ("chl", "pan", "per")]


def test_the_witnesses_of_the_four_texts_agree(release: Release) -> None:
    query = f"""
        PREFIX s: <{BASE}ontology#>
        SELECT ?words ?stated ?found {{ ?w s:countedWords ?words ; s:statedNumber ?stated ;
          s:foundNumber ?found }}
    """
    rows = set(release.store().query(query, "text/csv").decode().split("\r\n"))
    assert rows >= {"membres fondateurs,15,15", "thèmes,4,4", "Centres d'expertise,2,2", "pays,7,7"}
