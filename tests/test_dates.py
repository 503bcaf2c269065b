import itertools

import pytest

from graph.dates import dates
from tests.spans import slices

# Words, what of them is the date, its EDTF (https://www.loc.gov/standards/datetime/).
STATED = [
    ("Lima, le 15/06/2020", "15/06/2020", "2020-06-15"),
    ("le 15.06.2020.", "15.06.2020", "2020-06-15"),
    ("le 5/6/2020", "5/6/2020", "2020-06-05"),
    ("date: 2020-06-15", "2020-06-15", "2020-06-15"),
    ("date: 2020-06", "2020-06", "2020-06"),
    ("le 9 février 2025", "9 février 2025", "2025-02-09"),
    ("le 1er mars 2019", "1er mars 2019", "2019-03-01"),
    ("on March 8, 2018", "March 8, 2018", "2018-03-08"),
    ("on March 8th 2018", "March 8th 2018", "2018-03-08"),
    ("on 8 March 2018", "8 March 2018", "2018-03-08"),
    ("the 8th of March 2018", "8th of March 2018", "2018-03-08"),
    ("LE 8 AOÛT 2019", "8 AOÛT 2019", "2019-08-08"),
    ("le 12 févr. 2025", "12 févr. 2025", "2025-02-12"),
    ("le 12 déc. 2024", "12 déc. 2024", "2024-12-12"),
    ("on Feb. 12, 2025", "Feb. 12, 2025", "2025-02-12"),
    ("le 29 février 2024", "29 février 2024", "2024-02-29"),
    ("en août 2019", "août 2019", "2019-08"),
    ("in August 2019", "August 2019", "2019-08"),
    ("de juin 2018", "juin 2018", "2018-06"),
    ("en 2019, Lima", "2019", "2019"),
    ("In 2019, Lima", "2019", "2019"),
    ("au printemps 2024", "printemps 2024", "2024-21"),
    ("in spring 2024", "spring 2024", "2024-21"),
    ("l’été 2024", "été 2024", "2024-22"),
    ("in the autumn 2023", "autumn 2023", "2023-23"),
    ("hiver 2022", "hiver 2022", "2022-24"),
    ("les 10 et 11 février 2025", "10 et 11 février 2025", "2025-02-10/2025-02-11"),
    ("du 10 au 12 mai 2023", "10 au 12 mai 2023", "2023-05-10/2023-05-12"),
    ("10–11 février 2025", "10–11 février 2025", "2025-02-10/2025-02-11"),
    ("10-11 February 2025", "10-11 February 2025", "2025-02-10/2025-02-11"),
    ("February 10-11, 2025", "February 10-11, 2025", "2025-02-10/2025-02-11"),
    ("February 10 and 11, 2025", "February 10 and 11, 2025", "2025-02-10/2025-02-11"),
    ("du 28 février au 2 mars 2024", "28 février au 2 mars 2024", "2024-02-28/2024-03-02"),
    ("28 February to 2 March 2024", "28 February to 2 March 2024", "2024-02-28/2024-03-02"),
    ("le 10\u00a0février\u202f2025", "10\u00a0février\u202f2025", "2025-02-10"),
    ("le 10 février\n2025", "10 février\n2025", "2025-02-10"),
]
# Words, the document's own date, what of them is the date, its EDTF.
COMPLETED = [
    ("en mars dernier", "2018-06-07", "en mars dernier", "2018-03"),
    ("en juin dernier", "2018-06-07", "en juin dernier", "2017-06"),
    ("en mai prochain", "2018-06-07", "en mai prochain", "2019-05"),
    ("last December", "2023-11-01", "last December", "2022-12"),
    ("next May", "2023-11-01", "next May", "2024-05"),
    ("in May", "2023-11-01", "in May", "2023-05"),
    ("hier", "2025-03-01", "hier", "2025-02-28"),
    ("yesterday", "2024-01-01", "yesterday", "2023-12-31"),
    ("ce jour", "2025-02-09", "ce jour", "2025-02-09"),
    ("aujourd’hui", "2025-02-09", "aujourd’hui", "2025-02-09"),
    ("today", "2025-02-09", "today", "2025-02-09"),
    ("demain", "2024-12-31", "demain", "2025-01-01"),
    ("tomorrow", "2024-02-28", "tomorrow", "2024-02-29"),
    ("le mois dernier", "2025-01", "le mois dernier", "2024-12"),
    ("last month", "2025-01-15", "last month", "2024-12"),
    ("next month", "2024-12-15", "next month", "2025-01"),
    ("l’an dernier", "2024-03-01", "l’an dernier", "2023"),
    ("l’année prochaine", "2024", "l’année prochaine", "2025"),
    ("last year", "2024", "last year", "2023"),
    ("cette année", "2024-03-01", "cette année", "2024"),
    ("le 9 février", "2025-02-20", "9 février", "2025-02-09"),
    ("le 4 janvier", "2024-12-20", "4 janvier", "2025-01-04"),
    ("on October 30", "2023-11-01", "October 30", "2023-10-30"),
    ("les 3 et 4 décembre", "2025-01-10", "3 et 4 décembre", "2024-12-03/2024-12-04"),
    ("on 5 and 6 May", "2024-01-01", "5 and 6 May", "2024-05-05/2024-05-06"),
]
NONE = [
    "Six ans plus tard",
    "les 15 membres fondateurs",
    "plus de 100 pays",
    "le règlement (UE) 2024/1732",
    "L 2024/1689",
    "A/RES/78/265",
    "la norme ISO/IEC 42001:2023",
    "01 53 00 43 10",
    "+33 1 53 00 43 10",
    "418 555-2019",
    "2 000 euros",
    "2019 euros",
    "2050 pays",
    "$2025",
    "2025 %",
    "1850",
    "30/02/2024",
    "15/13/2020",
    "la 32e conférence",
    "We may sign",
    "les marchés",
    "Elle a été signée",
    "l’autre de ces séances",
]
# What needs the document's own date is none without it; what is no date is none with it.
NONE_WITH = [
    ("We may sign in spring", "2024-01-01"),
    ("Elle l’a lu en sept ans", "2024-01-01"),
    ("The 12 may also sign, and in march", "2024-01-01"),
    ("Les 12 sept fois nommés", "2024-01-01"),
    ("le 30 février", "2025-01-10"),
    ("hier", "2025-02"),
    ("last month", "2025"),
]


@pytest.mark.parametrize(("text", "exact", "edtf"), STATED)
def test_a_date_is_found_where_it_stands(text: str, exact: str, edtf: str) -> None:
    (found,) = dates(text)
    assert found.edtf == edtf
    assert not found.completed
    slices(text, found.span, exact)


@pytest.mark.parametrize(("text", "reference", "exact", "edtf"), COMPLETED)
def test_the_document_s_own_date_completes_a_date(
    text: str, reference: str, exact: str, edtf: str
) -> None:
    (found,) = dates(text, reference)
    assert found.edtf == edtf
    assert found.completed
    slices(text, found.span, exact)
    assert dates(text) == ()


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_none(text: str) -> None:
    assert dates(text) == ()


@pytest.mark.parametrize(("text", "reference"), NONE_WITH)
def test_what_is_no_date_is_none_beside_one(text: str, reference: str) -> None:
    assert dates(text, reference) == ()


def test_dates_come_in_order_and_none_within_another() -> None:
    text = "du 10 au 12 mai 2023, en 2019, puis le 1er mars 2021 et en août 2022"
    found = dates(text)
    assert [d.edtf for d in found] == ["2023-05-10/2023-05-12", "2019", "2021-03-01", "2022-08"]
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))


def test_the_tables_are_not_cut() -> None:
    assert (len(STATED), len(COMPLETED), len(NONE)) >= (36, 25, 23)
