"""The words of the interface, in French and in English: `messages.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from babel.numbers import format_decimal
from flask import Request

from graph.times import label

LANGUAGES = ("en", "fr")


def language_of(request: Request) -> str:
    """The language of a page: `?lang=`, else by `Accept-Language`, else English."""
    asked = request.args.get("lang", "").lower()
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES, default="en") or "en"


class Said(NamedTuple):
    """Words and the language that they are in, which may be empty."""

    text: str
    language: str


def in_language(words: Mapping[str, str], language: str) -> Said:
    """The words in a language; else in English, in French, or in the first there is.

    >>> in_language({"de": "Gipfel", "fr": "sommet"}, "en")
    Said(text='sommet', language='fr')
    """
    for wanted in (language, *LANGUAGES, *sorted(words)):
        if wanted in words:
            return Said(words[wanted], wanted)
    return Said("", "")


@cache
def messages(language: str) -> Mapping[str, str]:
    """Every message by its key, `page.name`, in a language.

    >>> messages("fr")["menu.documentation"]
    'Documentation'
    """
    table = tomllib.loads((files("server") / "messages.toml").read_text(encoding="utf-8"))
    return {
        f"{page}.{name}": words[language]
        for page, entries in table.items()
        for name, words in entries.items()
    }


def says(page: str, language: str) -> Mapping[str, str]:
    """The messages of a page by their names, in a language.

    >>> says("theme", "en")["evidence"]
    'Evidence and quality'
    """
    start = f"{page}."
    return {
        key.removeprefix(start): words
        for key, words in messages(language).items()
        if key.startswith(start)
    }


def say_number(number: int, language: str) -> str:
    """A number with its thousands apart, as the language has it.

    >>> say_number(12345, "en")
    '12,345'
    """
    return format_decimal(number, locale=language)


def say_date(edtf: str, language: str) -> str:
    """A date, or an interval of two, in words, as exactly as it is known; other EDTF as it stands.

    >>> say_date("2019-08", "fr"), say_date("2025-02-10/2025-02-11", "en")
    ('août 2019', '10–11 February 2025')
    """
    first, _, last = edtf.partition("/")
    try:
        if len(first) == len(last) == len("2025-02-10") and first[:7] == last[:7]:
            return f"{int(first[8:])}–{label(last, language)}"
        return " – ".join(label(part, language) for part in edtf.split("/"))
    except ValueError:  # A day that no month has.
        return edtf


def say_count(name: str, number: int, language: str) -> str:
    """The word for so many things, alone. French counts none as one.

    >>> say_count("documents", 0, "fr"), say_count("documents", 0, "en")
    ('document', 'documents')
    """
    one = number == 1 or (number == 0 and language == "fr")
    return messages(language)[f"count.{name}_one" if one else f"count.{name}"]
