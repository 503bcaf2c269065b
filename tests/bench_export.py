"""How long a network of 100,000 facts takes, and how much memory: `pytest -m benchmark tests/bench_export.py -s`.

Each format is written by the command, in a process of its own whose memory is its own.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

FACTS = 100_000
ROOT = Path(__file__).parent.parent
MADE = """
import sys
from pathlib import Path
from tests.networks import quads, store_of
folder = Path(sys.argv[1])
store_of(quads(int(sys.argv[2])), folder).save(folder / "store")
"""
MEASURED = """
import re, sys, time
from pathlib import Path
from graph.cli import main
try:
    main(sys.argv[1:])
finally:
    most = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
    print(time.process_time(), int(most) // 1024)
"""

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read in /proc"),
]


def python(script: str, *arguments: object) -> str:
    """What a script prints, in a process of its own."""
    command = (sys.executable, "-c", script, *map(str, arguments))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose current release holds so many invented facts."""
    folder = tmp_path_factory.mktemp("data")
    release = folder / "releases" / ("0" * 32)
    release.mkdir(parents=True)
    python(MADE, release, FACTS)
    manifest = {"base": "https://w3id.org/sommet/", "hash": release.name}
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "current").symlink_to(release)
    return folder


@pytest.mark.parametrize("format_name", ["gexf", "graphml", "cytoscape", "dot"])
def test_a_network_of_100_000_facts(data: Path, format_name: str, tmp_path: Path) -> None:
    output, began = tmp_path / "network", time.perf_counter()
    told = python(MEASURED, "export", "--format", format_name, "--data", data, "--output", output)
    by_the_clock = time.perf_counter() - began
    seconds, memory = map(float, told.split())
    print(
        f"\n{format_name}: {seconds:.1f} s of work, {by_the_clock:.1f} s by the clock, "
        f"{memory:.0f} MB of memory, {output.stat().st_size // 1_000_000} MB written"
    )
    # By the clock it depends on who else uses the machine.
    assert seconds < 30
    assert memory < 1024
