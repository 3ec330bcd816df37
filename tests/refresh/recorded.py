"""A SPARQL service on loopback that answers from small files of its own, and misbehaves when a test asks it to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

ANSWERS = Path(__file__).with_name("answers")
JSON = "application/sparql-results+json"
MARKS = {"offices": "Q7330070", "holders": "ps:P39", "names": "altLabel", "relations": "ps:P530"}
ASKED_FOR = {"holders": ("office", r"wd:(Q\d+)"), "names": ("person", r"wd:(Q\d+)"), "relations": ("isoA", r'"(\w\w)"')}

Fault = Callable[[BaseHTTPRequestHandler], None]


def part_of(query: str) -> str:
    return next(part for part, mark in MARKS.items() if mark in query)


def whole(query: str) -> bytes:
    """The recorded rows that a query asks for, as the service writes them."""
    part = part_of(query)
    names = re.findall(r"\?(\w+)", query.partition(" WHERE ")[0])
    rows = json.loads((ANSWERS / f"{part}.json").read_text(encoding="utf-8"))
    if part in ASKED_FOR:
        column, shape = ASKED_FOR[part]
        wanted = set(re.findall(shape, query.partition("VALUES")[2].partition("}")[0]))
        rows = [r for r in rows if r[column].rpartition("/")[2] in wanted]
    bindings = [{k: {"type": "literal", "value": v} for k, v in r.items()} for r in rows]
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}, ensure_ascii=False).encode()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in ({"Content-Type": JSON, "Content-Length": str(len(body))} | given).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


class Recorded:
    """The service: ``faults`` are spent one a request before it answers well; ``queries`` and ``agents`` are what it saw."""

    def __init__(self) -> None:
        self.faults: list[Fault | None] = []
        self.queries: list[str] = []
        self.agents: list[str] = []
        self.released = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
                service.queries.append(query)
                service.agents.append(self.headers["User-Agent"])
                self.query = query
                fault = service.faults.pop(0) if service.faults else None
                if fault:
                    fault(self)
                else:
                    send(self, 200, whole(query))

            def log_message(self, *said: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/sparql"

    @property
    def parts(self) -> list[str]:
        return [part_of(q) for q in self.queries]

    def close(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
