"""HTTP/1.1 as uvicorn speaks it, with letters in an address as people type them, and problems instead of plain text."""

import re
import uuid
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_REFUSED = (
    "This is not an HTTP request. In an address, write spaces and all characters other than ASCII percent-encoded: "
    "curl does so with -G --data-urlencode 'q=…'."
)
_RAW = re.compile(rb"[\x80-\xff]")


class Protocol(HttpToolsProtocol):
    """Percent-encodes raw bytes in the first line of a request, as a browser does: `/v1/search?q=вода`.

    Only a request line in the first piece of a request is rewritten; elsewhere such bytes are refused, as uvicorn does.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._between_requests = True

    def data_received(self, data: bytes) -> None:
        """Reads a piece of a request."""
        if self._between_requests:
            line, newline, rest = data.partition(b"\n")
            data = _RAW.sub(lambda byte: b"%%%02X" % ord(byte[0]), line) + newline + rest
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Notes that a request has begun."""
        self._between_requests = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """Notes that a request has ended."""
        self._between_requests = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what is not HTTP with a problem, as every other error."""
        problem = {
            "type": "/problems/bad_request",
            "title": "Not an HTTP request",
            "status": 400,
            "detail": _REFUSED,
            "instance": "",
            "code": "bad_request",
            "errors": [],
            "request_id": uuid.uuid4().hex,
        }
        body = orjson.dumps(problem)
        head = f"HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(head.encode() + b"connection: close\r\n\r\n" + body)
        self.transport.close()
