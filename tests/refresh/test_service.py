"""Asking with manners: waits that are asked for, bounded tries, nothing cut is kept, an interrupted run goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.refresh.recorded import JSON, send, whole
from toolkit.refresh import queries
from toolkit.refresh.service import LONGEST, PAUSE, WAITS, Service, UnansweredError

AGENT = "Jo Doe (mailto:jo@example.org)"
OFFICES = queries.offices()[0]
ROWS = 14  # in answers/offices.json


@pytest.fixture
def slept():
    return []


@pytest.fixture
def service(recorded, tmp_path, slept):
    return Service(AGENT, tmp_path / "cache", recorded.url, slept.append, timeout=20)


def files(service):
    return sorted(p.name for p in service.folder.glob("*")) if service.folder.exists() else []


def status(code, **headers):
    return lambda handler: send(handler, code, b"<html>no</html>", Content_Type="text/html", **headers)


def test_an_answer_is_a_file_and_is_asked_for_once(service, recorded, slept):
    rows = service.ask(OFFICES)
    assert len(rows) == ROWS
    assert rows[0] == {
        "state": "http://www.wikidata.org/entity/Q9KE",
        "iso2": "KE",
        "office": "http://www.wikidata.org/entity/Q101",
        "kind": "hos",
    }
    assert files(service) == [service.path(OFFICES).name]
    assert service.ask(OFFICES) == rows
    assert (service.asked, service.kept, len(recorded.queries), slept) == (1, 1, 1, [])


def test_the_agent_is_sent_and_the_next_request_waits(service, recorded, slept):
    service.ask(OFFICES)
    service.ask(queries.names(["Q2001"])[0])
    assert recorded.agents == [AGENT, AGENT]
    assert slept == [PAUSE]


@pytest.mark.parametrize(
    "agent", ("", "Jo Doe", "jo@", "curl/8", "Jo (mailto:jo@example.org)\r\nX: y", "Jö jo@example.org")
)
def test_an_agent_without_a_contact_is_refused(agent, recorded, tmp_path):
    with pytest.raises(ValueError, match="contact"):
        Service(agent, tmp_path, recorded.url)
    assert recorded.queries == []


@pytest.mark.parametrize("agent", (AGENT, "amity/1 (jo@example.org)", "amity (https://example.org/jo)"))
def test_an_agent_with_a_contact_is_taken(agent, tmp_path):
    assert Service(agent, tmp_path).agent == agent


@pytest.mark.parametrize("address", ("file:///etc/passwd", "query.wikidata.org", "ftp://example.org/sparql", "http://"))
def test_only_addresses_of_the_web_are_asked(address, tmp_path):
    with pytest.raises(ValueError, match="no http or https address"):
        Service(AGENT, tmp_path, address)


def test_retry_after_is_obeyed(service, recorded, slept):
    recorded.faults = [status(429, Retry_After="37"), status(429, Retry_After="2")]
    assert len(service.ask(OFFICES)) == ROWS
    assert slept == [37.0, 2.0]


def test_retry_after_may_be_a_date(service, recorded, slept):
    until = datetime.now(UTC) + timedelta(seconds=300)
    recorded.faults = [status(429, Retry_After=format_datetime(until, usegmt=True))]
    service.ask(OFFICES)
    assert 200 < slept[0] <= 300


@pytest.mark.parametrize("header", ({}, {"Retry_After": "soon"}, {"Retry_After": "0"}))
def test_429_without_a_time_waits_all_the_same(service, recorded, slept, header):
    recorded.faults = [status(429, **header)]
    service.ask(OFFICES)
    assert slept == [WAITS[0]]


def test_told_to_wait_for_a_day_it_stops(service, recorded, slept):
    recorded.faults = [status(429, Retry_After=str(int(LONGEST) + 1))]
    with pytest.raises(UnansweredError, match="asks to wait 901 seconds"):
        service.ask(OFFICES)
    assert (slept, files(service), len(recorded.queries)) == ([], [], 1)


def test_502_then_good(service, recorded, slept):
    recorded.faults = [status(502), status(503, Retry_After="9")]
    assert len(service.ask(OFFICES)) == ROWS
    assert slept == [WAITS[0], 9.0]


def test_tries_are_bounded_and_pauses_grow(service, recorded, slept):
    recorded.faults = [status(500)] * 20
    with pytest.raises(UnansweredError, match="status 500"):
        service.ask(OFFICES)
    assert slept == list(WAITS) == sorted(set(WAITS))
    assert len(recorded.queries) == len(WAITS) + 1
    assert files(service) == []


@pytest.mark.parametrize("code", (400, 403, 404))
def test_a_refusal_is_not_repeated(service, recorded, slept, code):
    recorded.faults = [status(code)]
    with pytest.raises(UnansweredError, match=f"status {code}: <html>no</html>"):
        service.ask(OFFICES)
    assert (len(recorded.queries), slept, files(service)) == (1, [], [])


def test_a_time_out_is_tried_again(service, recorded, slept):
    service.timeout = 0.3

    def hang(handler):
        recorded.released.wait(20)

    recorded.faults = [hang]
    assert len(service.ask(OFFICES)) == ROWS
    assert slept == [WAITS[0]]


def cut_short(handler):
    """Fewer bytes than announced."""
    body = whole(handler.query)
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[:-40])
    handler.close_connection = True


def cut_whole(handler):
    """As the service does when its time is up: status 200, JSON that ends in the middle, and an error text behind it."""
    send(handler, 200, whole(handler.query)[:-40] + b"\njava.util.concurrent.TimeoutException")


def not_ours(handler):
    send(handler, 200, b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}')


@pytest.mark.parametrize("fault", (cut_short, cut_whole, not_ours))
def test_a_cut_answer_is_never_kept(service, recorded, slept, fault):
    recorded.faults = [fault] * (len(WAITS) + 1)
    with pytest.raises(UnansweredError):
        service.ask(OFFICES)
    assert files(service) == []
    assert len(service.ask(OFFICES)) == ROWS
    recorded.faults = [fault]
    service.forget()
    assert len(service.ask(OFFICES)) == ROWS
    assert slept[: len(WAITS)] == list(WAITS)


def test_a_damaged_file_is_asked_for_anew(service, recorded):
    service.ask(OFFICES)
    service.path(OFFICES).write_bytes(service.path(OFFICES).read_bytes()[:-9])
    assert len(service.ask(OFFICES)) == ROWS
    assert len(recorded.queries) == 2


def test_another_content_type_is_no_answer(service, recorded, slept):
    recorded.faults = [lambda handler: send(handler, 200, whole(handler.query), Content_Type="text/html")]
    with pytest.raises(UnansweredError, match="answers text/html"):
        service.ask(OFFICES)
    assert (len(recorded.queries), slept, files(service)) == (1, [], [])


def test_forgetting_touches_answers_only(service):
    service.ask(OFFICES)
    (service.folder / "thesis.json").write_text("{}")
    service.forget()
    assert files(service) == ["thesis.json"]


def test_requests_hold_25_offices_and_200_persons():
    assert [q.text.count("wd:Q") for q in queries.holders(f"Q{i}" for i in range(1, 61))] == [25, 25, 10]
    assert [q.text.count("wd:Q") for q in queries.names(f"Q{i}" for i in range(1, 402))] == [200, 200, 1]
    assert queries.holders(["Q2", "Q1"]) == queries.holders(["Q1", "Q2", "Q2"])


def test_nothing_but_items_enters_a_query():
    assert queries.holders(["Q1 } DROP", "P39", "", "Q0"]) == []
    assert queries.relations(['"} ?x', "gh"]) == []


def test_a_query_knows_its_variables():
    assert OFFICES.variables == ["state", "iso2", "office", "kind"]
    assert queries.relations(["GH"])[0].variables == ["isoA", "isoB", "statement", "start", "startP", "end", "endP"]
