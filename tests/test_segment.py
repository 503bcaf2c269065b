import pytest

from graph.segment import BlockKind, segment
from tests.spans import slices, words

# One paragraph, and the sentences that it has.
SENTENCES = [
    ("M. Roy a signé. Mme Ruiz aussi.", ["M. Roy a signé.", "Mme Ruiz aussi."]),
    ("Le 12 févr. 2030, Lima signe. Quito suit.", ["Le 12 févr. 2030, Lima signe.", "Quito suit."]),
    ("On Feb. 12 Lima signs. Quito waits.", ["On Feb. 12 Lima signs.", "Quito waits."]),
    ("Dr. Ruiz met Mr. Roy. They signed.", ["Dr. Ruiz met Mr. Roy.", "They signed."]),
    ("The U.S. Government signed. It left.", ["The U.S. Government signed.", "It left."]),
    ("J. Doe et A. B. Roy signent. Fin.", ["J. Doe et A. B. Roy signent.", "Fin."]),
    ("Voir art. 5 et p. 12. Fin.", ["Voir art. 5 et p. 12.", "Fin."]),
    ("Le no. 5 et le vol. 2 suffisent. Fin.", ["Le no. 5 et le vol. 2 suffisent.", "Fin."]),
    ("Signé ! Vraiment ? Oui…", ["Signé !", "Vraiment ?", "Oui…"]),
    ("Soit 3.5 millions. Puis 4,5.", ["Soit 3.5 millions.", "Puis 4,5."]),
    ("1. Le premier point. 2. Le second.", ["1. Le premier point.", "2. Le second."]),
    ("Lima signe (enfin). L’Équateur suit.", ["Lima signe (enfin).", "L’Équateur suit."]),
    ("Lima signe. “Enfin”, dit-elle.", ["Lima signe.", "“Enfin”, dit-elle."]),
    ("Lima **signe.** Quito suit.", ["Lima **signe.**", "Quito suit."]),
    ("Le Chili et\nle Pérou signent. Fin.", ["Le Chili et\nle Pérou signent.", "Fin."]),
    ("Une phrase sans fin", ["Une phrase sans fin"]),
]
# A text, and the blocks that it has, in order.
H, I, P, F = BlockKind.HEADING, BlockKind.ITEM, BlockKind.PARAGRAPH, BlockKind.FURNITURE  # noqa: E741
BLOCKS = [
    ("# Titre\n\nTexte.", [(H, "# Titre"), (P, "Texte.")]),
    ("#### **Rappel**\n\nTexte.", [(H, "#### **Rappel**"), (P, "Texte.")]),
    ("**Pays signataires**\n\nChili", [(H, "**Pays signataires**"), (P, "Chili")]),
    ("Pays signataires :\n\nChili Pérou", [(H, "Pays signataires :"), (P, "Chili Pérou")]),
    ("**Le Chili signe. Le Pérou suit.**", [(P, "**Le Chili signe. Le Pérou suit.**")]),
    (
        "Les ports :\n- Lima ;\n- Quito.",
        [(H, "Les ports :"), (I, "- Lima ;"), (I, "- Quito.")],
    ),
    ("a) Lima\nb) Quito", [(I, "a) Lima"), (I, "b) Quito")]),
    ("1) Lima\n(2) Quito\n• Arica", [(I, "1) Lima"), (I, "(2) Quito"), (I, "• Arica")]),
    ("– Lima\n– Quito", [(I, "– Lima"), (I, "– Quito")]),
    ("Partager\n\nLima signe.\n\n-30-", [(F, "Partager"), (P, "Lima signe."), (F, "-30-")]),
    ("Share\n\nLima signs.\n\nRead more", [(F, "Share"), (P, "Lima signs."), (F, "Read more")]),
    ("Pour en savoir plus\n\n###", [(F, "Pour en savoir plus"), (F, "###")]),
    (
        "Le Chili signe.\r\n\r\nLe Pérou attend.\r\n",
        [(P, "Le Chili signe."), (P, "Le Pérou attend.")],
    ),
    (
        "Le Chili et le Pérou ont signé à Lima un pacte sur les ports et les phares\nde la côte.",
        [
            (
                P,
                "Le Chili et le Pérou ont signé à Lima un pacte sur les ports et les phares\nde la côte.",
            )
        ],
    ),
    (
        "The ministers of Chile and Peru have signed in Lima a pact on open ports and\n"
        "Lighthouses.\nA new line.",
        [
            (
                P,
                "The ministers of Chile and Peru have signed in Lima a pact on open ports and\n"
                "Lighthouses.",
            ),
            (P, "A new line."),
        ],
    ),
    ("\n \n\t\n", []),
    ("", []),
]
QUOTED = [
    "Il a dit : « Nous avons signé hier à Lima. Nous partons demain. » Puis il est parti.",
    "Il a dit : «\u00a0Nous avons signé hier à Lima. Nous partons demain.\u00a0» Puis il est parti.",
    "Il a dit : « *Nous avons signé hier à Lima. Nous partons demain.* » Puis il est parti.",
    "Il a dit : “Nous avons signé hier à Lima. Nous partons demain.” Puis il est parti.",
    'Il a dit : "Nous avons signé hier à Lima. Nous partons demain." Puis il est parti.',
]


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_a_paragraph_is_cut_into_its_sentences(text: str, wanted: list[str]) -> None:
    assert words(text, (s.span for s in segment(text).sentences)) == wanted


@pytest.mark.parametrize(("text", "wanted"), BLOCKS)
def test_a_text_is_cut_into_its_blocks(text: str, wanted: list[tuple[BlockKind, str]]) -> None:
    found = segment(text)
    assert [(b.kind, b.span.of(text)) for b in found.blocks] == wanted
    for block in found.blocks:
        slices(text, block.span, block.span.of(text))


@pytest.mark.parametrize("text", QUOTED)
def test_a_quotation_is_told_from_what_stands_around_it(text: str) -> None:
    found = segment(text)
    (quotation,) = found.quotations
    slices(text, quotation.words, "Nous avons signé hier à Lima. Nous partons demain.")
    own = [s.span.of(text) for s in found.sentences if s.quotation is None]
    said = [s.span.of(text) for s in found.sentences if s.quotation is not None]
    assert len(own) == 2
    assert own[0].startswith("Il a dit")
    assert own[1] == "Puis il est parti."
    assert said == ["Nous avons signé hier à Lima.", "Nous partons demain."]


@pytest.mark.parametrize("text", ["Le « port ouvert » de Lima.", "The “open port” of Lima."])
def test_a_few_words_in_quotes_are_no_quotation(text: str) -> None:
    assert segment(text).quotations == ()


def test_a_quotation_may_go_on_over_paragraphs() -> None:
    text = "« Le premier paragraphe de ces mots est long.\n\n« Le second paragraphe de ces mots aussi. »"
    found = segment(text)
    said = [s.span.of(text) for s in found.sentences if s.quotation is not None]
    assert len(said) == 2


def test_a_sentence_knows_the_heading_it_stands_under() -> None:
    text = "Lima.\n\n## Signataires\n\nLe Chili.\n\n- Le Pérou\n\n**Dates**\n\nEn 2030."
    found = segment(text)
    headings = {
        s.span.of(text): None if s.section is None else found.blocks[s.section].span.of(text)
        for s in found.sentences
    }
    assert headings["Lima."] is None
    assert headings["Le Chili."] == headings["- Le Pérou"] == "## Signataires"
    assert headings["En 2030."] == "**Dates**"


def test_furniture_has_no_sentence() -> None:
    text = "Partager\n\nLima signe.\n\nPour en savoir plus"
    assert words(text, (s.span for s in segment(text).sentences)) == ["Lima signe."]


def test_the_tables_are_not_cut() -> None:
    assert (len(SENTENCES), len(BLOCKS), len(QUOTED)) >= (16, 17, 5)
