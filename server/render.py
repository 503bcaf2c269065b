"""A page is drawn from its template, in the language of its reader."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, g, render_template, request, url_for

from server.messages import language_of, messages, say_count, say_date, say_number


def page(template: str, **shown: object) -> Response:
    """A page of the release of this request.

    :param template: the name of a file in `server/templates/`
    :param shown: what the template shows
    """
    language = language_of(request)
    explicit = "lang" in request.args

    def link(endpoint: str, **arguments: str) -> str:
        values: dict[str, Any] = {**arguments, **({"lang": language} if explicit else {})}
        return url_for(endpoint, **values)

    drawn = render_template(
        template,
        language=language,
        explicit_language=explicit,
        other_language=_other_language(language),
        say=messages(language),
        say_count=lambda name, number: say_count(name, number, language),
        say_number=lambda number: say_number(number, language),
        say_date=lambda edtf: say_date(edtf, language),
        link=link,
        release=g.served.hash,
        **shown,
    )
    response = Response(drawn, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _other_language(language: str) -> str:
    arguments = {**request.args.to_dict(), "lang": "fr" if language == "en" else "en"}
    return f"{request.path}?{urlencode(arguments)}"
