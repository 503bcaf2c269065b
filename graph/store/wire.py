"""What a caller and a query process say to each other over their socket (see `process`)."""

import json
import pickle
import socket
import struct
from collections.abc import Sequence

from graph.errors import (
    FormatError,
    LimitError,
    QueryError,
    QueryRefusedError,
    ReleaseError,
    SommetError,
)
from graph.store.answer import Given, Kind, Limits, Question

_NUMBER = struct.Struct("!I")
_ANSWER = struct.Struct("!BBBQ")  # kind, whether the process leaves, whether a file follows, length
_PIECE = 1 << 16
_KINDS = tuple(Kind)
_LIMITS = Question._fields.index("limits")

# What is sent to a parent in place of a process's number, by who wants a child of another kind.
OTHER = 2**32 - 1

# Questions that are asked together at most, and seconds that they may compute together.
MOST_TOGETHER = 16
QUICK = 0.02
_QUERY_ERRORS = {kind.__name__: kind for kind in (QueryError, QueryRefusedError)}
_ERRORS = {kind.__name__: kind for kind in (FormatError, LimitError, ReleaseError, SommetError)}


def send_number(connection: socket.socket, number: int) -> None:
    """Send a process number, or a signal's."""
    connection.sendall(_NUMBER.pack(number))


def receive_number(connection: socket.socket) -> int | None:
    """A number, or None if the other side is gone."""
    data = _exactly(connection, _NUMBER.size)
    return None if data is None else int(_NUMBER.unpack(data)[0])


def question_bytes(questions: Sequence[Question]) -> bytes:
    """Questions as they are sent, to be answered in turn."""
    # Plain tuples, since a class costs as much again.
    plain = [
        (*question[:_LIMITS], tuple(question.limits), question.is_alone) for question in questions
    ]
    data = pickle.dumps(plain, pickle.HIGHEST_PROTOCOL)
    return _NUMBER.pack(len(data)) + data


def receive_questions(connection: socket.socket) -> list[Question] | None:
    """The next questions, or None if the caller is gone. Only our own processes can call."""
    data = connection.recv(_PIECE)
    if len(data) < _NUMBER.size:
        return None
    size = _NUMBER.unpack_from(data)[0]
    rest = _exactly(connection, size + _NUMBER.size - len(data))
    if rest is None:
        return None
    values = pickle.loads(memoryview(data + rest)[_NUMBER.size :])  # noqa: S301
    return [Question._make((*asked, Limits(*limits), alone)) for *asked, limits, alone in values]


def answer_bytes(kind: Kind, leaving: bool, content: bytes) -> bytes:
    """An answer as it is sent."""
    return _ANSWER.pack(kind, leaving, False, len(content)) + content


def send_file(connection: socket.socket, kind: Kind, leaving: bool, file: int, size: int) -> None:
    """Send an answer that stands in a file, by the file's descriptor."""
    connection.sendall(_ANSWER.pack(kind, leaving, True, size))
    socket.send_fds(connection, [b"f"], [file])


def receive_answer(connection: socket.socket) -> Given | None:
    """The answer, or None if the process ended before it was whole."""
    head = _exactly(connection, _ANSWER.size)
    if head is None:
        return None
    kind, leaving, is_file, size = _ANSWER.unpack(head)
    if is_file:
        _, files, _, _ = socket.recv_fds(connection, 1, 1)
        return Given(_KINDS[kind], size, b"", files[0], bool(leaving)) if files else None
    content = _exactly(connection, size)
    return None if content is None else Given(_KINDS[kind], size, content, None, bool(leaving))


def told(error: SommetError) -> bytes:
    """An error, to be raised on the other side."""
    values = (error.message, error.name, error.value, error.remedy)
    place = (error.line, error.column) if isinstance(error, QueryError) else ()
    return json.dumps([type(error).__name__, values, place]).encode()


def error_of(content: bytes) -> SommetError:
    """The error that was told."""
    name, (message, about, value, remedy), place = json.loads(content)
    if name in _QUERY_ERRORS:
        line, column = place
        return _QUERY_ERRORS[name](message, value=value, remedy=remedy, line=line, column=column)
    return _ERRORS.get(name, SommetError)(message, name=about, value=value, remedy=remedy)


def answer_in(received: bytearray, at: int) -> tuple[Given | None, int]:
    """The answer that begins at a place of what was received, if it is whole, and its length.

    No answer to questions that are asked together comes in a file.
    """
    begin = at + _ANSWER.size
    if len(received) >= begin:
        kind, leaving, _, size = _ANSWER.unpack_from(received, at)
        if len(received) >= begin + size:
            content = bytes(memoryview(received)[begin : begin + size])
            return Given(_KINDS[kind], size, content, None, bool(leaving)), _ANSWER.size + size
    return None, 0


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    if not size:
        return b""
    data = connection.recv(size)
    if len(data) == size:
        return data
    if not data:
        return None
    whole = bytearray(size)
    whole[: len(data)] = data
    view, at = memoryview(whole), len(data)
    while at < size:
        count = connection.recv_into(view[at:], size - at)
        if not count:
            return None
        at += count
    return bytes(whole)
