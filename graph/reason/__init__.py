"""What follows from the ontology: whether the facts contradict it, and what else it implies."""

from graph.reason.consistency import Consistency, check_consistency
from graph.reason.rules import EntailmentRule, RuleKind, Triple, rules

__all__ = ["Consistency", "EntailmentRule", "RuleKind", "Triple", "check_consistency", "rules"]
