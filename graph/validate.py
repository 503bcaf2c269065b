"""Whether the data are as the shapes of `ontology/shapes/` ask (https://www.w3.org/TR/shacl/).

This module alone knows pySHACL. It works on rdflib graphs, one document's facts and statements at a
time, and opens no connection.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import pyshacl
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from graph.errors import SommetError

_VARIABLE = re.compile(r"\{[?$]\w+\}")


class Severity(StrEnum):
    """How much a result matters; the values are the local names of SHACL's severities."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One thing that is not as a shape asks.

    :ivar shape: the IRI of the shape; of its property shape if the fault lies in one property
    :ivar focus: the IRI of the thing that was checked
    :ivar path: the IRI of the property at fault, if it is one
    :ivar value: the value at fault as an rdflib term, if it is one
    :ivar messages: what is wrong, as (language, sentence), sorted
    :ivar component: the IRI of the constraint component that failed
    """

    shape: str
    focus: str
    path: str | None
    value: Node | None
    messages: tuple[tuple[str, str], ...]
    severity: Severity
    component: str

    def message(self, language: str) -> str:
        """What is wrong, in `fr` or `en`; in another language if there is none in this one."""
        return dict(self.messages).get(language) or next((text for _, text in self.messages), "")

    @property
    def words(self) -> str:
        """The value at fault in N-Triples, empty if there is none."""
        return "" if self.value is None else self.value.n3()

    @property
    def key(self) -> str:
        """20 hexadecimal digits that depend on what the result says and on nothing else."""
        sentences = (text for _, text in self.messages)
        said = (self.shape, self.focus, self.path or "", self.words, self.component, *sentences)
        return _digest(said)


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What the validation of one graph found.

    :ivar results: sorted, none twice
    """

    results: tuple[ShapeResult, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is no result at all, which is SHACL's word for it."""
        return not self.results

    @property
    def accepted(self) -> bool:
        """Whether there is no violation; warnings do not count."""
        return not self.violations

    @property
    def violations(self) -> tuple[ShapeResult, ...]:
        """The results that set a document's facts aside."""
        return tuple(r for r in self.results if r.severity is Severity.VIOLATION)

    @property
    def warnings(self) -> tuple[ShapeResult, ...]:
        """The results that a reader should know of and that set nothing aside."""
        return tuple(r for r in self.results if r.severity is not Severity.VIOLATION)


def validate(data: Graph, shapes: Graph, ontology: Graph) -> ValidationResult:
    """Check data against shapes.

    :param data: the facts of one document and its statements, passages and evidence
    :param shapes: `shapes/data.ttl` together with `prefixes.ttl`, which its queries need
    :param ontology: `core.ttl`; only its class hierarchy is used, so that terms are no data
    :raises SommetError: if a shape cannot be run
    """
    try:
        _, report, text = pyshacl.validate(
            data,
            shacl_graph=Graph() + shapes,  # pySHACL adds triples to the graph that it is given
            ont_graph=_hierarchy(ontology),
            inference="none",
            do_owl_imports=False,
            meta_shacl=False,
            advanced=False,
            js=False,
            inplace=False,
        )
    except pyshacl.errors.ReportableRuntimeError as error:
        raise SommetError("A shape cannot be run.", name="shapes", value=str(error)) from error
    if not isinstance(report, Graph):
        raise SommetError("A shape cannot be run.", name="shapes", value=text)
    nodes = report.subjects(RDF.type, SH.ValidationResult)
    results = {_result(report, node, shapes) for node in nodes}
    return ValidationResult(tuple(sorted(results, key=_order)))


def _hierarchy(ontology: Graph) -> Graph:
    kept = Graph()
    for subject, object_ in ontology.subject_objects(RDFS.subClassOf):
        kept.add((subject, RDFS.subClassOf, object_))
    return kept


def _order(result: ShapeResult) -> tuple[str, ...]:
    return result.shape, result.focus, result.path or "", result.words, result.component


def _result(report: Graph, node: Node, shapes: Graph) -> ShapeResult:
    path = report.value(node, SH.resultPath)
    value = report.value(node, SH.value)
    severity = report.value(node, SH.resultSeverity)
    constraint = report.value(node, SH.sourceConstraint)
    templates = [] if constraint is None else list(shapes.objects(constraint, SH.message))
    messages = (_in_its_language(m, templates) for m in report.objects(node, SH.resultMessage))
    return ShapeResult(
        shape=str(report.value(node, SH.sourceShape)),
        focus=str(report.value(node, SH.focusNode)),
        path=None if path is None else str(path),
        value=value,
        messages=tuple(sorted(messages)),
        severity=Severity(str(severity).removeprefix(str(SH))),
        component=str(report.value(node, SH.sourceConstraintComponent)),
    )


def _in_its_language(message: Node, templates: list[Node]) -> tuple[str, str]:
    """The language of a message and its words; pySHACL loses it where it fills in `{?variable}`."""
    if isinstance(message, Literal) and message.language:
        return message.language, str(message)
    for template in templates:
        words = ".*".join(map(re.escape, _VARIABLE.split(str(template))))
        if isinstance(template, Literal) and re.fullmatch(words, str(message), re.DOTALL):
            return template.language or "", str(message)
    return "", str(message)


def _digest(parts: tuple[str, ...]) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def report_graph(found: ValidationResult, subject: str, base: str) -> Graph:
    """The report as RDF (https://www.w3.org/TR/shacl/#validation-report), without a blank node.

    :param subject: the IRI of what was checked, a document's or a graph's
    :param base: of the IRIs of the report and its results, `{base}report/{20 hex}`
    """
    report = Graph()
    keys = tuple(result.key for result in found.results)
    node = URIRef(f"{base}report/{_digest((subject, *keys))}")
    report.add((node, RDF.type, SH.ValidationReport))
    report.add((node, SH.conforms, Literal(found.conforms)))
    report.add((node, RDFS.seeAlso, URIRef(subject)))
    for result in found.results:
        entry = URIRef(f"{base}report/{_digest((subject, result.key))}")
        report.add((node, SH.result, entry))
        _describe(report, entry, result)
    return report


def _describe(report: Graph, entry: URIRef, result: ShapeResult) -> None:
    report.add((entry, RDF.type, SH.ValidationResult))
    report.add((entry, SH.focusNode, URIRef(result.focus)))
    report.add((entry, SH.sourceShape, URIRef(result.shape)))
    report.add((entry, SH.sourceConstraintComponent, URIRef(result.component)))
    report.add((entry, SH.resultSeverity, SH[result.severity.value]))
    if result.path is not None:
        report.add((entry, SH.resultPath, URIRef(result.path)))
    if result.value is not None:
        report.add((entry, SH.value, result.value))
    for language, text in result.messages:
        report.add((entry, SH.resultMessage, Literal(text, lang=language or None)))


def as_text(found: ValidationResult, language: str = "en") -> str:
    """The report for a reader, a line for each result and one that sums them up."""
    lines = [
        f"{result.severity.value}: {result.message(language)}\n"
        f"  {result.focus}"
        + (f"\n    {result.path}" if result.path else "")
        + (f" {result.words}" if result.words else "")
        for result in found.results
    ]
    total = f"{len(found.violations)} violations, {len(found.warnings)} warnings"
    return "\n".join([*lines, total]) + "\n"
