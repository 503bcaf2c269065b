"""The rules of `ontology/rules/{fr,en}/*.toml`, read and made ready to match.

A pattern is a regular expression on an encoded line (see `encode`) with:

- `{name:slot}` a mention of a slot of `ontology/rules/slots.csv`, with its article;
  `{name:slot+}` a list of them, `{name:slot_}` one of three or more without separators;
  `{name:phrase}` free words up to the end of their clause, `{name:phrases}` a list of those;
- `<family>` a verb of a cue family in a finite active form; `<family:passive>`, `<…:by>` (passive
  or bare participle), `<…:infinitive>`, `<…:gerund>`, `<…:noun>`, `<…:any>`; several with `|`;
- `@de`, `@à` a preposition with its contractions; `@par` the agent, a few words before it
  allowed; `@no_complement` what follows has no preposition before it (*at the summit*);
  `@we` those who speak (*we*, *the two leaders*); `~` an optional insertion between
  commas or in brackets, or a clause joined by *and*; `…` any words of the same clause.

A fact names slots of its rule, or `instrument`, `document`, `we` (not of a pattern that names who
speaks), `occasion` (the event that the document reports), `body` (the initiative that it is
about), `today` (its date), `self` (the thing whose name is read); `heldOn|plannedFor` is the
second for what is still to come.
"""

import csv
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import ontology
from graph.lexicon import kinds, rows
from graph.model import Mode, TimeRole
from graph.plain import ITEM, lower
from graph.statement.encode import INDEX, NEGATED, family_code, form_code, kind_code
from graph.statement.needs import SHORTEST, Need, mask, needs
from graph.verbs import ACTIVE, PASSIVE, Form, forms

# The things of the document that a fact may name beside its slots.
OF_DOCUMENT = ("self", "document", "instrument", "we", "occasion", "body", "today")
_FORMS = {
    "": ACTIVE,
    "future": frozenset({Form.FUTURE}),
    "active": ACTIVE,
    "passive": PASSIVE,
    "by": PASSIVE | {Form.PARTICIPLE},
    "participle": frozenset({Form.PARTICIPLE}),
    "infinitive": frozenset({Form.INFINITIVE}),
    "gerund": frozenset({Form.GERUND}),
    "noun": frozenset({Form.NOUN}),
    "verb": ACTIVE | {Form.INFINITIVE, Form.GERUND},
    "any": frozenset(Form),
}
_PLACE = "(?: (?:à|au|en|aux|in|at) {place})?"
# What may stand behind an item of a list: a bracket, a place; before a further item also a
# participle, a relative clause or a gerund.
_AFTER = (
    r"(?: \([^()]{{0,60}}\))?" + _PLACE + "(?:(?:,? {participle} (?:par|by) {any}" + _PLACE + ""
    "|,? (?:qui|which|that|who) [^,;.:•]{{1,90}}"
    "| [a-zà-ÿ]{{3,}}ant (?:l'|la |le |les )[^,;.:•]{{1,40}})(?={between}{one}))?"
)
_BETWEEN = (
    r"(?:,? (?:et|and|ainsi que|as well as|de même que|avec|y compris|en particulier|in particular"
    r"|notamment|including|&)(?: (?:et|and))? (?:de |d'|du |des |par |avec |by |with |of |from )?"
    r"|,? (?:together with|along with|in partnership with|aux côtés (?:de |d'|du |des )|en partenariat avec|et avec) "
    r"|, (?:par |de |d'|du |des |avec |by |with |from )?|,| ?; (?:et |and )?"
    rf"| {ITEM} (?:[-–—•*] )?| ?; {ITEM} (?:[-–—•*] )?| [–—-] | / )"
)
_CLAUSE_END = (
    rf"(?= ?[.;:!?{ITEM}]| [–—-] |$|,? (?:tout en|afin d|afin de|en vue d|dans le respect|par le biais"
    r"|grâce à|y compris|notamment|while|in order|through|including|which|qui |dont |où |lesquel"
    r"|susceptibles?|destinée?s?)\b|, (?:en|et qui|comme|avec|ce qui|as|with|and to) )"
)
_TOKEN = re.compile(
    r"\{(?P<slot>\w+:\w+\+?)\}|<(?P<verb>[\w|:,]+)>|(?P<macro>@de|@à|@par|@we|@no_complement|~|…)|(?P<escape>\\.)|(?P<optional>[^\W\d_]+\?)|(?P<word>[^\W\d_]+'?)|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a rule states: the names of its ends and its relation."""

    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready to match.

    :ivar scope: `line`, or `name` for rules that read inside the name of a thing
    :ivar of: for a rule of scope `name`, the slot that the thing must fit
    :ivar time: `document` where the document's date is the fact's time failing another
    :ivar role: what the time says
    :ivar mode: how the facts are stated, whatever the words
    :ivar under: what the line before must say, for rules that read a list of names alone
    :ivar titled: what the document's title must say
    :ivar endable: whether the facts are denied where the clause tells of their end or refusal
    :ivar needs: what a line must hold for the rule to match
    """

    name: str
    language: str
    scope: str
    of: str
    expression: str
    facts: tuple[Fact, ...]
    slots: dict[str, str] = field(hash=False)
    time: str = ""
    role: TimeRole = TimeRole.ATTESTED
    mode: Mode | None = None
    inference: str = ""
    example: str = ""
    under: re.Pattern[str] | None = None
    titled: re.Pattern[str] | None = None
    endable: bool = False
    needs: tuple[Need, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression, compiled when first needed."""
        return _compiled(self.expression)


@cache
def parents() -> dict[str, str]:
    """The superclass of each class of mentions."""
    return {row["class"]: row["parent"] for row in rows("types.csv")}


@cache
def is_a(type_: str, wanted: str) -> bool:
    """Whether a class is another or lies below it.

    >>> is_a("WorkingGroup", "Agent"), is_a("Summit", "Instrument")
    (True, False)
    """
    while type_:
        if type_ == wanted:
            return True
        type_ = parents().get(type_, "")
    return False


@cache
def slot_codes(slot: str) -> str:
    """The characters of the classes that fit a slot.

    :raises KeyError: if there is no such slot
    """
    with ontology.path("rules/slots.csv").open(encoding="utf8", newline="") as file:
        classes = {row["slot"]: row["classes"].split("|") for row in csv.DictReader(file)}[slot]
    wanted = [c for c in classes if c in {"Date", "Number", "Money", "Demonym"}]
    wanted += [k for k in kinds() if any(is_a(k, c) for c in classes)]
    return "".join(dict.fromkeys(kind_code(k) for k in wanted))


def _one(slot: str) -> str:
    return f"(?:(?:des )?[{slot_codes(slot)}]{INDEX})"


@cache
def list_item(slot: str) -> str:
    """The expression of an item of a list, with what may stand behind it."""
    participle = form_code(Form.PARTICIPLE)
    after = _AFTER.format(
        place=f"[{slot_codes('place')}]{INDEX}",
        any=f"[{slot_codes('any')}]{INDEX}",
        participle=f"[{chr(0xE100)}-{chr(0xE1FF)}]{participle}",
        between=_BETWEEN,
        one=_one(slot),
    )
    return f"(?:{_one(slot)}{after})"


def _slot(source: str, last: bool) -> str:
    name, slot = source.split(":")
    if slot in {"phrase", "phrases"}:
        length = 260 if slot == "phrase" else 3000
        excluded = f"[^.;:!?{ITEM}]" if slot == "phrase" else "[^.!?]"
        ending = "" if last and slot == "phrases" else "?" if not last else f"?{_CLAUSE_END}"
        return f"(?P<{name}>{excluded}{{3,{length}}}{ending})"
    if slot.endswith("+"):
        item = list_item(slot[:-1])
        return f"(?P<{name}>(?>{item}(?:{_BETWEEN}{item})*))"
    if slot.endswith("_"):
        item = _one(slot[:-1])
        return f"(?P<{name}>(?>{item}(?:(?: ?{ITEM})? ?{item}){{2,}}))"
    return f"(?P<{name}>{_one(slot)})"


def _verb(source: str) -> str:
    codes, shapes = _verb_codes(source)
    return f"(?:[{codes}][{shapes}]{NEGATED}?(?: {_DAY})??)"


def _verb_codes(source: str) -> tuple[str, str]:
    """The characters of the families and of the forms that a verb of a pattern may have."""
    names, _, shapes = source.partition(":")
    codes = "".join(family_code(n) for n in names.split("|"))
    shape_set = frozenset().union(*(_FORMS[s] for s in (shapes or "active").split(",")))
    return codes, "".join(sorted(form_code(f) for f in shape_set))


# A day that stands beside a verb: *a lancé aujourd'hui l'Alliance*, *on 9 July 2025 launched it*.
_DAY = f"(?:(?:on|le) )?[{kind_code('Date')}]{INDEX}"
_TWO = f"(?:deux|two|[{kind_code('Number')}]{INDEX}) "
_FIRST = kind_code("Number") + kind_code("CollectiveActor")
_MACROS = {
    "@de": "(?:de |d'|du |des |of )",
    "@à": "(?:à |au |aux |à l')",
    # Those who speak; a clause of a declaration may begin with its verb (*Rappelons …*).
    "@we": (
        f"(?:(?<![a-zà-ÿ'])(?=[bwtnl{_FIRST}])"
        f"(?:we|(?:the )?(?:{_TWO}|both )?(?:leaders|ministers|sides|parties|participants|delegations)"
        f"|both countries|they|nous|les (?:{_TWO})?(?:dirigeants|parties|participants|signataires)"
        f"|les {_TWO}pays|(?:les |the )?(?:{_TWO})?[{kind_code('CollectiveActor')}]{INDEX}) "
        f"|^(?:[•–—-] |\\d+[.)] |[{kind_code('Number')}]{INDEX}[.)]? )*)"
    ),
    "@no_complement": (
        r"(?<!\b(?:at|of|in|to|on|by|de|du|au|en) )(?<!\bà )(?<!\bd')(?<!\b(?:for|aux|des|sur|par) )"
        r"(?<!\b(?:from|with|pour|avec|dans) )(?<!\b(?:after|under) )(?<!\b(?:during|before) )"
    ),
    "@par": rf"(?: [^.;:,{ITEM}]{{0,45}}?)?,? (?:par|by) ",
    "~": (
        r"(?: (?:today|also|now|recently|jointly|officially|également|aussi|officiellement|conjointement"
        rf"|{_DAY}))?"
        r",?(?: [–—-])?(?:(?:,| [–—-]) [^.;:!?]{1,160}?(?:,| [–—-]))?(?: \([^()]{0,80}\))?"
        r"(?:,? (?:qui|which|who))?(?:,? [^.;:]{1,150}?,? (?:et|and|puis|then))?"
    ),
    "…": rf"[^.;:!?{ITEM}]{{0,80}}?",
}


def expression(source: str) -> tuple[str, dict[str, str], tuple[Need, ...]]:
    """The regular expression of a pattern, the slots that it names, and what a line must hold.

    :raises ValueError: if the pattern names an unknown slot or family
    """
    parts: list[str] = []
    slots: dict[str, str] = {}
    text = re.sub(r"\s+", " ", source)
    for match in _TOKEN.finditer(text):
        if found := match["slot"]:
            name, slot = found.split(":")
            slots[name] = slot
            parts.append(_slot(found, match.end() == len(text)))
        elif found := match["verb"]:
            parts.append(_verb(found))
        elif found := match["macro"]:
            parts.append(_MACROS[found])
        elif found := match["optional"]:
            parts.append(f"(?:{_literal(lower(found[:-1]))}|{_literal(lower(found[:-2]))})")
        else:
            parts.append(_literal(lower(match["word"])) if match["word"] else match[0])
    return "".join(parts), slots, needs(text, _slot_need, _verb_need, _word_need)


def _slot_need(source: str) -> Need | None:
    slot = source.split(":")[1]
    return None if slot in {"phrase", "phrases"} else Need(mask(slot_codes(slot.rstrip("+_"))))


def _verb_need(source: str) -> Need:
    codes, shapes = _verb_codes(source)
    return Need(mask(code + shape for code in codes for shape in shapes))


def _word_need(source: str) -> Need | None:
    """What a word needs: itself, or a form of the verb that it is too; nothing if it is short."""
    word = lower(source)
    if len(word) < SHORTEST:
        return None
    verbs = (code + form_code(form) for code in _verbs_written(word) for form in Form)
    return Need(mask(verbs), (word,))


@cache
def _literal(word: str) -> str:
    """The expression of a word; of one that is a cue verb too, so that it may be written as such."""
    codes = _verbs_written(word)
    return f"(?:{word}|[{codes}][{''.join(map(form_code, Form))}]{NEGATED}?)" if codes else word


def _verbs_written(word: str) -> str:
    families = {f for x in ("fr", "en") for f, _ in forms(x).get((word,), ())}
    return "".join(sorted(map(family_code, families)))


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


@cache
def rules(language: str) -> tuple[Rule, ...]:
    """The rules of a language, in the order of their files and names.

    :raises ValueError: if a rule is malformed; the message names it
    """
    made: list[Rule] = []
    for path in sorted(ontology.path(f"rules/{language}").glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf8"))["rule"]:
            try:
                made += _rules(entry, language)
            except (KeyError, ValueError, re.error) as error:
                raise ValueError(f"{path.name}: rule {entry.get('name')}: {error}") from error
    return tuple(made)


def _rules(entry: dict[str, object], language: str) -> Sequence[Rule]:
    patterns = entry["pattern"]
    all_facts = [Fact(*fact.split()) for fact in _strings(entry["facts"])]
    made = []
    for source in _strings(patterns):
        pattern, slots, needed = expression(source)
        ends = {*slots, *OF_DOCUMENT}
        facts = tuple(f for f in all_facts if {f.subject, f.object} <= ends)
        if "@we" not in source and any(f.subject in slots for f in facts):
            facts = tuple(f for f in facts if f.subject != "we")
        if not facts:
            raise ValueError(f"pattern states no fact: {source}")
        text = {k: str(entry.get(k, "")) for k in ("of", "time", "mode", "inference", "example")}
        under, titled = (
            re.compile(str(entry[k]), re.IGNORECASE) if k in entry else None
            for k in ("under", "titled")
        )
        made.append(
            Rule(
                str(entry["name"]),
                language,
                str(entry.get("scope", "line")),
                text["of"],
                pattern,
                facts,
                slots,
                text["time"],
                TimeRole(str(entry.get("role", "attested"))),
                Mode(text["mode"]) if text["mode"] else None,
                text["inference"],
                text["example"],
                under,
                titled,
                bool(entry.get("endable")),
                needed,
            )
        )
    return made


def _strings(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
