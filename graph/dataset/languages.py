"""The language of a name: a French text gives many things their English names, and the reverse."""

import re
from functools import cache

from graph.verbs import function_words

_WORD = re.compile(r"[^\W\d_]+'?")
_OTHER = {"fr": "en", "en": "fr"}

# These stand in Spanish, Portuguese and Italian names too.
_ROMANCE = frozenset(("de", "la", "le", "en", "un", "una", "a", "y", "da", "do"))


# Kinds of things that have a name in each language; persons and places mostly have one alone.
_NAMED_ABROAD = frozenset(("agent", "instrument", "event"))


def language_of_name(name: str, key: str, language: str) -> str:
    """The language whose small words a name has, if they are not those of the text it stands in.

    :param key: of the thing that bears it
    :param language: of the text, `fr` or `en`

    >>> language_of_name("Global Partnership on AI", "agent/gpai", "fr")
    'en'
    >>> language_of_name("Inria", "agent/inria", "fr")
    'fr'
    """
    if key.partition("/")[0] not in _NAMED_ABROAD:
        return language
    words = frozenset(word.lower() for word in _WORD.findall(name))
    is_own, is_foreign = words & _only(language), words & (_only(_OTHER[language]) - _ROMANCE)
    return _OTHER[language] if is_foreign and not is_own else language


@cache
def _only(language: str) -> frozenset[str]:
    """The small words that no name of the other language has."""
    return function_words(language, "particle") - function_words(_OTHER[language], "particle")
