"""How well texts are read, by what people annotated in them: the face of this folder.

`evaluate(gold, readings, base)` compares; `as_json` and `as_tables` show it.
"""

from graph.evaluate.gold import Gold, read_gold
from graph.evaluate.score import Evaluation, evaluate
from graph.evaluate.show import as_json, as_tables

__all__ = ["Evaluation", "Gold", "as_json", "as_tables", "evaluate", "read_gold"]
