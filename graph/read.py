"""Reads a text: its characters as they are, its contact details, what it says of itself."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from graph.dates import dates
from graph.errors import TextError, TextMissingError
from graph.formats import SUFFIXES, characters
from graph.metadata import metadata
from graph.model import Document, Metadata, Span
from graph.names import slug

__all__ = ["SUFFIXES", "contacts", "key", "read", "read_bytes"]

# Contact details in any usual writing. What is found is masked everywhere; a number that reads as
# a date is none.
_LINKS = re.compile(r"(?:mailto|tel):[^\s)>\"'\]]+")
# The sign of an address, with its domain; whose it is stands before it. Each begins with letters or
# signs that are found fast.
_SPELT = r"(?:(?:\.|\s\.\s|\s?\bpoint\b\s?|\s?[\[({]\s?(?:dot|point)\s?[\])}]\s?)[\w-]+)+"
_ADDRESSES = (
    re.compile(r"[@＠][\w-]++(?:\.[\w-]++)+"),
    re.compile(rf"chez\b(?<=\bchez)\s?[\w-]+{_SPELT}"),
    re.compile(rf"arobase\b(?<=\barobase)\s?[\w-]+{_SPELT}"),
    re.compile(rf"[\[({{]\s?(?:at|à|chez|arobase)\s?[\])}}]\s?[\w-]+{_SPELT}"),
    re.compile(r"at\s(?<=\sat\s)\s*[\w-]+\s+dot\s+[\w-]+(?:\s+dot\s+[\w-]+)*"),
)
_OWNER = re.compile(r"\s*[\w.+%-]{1,254}")  # read backwards from the sign
_NUMBERS = (
    re.compile(
        r"[+0](?:(?<=\+)(?<![\w+]\+)|(?<=0)(?<!\d\s0)(?<![\w+]0)0\s?(?=[1-9]))\d[\d\s.()/\u2011-]{6,18}\d(?!\w)"
    ),
    re.compile(r"0(?<![\w+./-]0)\d(?:[\s.\u2011-]?\d\d){4}(?![\w/-])"),
    re.compile(
        r"[\d(](?<![\w+./-][\d(])(?:(?<=1)[\s.-]\(?\d{3}|(?<=\()\d{3}|(?<=\d)\d\d)\)?[\s.\u2011-]\d{3}[\s.\u2011-]\d{4}(?![\w/-])"
    ),
    re.compile(
        r"[tpmfTPMF](?<!\w[tpmfTPMF])(?i:(?<=t)[ée]l(?:[ée]phone)?|(?<=p)(?:hone|ortable)|(?<=m)obile|(?<=f)ax)"
        r"\.?\s?:?\s?(?P<number>\+?[\d(][\d\s.()/-]{5,18}\d)"
    ),
)


def read(path: Path) -> Document:
    """Reads a text file (UTF-8; txt, md, html; pdf and docx with the extra `documents`).

    :raises TextMissingError: if there is no such file
    :raises TextError: if it is no UTF-8, is empty or broken, or cannot be read
    """
    if not path.is_file():
        raise TextMissingError(path)
    try:
        return read_bytes(path.name, path.read_bytes())
    except OSError as error:
        raise TextError(
            f"{path}: cannot be read ({error.strerror}).",
            name="text",
            value=str(path),
            remedy="Check its permissions.",
        ) from error


def read_bytes(name: str, data: bytes) -> Document:
    """Reads a text from its bytes.

    >>> read_bytes("a.txt", "Écrire à a.b@c.fr".encode()).masked
    'Écrire à ████████'

    :param name: the file's name, by which the text is known
    :raises TextError: as `read` does, or if the name has characters that no file can hold
    """
    _name_is_unicode(name)
    text = characters(name, data)
    if not text.strip("\ufeff \t\r\n\u00a0"):
        raise TextError(
            f"{name}: the text is empty.",
            name="text",
            value=name,
            remedy="Give a file with words in it.",
        )
    document = Document(
        name, key(name), text, hashlib.sha256(data).hexdigest(), contacts(text), Metadata()
    )
    return replace(document, metadata=metadata(document.masked, html=document.is_html))


def _name_is_unicode(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError as error:
        shown = name.encode(errors="backslashreplace").decode()
        raise TextError(
            f"{shown}: the file's name is not UTF-8.",
            name="text",
            value=shown,
            remedy="Rename it: a text is known by its file's name.",
        ) from error


def key(name: str) -> str:
    """A document's key in its IRI, made from the file's name."""
    stem = re.sub(r"\.(?:txt|md|html?|pdf|docx)$", "", name, flags=re.IGNORECASE)
    return slug(stem)


def contacts(text: str) -> tuple[Span, ...]:
    """Where a text gives e-mail addresses and telephone numbers; none overlaps another.

    >>> [s.of(t) for t in ["tél. : 01 53 18 43 10, presse chez dipl.gouv.fr"] for s in contacts(t)]
    ['01 53 18 43 10', 'presse chez dipl.gouv.fr']
    """
    found: list[Span] = []
    for span in (*_addresses(text), *_numbers(text)):
        if not any(span.overlaps(other) for other in found) and not _is_date(text, span):
            found.append(span)
    return tuple(sorted(found))


def _addresses(text: str) -> Iterator[Span]:
    yield from (Span(*match.span()) for match in _LINKS.finditer(text))
    for pattern in _ADDRESSES:
        last = 0
        for sign in pattern.finditer(text):
            before = text[max(sign.start() - 256, last) : sign.start()]
            owner = _OWNER.match(before[::-1])
            apart = before[-1:].isspace() and sign[0][0] in "@＠"
            if owner and not apart:
                last = sign.end()
                yield Span(sign.start() - owner.end(), last)


def _numbers(text: str) -> Iterator[Span]:
    for pattern in _NUMBERS:
        group = "number" if "number" in pattern.groupindex else 0
        yield from (Span(*match.span(group)) for match in pattern.finditer(text))


def _is_date(text: str, span: Span) -> bool:
    """Whether what reads as a contact is a date, or part of one.

    A year alone guards nothing: many a telephone number ends like one.
    """
    start = max(span.start - 20, 0)
    around = dates(text[start : span.end + 20])
    inside = Span(span.start - start, span.end - start)
    return any(len(day.edtf) > 4 and day.span.overlaps(inside) for day in around)
