"""Networks, read back by the libraries of the tools that they are for."""

import io
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import igraph
import networkx
import pydot
import pytest
from lxml import etree

from graph.errors import LimitError, OptionError, SommetError, UnknownError
from graph.export import NETWORK_FORMATS, OPTIONS, Asking, export_network, read_asked
from graph.export.network import EDGE_ATTRIBUTES, NODE_ATTRIBUTES
from graph.store import Limits, Store
from tests.networks import BASE, DATE, EDTF, GRAPHS, LABEL, TYPE, quads, store_of, term

SCHEMAS = os.environ.get("SOMMET_SCHEMAS", "")
TITLE = f"{BASE}release/{'0' * 32}"
NASTY = "R & D « <b> » \"quoted\" 'single' \\N \\\\ 🧭 \x01"
WORDS = 'La ligne une\nla ligne "deux" & l’autre\\n \t🧭.'
LONG = "Très longue déclaration " * 500
FRANCE, CANADA, BODY, PACT = (
    f"{BASE}id/{key}" for key in ("agent/fra", "agent/can", "agent/partenariat", "instrument/pacte")
)


def quad(subject: str, predicate: str, value: str, graph: str = "facts/one") -> str:
    return f"<{subject}> {predicate} {value} {GRAPHS[graph]} ."


def text(value: str, tag: str = "") -> str:
    """A literal of N-Quads, whose escapes are among those of JSON."""
    return json.dumps(value, ensure_ascii=False) + (f"@{tag}" if tag else "")


def said(
    number: int,
    subject: str,
    relation: str,
    value: str,
    time: str = "",
    role: str = "",
    **more: str,
) -> list[str]:
    statement, passage = (
        f"{BASE}statement/{number:020x}",
        f"{BASE}text/{'a' * 16}/{number}0-{number}9",
    )
    told = {
        "subject": f"<{subject}>",
        "predicate": term(relation),
        "object": value,
        "mode": f"<{BASE}vocabulary/mode/{more.get('mode', 'asserted')}>",
        "statedIn": f"<{BASE}document/{more.get('document', 'one')}>",
        "assertedBy": f"<{BASE}document/one>",
        "madeByRule": f"<{BASE}rule/{relation}>",
        "evidence": f"<{passage}>",
    }
    if time:
        told |= {
            "time": f"<{BASE}id/time/{time}>",
            "timeRole": f"<{BASE}vocabulary/time-role/{role}>",
        }
    lines = [quad(statement, term(name), one, "statements") for name, one in told.items()]
    words = quad(
        passage, term("exactWords"), text(more.get("words", f"Mots {number}.")), "statements"
    )
    return [*lines, words]


def lines() -> list[str]:
    """Four things with names that are hard to write, and facts of every kind."""
    label, a = f"<{LABEL}>", f"<{TYPE}>"
    made = [
        quad(FRANCE, label, text("France", "fr")),
        quad(FRANCE, label, text("France (en)", "en")),
        quad(FRANCE, a, term("State")),
        quad(FRANCE, a, term("Agent"), "inferred"),
        quad(CANADA, label, text(NASTY, "de")),
        quad(CANADA, a, term("State")),
        quad(BODY, label, text("Partenariat\n  mondial", "fr")),
        quad(BODY, a, term("Organisation")),
        quad(PACT, label, text(LONG)),
        quad(f"{BASE}ontology#memberOf", label, text("membre de", "fr")),
        quad(f"{BASE}id/agent/ancien", "<http://purl.org/dc/terms/isReplacedBy>", f"<{FRANCE}>"),
    ]
    for name, kind in (
        ("State", "Class"),
        ("memberOf", "ObjectProperty"),
        ("signatoryOf", "ObjectProperty"),
    ):
        made.append(quad(f"{BASE}ontology#{name}", a, f"<http://www.w3.org/2002/07/owl#{kind}>"))
    for time in ("2019-08-01", "2020-06-15"):
        span = f"{BASE}id/time/{time}"
        made.append(quad(span, term("edtf"), f'"{time}"^^<{EDTF}>'))
        made += [quad(span, term(end), f'"{time}"^^<{DATE}>') for end in ("begin", "end")]
    return [
        *made,
        *said(1, FRANCE, "memberOf", f"<{BODY}>", "2020-06-15", "began", words=WORDS),
        *said(2, FRANCE, "memberOf", f"<{BODY}>", "2019-08-01", "attested", document="two"),
        *said(3, CANADA, "memberOf", f"<{BODY}>", mode="reported"),
        *said(4, FRANCE, "signatoryOf", f"<{PACT}>", "2019-08-01", "ended", mode="planned"),
        *said(5, CANADA, "signatoryOf", f"<{PACT}>", mode="negated"),
        *said(6, PACT, "adoptedOn", f"<{BASE}id/time/2020-06-15>"),
        *said(
            7,
            BODY,
            "memberCount",
            '"15"^^<http://www.w3.org/2001/XMLSchema#integer>',
            mode="reported",
        ),
        quad(FRANCE, term("partyTo"), f"<{PACT}>", "inferred"),
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(lines(), tmp_path_factory.mktemp("store"))


def made(store: Store, format_name: str, most: int | None = None, /, **options: str) -> str:
    asking = Asking(store, BASE, Limits())
    given = {name.rstrip("_").replace("_", "-"): value for name, value in options.items()}
    asked = read_asked({"format": format_name, **given})
    return b"".join(export_network(asking, asked, TITLE, most)).decode()


def elements(store: Store, **options: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The nodes by their IRIs, and the edges, as Cytoscape has them."""
    found = json.loads(made(store, "cytoscape", **options))["elements"]
    return (
        {one["data"]["id"]: one["data"] for one in found["nodes"]},
        [one["data"] for one in found["edges"]],
    )


def ends(edges: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["source"], one["relation"], one["target"]) for one in edges]


def test_a_node_tells_its_names_class_dates_and_what_they_rest_on(store: Store) -> None:
    nodes, _ = elements(store)
    assert list(nodes) == sorted([FRANCE, CANADA, BODY, PACT])
    pact = nodes[PACT]
    assert (pact["dates"], pact["begin"], pact["end"]) == (
        "adoptedOn 2020-06-15",
        "2020-06-15",
        "2020-06-15",
    )
    assert pact["evidence"] == "Mots 6."
    assert pact["statements"] == f"{BASE}statement/{6:020x}"
    assert nodes[BODY]["values"] == "memberCount 15 (reported)"
    assert nodes[FRANCE]["type"] == "State"
    assert nodes[FRANCE]["documents"] == f"{BASE}document/one {BASE}document/two"


def test_an_edge_is_a_fact_with_its_time_mode_words_and_source(store: Store) -> None:
    _, edges = elements(store)
    assert ends(edges) == [
        (CANADA, "memberOf", BODY),
        (FRANCE, "memberOf", BODY),
        (FRANCE, "memberOf", BODY),
        (FRANCE, "partyTo", PACT),
        (FRANCE, "signatoryOf", PACT),
    ]
    undated, began, attested, inferred, ended = edges
    assert undated["mode"] == "reported"
    assert not {"time", "begin", "end"} & undated.keys()
    assert began["id"] == began["statement"] == f"{BASE}statement/{1:020x}"
    assert (began["time"], began["timeRole"], began["begin"]) == (
        "2020-06-15",
        "began",
        "2020-06-15",
    )
    assert "end" not in began
    assert began["evidence"] == WORDS
    assert attested["begin"] == attested["end"] == "2019-08-01"
    assert attested["document"] == f"{BASE}document/two"
    assert (ended["end"], ended["mode"]) == ("2019-08-01", "planned")
    assert "begin" not in ended
    assert [edge["origin"] for edge in edges].count("inferred") == 1
    assert inferred["origin"] == "inferred"
    assert "statement" not in inferred


def test_what_is_denied_is_no_edge_and_what_is_inferred_can_be_left_out(store: Store) -> None:
    assert (CANADA, "signatoryOf", PACT) not in ends(elements(store)[1])
    assert "partyTo" not in {edge["relation"] for edge in elements(store, stated="true")[1]}


@pytest.mark.parametrize(
    ("language", "france", "canada", "relation"),
    [
        ("fr", "France", " ".join(NASTY.split()), "membre de"),
        ("en", "France (en)", " ".join(NASTY.split()), "membre de"),
        ("fr-CA", "France", " ".join(NASTY.split()), "membre de"),
        ("it", "France (en)", " ".join(NASTY.split()), "membre de"),
    ],
)
def test_labels_are_in_the_language_that_is_asked_for_or_fall_back(
    store: Store, language: str, france: str, canada: str, relation: str
) -> None:
    nodes, edges = elements(store, language=language)
    assert nodes[FRANCE]["label"] == france
    assert nodes[CANADA]["label"] == canada
    assert nodes[CANADA]["labelLanguage"] == "de"
    assert nodes[BODY]["label"] == "Partenariat mondial"
    assert {edge["label"] for edge in edges if edge["relation"] == "memberOf"} == {relation}


@pytest.mark.parametrize(
    ("options", "nodes", "edges"),
    [
        ({"entity": "agent/can", "depth": "0"}, {CANADA}, 0),
        ({"entity": "agent/can"}, {CANADA, BODY}, 1),
        ({"entity": CANADA, "depth": "2"}, {CANADA, BODY, FRANCE}, 3),
        ({"entity": "id/agent/can", "depth": "100"}, {CANADA, BODY, FRANCE, PACT}, 5),
        ({"entity": "agent/ancien", "relation": "signatoryOf"}, {FRANCE, PACT}, 1),
        ({"relation": "memberOf"}, {FRANCE, CANADA, BODY}, 3),
        ({"relation": f"{BASE}ontology#signatoryOf"}, {FRANCE, PACT}, 1),
        ({"class": "State", "relation": "signatoryOf"}, {FRANCE, PACT}, 1),
        ({"class": "State"}, {FRANCE, CANADA, BODY, PACT}, 5),
        ({"from": "2020-06-16"}, {FRANCE, BODY}, 1),
        ({"from": "2019", "to": "2019-12"}, {FRANCE, BODY, PACT}, 2),
        ({"to": "2019-07"}, {FRANCE, PACT}, 1),
        ({"entity": "agent/can,agent/fra", "depth": "0"}, {CANADA, FRANCE}, 0),
        ({"entity": "agent/can,agent/fra"}, {CANADA, FRANCE, BODY, PACT}, 5),
        ({"entity": "agent/partenariat", "without": "agent/fra"}, {BODY, CANADA}, 1),
        ({"relation": "memberOf,signatoryOf"}, {FRANCE, CANADA, BODY, PACT}, 4),
        ({"mode": "reported"}, {CANADA, BODY}, 1),
        ({"mode": "planned, inferred"}, {FRANCE, PACT}, 2),
        ({"without": "agent/fra,instrument/pacte"}, {CANADA, BODY}, 1),
    ],
)  # fmt: skip
def test_a_part_of_the_network(
    store: Store, options: dict[str, str], nodes: set[str], edges: int
) -> None:
    found = elements(store, **options)
    assert (set(found[0]), len(found[1])) == (nodes, edges)


@pytest.mark.parametrize(
    ("merge", "weights"),
    [("none", [1, 1, 1, 1, 1]), ("relation", [1, 2, 1, 1]), ("pair", [1, 2, 2])],
)
def test_facts_are_merged_with_their_weight(store: Store, merge: str, weights: list[int]) -> None:
    _, edges = elements(store, merge=merge)
    assert [edge["weight"] for edge in edges] == weights
    if merge == "pair":
        both = next(edge for edge in edges if edge["target"] == PACT)
        assert (both["label"], both["origin"]) == ("partyTo, signatoryOf", "stated")
    if merge != "none":
        twice = next(edge for edge in edges if edge["source"] == FRANCE and edge["target"] == BODY)
        assert twice["statement"].split() == [f"{BASE}statement/{n:020x}" for n in (1, 2)]
        assert twice["time"] == "2020-06-15 2019-08-01"
        assert twice["begin"] == "2019-08-01"
        assert "end" not in twice


def test_a_query_makes_a_network_whose_known_facts_keep_their_words(store: Store) -> None:
    query = f"""
        PREFIX s: <{BASE}ontology#>
        CONSTRUCT {{
          ?state s:memberOf ?body ; s:sitsWith <{CANADA}> ; s:adoptedOn ?day ; s:motto "Dire" ;
                 <{LABEL}> "Un État"@fr ; a s:Person .
        }}
        WHERE {{
          ?statement s:subject ?state ; s:predicate s:memberOf ; s:object ?body .
          ?day s:edtf "2020-06-15"^^<{EDTF}> .
          FILTER(?state = <{FRANCE}>)
        }}"""
    nodes, edges = elements(store, construct=query, language="fr")
    assert nodes.keys() == {FRANCE, CANADA, BODY}
    france = nodes[FRANCE]
    assert (france["label"], france["type"]) == ("Un État", "Person")
    assert (france["dates"], france["values"]) == ("adoptedOn 2020-06-15", "motto Dire")
    assert [(edge["relation"], edge["origin"]) for edge in edges] == [
        ("sitsWith", "constructed"),
        ("memberOf", "stated"),
        ("memberOf", "stated"),
    ]
    assert edges[1]["evidence"] == WORDS


def test_a_thing_is_found_by_its_label_if_nothing_else_bears_it(store: Store) -> None:
    assert made(store, "gexf", entity="france") == made(store, "gexf", entity="agent/fra")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"entity": "agent/frb"}, "It has: agent/fra"),
        ({"entity": "a <b> c"}, "no entity"),
        ({"entity": "https://example.org/nobody"}, "no entity"),
        ({"class": "Stat"}, "It has: State"),
        ({"relation": "memberof"}, "It has: memberOf"),
        ({"relation": "memberOf,memberof"}, "It has: memberOf"),
    ],
)
def test_what_the_release_does_not_know_is_told_with_what_is_near(
    store: Store, options: dict[str, str], message: str
) -> None:
    with pytest.raises(UnknownError, match=re.escape(message)):
        made(store, "gexf", **options)


@pytest.mark.parametrize(
    ("options", "about"),
    [
        ({"depth": "1"}, "depth"),
        ({"entity": "agent/fra", "depth": "-1"}, "depth"),
        ({"entity": "agent/fra", "depth": "101"}, "depth"),
        ({"entity": "agent/fra", "depth": "²"}, "depth"),
        ({"from": "hier"}, "from"),
        ({"to": "2020-13"}, "to"),
        ({"from": "2021", "to": "2020"}, "to"),
        ({"language": "f r"}, "language"),
        ({"merge": "all"}, "merge"),
        ({"stated": "yes"}, "stated"),
        ({"gexf_version": "1.1"}, "gexf-version"),
        ({"format": "dot", "gexf_version": "1.3"}, "gexf-version"),
        ({"format": "gif"}, "format"),
        ({"relatoin": "memberOf"}, "relatoin"),
        ({"construct": "CONSTRUCT WHERE { ?s ?p ?o }", "relation": "memberOf"}, "relation"),
        ({"construct": "SELECT * { ?s ?p ?o }"}, "construct"),
        ({"construct": "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }"}, "construct"),
    ],
)
def test_a_wrong_option_is_told_by_its_name(
    store: Store, options: dict[str, str], about: str
) -> None:
    with pytest.raises(OptionError) as caught:
        made(store, options.pop("format", "gexf"), **options)
    assert caught.value.name == about
    assert caught.value.remedy


def test_a_network_of_too_many_facts_is_refused(store: Store) -> None:
    with pytest.raises(LimitError, match="More than 3 facts"):
        made(store, "gexf", 3)
    everything = "CONSTRUCT WHERE { ?s ?p ?o }"
    with pytest.raises(LimitError, match="More than 3 facts"):
        made(store, "gexf", 3, construct=everything)


@pytest.mark.parametrize("query", ["CONSTRUCT {", "DELETE WHERE { ?s ?p ?o }"])
def test_a_query_that_is_refused_is_told_as_at_the_endpoint(store: Store, query: str) -> None:
    with pytest.raises(SommetError, match=r"malformed|refused|no query"):
        made(store, "gexf", construct=query)


@pytest.mark.parametrize("format_name", [format_.name for format_ in NETWORK_FORMATS])
def test_the_same_release_gives_the_same_bytes(
    store: Store, format_name: str, tmp_path: Path
) -> None:
    other = store_of(reversed(lines()), tmp_path)
    for merge in ("none", "pair"):
        assert made(store, format_name, merge=merge) == made(other, format_name, merge=merge)


def xml_of(value: object) -> object:
    """A value as XML can hold it."""
    return value.replace("\x01", "\ufffd") if isinstance(value, str) else value


def expected(store: Store, **options: str) -> tuple[Mapping[str, Any], list[Any]]:
    """What every format must tell of nodes and edges, by Cytoscape JSON; weights as numbers."""
    nodes, edges = elements(store, **options)
    own = {"id", "value", "key", "name", "interaction"}
    return (
        {
            iri: {name: xml_of(value) for name, value in node.items() if name not in own}
            for iri, node in nodes.items()
        },
        [
            {name: xml_of(value) for name, value in edge.items() if name not in own}
            for edge in edges
        ],
    )


def present(values: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    return {n: v for n, v in values.items() if v not in ("", None) and n not in left_out}


@pytest.mark.parametrize("merge", ["none", "relation"])
def test_cytoscape_json_is_read_back_by_networkx(store: Store, merge: str) -> None:
    found = json.loads(made(store, "cytoscape", merge=merge))
    assert found["data"]["name"] == TITLE
    graph = networkx.cytoscape_graph(found)
    nodes, edges = elements(store, merge=merge)
    assert dict(graph.nodes(data=True)) == nodes
    assert [data for *_, data in graph.edges(data=True)] == edges
    assert len({edge["id"] for edge in edges}) == len(edges)


@pytest.mark.parametrize("merge", ["none", "relation"])
def test_graphml_is_read_back_by_igraph(store: Store, merge: str, tmp_path: Path) -> None:
    file = tmp_path / "network.graphml"
    file.write_text(made(store, "graphml", merge=merge), encoding="utf-8")
    graph = igraph.Graph.Read_GraphML(str(file))
    nodes, edges = expected(store, merge=merge)
    assert graph.is_directed()
    assert {v["iri"]: present(v.attributes(), "id", "iri") for v in graph.vs} == nodes
    read = [
        {
            **present(e.attributes(), "id"),
            "source": e.source_vertex["iri"],
            "target": e.target_vertex["iri"],
        }
        for e in graph.es
    ]
    assert read == edges


def test_graphml_has_the_identifiers_and_types_of_its_schema(store: Store) -> None:
    """By http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd: `xs:NMTOKEN`, and six types."""
    root = etree.fromstring(made(store, "graphml").encode())
    names = [name.tag.rpartition("}")[2] for name in root]
    assert re.fullmatch(r"desc (key )+graph", " ".join(names))
    named = ("id", "key", "source", "target", "attr.name")
    ids = [value for one in root.iter() for name, value in one.items() if name in named]
    assert len(ids) > 50
    assert all(re.fullmatch(r"[\w.:-]+", value) for value in ids)
    keys = {one.get("id") for one in root if one.get("id")}
    assert {one.get("key") for one in root.iter() if one.get("key")} <= keys
    assert {one.get("attr.type") for one in root if one.get("attr.type")} == {"string", "double"}


@pytest.mark.parametrize("version", ["1.2draft", "1.3"])
@pytest.mark.parametrize("merge", ["none", "relation"])
def test_gexf_is_read_back_by_networkx_with_its_times(
    store: Store, merge: str, version: str
) -> None:
    content = made(store, "gexf", merge=merge, gexf_version=version)
    graph = networkx.read_gexf(io.BytesIO(content.encode()), version=version)
    nodes, edges = expected(store, merge=merge)
    assert graph.graph["mode"] == "dynamic"
    assert {iri: present(data) for iri, data in graph.nodes(data=True)} == nodes
    times = {"id", "start", "end", "spells", "begin", "kind"}
    read = [
        {"source": source, "target": target, **present(data, *times)}
        for source, target, data in graph.edges(data=True)
    ]
    assert read == [present(edge, *times) for edge in edges]
    assert graph.number_of_edges() == len(edges)


def test_gexf_has_the_days_of_a_fact_and_all_of_a_merged_one(store: Store) -> None:
    def times(merge: str) -> list[object]:
        root = etree.fromstring(made(store, "gexf", merge=merge).encode())
        return [
            [dict(spell.attrib) for spell in edge.iter("{*}spell")]
            or {name: value for name, value in edge.items() if name in ("start", "end")}
            for edge in root.iter("{*}edge")
        ]

    one = {"start": "2019-08-01", "end": "2019-08-01"}
    assert times("none") == [{}, {"start": "2020-06-15"}, one, {}, {"end": "2019-08-01"}]
    assert times("relation") == [{}, [one, {"start": "2020-06-15"}], {}, {"end": "2019-08-01"}]


@pytest.mark.skipif(not SCHEMAS, reason="SOMMET_SCHEMAS names no folder of the published schemas")
@pytest.mark.parametrize("version", ["1.2draft", "1.3"])
@pytest.mark.parametrize(
    "options", [{}, {"merge": "relation"}, {"entity": "agent/can", "depth": "0"}, {"to": "1900"}]
)
def test_gexf_is_valid_by_its_published_schema(
    store: Store, version: str, options: dict[str, str]
) -> None:
    schema = etree.XMLSchema(etree.parse(str(Path(SCHEMAS) / f"gexf-{version}" / "gexf.xsd")))
    document = etree.fromstring(made(store, "gexf", gexf_version=version, **options).encode())
    assert schema.validate(document), schema.error_log
    document.find("{*}graph").set("timeformat", "days")
    assert not schema.validate(document)


# pydot uses names of pyparsing that are about to go.
by_pydot = pytest.mark.filterwarnings("ignore:.* deprecated - use:DeprecationWarning")


def undone(value: str) -> str:
    """A text as it was before it was written between the quotes of DOT."""
    inner = value.removeprefix('"').removesuffix('"')
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), inner, flags=re.S)


def drawing(store: Store) -> Any:
    graphs = pydot.graph_from_dot_data(made(store, "dot"))
    assert graphs
    return graphs[0]


@by_pydot
def test_dot_is_read_back_by_pydot(store: Store) -> None:
    def told(values: Mapping[str, str]) -> dict[str, object]:
        drawn = {"label", "URL", "tooltip", "style", "id"}
        read = {name: undone(value) for name, value in values.items() if name not in drawn}
        return {("label" if name == "title" else name): value for name, value in read.items()}

    graph = drawing(store)
    nodes, edges = expected(store)
    defaults = ("node", "edge", "graph")
    found = [node for node in graph.get_nodes() if node.get_name() not in defaults]
    assert {undone(node.get_name()): told(node.get_attributes()) for node in found} == nodes
    read = [
        {
            "source": undone(edge.get_source()),
            "target": undone(edge.get_destination()),
            **told(edge.get_attributes()),
        }
        for edge in graph.get_edges()
    ]
    wanted = [{**edge, "weight": str(edge["weight"])} for edge in edges]
    assert all(edge in wanted for edge in read)
    assert len(read) == len(wanted)
    styles = [(edge.get("style") or "").strip('"') for edge in graph.get_edges()]
    assert sorted(styles) == ["", "", "dashed", "dashed", "dotted"]


@by_pydot
def test_dot_draws_long_names_on_few_short_lines(store: Store) -> None:
    (pact,) = drawing(store).get_node(f'"{PACT}"')
    drawn = undone(pact.get("label")).split("\n")
    assert len(drawn) <= 6
    assert max(map(len, drawn)) <= 24
    assert undone(pact.get("title")) == LONG.strip()


def test_a_generated_network_is_whole(tmp_path: Path) -> None:
    nodes, edges = elements(store_of(quads(2000), tmp_path), stated="true")
    assert (len(nodes), len(edges)) == (500, 2000)
    assert all(edge["evidence"].startswith("Les membres") for edge in edges)
    assert all(node["type"] == "Organisation" for node in nodes.values())


def test_every_option_format_and_attribute_is_documented() -> None:
    page = (Path(__file__).parent.parent / "server/docs/networks.md").read_text(encoding="utf-8")
    for format_ in NETWORK_FORMATS:
        assert re.search(
            rf"^\| `{format_.name}` \|.*\| `{re.escape(format_.media_type)}` \|$", page, re.M
        )
    for option in OPTIONS:
        assert f"--{option}" in page, option
    for name in (*NODE_ATTRIBUTES, *EDGE_ATTRIBUTES, "weight"):
        assert f"`{name}`" in page, name
