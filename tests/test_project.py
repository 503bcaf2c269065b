"""The project as others install it: its names, its version, what its wheel holds."""

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = ("ontology", "graph", "server")

# What each package must hold beside its modules, by folder and ending, with the least number.
DATA = {
    "ontology/*.ttl": 3,
    "ontology/*.jsonld": 1,
    "ontology/lexicon/*.csv": 15,
    "ontology/questions/*.rq": 8,
    "ontology/rules/*.csv": 2,
    "ontology/rules/fr/*.toml": 6,
    "ontology/rules/en/*.toml": 6,
    "ontology/rules/entailment/*.rq": 12,
    "ontology/shapes/*.ttl": 2,
    "ontology/vocabularies/*.ttl": 4,
    "graph/corpus/*.txt": 4,
    "graph/corpus/TERMS*": 2,
    "graph/search/*.sql": 5,
    "graph/search/queries/*.rq": 7,
    "graph/export/queries/*.rq": 11,
    "server/*.toml": 1,
    "server/docs/*.md": 6,
    "server/queries/*.rq": 12,
    "server/resources/*.toml": 2,
    "server/static/bundle/*.css": 1,
    "server/static/bundle/*.js": 1,
    "server/static/bundle/*.woff2": 4,
    "server/templates/*.html": 6,
    "*/py.typed": 3,
}


def files_of(found: Distribution) -> set[str]:
    return {file.as_posix() for file in found.files or ()}


def in_tree() -> set[str]:
    """Every file of the packages in the working tree that belongs into a wheel."""
    return {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.is_relative_to(ROOT / "server/web")
        and not path.name.startswith(".")
    }


@pytest.fixture
def wheel() -> set[str]:
    """The files of the installed project, as its wheel brought them."""
    try:
        files = files_of(distribution("sommet"))
    except PackageNotFoundError:
        pytest.skip("sommet is not installed here, only its dependencies")
    if not any(file.startswith("graph/") for file in files):
        pytest.skip("sommet is installed as editable: there is no wheel to look into")
    return files


def test_no_other_distribution_owns_our_packages() -> None:
    others = [found for found in distributions() if found.name != PROJECT["name"]]
    assert len(others) >= 15
    for other in others:
        tops = {re.split(r"[/.]", file)[0] for file in files_of(other)}
        assert not tops & set(PACKAGES), other.name


def test_the_changelog_begins_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[([^\]]+)\] - (\S+)$", text, re.MULTILINE)
    assert versions[0][0] == PROJECT["version"]
    assert re.fullmatch(r"unreleased|\d{4}-\d\d-\d\d", versions[0][1])


def test_data_is_where_the_packages_look_for_it() -> None:
    for pattern, least in DATA.items():
        assert len(list(ROOT.glob(pattern))) >= least, pattern


def test_the_wheel_holds_every_file_of_the_packages(wheel: set[str]) -> None:
    ours = in_tree()
    assert len(ours) >= 100
    assert sorted(ours - wheel) == []


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    tops = {file.split("/")[0] for file in wheel if not file.startswith("..")}
    metadata = {top for top in tops if top.endswith(".dist-info")}
    assert tops - metadata == set(PACKAGES)
    assert [file for file in wheel if file.startswith("..")] == ["../../../bin/sommet"]


def test_the_command_is_there() -> None:
    assert PROJECT["scripts"] == {"sommet": "server.cli:main"}


def test_no_file_is_kept_out_of_the_wheel_by_an_ignored_folder() -> None:
    """Hatchling leaves out what `.gitignore` names: no pattern there may name a folder of ours."""
    ignored = {
        line.strip("/")
        for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
        if line.endswith("/") and not line.startswith("/")
    }
    folders = {part for file in in_tree() for part in Path(file).parts[:-1]}
    assert len(folders) >= 15
    assert not ignored & folders
