import pytest

from graph.model import Span
from graph.plain import Plain, lower, plain, tokens
from graph.segment import segment
from tests.spans import slices

# A text and the words that it comes down to.
LINES = [
    ("Le  Chili\u00a0signe", "Le Chili signe"),
    ("l’Institut “Alba”", 'l\'Institut "Alba"'),
    ("Le **Chili** et [le Pérou](#)", "Le Chili et le Pérou"),
    ("Le Chili\r\net le\tPérou ", "Le Chili et le Pérou"),
    ("Saint\u2011Exupéry co\u00adopère", "Saint-Exupéry coopère"),
    ("[Lima](https://example.org/a) <b>signe</b>", "Lima signe"),
    ("\ufeffLe\u200b Chili", "Le Chili"),
    ("\n  \n", ""),
]


def line(text: str) -> Plain:
    return plain(text, [Span(0, len(text))], segment(text).residue)


@pytest.mark.parametrize(("text", "wanted"), LINES)
def test_a_line_has_the_words_without_markup(text: str, wanted: str) -> None:
    assert line(text).chars == wanted


@pytest.mark.parametrize(("text", "wanted"), LINES)
def test_each_character_of_a_line_knows_its_place(text: str, wanted: str) -> None:
    found = line(text)
    assert len(found.chars) == len(found.offsets)
    assert list(found.offsets) == sorted(set(found.offsets))
    for char, offset in zip(found.chars, found.offsets, strict=True):
        if char.isalnum():
            slices(text, Span(offset, offset + 1), char)


def test_a_span_of_a_line_takes_in_the_markup_between_its_words() -> None:
    text = "Le **Chili** et [le Pérou](#) signent"
    found = line(text)
    start = found.chars.index("Chili")
    slices(text, found.span(start, start + len("Chili et le Pérou")), "Chili** et [le Pérou")


def test_the_pieces_of_a_list_are_joined_by_a_mark() -> None:
    text = "Signataires :\n- le Chili\n- le Pérou"
    blocks = [b.span for b in segment(text).blocks]
    assert plain(text, blocks).chars == "Signataires : • - le Chili • - le Pérou"


@pytest.mark.parametrize(
    ("chars", "words"),
    [
        ("l'IA d'aujourd'hui", ["l'", "IA", "d'", "aujourd'hui"]),
        ("Saint-Exupéry, Lima.", ["Saint-Exupéry", ",", "Lima", "."]),
        ("the U.S. and Chile's", ["the", "U.S.", "and", "Chile", "'", "s"]),
        ("they didn't and won't", ["they", "did", "n't", "and", "wo", "n't"]),
        ("", []),
    ],
)
def test_a_line_is_cut_into_words_and_marks(chars: str, words: list[str]) -> None:
    found = tokens(chars)
    assert [t.word for t in found] == words
    for token in found:
        slices(chars, Span(token.start, token.end), token.word)


@pytest.mark.parametrize(
    ("one", "other"), [("État", "Etat"), ("ÉTATS", "etats"), ("Énergie", "energie")]
)
def test_the_accent_of_a_capital_does_not_count(one: str, other: str) -> None:
    assert lower(one) == lower(other)


def test_the_preposition_keeps_its_accent() -> None:
    assert lower("à") != lower("a")
