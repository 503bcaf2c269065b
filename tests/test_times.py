from datetime import date

import pytest

from graph.errors import SommetError
from graph.times import bounds, label

BOUNDS = [
    ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
    ("2020-06-15", date(2020, 6, 15), date(2020, 6, 15)),
    ("2025-02-10/2025-02-11", date(2025, 2, 10), date(2025, 2, 11)),
    ("2018-06/2019", date(2018, 6, 1), date(2019, 12, 31)),
    ("2020-06-15/..", date(2020, 6, 15), None),
    ("2020-06-15/", date(2020, 6, 15), None),
    ("../2020", None, date(2020, 12, 31)),
    ("/2020", None, date(2020, 12, 31)),
    ("2019-21", date(2019, 3, 1), date(2019, 5, 31)),
    ("2019-22", date(2019, 6, 1), date(2019, 8, 31)),
    ("2019-23", date(2019, 9, 1), date(2019, 11, 30)),
    ("2019-24", date(2019, 12, 1), date(2019, 12, 31)),
    ("2025~", date(2025, 1, 1), date(2025, 12, 31)),
    ("2019-08?", date(2019, 8, 1), date(2019, 8, 31)),
    ("2019-08%/2020?", date(2019, 8, 1), date(2020, 12, 31)),
    ("201X", date(2010, 1, 1), date(2019, 12, 31)),
    ("-0333", None, None),
]


@pytest.mark.parametrize(("edtf", "begin", "end"), BOUNDS)
def test_the_days_of_a_date(edtf: str, begin: date | None, end: date | None) -> None:
    assert bounds(edtf) == (begin, end)


NO_DATES = (
    "", "..", "9 février 2025", "2019-13", "2019-02-30", "2020/2019", "2019/x", "1/2/3",
    "2019/2020/2021", "../../etc/passwd", f"[{'2020,' * 9}2021]",
)  # fmt: skip


@pytest.mark.parametrize("edtf", NO_DATES)
def test_what_is_no_date_is_refused_by_name(edtf: str) -> None:
    with pytest.raises(SommetError, match="EDTF") as caught:
        bounds(edtf)
    assert caught.value.name == "date"


@pytest.mark.parametrize(
    ("edtf", "french", "english"),
    [
        ("2019", "2019", "2019"),
        ("2018-06", "juin 2018", "June 2018"),
        ("2020-06-15", "15 juin 2020", "15 June 2020"),
        ("2020-06-15/..", "2020-06-15/..", "2020-06-15/.."),
        ("2025~", "2025~", "2025~"),
    ],
)
def test_a_date_is_written_for_people(edtf: str, french: str, english: str) -> None:
    assert (label(edtf, "fr"), label(edtf, "en")) == (french, english)
