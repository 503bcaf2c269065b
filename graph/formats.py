"""The characters of a file, whatever its format: text as it is, PDF and Word through libraries."""

import io
import logging
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePath

from graph.errors import TextError

HTML = frozenset((".html", ".htm"))


def characters(name: str, data: bytes) -> str:
    """The characters of a file.

    A text, Markdown or HTML file is decoded as UTF-8 and otherwise untouched. Of a PDF or Word file
    they are the words that the library finds, a paragraph a line.

    :param name: the file's name, whose ending tells the format
    :raises TextError: if the file is no UTF-8, is broken, or its format wants the extra `documents`
    """
    suffix = PurePath(name).suffix.lower()
    return _READERS.get(suffix, _decoded)(name, data)


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf8")
    except UnicodeDecodeError as error:
        raise TextError(
            f"{name}: not UTF-8 (byte {error.start + 1} of {len(data)}).",
            name="text",
            value=name,
            remedy="Convert it, e.g. iconv -f windows-1252 -t utf-8.",
        ) from error


def _pdf(name: str, data: bytes) -> str:
    try:
        from pypdf import PdfReader  # noqa: PLC0415 — an extra
        from pypdf.errors import PyPdfError  # noqa: PLC0415 — an extra
    except ImportError as error:
        raise _wants_extra(name) from error
    # What is wrong with a file is told once, as an error.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, OSError) as error:
        raise _broken(name, "PDF") from error
    return "\n\n".join(pages)


def _docx(name: str, data: bytes) -> str:
    try:
        from docx import Document  # noqa: PLC0415 — an extra
        from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415 — an extra
    except ImportError as error:
        raise _wants_extra(name) from error
    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _broken(name, "Word") from error
    return "\n\n".join(paragraph.text for paragraph in document.paragraphs)


def _wants_extra(name: str) -> TextError:
    return TextError(
        f"{name}: PDF and Word files need further libraries.",
        name="text",
        value=name,
        remedy="Install them: pip install 'sommet[documents]'.",
    )


def _broken(name: str, format_name: str) -> TextError:
    return TextError(
        f"{name}: no {format_name} file, or a broken one.",
        name="text",
        value=name,
        remedy="Open and save it anew.",
    )


_READERS: Mapping[str, Callable[[str, bytes], str]] = {".pdf": _pdf, ".docx": _docx}
SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
