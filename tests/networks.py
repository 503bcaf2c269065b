"""A graph of invented facts in the shape of ours, as large as is asked, for tests and benchmarks."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.store import Store

BASE = "https://w3id.org/sommet/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
DATE = "http://www.w3.org/2001/XMLSchema#date"
GRAPHS = {name: f"<{BASE}graph/{name}>" for name in ("facts/one", "statements", "inferred")}
RELATIONS = ("memberOf", "signatoryOf", "partnerWith", "foundingMemberOf")


def term(name: str) -> str:
    return f"<{BASE}ontology#{name}>"


def quads(facts: int) -> Iterator[str]:
    """N-Quads of so many facts: four for each thing, twenty for each document."""
    things = max(facts // 4, 2)
    for number in range(things):
        yield from _thing(number)
    for year in range(2016, 2026):
        span = f"<{BASE}id/time/{year}>"
        yield f'{span} {term("edtf")} "{year}"^^<{EDTF}> {GRAPHS["facts/one"]} .'
        yield f'{span} {term("begin")} "{year}-01-01"^^<{DATE}> {GRAPHS["facts/one"]} .'
        yield f'{span} {term("end")} "{year}-12-31"^^<{DATE}> {GRAPHS["facts/one"]} .'
    for number in range(facts):
        yield from _fact(number, things)


def _thing(number: int) -> Iterator[str]:
    thing, graph = f"<{BASE}id/agent/agent-{number}>", GRAPHS["facts/one"]
    yield f"{thing} <{TYPE}> {term('Organisation')} {graph} ."
    yield f'{thing} <{LABEL}> "Conseil de la recherche numéro {number}"@fr {graph} .'
    yield f'{thing} <{LABEL}> "Council for Research no. {number}"@en {graph} .'
    yield f"{thing} <{TYPE}> {term('Agent')} {GRAPHS['inferred']} ."


def _fact(number: int, things: int) -> Iterator[str]:
    graph, relation = GRAPHS["statements"], RELATIONS[number % 4]
    subject = f"<{BASE}id/agent/agent-{number % things}>"
    target = f"<{BASE}id/agent/agent-{number * 7919 % things}>"
    statement = f"<{BASE}statement/{number:020x}>"
    document = f"<{BASE}document/document-{number // 20}>"
    start = number % 20 * 200
    passage = f"<{BASE}text/{number // 20:016x}/{start}-{start + 110}>"
    for predicate, value in (
        ("subject", subject),
        ("predicate", term(relation)),
        ("object", target),
        ("mode", f"<{BASE}vocabulary/mode/asserted>"),
        ("statedIn", document),
        ("assertedBy", document),
        ("madeByRule", f"<{BASE}rule/{relation}>"),
        ("time", f"<{BASE}id/time/{2016 + number % 10}>"),
        ("timeRole", f"<{BASE}vocabulary/time-role/began>"),
        ("evidence", passage),
    ):
        yield f"{statement} {term(predicate)} {value} {graph} ."
    yield f"{statement} <{TYPE}> {term('Statement')} {graph} ."
    yield f"{passage} <{TYPE}> {term('Passage')} {graph} ."
    words = f"Les membres {number} et leurs partenaires ont signé la déclaration sur l'éthique, la "
    yield f'{passage} {term("exactWords")} "{words}sécurité et la recherche." {graph} .'
    yield f"{subject} {term(relation)} {target} {GRAPHS['facts/one']} ."
    if relation == "foundingMemberOf":
        yield f"{subject} {term('memberOf')} {target} {GRAPHS['inferred']} ."


def store_of(lines: Iterable[str], folder: Path) -> Store:
    """A store of N-Quads whose default graph is the merge of the named ones."""
    file = folder / "network.nq"
    with file.open("w", encoding="utf-8") as written:
        written.writelines(f"{line}\n" for line in lines)
    store = Store.of_files([file])
    store.merge()
    return store
