import pytest

from graph.metadata import language, metadata
from graph.model import Metadata, Span
from tests.spans import slices

FRENCH = """MINISTÈRE DE LA MER

COMMUNIQUÉ DE PRESSE

**Lancement de l’Alliance
des ports par trois pays**

Lima, le 4 mai 2030

N° 12

Le Chili et le Pérou lancent l’Alliance des ports. Elle est née le 2 mars 2029 à Quito.
"""
ENGLISH = """Ministry of the Sea

Lima Declaration on Open Ports

Lima, 4 May 2030

We, the leaders of Chile and Peru, met on 2 May 2030 in Quito. We welcome the Arica Pact. We thank
our friends. We shall meet again. We leave.
"""


def test_the_last_line_of_a_newswire_names_who_issued_it() -> None:
    said = "Le Chili rejoint l'Alliance des ports.\n\n" * 9
    found = metadata(f"{said}SOURCE Cabinet du ministre des Ports\n")
    assert found.publisher == "Cabinet du ministre des Ports"
    assert metadata(f"SOURCE Institut des marées\n\n{said}").publisher == ""
    assert metadata(f"{said}Source : Institut des marées\n").publisher == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            FRENCH,
            {
                "title": "Lancement de l'Alliance des ports par trois pays",
                "date": "2030-05-04",
                "publisher": "Ministère de la mer",
                "place": "Lima",
                "kind": "PressRelease",
                "number": "12",
                "language": "fr",
            },
        ),
        (
            ENGLISH,
            {
                "title": "Lima Declaration on Open Ports",
                "date": "2030-05-04",
                "publisher": "Ministry of the Sea",
                "place": "Lima",
                "kind": "StatementText",
                "number": "",
                "language": "en",
            },
        ),
    ],
)
def test_a_page_says_what_it_is(text: str, wanted: dict[str, str]) -> None:
    found = metadata(text)
    assert {name: getattr(found, name) for name in wanted} == wanted


def spans(found: Metadata) -> list[Span]:
    all_ = (
        found.title_span, found.date_span, found.publisher_span, found.place_span, found.kind_span,
    )  # fmt: skip
    return [span for span in all_ if span is not None]


def test_what_is_found_stands_in_the_text() -> None:
    found = metadata(FRENCH)
    wanted = (
        (found.title_span, "**Lancement de l’Alliance\ndes ports par trois pays**"),
        (found.date_span, "4 mai 2030"),
        (found.publisher_span, "MINISTÈRE DE LA MER"),
        (found.place_span, "Lima"),
        (found.kind_span, "COMMUNIQUÉ DE PRESSE"),
    )
    for span, exact in wanted:
        assert span is not None
        slices(FRENCH, span, exact)


BODY = "\n\nLe Chili et le Pérou ont tenu une longue réunion et se sont quittés bons amis."
DATES = [
    ("Lima, le 15/06/2030", "2030-06-15", "Lima"),
    ("LIMA, le 12 févr. 2030 /CNW/ -", "2030-02-12", "LIMA"),
    ("Quito, 4 mai 2030", "2030-05-04", "Quito"),
    ("Mise en ligne : 7 juin 2030", "2030-06-07", ""),
    ("Publié le 7 juin 2030", "2030-06-07", ""),
    ("Published: June 7, 2030", "2030-06-07", ""),
    ("7 June 2030", "2030-06-07", ""),
    ("[Accueil](#) [Juin](#) 7 juin 2030", "2030-06-07", ""),
    ("Réunion des ministres des ports ouverts (9 février 2030)", "2030-02-09", ""),
]


@pytest.mark.parametrize(("line", "date", "place"), DATES)
def test_a_page_is_dated_by_its_label_or_dateline(line: str, date: str, place: str) -> None:
    found = metadata(line + BODY)
    assert (found.date, found.place) == (date, place)
    for span in spans(found):
        slices(line + BODY, span, span.of(line + BODY))


def test_the_label_may_stand_at_the_end() -> None:
    text = "Réunion des ministres" + BODY + "\n\n-30-\n\nMise en ligne : 7 juin 2030"
    assert metadata(text).date == "2030-06-07"


def test_a_full_date_is_preferred_to_a_month() -> None:
    assert metadata("date 2030-02 LIMA, le 12 févr. 2030" + BODY).date == "2030-02-12"


@pytest.mark.parametrize(
    "text",
    [
        "Le Chili et le Pérou ont signé un pacte et ils se sont réunis ensuite à Lima en mai 2030.",
        "The ministers of both countries signed the pact after they had met there in May 2030.",
        "La mer est calme.",
        "…",
    ],
)
def test_a_text_without_a_label_has_no_date(text: str) -> None:
    found = metadata(text)
    assert (found.date, found.place, found.publisher, found.number) == (None, "", "", "")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Le Chili et le Pérou ont signé le pacte.", "fr"),
        ("Chile and Peru have signed the pact.", "en"),
        ("Sommet des phares à Lima", "fr"),
        ("We welcome the leaders of the world", "en"),
        ("LES PAYS DE LA MER", "fr"),
        ("", "fr"),
    ],
)
def test_the_language_is_told_by_common_words(text: str, wanted: str) -> None:
    assert language(text) == wanted


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("COMMUNIQUÉ DE PRESSE", "PressRelease"),
        ("Press release", "PressRelease"),
        ("Fact Sheet", "PressRelease"),
        ("Déclaration de Lima sur les ports ouverts", "StatementText"),
        ("Joint statement of the ministers of ports", "StatementText"),
        ("Les ports de Lima et de Quito", "NewsPage"),
    ],
)
def test_a_page_is_of_the_kind_that_it_calls_itself(line: str, kind: str) -> None:
    assert metadata(line + BODY).kind == kind


def test_a_masked_line_is_no_title() -> None:
    text = "████████████████ / ████████████████████\n\nLe Sommet des phares de Lima\n\nTexte."
    assert metadata(text).title == "Le Sommet des phares de Lima"
