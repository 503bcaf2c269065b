"""What can go wrong, each error with its subject and its cure."""

from pathlib import Path


class SommetError(Exception):
    """An error that a user can do something about.

    :param message: what is wrong, one sentence
    :param name: the thing or the parameter that it is about
    :param value: what that was
    :param remedy: what to do about it, one sentence
    """

    code = "error"

    def __init__(self, message: str, *, name: str = "", value: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.value = value
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class TextError(SommetError):
    """A text cannot be read."""

    code = "text"


class TextMissingError(TextError):
    """There is no text where one was named."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{path}: no such file or folder.",
            name="text",
            value=str(path),
            remedy="Check the path.",
        )


class ReleaseError(SommetError):
    """A release cannot be made, or there is none."""

    code = "release"


class QueryError(SommetError):
    """A query cannot be answered as it stands.

    :param line: where in the query, counted from 1, if known
    :param column: the character in that line, counted from 1, if known
    """

    code = "query"

    def __init__(
        self,
        message: str,
        *,
        value: str = "",
        remedy: str = "",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message, name="query", value=value, remedy=remedy)
        self.line = line
        self.column = column


class QueryRefusedError(QueryError):
    """A query asks for what this service never does (an update, SERVICE)."""

    code = "refused"


class LimitError(SommetError):
    """A query goes over a limit; `name` is the limit's and `value` what it is set to."""

    code = "limit"


class FormatError(SommetError):
    """A format is unknown, or does not fit the answer."""

    code = "format"


class IndexMissingError(ReleaseError):
    """A release has no search index that this version reads.

    :param value: the hash of the release, or the name of the file
    """

    code = "no-index"

    def __init__(self, value: str) -> None:
        super().__init__(
            "This release has no search index that can be read.",
            name="search",
            value=value,
            remedy="Run `sommet build` on the same texts: it adds the index and changes nothing else.",
        )


class SearchError(SommetError):
    """What is searched for cannot be, as it stands."""

    code = "search"


class OptionError(SommetError):
    """An option has a value that does not fit it, or does not go with another."""

    code = "option"


class UnknownError(SommetError):
    """There is nothing of this name in the release."""

    code = "unknown"
