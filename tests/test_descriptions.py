"""What a release says of itself, and whether it is so."""

import re
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID, Graph, Literal, URIRef
from rocrate.rocrate import ROCrate

from graph.build.description.terms import terms_of
from graph.export.downloads import CATALOGUE, DUMPS
from graph.export.dumps import cut
from graph.names import Iris
from graph.read import read_bytes
from graph.release import Release
from graph.settings import CORPUS
from graph.store import Store
from tests.readings import BASE, document

IRIS = Iris(BASE)


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return release.store()


@pytest.fixture(scope="module")
def told(store: Store) -> Graph:
    graph = Graph()
    for triple in store.triples(IRIS.graph("description")):
        graph.add(triple)
    return graph


def node(release: Release, name: str = "") -> URIRef:
    return URIRef(IRIS.part(release.hash, name) if name else IRIS.release(release.hash))


def number(told: Graph, subject: URIRef, predicate: URIRef) -> int:
    (value,) = told.objects(subject, predicate)
    assert isinstance(value, Literal)
    return int(value)


def test_languages_are_named_as_dcat_wants_it(told: Graph, release: Release) -> None:
    languages = {str(language) for language in told.objects(node(release), DCTERMS.language)}
    assert languages == {f"http://id.loc.gov/vocabulary/iso639-1/{one}" for one in ("en", "fr")}


def test_the_release_has_as_many_triples_as_it_says(
    told: Graph, store: Store, release: Release
) -> None:
    assert number(told, node(release), VOID.triples) == store.count()
    for graph in store.graphs():
        assert number(told, URIRef(graph), VOID.triples) == store.count(graph), graph


@pytest.mark.parametrize("name", ["facts", "evidence"])
def test_a_cut_is_as_large_as_it_says(
    told: Graph, store: Store, release: Release, name: str
) -> None:
    triples = {t for graph in cut(store, name) or () for t in store.triples(graph)}
    subjects, properties, objects = (set(column) for column in zip(*triples, strict=True))
    classes = {o for _, p, o in triples if p == RDF.type}
    entities = {s for s in subjects if str(s).startswith(f"{BASE}id/")}
    part = node(release, name)
    assert number(told, part, VOID.triples) == len(triples)
    assert number(told, part, VOID.distinctSubjects) == len(subjects)
    assert number(told, part, VOID.distinctObjects) == len(objects)
    assert number(told, part, VOID.properties) == len(properties)
    assert number(told, part, VOID.classes) == len(classes)
    assert number(told, part, VOID.entities) == len(entities) > 100


def test_the_partitions_are_those_of_the_evidence(
    told: Graph, store: Store, release: Release
) -> None:
    triples = {t for graph in cut(store, "evidence") or () for t in store.triples(graph)}
    whole = node(release, "evidence")
    properties = {
        told.value(p, VOID.property): p for p in told.objects(whole, VOID.propertyPartition)
    }
    assert set(properties) == {p for _, p, _ in triples}
    for iri, partition in properties.items():
        same = [t for t in triples if t[1] == iri]
        assert isinstance(partition, URIRef)
        assert number(told, partition, VOID.triples) == len(same)
        assert number(told, partition, VOID.distinctSubjects) == len({t[0] for t in same})
        assert number(told, partition, VOID.distinctObjects) == len({t[2] for t in same})
    classes = {told.value(p, VOID["class"]): p for p in told.objects(whole, VOID.classPartition)}
    assert set(classes) == {o for _, p, o in triples if p == RDF.type}
    for iri, partition in classes.items():
        things = {s for s, p, o in triples if (p, o) == (RDF.type, iri)}
        assert isinstance(partition, URIRef)
        assert number(told, partition, VOID.entities) == len(things)
        assert number(told, partition, VOID.triples) == sum(t[0] in things for t in triples)


def test_every_dump_is_told_and_every_told_download_is_there(told: Graph, release: Release) -> None:
    addresses = {str(o) for o in told.objects(None, DCAT.downloadURL)}
    prefix = IRIS.download(release.hash, "")
    names = {address.removeprefix(prefix) for address in addresses}
    assert names >= {download.name for download in DUMPS}
    for name in names:
        assert (release.folder / "dumps" / name).is_file(), name
    dumps = {str(o).removeprefix(prefix) for o in told.objects(None, VOID.dataDump)}
    assert dumps == {download.name for download in DUMPS}


def test_every_distribution_is_licensed_and_typed(told: Graph) -> None:
    found = set(told.subjects(RDF.type, DCAT.Distribution))
    assert len(found) == len(CATALOGUE) - 2
    for distribution in found:
        assert told.value(distribution, DCTERMS.license)
        assert told.value(distribution, DCAT.accessURL)
        assert re.fullmatch(
            r"https://www\.iana\.org/assignments/media-types/[\w.+-]+/[\w.+-]+",
            str(told.value(distribution, DCAT.mediaType)),
        )
        assert (distribution, None, None) in told
        assert list(told.subjects(DCAT.distribution, distribution))


def test_the_examples_are_described(told: Graph, store: Store, release: Release) -> None:
    examples = list(told.objects(node(release), VOID.exampleResource))
    assert len(examples) >= 3
    subjects = {s for s, _, _ in store.triples()}
    assert set(examples) <= subjects
    assert any(str(one).startswith(IRIS.statement("")) for one in examples)


def test_the_build_used_the_texts_and_had_an_agent(told: Graph, release: Release) -> None:
    build, agent = node(release, "build"), node(release, "software")
    assert (node(release), PROV.wasGeneratedBy, build) in told
    assert (agent, RDF.type, PROV.SoftwareAgent) in told
    assert told.value(agent, DCTERMS.hasVersion)
    texts = {URIRef(IRIS.text(text["sha256"])) for text in release.manifest["texts"]}
    assert len(texts) == 4
    assert texts <= set(told.objects(build, PROV.used))
    assert texts == set(told.objects(node(release), PROV.wasDerivedFrom))


def test_no_clock_stands_in_the_description(told: Graph, release: Release) -> None:
    built = release.manifest["built"]
    words = " ".join(str(part) for triple in told for part in triple)
    assert built[:10] not in words
    assert not re.search(r"\d\d:\d\d", words)


def test_what_is_said_in_words_is_said_in_both_languages(told: Graph) -> None:
    for predicate in (DCTERMS.title, DCTERMS.description):
        for subject in set(told.subjects(predicate)):
            words = [o for o in told.objects(subject, predicate) if isinstance(o, Literal)]
            tags = {one.language for one in words}
            assert tags in ({"en", "fr"}, {None}), subject
            assert len(words) == len(tags)


def test_each_text_of_the_package_has_its_terms(told: Graph) -> None:
    for file in sorted(CORPUS.glob("*.txt")):
        read = read_bytes(file.name, file.read_bytes())
        terms = terms_of(read)
        assert set(terms) == {"en", "fr"}
        for language, words in terms.items():
            assert len(words) > 80
            known = URIRef(IRIS.document(read.key)), DCTERMS.rights, Literal(words, lang=language)
            assert known in told
        assert not terms_of(read_bytes(file.name, b"Another text."))
    assert not terms_of(document())


def test_the_crate_is_read_back_with_every_file(release: Release) -> None:
    folder = release.folder / "dumps"
    crate = ROCrate(folder)
    files = {entity.id: entity for entity in crate.get_by_type("File")}
    assert set(files) == {d.name for d in CATALOGUE} - {"SHA256SUMS", "ro-crate-metadata.json"}
    for name, entity in files.items():
        told = release.manifest["dumps"][name]
        assert entity["sha256"] == told["sha256"]
        assert entity["contentSize"] == str(told["bytes"])
    assert crate.root_dataset["datePublished"] == "2025-02-12"
    assert crate.root_dataset["license"].id == "https://www.apache.org/licenses/LICENSE-2.0"
    assert len(crate.root_dataset["isBasedOn"]) == 4


def test_the_crate_can_be_taken_away_whole(release: Release, tmp_path: Path) -> None:
    ROCrate(release.folder / "dumps").write(tmp_path)
    for download in CATALOGUE:
        if download.name != "ro-crate-metadata.json":
            before = (release.folder / "dumps" / download.name).read_bytes()
            assert (tmp_path / download.name).read_bytes() == before
