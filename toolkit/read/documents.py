"""JSON that is no line: an article, an array of articles, an object of arrays. Streamed where the file is large."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from toolkit.read import fields
from toolkit.read.opening import RefusedError
from toolkit.read.records import frame
from toolkit.read.rows import BATCH_BYTES, LONGEST, TOO_LONG, Bad, Batch

WHOLE = 32 << 20  # bytes; a smaller file is read at once
STEP = 1 << 20
SPACE = re.compile(r"[\s,]*")
MEND = "write the file again; one JSON object an article is read"
Numbered = tuple[str, dict[str, Any]]


def documents(stream: BinaryIO, encoding: str) -> Iterator[Batch]:
    """A JSON file -> batches of records. Raises :class:`RefusedError` where the file breaks off or is no JSON."""
    head = stream.read(WHOLE + 1)
    whole = len(head) <= WHOLE
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if whole and (found := _parsed(text)) is not None:
        yield from _batches(_records(found))
    else:
        yield from _batches(_streamed(Text(stream, text, encoding)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise RefusedError("JSON nested too deep", MEND) from error
    except ValueError:
        return None


def _batches(records: Iterator[Numbered | Bad]) -> Iterator[Batch]:
    good: list[Numbered] = []
    bad: list[Bad] = []
    size = 0
    for record in _until_broken(records):
        if len(record) == 3:
            bad.append(record)
            continue
        good.append(record)
        size += sum(len(v) for v in record[1].values() if isinstance(v, str)) + 1000
        if size > BATCH_BYTES:
            yield frame(good), bad
            good, bad, size = [], [], 0
    yield frame(good), bad


def _until_broken(records: Iterator[Numbered | Bad]) -> Iterator[Numbered | Bad]:
    """Records up to where the file breaks off, and that it does."""
    count = 0
    try:
        for record in records:
            count += 1
            yield record
    except RefusedError as error:
        yield str(count + 1), str(error), error.mend


def _is_article(value: dict[str, Any]) -> bool:
    """A text of its own, or two fields of an article and no list of articles inside."""
    names = {fields.folded(k): v for k, v in value.items()}
    told = fields.table()["record"]
    if any(isinstance(names.get(a), str) for t in ("body", "html") for a in told[t]):
        return True
    main = {a for t in ("title", "body", "url") for a in told[t]} & set(names)
    return bool(main) and len(fields.known() & set(names)) >= 2 and not any(map(_holds_articles, value.values()))


def _holds_articles(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and _titled(value[0])


def _titled(value: dict[str, Any]) -> bool:
    names = {fields.folded(k) for k in value}
    return len(names & {"title", "headline", "url", "link", "text", "body", "maintext", "plaintext", "content"}) >= 2


def _records(found: Any, place: str = "") -> Iterator[Numbered | Bad]:
    """The articles of a value: itself, its elements, or those of the lists inside it, with their place as number."""
    if isinstance(found, dict) and (_is_article(found) or not any(isinstance(v, list | dict) for v in found.values())):
        yield place or "1", found
    elif isinstance(found, dict):
        for key, value in found.items():
            if isinstance(value, list | dict) and place.count("/") < 3:
                for record in _records(value, f"{place}/{key}" if place else str(key)):
                    yield _published_by(str(key), record)
    elif isinstance(found, list):
        for number, value in enumerate(found, 1):
            at = f"{place}/{number}" if place else str(number)
            if isinstance(value, dict):
                yield from _records(value, at) if not _is_article(value) else iter([(at, value)])
            else:
                yield at, f"no JSON object but {type(value).__name__}", MEND


def _published_by(key: str, record: Numbered | Bad) -> Numbered | Bad:
    """fundus writes its articles under the name of their publisher."""
    if len(record) == 2 and "publishing_date" in record[1]:
        return record[0], {"outlet": key, **record[1]}
    return record


class Text:
    """A window on a long text: what is read ahead, and more on demand."""

    def __init__(self, stream: BinaryIO, ahead: str, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._at = 0
        self.ahead = ahead
        self.number = 0

    def more(self) -> bool:
        """Read on; false at the end."""
        raw = self._stream.read(STEP)
        self.ahead = self.ahead[self._at :] + self._decoder.decode(raw, final=not raw)
        self._at = 0
        return bool(raw)

    def peek(self) -> str:
        """The next character that is neither blank nor comma; "" at the end."""
        while True:
            self._at = SPACE.match(self.ahead, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self.ahead):
                return self.ahead[self._at]
            if not self.more():
                return ""

    def skip(self) -> None:
        self._at += 1

    def whole(self) -> bool:
        """Does the next value end within the length of a record? Nothing is consumed."""
        at = self._at
        try:
            self.value()
        except RefusedError:
            return False
        self._at = at
        return True

    def value(self) -> Any:
        """The next whole JSON value. Raises :class:`RefusedError` where it breaks off or is longer than a record may be."""
        decoder = json.JSONDecoder(strict=False)
        while True:
            try:
                found, self._at = decoder.raw_decode(self.ahead, self._at)
                return found
            except RecursionError as error:
                raise RefusedError("JSON nested too deep", MEND) from error
            except ValueError as error:
                if len(self.ahead) - self._at > LONGEST:
                    raise RefusedError(*TOO_LONG) from error
                if not self.more():
                    raise RefusedError(f"the JSON breaks off or is damaged: {error}", MEND) from error


def _streamed(text: Text) -> Iterator[Numbered | Bad]:
    """Articles of a long file, one after the other: elements of its array, or of the arrays in its object."""
    if text.peek() == "[":
        text.skip()
        yield from _elements(text, "")
    elif text.whole():
        yield from _elements(text, "")
    else:
        text.skip()
        yield from _lists(text)


def _lists(text: Text) -> Iterator[Numbered | Bad]:
    while text.peek() not in ("}", ""):
        key = text.value()
        if text.peek() != ":":
            raise RefusedError("no valid JSON: a field without a value", MEND)
        text.skip()
        if text.peek() == "[":
            text.skip()
            yield from _elements(text, f"{key}/")
        else:
            text.value()


def _elements(text: Text, place: str) -> Iterator[Numbered | Bad]:
    number = 0
    while (character := text.peek()) not in ("]", ""):
        number += 1
        value = text.value()
        if isinstance(value, dict):
            yield f"{place}{number}", value
        else:
            yield f"{place}{number}", f"no JSON object but {type(value).__name__}", MEND
    if not character and place:
        raise RefusedError("the JSON breaks off inside a list", MEND)
    text.skip()
