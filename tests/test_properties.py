"""What must hold of every text, and what may change in a text without changing what it says."""

import itertools
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import dates
from graph.model import Span
from graph.plain import plain, tokens
from graph.read import contacts
from graph.segment import segment
from tests.extraction import published, reading
from tests.spans import slices

TEXTS = {
    path.name: path.read_text(encoding="utf8")
    for path in sorted((Path(__file__).parent / "texts").glob("*.txt"))
}
NAMES = sorted(TEXTS)
# Names in the texts, any of which may be emphasised, linked, or written in capitals.
MARKED = (
    "Alliance des ports", "Institut Alba", "Centre Boréal", "Chili", "Pérou", "Norvège",
    "Déclaration de Lima", "Sommet des phares", "Programme des quais",
    "Harbour Alliance", "Chile", "Peru", "Norway", "Quay Charter", "Lighthouse Summit",
)  # fmt: skip
SURNAMES = ("Ruiz", "Roy")
OFTEN = settings(deadline=None, max_examples=40)
SELDOM = settings(deadline=None, max_examples=12)


@cache
def said(name: str) -> list[str]:
    """What a text says as it stands."""
    return published(reading(TEXTS[name], name))


def says_the_same(name: str, changed: str) -> None:
    """That a text says the same after a change, no more and no less."""
    now, before = Counter(published(reading(changed, name))), Counter(said(name))
    assert sorted((now - before).elements()) == [], "newly said"
    assert sorted((before - now).elements()) == [], "no longer said"


def test_the_texts_say_something() -> None:
    assert len(NAMES) >= 2
    for name in NAMES:
        assert len(said(name)) >= 25
        assert any(other in TEXTS[name] for other in MARKED)


QUOTES = {
    "straight": str.maketrans({"’": "'", "“": '"', "”": '"'}),
    "curly": str.maketrans({"'": "’"}),
    "modifier": str.maketrans({"’": "ʼ"}),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", QUOTES)
def test_kinds_of_apostrophes_and_quotes_change_nothing(name: str, kind: str) -> None:
    says_the_same(name, TEXTS[name].translate(QUOTES[kind]))


@pytest.mark.parametrize("marks", ["“”", '""', "«»"])
@pytest.mark.parametrize("name", NAMES)
def test_marks_of_quotation_change_nothing(name: str, marks: str) -> None:
    opening = {"«": "« ", '"': '"', "“": "“"}[marks[0]]
    closing = {"»": " »", '"': '"', "”": "”"}[marks[1]]
    changed = re.sub("[«“] ?", opening, re.sub(" ?[»”]", closing, TEXTS[name]))
    says_the_same(name, changed)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("name", NAMES)
def test_line_ends_change_nothing(name: str, end: str) -> None:
    says_the_same(name, TEXTS[name].replace("\n", end))


@pytest.mark.parametrize("name", NAMES)
def test_a_byte_order_mark_changes_nothing(name: str) -> None:
    says_the_same(name, "\ufeff" + TEXTS[name])


@pytest.mark.parametrize("name", NAMES)
def test_blanks_around_lines_change_nothing(name: str) -> None:
    says_the_same(name, "\n\n" + TEXTS[name].replace("\n", " \n") + "\n\n\n")


@pytest.mark.parametrize("name", NAMES)
def test_lines_broken_at_a_width_change_nothing(name: str) -> None:
    lines = []
    for line in TEXTS[name].split("\n"):
        while len(line) > 78 and " " in line[60:78]:
            cut = line.rindex(" ", 60, 78)
            lines.append(line[:cut])
            line = line[cut + 1 :]  # noqa: PLW2901
        lines.append(line)
    says_the_same(name, "\n".join(lines))


@given(st.data())
@SELDOM
@pytest.mark.parametrize("name", NAMES)
def test_kinds_of_spaces_change_nothing(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    places = [m.start() for m in re.finditer(r"(?<=\S) (?=\S)", text)]
    dateline = re.search(r"^Lima,.*$", text, re.MULTILINE)
    assert dateline
    places = [place for place in places if not dateline.start() <= place < dateline.end()]
    chosen = data.draw(st.sets(st.sampled_from(places), max_size=30))
    space = data.draw(st.sampled_from("\u00a0\u202f\u2009"))
    says_the_same(name, "".join(space if i in chosen else c for i, c in enumerate(text)))


@given(st.data())
@SELDOM
@pytest.mark.parametrize("name", NAMES)
def test_capitals_in_surnames_change_nothing(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    for surname in data.draw(st.sets(st.sampled_from(SURNAMES), min_size=1)):
        text = re.sub(rf"\b{surname}\b", surname.upper(), text)
    says_the_same(name, text)


@given(st.data())
@SELDOM
@pytest.mark.parametrize("name", NAMES)
def test_markup_around_names_changes_nothing(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    present = [marked for marked in MARKED if marked in text]
    for marked in sorted(data.draw(st.sets(st.sampled_from(present), min_size=1, max_size=4))):
        markup = data.draw(st.sampled_from(["**{}**", "*{}*", "[{}](#)", "__{}__", "<b>{}</b>"]))
        parts = re.split("(«[^»]*»|“[^”]*”)", text)
        bounds = re.compile(rf"\b{marked}\b(?![\])*_<])")
        parts[::2] = [bounds.sub(markup.format(marked), part) for part in parts[::2]]
        text = "".join(parts)
    says_the_same(name, text)


@pytest.mark.parametrize(
    "markup",
    [
        "**Chili**",
        "[Chili](#)",
    ],
)
def test_markup_within_a_quotation_changes_nothing(markup: str) -> None:
    text = TEXTS["alliance.fr.txt"]
    says_the_same("alliance.fr.txt", text.replace("« Le Chili", f"« Le {markup}"))


@pytest.mark.parametrize("name", NAMES)
def test_kinds_of_spaces_in_a_dateline_change_nothing(name: str) -> None:
    says_the_same(name, re.sub("^Lima, ", "Lima,\u00a0", TEXTS[name], flags=re.MULTILINE))


@given(st.data())
@SELDOM
@pytest.mark.parametrize("name", NAMES)
def test_a_paragraph_told_twice_changes_nothing(name: str, data: st.DataObject) -> None:
    paragraphs = TEXTS[name].split("\n\n")
    # A heading told twice would head what it does not head.
    full = [i for i, one in enumerate(paragraphs) if len(one) > 90]
    again = data.draw(st.sampled_from(full))
    paragraphs.insert(again, paragraphs[again])
    says_the_same(name, "\n\n".join(paragraphs))


PIECES = st.sampled_from(
    [
        "le ", "la ", "les ", "l’", "d'", "de ", "du ", "des ", "et ", "à ", "the ", "of ", "and ",
        "Chili", "Pérou", "Paris-Saclay", "États-Unis", "OCDE", "UN", "norvégienne ", "Chile ",
        "Alliance des ports ", "Institut ", "Sommet ", "Declaration ", "(ADP)", "ADP ", "cette ",
        "Ana RUIZ", "M. ", "Mme ", "ministre ", "présidente ", "Minister ", "O",
        "a signé ", "n’a pas signé ", "seront lancés ", "s’unissent avec ", "pour créer ",
        "signed ", "will host ", "did not ", "se tiendra ", "exprimé leur intérêt à rejoindre ",
        "d’une part, ", "d’autre part, ", "l’un à Lima, ", "l’autre à Quito", "par ", "by ",
        "le 12 mai 2031", "en mars dernier", "2030", "15 membres fondateurs", "1) ", "2) ",
        "01 53 00 43 10", "presse chez ports.example.org", "a@example.org", "mailto:",
        "« ", " »", "“", "”", '"', "**", "*", "[", "](#)", "](", "#### ", "- ", "• ", "<b>", "_",
        ", ", ". ", " ; ", " : ", "…", "(", ")", "/", "-30-", "█", "\u00a0", "\u00ad", "\u200b",
        "\n", "\n\n", "\r\n", "\r", "\t", "İ", "ﬁ", "e\u0301", "\U0001f600", "\x00", "\u2028",
    ]
)  # fmt: skip
GENRE = st.lists(PIECES, min_size=1, max_size=60).map("".join)
ANY = st.one_of(st.text(max_size=300), GENRE)


@given(GENRE)
@settings(deadline=None, max_examples=150)
def test_every_span_slices_back_on_a_text_of_the_genre(text: str) -> None:
    if text.strip("\ufeff \t\r\n\u00a0"):
        reading(text)


def test_an_acronym_may_end_a_line() -> None:
    reading("L’Alliance des ports (ADP) est née.\n\nLes membres de l’ADP\n\nLe Chili part.")


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=100)
def test_no_text_makes_extraction_fail(text: str) -> None:
    if text.strip("\ufeff \t\r\n\u00a0"):
        reading(text)


@given(ANY)
@OFTEN
def test_the_pieces_of_a_text_lie_within_it(text: str) -> None:
    found = segment(text)
    spans = [
        *(b.span for b in found.blocks),
        *(s.span for s in found.sentences),
        *(q.span for q in found.quotations),
        *(r for r in found.residue),
    ]
    for span in spans:
        slices(text, span, span.of(text))
    blocks = [b.span for b in found.blocks]
    assert all(a.end <= b.start for a, b in itertools.pairwise(blocks))
    for sentence in found.sentences:
        assert found.blocks[sentence.block].span.contains(sentence.span)


@given(ANY)
@OFTEN
def test_every_word_of_a_text_stands_in_a_block(text: str) -> None:
    covered = {i for b in segment(text).blocks for i in range(b.span.start, b.span.end)}
    lost = [c for i, c in enumerate(text) if i not in covered and not c.isspace()]
    assert set(lost) <= {"\ufeff"}


@given(ANY)
@OFTEN
def test_a_line_keeps_the_order_and_the_words_of_its_text(text: str) -> None:
    line = plain(text, [Span(0, len(text))], segment(text).residue)
    assert len(line.chars) == len(line.offsets)
    assert list(line.offsets) == sorted(line.offsets)
    assert all(0 <= offset < len(text) for offset in line.offsets)
    assert "  " not in line.chars
    for token in tokens(line.chars):
        assert line.chars[token.start : token.end] == token.word


@given(ANY)
@OFTEN
def test_masks_lie_within_the_text_and_apart(text: str) -> None:
    masks = contacts(text)
    for mask in masks:
        slices(text, mask, mask.of(text))
    assert all(a.end <= b.start for a, b in itertools.pairwise(masks))


@given(ANY, st.sampled_from([None, "2030", "2030-05", "2030-05-04"]))
@OFTEN
def test_dates_lie_within_the_text_and_apart(text: str, reference: str | None) -> None:
    found = dates(text, reference)
    for one in found:
        slices(text, one.span, one.span.of(text))
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}-\d\d-\d\d)?", one.edtf)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))


@given(GENRE)
@OFTEN
def test_reading_twice_gives_the_same(text: str) -> None:
    if text.strip("\ufeff \t\r\n\u00a0"):
        assert reading(text) == reading(text)
