"""Forms of a name: one to compare by, one to stand in an IRI; and every address of the graph."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        **dict.fromkeys("’‘ʼ′`´‛", "'"),
        **dict.fromkeys("«»“”„‟", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
_ACRONYM_BRACKET = re.compile(r"\s*\(\s*(?=[^()\s]*[A-Z][^()\s]*[A-Z])[^()\s]+\s*\)")
_ARTICLE = re.compile(r"^(?:(?:le|la|les|the|un|une|an)\s+|l'\s*)(?=\w)")
_WRITTEN_OUT = (
    (re.compile(r"\bI\.?A\b\.?"), " intelligence artificielle "),
    (re.compile(r"\bA\.?I\b\.?"), " artificial intelligence "),
)
_GAP = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form by which names are compared: without case, accents, kinds of quotes and of spaces.

    >>> fold("L’Œuvre  d’Été")
    "l'oeuvre d'ete"
    """
    spread = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    spread = unicodedata.normalize("NFKD", spread)
    bare = "".join(c for c in spread if not unicodedata.combining(c)).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", bare).split())


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """The name as it stands in an IRI: folded, without leading article or acronym in brackets.

    IA and AI are written out; a year or an edition is kept. Two writings of one name give one
    slug; a name without any letter or digit gives the first 12 hex digits of its SHA-256.

    >>> slug("le Partenariat mondial sur l’IA (PMIA)")
    'partenariat-mondial-sur-l-intelligence-artificielle'
    >>> slug("Global Forum on AI for Humanity")
    'global-forum-on-artificial-intelligence-for-humanity'
    >>> slug("L'Été à Biarritz, 2019"), slug("32^e conférence (NIPS)"), slug("IRT Saint Exupéry")
    ('ete-a-biarritz-2019', '32e-conference', 'irt-saint-exupery')
    """
    text = written_out(_ACRONYM_BRACKET.sub("", name.strip()) or name)
    text = _ARTICLE.sub("", fold(text.replace("^", "")))
    return _GAP.sub("-", text).strip("-") or hashlib.sha256(name.encode()).hexdigest()[:12]


def written_out(text: str) -> str:
    """A text in which IA and AI, in capitals, are written out.

    >>> written_out("la gouvernance de l'IA").split()[-2:]
    ['intelligence', 'artificielle']
    """
    for pattern, words in _WRITTEN_OUT:
        text = pattern.sub(words, text)
    return text


_NOT_IN_A_PATH = re.compile(r"[^\w\-.~/:@!$&'()*+,;=]")


def _path(text: str) -> str:
    return _NOT_IN_A_PATH.sub(lambda found: quote(found.group(), safe=""), text)


@dataclass(frozen=True, slots=True)
class Iris:
    """Every address of the graph under one base; nothing else builds one.

    >>> iris = Iris("https://w3id.org/sommet/")
    >>> iris.entity("agent/fra"), iris.entity("document/lancement")
    ('https://w3id.org/sommet/id/agent/fra', 'https://w3id.org/sommet/document/lancement')
    >>> iris.time("2025-02-10/2025-02-11")
    'https://w3id.org/sommet/id/time/2025-02-10--2025-02-11'

    :ivar base: ends in `/`
    """

    base: str

    def term(self, name: str) -> str:
        """A class or property of the ontology, by its local name."""
        return f"{self.base}ontology#{name}"

    @property
    def ontology(self) -> str:
        """The ontology itself."""
        return f"{self.base}ontology"

    def of_path(self, path: str) -> str:
        """What a path, decoded and beginning with `/`, names under the base."""
        return self.base + _path(path.removeprefix("/"))

    def entity(self, key: str) -> str:
        """The entity of a key `{kind}/{slug}`; one of kind `document` is that document."""
        return self.base + _path(key if key.startswith("document/") else f"id/{key}")

    def document(self, key: str) -> str:
        """The work that a text carries."""
        return f"{self.base}document/{_path(key)}"

    def text(self, sha256: str) -> str:
        """The characters of a document, by the SHA-256 of its bytes."""
        return f"{self.base}text/{sha256[:16]}"

    def passage(self, sha256: str, start: int, end: int) -> str:
        """The code points from `start` to `end`, end exclusive, of a text."""
        return f"{self.text(sha256)}/{start}-{end}"

    def selector(self, passage: str, kind: str) -> str:
        """The `position`, `quote` or `fragment` selector of a passage."""
        return f"{passage}#{kind}"

    def statement(self, digest: str) -> str:
        """A statement, by 20 hex digits."""
        return f"{self.base}statement/{digest}"

    def situation(self, digest: str) -> str:
        """A situation, by 20 hex digits."""
        return f"{self.base}id/situation/{digest}"

    def witness(self, digest: str) -> str:
        """A number that a document states of its own lists, by 20 hex digits."""
        return f"{self.base}witness/{digest}"

    def coverage(self, document: str) -> str:
        """What the reading of a document drew from it and left, by the document's key."""
        return f"{self.base}coverage/{_path(document)}"

    def time(self, edtf: str) -> str:
        """A TimeSpan, by its EDTF date or interval."""
        return f"{self.base}id/time/{_path(edtf.replace('/', '--'))}"

    def concept(self, vocabulary: str, name: str) -> str:
        """A concept of one of the vocabularies."""
        return f"{self.base}vocabulary/{vocabulary}/{_path(name)}"

    def question(self, name: str) -> str:
        """A competency question, by its name."""
        return f"{self.base}question/{_path(name)}"

    def rule(self, name: str) -> str:
        """A rule of extraction or of inference."""
        return f"{self.base}rule/{_path(name)}"

    def graph(self, name: str) -> str:
        """A named graph of a release."""
        return f"{self.base}graph/{_path(name)}"

    def facts(self, document: str) -> str:
        """The named graph of one document's facts, by the document's key."""
        return self.graph(f"facts/{document}")

    def release(self, digest: str) -> str:
        """A release, by its hash."""
        return f"{self.base}release/{digest}"

    def part(self, digest: str, name: str) -> str:
        """A part of the description of a release, such as a cut of it or how it was built."""
        return f"{self.release(digest)}#{_path(name)}"

    def download(self, digest: str, name: str) -> str:
        """A file that can be downloaded of a release, by its path inside `dumps/`."""
        return f"{self.release(digest)}/dumps/{_path(name)}"

    def endpoint(self, digest: str) -> str:
        """Where a release, and no other, answers SPARQL."""
        return f"{self.release(digest)}/sparql"
