"""References in the formats that programs for references read."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph.about import words
from server.cite.works import Work

# https://ctan.org/pkg/bibtex: what is of meaning to TeX, and how it is written as itself.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_LICENCE = "Apache-2.0"


def bibtex(work: Work) -> str:
    """A reference for BibTeX and biblatex (https://ctan.org/pkg/biblatex), in UTF-8."""
    fields = {
        "author": f"{{{_tex(work.author)}}}" if work.author else "",
        "title": f"{{{_tex(work.title)}}}",
        "booktitle": _tex(work.container),
        "year": str(work.date[0]) if work.date else "",
        "date": "-".join(f"{part:02}" for part in work.date),
        "version": work.release,
        "note": _tex(_note(work)),
        "url": work.iri,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{work.key},\n{lines}\n}}\n"


def ris(work: Work) -> str:
    """A reference for reference managers.

    https://en.wikipedia.org/wiki/RIS_(file_format)
    """
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris(work)) + "ER  - \r\n"


def csl(work: Work) -> str:
    """A reference in CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    told: dict[str, Any] = {
        "id": work.key,
        "type": "dataset" if work.kind == "release" else "document",
        "title": work.title,
        "author": [{"literal": work.author}] if work.author else None,
        "issued": {"date-parts": [list(work.date)]} if work.date else None,
        "container-title": work.container,
        "language": work.language,
        "version": work.release,
        "note": _note(work),
        "URL": work.iri,
    }
    lines = (
        f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in told.items()
        if value
    )
    return "[\n  {\n" + ",\n".join(lines) + "\n  }\n]\n"


def cff(work: Work) -> str:
    """A release in the Citation File Format 1.2.0, the content of a file `CITATION.cff`.

    https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md
    """
    told = {
        "cff-version": "1.2.0",
        "message": "If you use this release, please cite it with this metadata.",
        "type": "dataset",
        "title": work.title,
        "abstract": words("text", "release")["en"],
        "version": work.release,
        "date-released": work.issued,
        "url": work.iri,
        "license": _LICENCE,
    }
    # A string of JSON is a string of YAML too: https://yaml.org/spec/1.2.2/.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()]
    lines += ["authors:", f"  - name: {json.dumps(work.author)}"]
    return "\n".join(lines) + "\n"


# By the suffix of the address: how it is written, the media type, and the name of the file.
STYLES: Mapping[str, tuple[Callable[[Work], str], str, str]] = {
    "bib": (bibtex, "application/x-bibtex; charset=utf-8", "{key}.bib"),
    "ris": (ris, "application/x-research-info-systems; charset=utf-8", "{key}.ris"),
    "json": (csl, "application/vnd.citationstyles.csl+json", "{key}.json"),
    "cff": (cff, "text/plain; charset=utf-8", "CITATION.cff"),
}


def _ris(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", "DATA" if work.kind == "release" else "GEN"
    told = {
        "AU": work.author,
        "TI": work.title,
        "T2": work.container,
        "PY": str(work.date[0]) if work.date else "",
        "DA": "/".join(f"{part:02}" for part in work.date),
        "ET": work.release,
        "LA": work.language,
        "N1": _note(work),
        "UR": work.iri,
    }
    yield from ((tag, " ".join(value.split())) for tag, value in told.items() if value)


def _note(work: Work) -> str:
    """What a reference says beside: of which release, and where in the text."""
    if work.kind == "release":
        return "Data set"
    place = "Characters {}–{} of the text. ".format(*work.characters) if work.characters else ""
    return f"{place}As read in Sommet, release {work.release} ({work.day})"


def _tex(text: str) -> str:
    return re.sub(r"[\\{}&%$#_~^]", lambda sign: _TEX[sign[0]], text)
