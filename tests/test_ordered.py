import random

import pytest

from graph.store.ordered import Ordered

LINES = [f"{number * 7919 % 1000:04}\n".encode() for number in range(2000)]


def ordered(data: bytes, run: int, piece: int) -> list[bytes]:
    with Ordered(run) as lines:
        for start in range(0, len(data), piece):
            assert lines.write(data[start : start + piece]) == len(data[start : start + piece])
        return list(lines)


@pytest.mark.parametrize("run", [1, 10, 1000, 10**6])
@pytest.mark.parametrize("piece", [1, 3, 64, 10**6])
def test_lines_come_back_sorted_each_once_however_they_were_written(run: int, piece: int) -> None:
    data = b"".join(random.Random(run).sample(LINES, len(LINES)))  # noqa: S311
    assert ordered(data, run, piece) == sorted(set(LINES))


def test_nothing_written_is_no_line() -> None:
    assert ordered(b"", 10, 1) == []
