import errno
import fcntl
import json
import threading
from pathlib import Path

import pytest

from graph import release as releases
from graph.errors import ReleaseError
from graph.store import Store

DIGEST, OTHER = "a" * 32, "b" * 32


def write(folder: Path) -> None:
    Store.empty().save(folder / "store")
    (folder / "manifest.json").write_text(json.dumps({"base": "https://example.org/"}))


def published(data: Path, digest: str = DIGEST) -> releases.Release:
    with releases.building(data, pytest.fail):
        made = releases.publish(data, digest, write)
        releases.make_current(data, made)
    return made


def test_a_published_release_is_the_current_one(tmp_path: Path) -> None:
    made = published(tmp_path)
    assert releases.current(tmp_path) == made
    assert (made.hash, made.base) == (DIGEST, "https://example.org/")
    assert (tmp_path / "current").readlink() == Path("releases") / DIGEST
    assert made.store().count() == made.store(in_memory=True).count() == 0
    assert "sommet" in made.store().prefixes


def test_a_release_is_found_by_its_hash(tmp_path: Path) -> None:
    made = published(tmp_path)
    assert releases.find(tmp_path, DIGEST) == made
    assert releases.find(tmp_path, OTHER) is None


def test_before_any_release_the_command_that_makes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="`sommet build`"):
        releases.current(tmp_path)


def test_current_moves_to_another_release_and_only_then(tmp_path: Path) -> None:
    first, second = published(tmp_path), published(tmp_path, OTHER)
    assert releases.current(tmp_path) == second
    assert not releases.make_current(tmp_path, second)
    assert releases.make_current(tmp_path, first)
    assert releases.current(tmp_path) == first


def test_a_link_to_a_release_that_was_removed_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("releases/gone")
    with pytest.raises(ReleaseError, match="no release"):
        releases.current(tmp_path)


def test_a_release_without_manifest_is_told(tmp_path: Path) -> None:
    (tmp_path / "releases" / DIGEST).mkdir(parents=True)
    with pytest.raises(ReleaseError, match="manifest"):
        releases.find(tmp_path, DIGEST)


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"base": "https://example.org/"}'])
def test_a_release_that_lost_a_part_is_told(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "releases" / DIGEST).mkdir(parents=True)
    (tmp_path / "releases" / DIGEST / "manifest.json").write_text(manifest)
    with pytest.raises(ReleaseError, match="not whole"):
        releases.find(tmp_path, DIGEST)


def full(_: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_nothing_half_written_and_the_current_release_as_it_was(
    tmp_path: Path,
) -> None:
    made = published(tmp_path)

    def half(folder: Path) -> None:
        write(folder)
        full(folder)

    with (
        releases.building(tmp_path, pytest.fail),
        pytest.raises(ReleaseError, match="No space left on device"),
    ):
        releases.publish(tmp_path, OTHER, half)
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [DIGEST]
    assert not list(tmp_path.glob(".building-*"))
    assert releases.current(tmp_path) == made


def test_any_other_error_leaves_nothing_half_written_either(tmp_path: Path) -> None:
    def broken(folder: Path) -> None:
        write(folder)
        raise ValueError

    with releases.building(tmp_path, pytest.fail), pytest.raises(ValueError):
        releases.publish(tmp_path, DIGEST, broken)
    assert not list(tmp_path.glob(".building-*"))
    assert not list((tmp_path / "releases").iterdir())


def test_what_a_build_that_died_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / f".building-{OTHER}" / "store"
    left.mkdir(parents=True)
    (left / "CURRENT").write_text("x")
    (tmp_path / ".current-1").symlink_to("releases/x")
    published(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "current", "releases"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(ReleaseError, match="cannot be written"),
        releases.building(tmp_path / "file" / "data", pytest.fail),
    ):
        pass


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    steps: list[str] = []
    waits = threading.Event()

    def second() -> None:
        with releases.building(tmp_path, waits.set):
            steps.append("second")

    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(10)
        steps.append("first")
    thread.join(10)
    assert steps == ["first", "second"]
