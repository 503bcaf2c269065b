"""What is found in each of the four texts, fact by fact, as lines to compare.

`python -m tests.write_golden` writes the files of `tests/golden` anew; their difference in version
control then shows what a change of rules did.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from graph.model import Literal, Reading
from graph.read import read
from graph.settings import CORPUS
from graph.statement import extract

FOLDER = Path(__file__).parent / "golden"
TEXTS = tuple(sorted(CORPUS.glob("*.txt")))


def file(text: Path) -> Path:
    """The file that holds what is found in a text."""
    return FOLDER / f"{text.stem}.jsonl"


def lines(reading: Reading) -> Iterator[str]:
    """What a reading says, one fact a line, in the order of the text; words, no offsets."""
    labels = {e.key: f"{e.label} ({e.type})" for e in reading.entities}
    labels.setdefault(f"document/{reading.document.key}", "the text")
    masked = reading.document.masked
    for s in reading.statements:
        is_literal = isinstance(s.object, Literal)
        yield json.dumps(
            {
                "subject": _short(labels[s.subject]),
                "relation": s.relation,
                "object": s.object.value
                if isinstance(s.object, Literal)
                else _short(labels[s.object]),
                **({} if is_literal or not s.time else {"time": f"{s.time} {s.time_role}"}),
                "mode": s.mode,
                **({"asserter": labels[s.asserter]} if s.asserter else {}),
                "rule": s.rule,
                **({"inference": s.inference} if s.inference else {}),
                "evidence": [_short(span.of(masked)) for span in s.evidence],
            },
            ensure_ascii=False,
        )


def found(text: Path) -> str:
    """The content of a text's file as it would be written now."""
    return "".join(f"{line}\n" for line in lines(extract(read(text))))


def _short(words: str) -> str:
    """Words that are not long, else their beginning and their end."""
    return words if len(words) <= 240 else f"{words[:160]} […] {words[-60:]}"


if __name__ == "__main__":
    for one in TEXTS:
        file(one).write_text(found(one), encoding="utf8")
