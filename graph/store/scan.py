"""A query looked over before any engine sees it: its form, its dataset, what it must not ask.

The engine opens a connection for SERVICE and has no switch against it, and deep nesting crashes
its process; so both are refused here. The grammar is that of SPARQL 1.1
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar), read by tokens.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin

from graph.errors import LimitError, QueryError, QueryRefusedError


class QueryForm(StrEnum):
    """What a request asks for.

    :ivar gives_graph: whether the answer is made of triples
    """

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"
    UPDATE = "UPDATE"

    def __init__(self, word: str) -> None:
        self.gives_graph = word in ("CONSTRUCT", "DESCRIBE")


_UPDATES = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)

_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"{_LETTER}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_LOCAL = rf"(?:[{_NAME}:.\-]|%[0-9A-Fa-f]{{2}}|\\.)*+"
# Every repetition is possessive, so that no query makes the scan slower than its length.
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]++)
    | (?P<comment>\#[^\r\n]*+)
    | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*+>)
    | (?P<string>\'\'\'(?:'{{0,2}}(?:[^'\\]|\\.))*+\'\'\' | \"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*+\"\"\"
                | '(?:[^'\\\r\n]|\\.)*+' | "(?:[^"\\\r\n]|\\.)*+")
    | (?P<variable>[?$][{_NAME}]++)
    | (?P<name>(?:_|[{_LETTER}][{_NAME}.\-]*+)?:{_LOCAL})
    | (?P<word>[{_NAME}][{_NAME}.\-]*+)
    | (?P<open>[({{\[])
    | (?P<close>[)}}\]])
    | (?P<other>\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What a call of SERVICE looks like wherever one may begin to read; for short texts only, as it
# reads on from every occurrence of the word.
_GAP = r"(?:[ \t\r\n]|\#[^\r\n]*+)*+"
_ENDPOINT = (
    rf"""(?:<[^<>]*+>|[?$][{_NAME}]++"""
    r"""|[^ \t\r\n{}<>?$"'\#:]*+:(?:[^ \t\r\n{}<>"'\\\#]|\\.)*+)"""
)
_CALL = re.compile(
    rf"service{_GAP}(?:silent{_GAP})?{_ENDPOINT}{_GAP}\{{", re.IGNORECASE | re.DOTALL
)
_SHORT = 10_000
# What makes the engine's parser or planner call itself once more wherever it stands.
_OPERATORS = frozenset("!+-*/|&<")
_RECURSIVE = frozenset(["OPTIONAL", "UNION", "MINUS", "BIND", "FILTER", "SELECT", "AS", "EXISTS"])
_MOST_OPERATORS = 1_000


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query: its kind, its characters, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position after its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Prologue:
    """How a query begins: its base, its prefixes, its form and the graphs that it names."""

    form: QueryForm
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def query_form(text: str) -> QueryForm:
    """The form of a query.

    >>> query_form("PREFIX select: <http://example.org/ask#> construct WHERE { ?s ?p ?o }")
    <QueryForm.CONSTRUCT: 'CONSTRUCT'>

    :raises QueryError: if it has none
    """
    return prologue(text).form


# A prologue of prefixes alone, and a form; what else there may be is read by tokens.
_PLAIN_HEAD = re.compile(
    r"(?:[ \t\r\n]++|\#[^\r\n]*+|PREFIX[ \t\r\n]++[A-Za-z][\w-]*+:[ \t\r\n]*+<[^<>\x00-\x20]*+>)*+"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:.-])",
    re.IGNORECASE | re.ASCII,
)
_PLAIN = {form.value: Prologue(form, (), ()) for form in QueryForm}


def prologue(text: str, base: str = "") -> Prologue:
    """The form of a query and the graphs after FROM and FROM NAMED, which are IRIs.

    :param base: the IRI that relative IRIs are resolved against before the query gives another
    :raises QueryError: if it has no form, or FROM is followed by no IRI
    """
    plain = _PLAIN_HEAD.match(text)
    if plain and "from" not in text.lower():
        return _PLAIN[plain[1].upper()]
    head = list(_head(text))
    base, prefixes, start = _declarations(text, head, base)
    form = _form(text, head, start)
    default: list[str] = []
    named: list[str] = []
    for index in range(start, len(head)):
        if head[index].kind == "word" and head[index].text.upper() == "FROM":
            is_named = _text(head, index + 1).upper() == "NAMED"
            iri = _resolved(text, head, index + (2 if is_named else 1), base, prefixes)
            (named if is_named else default).append(iri)
    return Prologue(form, tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))


def _head(text: str) -> Iterator[Token]:
    """The tokens up to the pattern of a query, without what stands in brackets."""
    depth, template = 0, False
    for token in _tokens(text):
        if token.kind == "open" and depth == 0 and token.text == "{" and not template:
            yield token
            return
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0 and token.kind not in {"space", "comment", "close"}:
            yield token
            template = token.text.upper() == "CONSTRUCT"


def undeclared_prefix(text: str) -> Token | None:
    """The first prefixed name whose prefix is not declared before it, if there is one."""
    declared: set[str] = {"_"}
    before = ""
    for token in _tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token
        if token.kind not in {"space", "comment"}:
            before = token.text.upper()
    return None


def refuse(text: str, *, nesting: int) -> None:
    """Refuse what must not reach the engine.

    :param nesting: how deep brackets may stand in each other
    :raises QueryRefusedError: if it calls SERVICE
    :raises LimitError: if its brackets are nested too deeply, or it has too many operators
    """
    if "service" in text.lower() or "\u017f" in text:
        _refuse_service(text)
    if text.count("(") + text.count("{") + text.count("[") > nesting:
        _refuse_nesting(text, nesting)
    if len(text) > _MOST_OPERATORS:
        _refuse_operators(text)


def position(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of a character, both counted from 1.

    >>> position("ASK { }", 4)
    (1, 5)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        yield Token(str(found.lastgroup), found.group(), found.start())


def _text(tokens: list[Token], index: int) -> str:
    return tokens[index].text if index < len(tokens) else ""


def _declarations(text: str, tokens: list[Token], base: str) -> tuple[str, dict[str, str], int]:
    prefixes, index = dict[str, str](), 0
    while _text(tokens, index).upper() in {"BASE", "PREFIX"}:
        if tokens[index].text.upper() == "BASE":
            base = _resolved(text, tokens, index + 1, base, {})
            index += 2
        else:
            name = _text(tokens, index + 1).removesuffix(":")
            prefixes[name] = _resolved(text, tokens, index + 2, base, {})
            index += 3
    return base, prefixes, index


def _form(text: str, tokens: list[Token], index: int) -> QueryForm:
    word = _text(tokens, index).upper()
    if word in _UPDATES:
        return QueryForm.UPDATE
    if word not in set(QueryForm) - {QueryForm.UPDATE}:
        raise _error(text, tokens, index, "It needs SELECT, ASK, CONSTRUCT or DESCRIBE here.")
    return QueryForm(word)


def _resolved(
    text: str, tokens: list[Token], index: int, base: str, prefixes: dict[str, str]
) -> str:
    if index < len(tokens) and tokens[index].kind == "iri":
        return urljoin(base, tokens[index].text[1:-1])
    prefix, colon, local = _text(tokens, index).partition(":")
    if index < len(tokens) and colon and prefix in prefixes:
        return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    raise _error(text, tokens, index, "It needs an IRI here.")


def _error(text: str, tokens: list[Token], index: int, remedy: str) -> QueryError:
    offset = tokens[index].start if index < len(tokens) else len(text)
    line, column = position(text, offset)
    return QueryError(
        f"The query is malformed at line {line}, column {column}.",
        value=text[offset : offset + 40],
        remedy=remedy,
        line=line,
        column=column,
    )


def _doubtful(token: Token) -> bool:
    """Whether `<…>` may as well be an operator, of which a string, comment or bracket follows.

    No `//` can follow an operator, so that what begins with a scheme and an authority is an IRI.
    """
    before = re.split(r"['#(\[]", token.text, maxsplit=1)
    return token.kind == "iri" and len(before) > 1 and "//" not in before[0]


def _refuse_service(text: str) -> None:
    tokens = [token for token in _tokens(text) if token.kind not in {"space", "comment"}]
    if any(_doubtful(token) for token in tokens):
        found = None if len(text) > _SHORT else _CALL.search(text)
        calls = [found.start()] if found else [0] if len(text) > _SHORT else []
    else:
        calls = [tokens[i].start for i in range(len(tokens)) if _calls_service(tokens, i)]
    if calls:
        line, column = position(text, calls[0])
        raise QueryRefusedError(
            "SERVICE is refused: this service asks no other.",
            value="SERVICE",
            remedy="Ask the other endpoint itself, and join the answers.",
            line=line,
            column=column,
        )


def _calls_service(tokens: list[Token], index: int) -> bool:
    """Whether the engine may read a call of SERVICE that begins in a token.

    It needs no space around the word, so that `SERVICE:x {` and `1SERVICE?x {` are calls, and
    goes back to `ex:` when `ex:SERVICE` makes no IRI.
    """
    kind, word = tokens[index].kind, tokens[index].text.casefold()
    if kind not in {"word", "name"} or "service" not in word:
        return False
    names_graph = index > 0 and tokens[index - 1].text.upper() == "GRAPH"
    holds_endpoint = ":" in word.partition("service")[2]
    if holds_endpoint and not names_graph and _text(tokens, index + 1) == "{":
        return True
    if index + 1 < len(tokens) and tokens[index + 1].kind == "word":
        index += 1
    endpoint = tokens[index + 1].kind if index + 1 < len(tokens) else ""
    return endpoint in {"iri", "variable", "name"} and _text(tokens, index + 2) == "{"


def _refuse_nesting(text: str, nesting: int) -> None:
    depth = 0
    for token in _tokens(text):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth = max(depth - 1, 0)
        if depth > nesting or _doubtful(token):
            message = f"The query's brackets are nested deeper than {nesting}"
            raise _over_limit(text, token, "nesting", nesting, message, "Ask in several queries.")


def _refuse_operators(text: str) -> None:
    """Refuse long chains such as `!!!…` and `1+1+…`, which nest without brackets."""
    count = 0
    for token in _tokens(text):
        count += _operators(token)
        if count > _MOST_OPERATORS:
            message = f"The query has more than {_MOST_OPERATORS} operators and clauses"
            remedy = "Ask in several queries, or list many values in VALUES or IN."
            raise _over_limit(text, token, "operators", _MOST_OPERATORS, message, remedy)


def _over_limit(
    text: str, token: Token, name: str, most: int, message: str, remedy: str
) -> LimitError:
    line, column = position(text, token.start)
    where = f"{message} (line {line}, column {column})."
    return LimitError(where, name=name, value=str(most), remedy=remedy)


def _operators(token: Token) -> int:
    """How often the engine may call itself for a token; `<a+b>` may be an operator and its terms."""
    if token.kind == "word":
        return token.text.upper() in _RECURSIVE
    if token.kind == "other":
        return token.text in _OPERATORS
    if token.kind == "iri" and "//" not in token.text:
        return sum(char in _OPERATORS for char in token.text)
    return 0
