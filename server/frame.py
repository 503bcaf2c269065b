"""A page for people: a template, with what all of them show."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, g, render_template, request, url_for

from server.messages import language_of, messages, say_count, say_date, say_number, says


def page(template: str, **shown: object) -> Response:
    """A page in the language of the request, about the release of the request.

    :param template: its file in `server/templates/`
    :param shown: what the template shows of its own; `section` is the entry of the menu that it
        belongs to, if it is not one itself
    """
    language = language_of(request)
    explicit = "lang" in request.args

    def link(endpoint: str, **arguments: str) -> str:
        values: dict[str, Any] = {**arguments, **({"lang": language} if explicit else {})}
        return url_for(endpoint, **values)

    def here(path: str) -> str:
        before, mark, fragment = path.partition("#")
        if explicit and before:
            before += f"{'&' if '?' in before else '?'}lang={language}"
        return before + mark + fragment

    content = render_template(
        template,
        language=language,
        explicit_language=explicit,
        other_language=_other_language(language),
        say=messages(language),
        say_all=lambda table: says(table, language),
        say_count=lambda name, number: say_count(name, number, language),
        say_number=lambda number: say_number(number, language),
        say_date=lambda edtf: say_date(edtf, language),
        views=current_app.view_functions,
        link=link,
        here=here,
        release=g.served.hash,
        built=g.served.built,
        canonical=_address(language if explicit else ""),
        in_language=_address,
        picture=request.host_url.rstrip("/") + url_for("static", filename=f"social-{language}.png"),
        is_described=g.served.folder is not None,
        **{"section": request.endpoint, **shown},
    )
    response = Response(content, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _address(language: str = "") -> str:
    """The whole address of this page, for those who quote it: without what was searched or chosen.

    :param language: of the page; empty: that which the reader's browser asks for
    """
    return f"{request.base_url}?lang={language}" if language else request.base_url


def _other_language(language: str) -> str:
    arguments = {**request.args.to_dict(), "lang": "fr" if language == "en" else "en"}
    return f"{request.path}?{urlencode(arguments)}"
