"""Files of each format: what of them is text, and one clear line for what is none."""

import io
from pathlib import Path

import pytest

from graph.errors import TextError
from graph.read import read, read_bytes
from graph.statement import extract
from tests.spans import grounded

PAGE = """<!DOCTYPE html><html><head><title>Menu</title><script>var s = "Le Pérou a signé";</script>
</head><body><nav><a href="#">Accueil</a></nav><h1>Nouvelles du port</h1>
<p>Lima, le 3 mai 2021</p><p>Le <b>Chili</b> et le Br&eacute;sil
ont sign&eacute; le <a href="/x">Pacte d&rsquo;Arica</a>.</p><!-- Le Pérou a signé le Pacte. --></body></html>"""


def facts(name: str, data: bytes) -> set[tuple[str, str, str]]:
    reading = extract(read_bytes(name, data))
    labels = {entity.key: entity.label for entity in reading.entities}
    grounded(reading)
    return {
        (labels[s.subject], s.relation, labels[s.object])
        for s in reading.statements
        if isinstance(s.object, str)
    }


def test_of_html_only_the_words_are_read() -> None:
    found = facts("page.html", PAGE.encode())
    assert ("Chili", "signatoryOf", "Pacte d'Arica") in found
    assert ("Brésil", "signatoryOf", "Pacte d'Arica") in found
    assert not any(subject == "Pérou" for subject, _, _ in found)


def test_html_keeps_its_characters() -> None:
    document = read_bytes("page.html", PAGE.encode())
    assert document.text == PAGE
    assert document.metadata.date == "2021-05-03"
    assert document.metadata.place == "Lima"


def test_a_word_file_is_read(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="the extra `documents` is not installed")
    document = docx.Document()
    document.add_paragraph("Le Chili et le Brésil ont signé le Pacte d’Arica.")
    path = tmp_path / "pacte.docx"
    document.save(str(path))
    assert ("Chili", "signatoryOf", "Pacte d'Arica") in facts(path.name, path.read_bytes())


@pytest.mark.parametrize(
    ("name", "extra"), [("broken.pdf", "pypdf"), ("broken.docx", "docx")], ids=["pdf", "docx"]
)
def test_a_broken_file_gives_one_clear_line(
    name: str, extra: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip(extra, reason="the extra `documents` is not installed")
    path = tmp_path / name
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(TextError, match=name) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert caplog.text == ""


def test_a_pdf_file_is_read() -> None:
    pytest.importorskip("pypdf", reason="the extra `documents` is not installed")
    found = facts("pacte.pdf", _pdf("Chile and Brazil have signed the Arica Pact."))
    assert ("Chile", "signatoryOf", "Arica Pact") in found


def _pdf(words: str) -> bytes:
    """A PDF file of one page with one line of words, written by hand."""
    content = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    file = io.BytesIO(b"")
    file.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        file.write(b"%010d 00000 n \n" % place)
    file.write(
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )
    return file.getvalue()
