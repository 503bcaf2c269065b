from hashlib import sha256
from pathlib import Path
from time import monotonic

import pytest

from graph.errors import TextError, TextMissingError
from graph.read import contacts, key, read, read_bytes
from tests.spans import slices

TEXT = "Déclaration de Lima sur les ports ouverts\n\nLima, le 4 mai 2030\n\nLe Chili signe.\n"


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "Lima 2030.txt"
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    path.write_bytes(data)
    document = read(path)
    assert document.text.encode() == data
    assert document.sha256 == sha256(data).hexdigest()
    assert (document.name, document.key) == ("Lima 2030.txt", "lima-2030")


def test_what_a_text_says_of_itself_is_read_from_the_masked_text() -> None:
    document = read_bytes("a.txt", (TEXT + "Contact : ana@example.org").encode())
    assert document.metadata.date == "2030-05-04"
    span = document.metadata.title_span
    assert span is not None
    slices(document.text, span, "Déclaration de Lima sur les ports ouverts")
    assert "example.org" not in document.masked


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff\u00a0".encode()])
def test_an_empty_text_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(TextError, match=r"^void\.txt: the text is empty") as caught:
        read_bytes("void.txt", data)
    assert (caught.value.value, caught.value.code) == ("void.txt", "text")


@pytest.mark.parametrize(
    ("data", "byte"),
    [
        ("Déclaration".encode("latin-1"), 2),
        ("Le Pérou".encode("cp1252"), 5),
        ("Lima".encode("utf-16"), 1),
        (b"Lima \xc3", 6),
    ],
)
def test_what_is_not_utf_8_is_refused_by_name_and_byte(data: bytes, byte: int) -> None:
    with pytest.raises(TextError, match=rf"^lima\.txt: not UTF-8 \(byte {byte} of {len(data)}\)"):
        read_bytes("lima.txt", data)


@pytest.mark.parametrize("name", ["none.txt", "", "."])
def test_a_missing_text_is_told_by_its_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(TextMissingError) as caught:
        read(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Lima.txt", "lima"),
        ("Déclaration de Lima.MD", "declaration-de-lima"),
        ("a.b.html", "a-b"),
        ("004_62570732.txt", "004-62570732"),
        ("ports", "ports"),
    ],
)
def test_a_document_is_known_by_its_file_s_name(name: str, wanted: str) -> None:
    assert key(name) == wanted
    assert read_bytes(name, b"Lima").key == wanted


def test_a_name_that_is_not_utf_8_is_refused_by_name() -> None:
    with pytest.raises(TextError, match="name is not UTF-8") as caught:
        read_bytes("lim\udce9.txt", TEXT.encode())
    assert str(caught.value).encode().startswith(rb"lim\udce9.txt")


@pytest.mark.parametrize("run", ["a", "a-", "a.", "12", "l_", "0 0 ", "10, ", "a at ", "x@"])
def test_contacts_are_sought_in_a_time_that_grows_with_the_text(run: str) -> None:
    begin = monotonic()
    contacts(run * (200_000 // len(run)))
    assert monotonic() - begin < 20


def test_a_contact_after_another_and_after_a_long_run_is_found() -> None:
    text = "a@b.example%c@d.example " + "x" * 300 + "@e.example"
    masked = read_bytes("a.txt", text.encode()).masked
    assert not any(word in masked for word in ("example", "@", "c", "d"))
