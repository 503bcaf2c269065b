"""Every fact found in the four texts stands in `tests/golden`; a change of rules changes it there.

If the change is meant, write the files anew and read their difference:

    python -m tests.write_golden && git diff tests/golden
"""

from pathlib import Path

import pytest

from tests.write_golden import FOLDER, TEXTS, file, found


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_a_text_says_what_its_golden_file_says(text: Path) -> None:
    wanted = file(text).read_text(encoding="utf8").splitlines()
    now = found(text).splitlines()
    assert sorted(set(wanted) - set(now)) == [], "no longer found; see this module's docstring"
    assert sorted(set(now) - set(wanted)) == [], "newly found; see this module's docstring"
    assert now == wanted


def test_no_golden_file_is_lost() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == {text.stem for text in TEXTS}
    assert len(TEXTS) == 4
    counts = [len(file(text).read_text(encoding="utf8").splitlines()) for text in TEXTS]
    assert min(counts) >= 35
    assert sum(counts) >= 280
