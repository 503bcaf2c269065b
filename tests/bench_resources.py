"""How long the page and the Turtle of a thing with 10,000 links take; run `pytest -m benchmark -s`."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Service, serving

LINKS = 10_000
BASE = "https://w3id.org/sommet/"
ADDRESSES = {
    "page": ("/id/agent/hub.html", "text/html"),
    "Turtle": ("/id/agent/hub.ttl", "text/turtle"),
    "page of links": ("/id/agent/hub.html?incoming=memberOf&page=50", "text/html"),
    "Turtle of links": ("/id/agent/hub.ttl?outgoing=hasMember&page=50", "text/turtle"),
    "page of one linked to it": ("/id/agent/member-5.html", "text/html"),
}


def hub(links: int) -> Iterator[str]:
    """An organisation with so many members, in N-Quads: links from it and to it, statements."""
    own, node = f"{BASE}ontology#", f"<{BASE}id/agent/hub>"
    facts, stated = f"<{BASE}graph/facts/d>", f"<{BASE}graph/statements>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    for number in range(-1, links):
        member = node if number < 0 else f"<{BASE}id/agent/member-{number}>"
        triples = [f'{member} {label} "Member {number}"@en', f"{member} {a} <{own}Agent>"]
        if number >= 0:
            triples += [
                f"{member} <{own}memberOf> {node}",
                f"{node} <{own}hasMember> {member}",
            ]
        for triple in triples:
            yield f"{triple} {facts} .\n{triple} .\n"
        if number < 0:
            continue
        statement = f"<{BASE}statement/{number:020x}>"
        for name, value in (
            ("subject", member),
            ("predicate", f"<{own}memberOf>"),
            ("object", node),
            ("mode", f"<{BASE}vocabulary/mode/asserted>"),
            ("statedIn", f"<{BASE}document/d>"),
        ):
            yield f"{statement} <{own}{name}> {value} {stated} .\n"
            yield f"{statement} <{own}{name}> {value} .\n"


@pytest.fixture(scope="module", params=[LINKS])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("hub")
    dump = folder / "hub.nq"
    with dump.open("w") as file:
        file.writelines(hub(request.param))
    with serving(folder, "--dump", str(dump)) as running:
        print(f"\n{request.param} links")
        yield running


@pytest.mark.benchmark
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_thing_with_many_links(service: Service, name: str) -> None:
    path, accept = ADDRESSES[name]
    times = []
    for _ in range(12):
        began = time.perf_counter()
        answer = service.get(path, headers={"Accept": accept})
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, answer.text
    print(
        f"{name}: first {times[0]:.0f} ms, median {statistics.median(times[1:]):.0f} ms, "
        f"worst {max(times[1:]):.0f} ms, {len(answer.data)} bytes"
    )
    assert statistics.median(times) < 300
