from dataclasses import replace

from graph.model import Entity, Mode, Span
from graph.records import Record, records
from tests.readings import BASE, CANADA, FRANCE, PMIA, TEXT, reading, span, statement


def made(**parts: object) -> list[Record]:
    return list(records(reading(**parts), BASE))  # type: ignore[arg-type]


def entities(**parts: object) -> dict[str, Record]:
    return {r["iri"]: r for r in made(**parts) if r["record"] == "entity"}


def statements(**parts: object) -> list[Record]:
    return [r for r in made(**parts) if r["record"] == "statement"]


def test_every_record_names_its_text_by_the_file_s_name() -> None:
    assert {record["document"] for record in made()} == {"one.txt"}


def test_an_entity_has_iri_type_label_names_and_mentions() -> None:
    assert entities()[BASE + "id/agent/fra"] == {
        "document": "one.txt",
        "record": "entity",
        "iri": BASE + "id/agent/fra",
        "label": "France",
        "type": "country",
        "names": ["France", "la France"],
        "mentions": [{"exact": "France", "start": 16, "end": 22}],
    }


def test_the_text_itself_is_a_document() -> None:
    own = entities()[BASE + "document/one"]
    assert (own["type"], own["label"]) == ("document", "Titre de one.txt")
    named = Entity("document/one", "PressRelease", "Communiqué", "fr", ("Communiqué",))
    assert entities(entities=(named, CANADA, FRANCE, PMIA), statements=())[BASE + "document/one"][
        "label"
    ] == "Communiqué"  # fmt: skip


def test_a_statement_has_two_ends_a_time_and_its_evidence() -> None:
    first = statements()[0]
    assert first["subject"] == {"iri": BASE + "id/agent/can", "label": "Canada", "type": "country"}
    assert first["object"]["type"] == "coalition"
    assert (first["relation"], first["time"]) == ("foundingMemberOf", "2020-06-15")
    assert (first["mode"], first["rule"]) == ("asserted", "creates")
    assert first["evidence"] == [{"exact": TEXT[:69], "start": 0, "end": 69}]


def test_a_literal_is_a_value() -> None:
    values = [r["object"] for r in statements() if r["relation"] == "foundingMemberCount"]
    assert values == [{"value": "2"}]


def test_what_a_text_denies_is_no_fact() -> None:
    denied = statement(FRANCE, "memberOf", PMIA, mode=Mode.NEGATED)
    assert statements(statements=(denied,)) == []


def test_the_speaker_is_told() -> None:
    said = replace(statement(FRANCE, "memberOf", PMIA), asserter="agent/can")
    assert [r["asserter"] for r in statements(statements=(said,))] == [BASE + "id/agent/can"]


def test_words_are_cut_from_the_masked_text() -> None:
    words = span(TEXT, "Cabinet : presse@example.org.")
    said = statement(FRANCE, "memberOf", PMIA, evidence=(words, Span(0, 2)))
    evidence = statements(statements=(said,))[0]["evidence"]
    assert [slice_["start"] for slice_ in evidence] == [0, words.start]
    assert evidence[1]["exact"] == f"Cabinet : {'█' * 18}."
