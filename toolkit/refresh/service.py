"""Asking a SPARQL service with manners: one request at a time, a name to write to, waits where it asks for them.

Every finished request is a file in a folder, so that an interrupted run asks only for what is missing. The limits are those
of the Wikidata Query Service: 60 seconds a query; who goes on asking after a 429 is shut out.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from toolkit.refresh.queries import Query

ENDPOINT = "https://query.wikidata.org/sparql"
JSON = "application/sparql-results+json"
TIMEOUT = 90.0  # seconds; the service itself gives up after 60
PAUSE = 1.0  # seconds between two requests
WAITS = (5.0, 15.0, 45.0, 135.0)  # seconds before each further try
LONGEST = 900.0  # seconds that a run waits because it was told to; asked for more, it stops
CONTACT = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\.[^\s@()<>]+|https?://[^\s()]+\.[^\s()]+")
ANSWER = re.compile(r"(?:offices|holders|names|relations)-[0-9a-f]{24}\.json")

Row = dict[str, str]


class UnansweredError(RuntimeError):
    """A request failed for good; what was answered before lies in the folder, and the next run goes on from there."""


class _AgainError(Exception):
    """A failure that may pass: why, and the seconds that the service asks to wait, if it does."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass
class Service:
    """A SPARQL service, who asks (a name with a contact), and the folder of answers.

    ``asked`` and ``kept`` count the requests sent and the answers that lay there. Raises ``ValueError`` for an agent without
    a contact, or an address that is none of the web.
    """

    agent: str
    folder: Path
    endpoint: str = ENDPOINT
    sleep: Callable[[float], None] = time.sleep
    timeout: float = TIMEOUT
    asked: int = 0
    kept: int = 0
    oldest: float = field(default_factory=lambda: float("inf"))  # when the oldest answer used was written

    def __post_init__(self) -> None:
        if not (self.agent.isascii() and self.agent.isprintable() and CONTACT.search(self.agent)):
            raise ValueError(
                "Wikidata asks who is asking: give a name and a contact in plain letters, such as "
                '--user-agent "Jo Doe (mailto:jo@university.org)"'
            )
        parts = urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"endpoint {self.endpoint!r} is no http or https address")

    def ask(self, query: Query) -> list[Row]:
        """The rows of an answer, variable -> value, from the folder or from the service.

        Raises ``UnansweredError`` when the service refuses, answers something else, or fails time after time.
        """
        path = self.path(query)
        rows = self._read(path, query)
        if rows is None:
            rows = self._asked(query, path)
        else:
            self.kept += 1
        self.oldest = min(self.oldest, path.stat().st_mtime)
        return rows

    def path(self, query: Query) -> Path:
        """The file of an answer: another service or another question is another file."""
        digest = hashlib.sha256(f"{self.endpoint}\n{query.text}".encode()).hexdigest()
        return self.folder / f"{query.part}-{digest[:24]}.json"

    def forget(self) -> None:
        """Remove the answers of earlier runs, and nothing else, from the folder."""
        for path in self.folder.glob("*.json"):
            if ANSWER.fullmatch(path.name):
                path.unlink()

    def _read(self, path: Path, query: Query) -> list[Row] | None:
        try:
            return _rows(path.read_bytes(), query)
        except (FileNotFoundError, _AgainError):
            return None

    def _asked(self, query: Query, path: Path) -> list[Row]:
        if self.asked:
            self.sleep(PAUSE)
        raw = self._patiently(query)
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_bytes(raw)
        beside.replace(path)
        return _rows(raw, query)

    def _patiently(self, query: Query) -> bytes:
        for wait in (*WAITS, None):
            try:
                return self._once(query)
            except _AgainError as failure:
                if wait is None:
                    raise UnansweredError(
                        f"{query.part}: {failure}, {len(WAITS) + 1} times; {self.kept + self.asked} request(s) tried or "
                        "kept so far; run the same command again later, it goes on from there"
                    ) from failure
                told = failure.seconds
                if told is not None and told > LONGEST:
                    raise UnansweredError(
                        f"{query.part}: {failure}; the service asks to wait {told:.0f} seconds: run the same command "
                        "again after that, it goes on from there"
                    ) from failure
                self.sleep(told or wait)
        raise AssertionError

    def _once(self, query: Query) -> bytes:
        self.asked += 1
        request = Request(
            self.endpoint,
            data=urlencode({"query": query.text}).encode(),
            headers={"User-Agent": self.agent, "Accept": JSON},
        )
        try:
            with urlopen(request, timeout=self.timeout) as answer:
                kind, raw = answer.headers.get_content_type(), answer.read()
        except HTTPError as error:
            raise _failure(error, query) from error
        except (OSError, HTTPException) as error:  # no connection, a time-out, an answer shorter than announced
            raise _AgainError(f"no whole answer ({type(error).__name__}: {error})") from error
        if kind not in (JSON, "application/json"):
            raise UnansweredError(f"{query.part}: {self.endpoint} answers {kind}, not {JSON}; is it a SPARQL service?")
        _rows(raw, query)
        return bytes(raw)


def _failure(error: HTTPError, query: Query) -> Exception:
    with error:
        said = " ".join(error.read(200).decode("utf-8", "replace").split())
    if error.code == 429 or error.code >= 500:
        return _AgainError(f"status {error.code}", _seconds(error.headers.get("Retry-After")))
    return UnansweredError(f"{query.part}: the service refuses with status {error.code}: {said}")


def _seconds(header: str | None) -> float | None:
    """Retry-After, in seconds or as a date -> seconds; none where it is neither."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else None


def _rows(raw: bytes, query: Query) -> list[Row]:
    """A whole answer -> its rows. A cut one is none: the service breaks off in the middle when its time is up."""
    try:
        found = json.loads(raw)
        variables, bindings = found["head"]["vars"], found["results"]["bindings"]
        rows = [{name: cell["value"] for name, cell in b.items()} for b in bindings]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _AgainError(f"a cut answer of {len(raw)} bytes") from error
    if set(variables) != set(query.variables):
        raise _AgainError(f"an answer to another question ({', '.join(variables)})")
    return rows
