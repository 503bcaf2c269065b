"""How long a network of 100,000 facts takes, and how much memory: `pytest -m benchmark tests/bench_export.py -s`.

Each format is written by the command, in a process of its own whose memory is its own.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.settings import CORPUS
from tests.networks import quads, store_of

FACTS = 100_000
MEASURED = """
import resource, sys
from graph.cli import main
try:
    main(sys.argv[1:])
finally:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(most // (1024 if sys.platform == "linux" else 1024 * 1024))
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose current release holds so many invented facts."""
    folder = tmp_path_factory.mktemp("data")
    release = folder / "releases" / ("0" * 32)
    release.mkdir(parents=True)
    store_of(quads(FACTS), folder).save(release / "store")
    manifest = {"base": "https://w3id.org/sommet/", "hash": release.name}
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "current").symlink_to(release)
    return folder


@pytest.mark.benchmark
@pytest.mark.parametrize("format_name", ["gexf", "graphml", "cytoscape", "dot"])
def test_a_network_of_100_000_facts(data: Path, format_name: str, tmp_path: Path) -> None:
    output = tmp_path / "network"
    command = (sys.executable, "-c", MEASURED, "export", "--format", format_name)
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--data", data, "--output", output],
        cwd=CORPUS.parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    print(
        f"\n{format_name}: {seconds:.1f} s, {done.stdout.strip()} MB of memory, "
        f"{output.stat().st_size // 1_000_000} MB written"
    )
    assert seconds < 30
    assert int(done.stdout) < 1024
