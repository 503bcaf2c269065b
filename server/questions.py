"""The page of the competency questions, and what the editor of queries completes."""

from flask import Response, g, jsonify, request

from graph.dataset.questions import questions as competency
from graph.dataset.sources import prefixes
from server.frame import page
from server.messages import in_language, language_of
from server.releases import Served


def questions() -> Response:
    """The competency questions, each with the beginning of its answer."""
    return page("questions.html", answers=_served().answers[language_of(request)])


def terms() -> Response:
    """Our prefixes, and the classes and properties of the release with their labels, as JSON."""
    language = language_of(request)
    told = [
        {
            "name": one.name,
            "kind": one.kind,
            "label": in_language(one.label, language).text,
            "definition": in_language(one.definition, language).text,
            "uses": one.uses,
        }
        for one in _served().completions
    ]
    response = jsonify({"language": language, "prefixes": prefixes(_served().base), "terms": told})
    response.vary.add("Accept-Language")
    return response


def written(name: str, base: str, language: str) -> str:
    """The query of a question, to be looked at before it is run; nothing if there is no such one.

    :param name: of the question
    :param language: of the names that it asks for
    """
    found = (one for one in competency(base) if one.name == name)
    return next((one.query_in(language) for one in found), "")


ROUTES = (
    ("/questions", questions, ("GET",)),
    ("/terms.json", terms, ("GET",)),
)


def _served() -> Served:
    served: Served = g.served
    return served
