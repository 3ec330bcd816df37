"""Whose page it is: the state of its domain, and the news agency that its first line names."""

from __future__ import annotations

import re
from functools import cache

import ahocorasick_rs as ac

from toolkit import reference

ANYBODY = frozenset("ai co fm io is la me tv ws cc to gg".split())  # domains of states that the whole world uses


@cache
def _whole(name: str) -> re.Pattern[str]:
    """A name as a whole word, where its script has such."""
    edges = ("", "") if ord(name[0]) > 0x2E80 else (r"(?<!\w)", r"(?!\w)")
    return re.compile(edges[0] + re.escape(name) + edges[1])


@cache
def _domains() -> dict[str, str]:
    return {
        r["iso2"].lower(): s for s, r in reference.states().items() if r["iso2"] and r["iso2"].lower() not in ANYBODY
    } | {"uk": "GBR"}


def host_state(host: str | None) -> str | None:
    """The state under whose domain a page stands; none for domains without a state, or that anybody uses."""
    return _domains().get(host.rpartition(".")[2].lower()) if host else None


@cache
def _agencies() -> tuple[dict[str, str], ac.AhoCorasick]:
    """The short names of news agencies with the state that each serves, and an automaton of them."""
    served = {r["name"]: r["state_id"] for r in reference.rows("agencies")}
    return served, ac.AhoCorasick(list(served))


def _agencies_in(opening: str) -> list[tuple[int, str, str]]:
    """Where each agency is first named in an opening, its name, and its state if it serves one."""
    served, automaton = _agencies()
    named = set(automaton.find_matches_as_strings(opening, overlapping=True))
    return [(m.start(), name, served[name]) for name in named if (m := _whole(name).search(opening))]


def agency(opening: str) -> str | None:
    """The news agency that an article's first line names, by its usual short name."""
    hits = [(at, name) for at, name, _ in _agencies_in(opening)]
    return min(hits)[1] if hits else None


def agency_state(opening: str) -> str | None:
    """The state of the news agency that an article's first line names, if it serves one."""
    hits = [(at, state) for at, _, state in _agencies_in(opening) if state]
    return min(hits)[1] if hits else None
