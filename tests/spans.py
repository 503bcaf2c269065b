"""Evidence slices back: the one check of a span, for every test that makes one."""

from collections.abc import Iterable

from graph.model import Reading, Span


def slices(text: str, span: Span, exact: str) -> None:
    """That a span lies in a text, is not empty, and holds exactly these characters."""
    assert 0 <= span.start < span.end <= len(text), f"{span} in a text of {len(text)}"
    assert text[span.start : span.end] == exact


def words(text: str, spans: Iterable[Span]) -> list[str]:
    """The characters of spans, each checked."""
    found = []
    for span in spans:
        slices(text, span, span.of(text))
        found.append(span.of(text))
    return found


def grounded(reading: Reading) -> None:
    """That every statement has evidence within its sentences, and no span touches a contact."""
    document = reading.document
    assert len(document.masked) == len(document.text)
    spans = [mention.span for mention in reading.mentions]
    for statement in reading.statements:
        assert statement.evidence, statement
        assert statement.passages, statement
        spans += [*statement.evidence, *statement.passages]
    for span in spans:
        slices(document.text, span, span.of(document.text))
    for span in (s for one in reading.statements for s in one.evidence):
        assert not any(mask.overlaps(span) for mask in document.masks), span
        assert span.of(document.masked).strip(), span
