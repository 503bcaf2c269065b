"""From which facts an inferred one follows, by the axioms of the ontology run backwards."""

from collections.abc import Iterable, Mapping
from functools import cache

from rdflib import URIRef
from rdflib.term import Node

from graph.dataset.sources import core
from graph.reason import RuleKind, rules
from server.resources.queries import Reader, listed, term

Triple = tuple[Node, Node, Node]

# Inferred facts of one page whose reasons are looked for.
_MOST = 200


def premises(asked: Reader, facts: Iterable[Triple]) -> Mapping[Triple, tuple[Triple, ...]]:
    """One reason for each fact that has one: a fact, or two that meet in the middle."""
    chosen = [listed(fact) for fact in dict.fromkeys(facts)][:_MOST]
    if not chosen:
        return {}
    axioms = _axioms(asked.served.base)
    rows = asked.rows("premises", facts=" ".join(f"({fact})" for fact in chosen), **axioms)
    found = {}
    for row in rows:
        given = {name: term(value) for name, value in row.items()}
        fact = (given["subject"], given["relation"], given["object"])
        reason = [(given["one"], given["first"], given["middle"])]
        if "second" in given:
            reason.append((given["middle"], given["second"], given["two"]))
        found[fact] = tuple(reason)
    return found


@cache
def _axioms(base: str) -> Mapping[str, str]:
    """The axioms as values of VALUES clauses: wider properties, turned ones, chains."""
    found: dict[str, list[tuple[str, ...]]] = {"wider": [], "turned": [], "chained": []}
    for rule in rules(core(base), base):
        slots = dict(rule.slots)
        match rule.kind:
            case RuleKind.SUBPROPERTY:
                found["wider"].append((slots["wider"], slots["narrower"]))
            case RuleKind.INVERSE:
                found["turned"].append((slots["inverse"], slots["property"]))
            case RuleKind.SYMMETRIC:
                found["turned"].append((slots["property"],) * 2)
            case RuleKind.TRANSITIVE:
                found["chained"].append((slots["property"],) * 3)
            case RuleKind.CHAIN:
                found["chained"].append((slots["property"], slots["first"], slots["second"]))
    return {
        name: " ".join(f"({listed(map(URIRef, terms))})" for terms in values)
        for name, values in found.items()
    }
