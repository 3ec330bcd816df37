"""Noun phrases: titles, names, nationalities and appositions become parties; parties in a row become a list (``P``).

A party is who acts or is acted upon: a name, an office, a state, as the words give them. What "his" or "the president"
point to is settled later, with the whole article in view (``coding/people.py``). The grammar is a handful of regular
expressions over the kinds of symbols (letters: ``toolkit/alphabets.py``); the order of adjective, title and name is free, so
that they serve languages that put them differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from toolkit import reference
from toolkit.alphabets import PLURAL, VERBS
from toolkit.coding.symbols import Symbol, kinds
from toolkit.language import fold, load

# "the Communist Party of China (CPC) Central Committee", "Foreign Affairs and Trade"
ORGAN = r"(?:[AS]?'?H?x?[QF](?:\(x?[QNO]\)?\)?)?(?:(?:&|,)z?Q)*)"
OF = rf"(?:[oft5]z?H?(?:[ON]x?(?=S))?(?:{ORGAN}|[SCO](?:\(x?[SNOQ]\))?|N(?=oz?S)|N(?=[,)&]|$)))"
TITLE = rf"(?:T(?:{OF}|Q)*(?:[SA](?=H*N))?)"
BEFORE = r"(?:H|H,(?=[HT])|%|O'?(?=[xT])|[SC]'#_[x#_]{1,4}(?=T)|[AS]'?(?:x{1,2}(?![xAS]))?|[Cx]'x{0,2}|Q'?(?=[T&]))"
TITLES = rf"(?:{TITLE}(?:(?:[,&_]{{0,2}}z?H?|(?:&|z)?H?[AS]'?){TITLE})*)"  # behind a comma a nationality begins somebody else
NAME = r"(?:H*(?:N|\"N\")(?:H*N)?)"
AFTER = r"(?:oz?H?(?:S|A(?![xTKNHQ])|A?QoS))"
NOBODYS = r"(?!'|&z?H?T[oQSAzH]*N|(?:[of]z?H?S)?(?:[zHAS]*N|,[zHAS]*N(?!,z?H?T))|[HT]+N)"  # what begins somebody else
APPOSED = rf"(?:[,(](?:r[x]?)?z?@?{BEFORE}*{TITLES}{NOBODYS}\)?)"
OPEN = r"(?:[zp][x%]{0,2}|H+z|2')?"

TITLED = re.compile(rf"{OPEN}{BEFORE}*{TITLES}z?(?P<comma>,?z?)(?P<name>{NAME})(?:\([Nx]\))?{AFTER}?{APPOSED}*")
UNCOMMAD = re.compile(rf"{OPEN}{BEFORE}*{TITLES}z?(?P<comma>)(?P<name>{NAME})(?:\([Nx]\))?{AFTER}?{APPOSED}*")
NAMED = re.compile(rf"z?(?P<name>{NAME}){APPOSED}+")
OWNED = re.compile(rf"z?(?P<name>)[SC]'H*N{APPOSED}*")
COUNTERPART = re.compile(
    rf"{OPEN}(?:[AS]'?x?)*K(?:[of]z?(?P<place>S)|nz?C(?=,H*N[,.;]))?(?:(?P<comma>,?)(?:A(?=H*T))?H*(?:{TITLE})?(?P<name>{NAME}))?{APPOSED}*"
)
OFFICE = re.compile(rf"{OPEN}{BEFORE}*{TITLES}")
NAMED_OF = re.compile(rf"(?P<name>{NAME})oz?S")
BARE = re.compile(rf"(?P<name>{NAME})(?:\([Nx]\))?")
MANY = re.compile(r"[zp]?x?(?:(?:[AS][,&']{0,2}){2,})x?[TK](?P<names>,?H*N(?:[,&]{1,2}H*N)+)?")
MANY_OF = re.compile(r"[zp]?x?[TK](?:[of]z?S(?:[,&]{1,2}[of]?z?S)+)(?P<names>,?H*N(?:[,&]{1,2}H*N)+)?")
EACH_OF = re.compile(
    r"[zp]?x?T(?:[;,&]{0,2}z?oz?S,?H*N){2,}|[zp]?x?[TK]z?[of]z?S,H*N(?:,?[;&]z?[of]?z?S,H*N)+"
)  # "the presidents of A, X; of B, Y"; "his counterparts from A, X, and B, Y"
OF_EACH = re.compile(r"[zp]?x?[TK],?H*Noz?S(?:[,&]{0,2}z?H*Noz?S)+")  # "Presidents X of A and Y of B"
OF_BOTH = re.compile(r"G,?H*Noz?S(?:[,&]{0,2}z?H*Noz?S)+")  # "the two presidents, X of A and Y of B"
LISTS = dict.fromkeys("TK", (EACH_OF, OF_EACH, MANY, MANY_OF)) | {"N": ()}  # by the first head of the phrase
SINGLE = {"T": (TITLED, UNCOMMAD, OFFICE), "N": (NAMED, OWNED, NAMED_OF, BARE), "K": (COUNTERPART,)}
OPENING = re.compile(
    r"(?:[zpxSACHQ%2O][zpxSACHQ%2O'#_,&\"]*+)?(?P<head>[TKN])|[hGH]|z(?=#)"
)  # where a party can start, and the first head that its phrase can have
SAID = re.compile(f"[<>+xB]{{0,3}}[6{''.join(VERBS)}]")  # "the two", if a verb follows: "the two had met"
STYLED = frozenset("HNTzASCo") | {""}  # what a style stands before: "His Majesty the King"; alone it is somebody
SENT = frozenset({"envoy", "ambassador"})  # "an envoy" who brings a letter is somebody
OF_SOMETHING = re.compile("oz?x?N")  # "the president of the Chamber of Commerce"
CLOSED = frozenset(",.;&)") | {""}


@dataclass(slots=True)
class Party:
    """A person or office in the text. ``states`` are those that the phrase gives; ``anaphor`` says what must be resolved."""

    start: int
    end: int
    name: tuple[int, int] | None = None
    roles: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    anaphor: str = ""  # pronoun | they | counterpart | group | style
    barred: bool = False  # a former leader, a spokesman: not a party by the codebook
    own: bool = False  # behind "his", "its"
    honorific: bool = False
    host: bool = False  # "his host"
    guest: bool = False  # "his guest", who has come to visit
    several: bool = False  # "leaders", "ministers"
    titles: list[tuple[int, int]] = field(default_factory=list)  # the words of its offices

    @property
    def office(self) -> bool:
        """An office with nothing beside it: "the president"."""
        return bool(self.roles) and not (self.name or self.states or self.own or self.anaphor or self.barred)

    @property
    def bare(self) -> bool:
        """A name with nothing beside it."""
        return bool(self.name) and not (self.roles or self.states or self.honorific or self.anaphor)


@cache
def bodies(language: str) -> frozenset[str]:
    """The words in which the names of clubs and companies end, folded."""
    return frozenset(load(language).forms("party.body"))


@cache
def national_titles(language: str) -> dict[str, str]:
    """Titles of offices that only one state has, folded, and the state."""
    told = load(language).sections.get("title_state", {})
    return {fold(title): state for state, titles in told.items() for title in titles}


def state_of(value: str) -> str:
    """The state in a value of a state, place or palace."""
    return value.split(":")[0]


def parse(text: str, symbols: list[Symbol], *, title: bool = False, language: str = "en") -> list[Symbol]:
    """Symbols -> symbols in which every run of parties is one ``P`` holding the list of its parties."""
    letters = kinds(symbols)
    found: list[Symbol] = []
    i = 0
    while opening := OPENING.search(letters, i):
        found += symbols[i : opening.start()]
        i = opening.start()
        parties, stop = _phrase(text, symbols, letters, i, opening["head"], language)
        if parties:
            found.append(Symbol("P", "", symbols[i].start, symbols[stop - 1].end, parties))
            i = stop
        else:
            found.append(symbols[i])
            i += 1
    return _lists(found + symbols[i:], title=title)


def _phrase(
    text: str, symbols: list[Symbol], letters: str, i: int, head: str | None, language: str
) -> tuple[list[Party], int]:
    """The parties of the longest phrase that starts at ``i``, and where it ends; none: an empty list."""
    if _two(symbols, letters, i):
        return [Party(symbols[i].start, symbols[i + 1].end, anaphor="group")], i + 2
    if letters[i] == "G" and (found := OF_BOTH.match(letters, i)):
        return _several(symbols, letters, found), found.end()
    if letters[i] in "hG":
        anaphor = "pronoun" if symbols[i].value == "pronoun" else ("they" if letters[i] == "h" else "group")
        told = [symbols[i].value.removeprefix("group_")] if "_" in symbols[i].value and anaphor == "group" else []
        return [Party(symbols[i].start, symbols[i].end, anaphor=anaphor, roles=told)], i + 1
    alone = letters[i + 1 : i + 2] not in STYLED and not re.match(",[HT]", letters[i + 1 : i + 3])
    if symbols[i].value == "style" and alone:
        return [Party(symbols[i].start, symbols[i].end, anaphor="style")], i + 1
    if head is None:
        return [], i
    for pattern in LISTS[head]:
        found = pattern.match(letters, i)
        if found and not (pattern is MANY and _adverbial(symbols, found)):
            return _several(symbols, letters, found), found.end()
    return _single(text, symbols, letters, i, head, language)


def _adverbial(symbols: list[Symbol], found: re.Match[str]) -> bool:
    """Only a comma, and the office of one: "In India, Japanese President X" are not two presidents."""
    return "&" not in found[0] and not any(s.value.endswith(PLURAL) for s in symbols[found.start() : found.end()])


def _two(symbols: list[Symbol], letters: str, i: int) -> bool:
    """ "The two" before a verb is the pair of leaders."""
    return letters[i : i + 2] == "z#" and symbols[i + 1].value == "c2" and bool(SAID.match(letters, i + 2))


def _single(
    text: str, symbols: list[Symbol], letters: str, i: int, head: str, language: str
) -> tuple[list[Party], int]:
    best: re.Match[str] | None = None
    for pattern in SINGLE[head]:
        if pattern is UNCOMMAD and best and not best["comma"]:
            continue  # the same match
        found = pattern.match(letters, i)
        if found and symbols[i].value == "indefinite" and letters[i + 1 : i + 2] == "x":
            continue  # "in a tweet Colombian President X"
        if not found or not _sound(letters, symbols, found) or _clash(text, symbols, found, language):
            continue
        if best is None or found.end() > best.end():
            best = found
    if best is None:
        return [], i
    party = _party(symbols, best)
    party.states = party.states or _national(text, party, language)
    if {"envoy", "ambassador"} <= set(party.roles) and "envoy" not in {fold(text[a:b]) for a, b in party.titles}:
        party.roles.remove("ambassador")  # "Special Envoy, Ambassador X": a mere style
    party.barred = party.barred or bool(party.office and OF_SOMETHING.match(letters, best.end()))
    if party.name and fold(text[slice(*party.name)]).split()[-1] in bodies(language):
        party.barred = True  # "the president of the Ghana Football Association"
    return [party], best.end()


def _national(text: str, party: Party, language: str) -> list[str]:
    """The state of an office that only one has: the Taoiseach."""
    told = national_titles(language)
    return [told[title] for a, b in party.titles if (title := fold(text[a:b])) in told]


def _clash(text: str, symbols: list[Symbol], found: re.Match[str], language: str) -> bool:
    """Is the name that of somebody whom the shelf knows for another state: "Xi, the Russian head of state"?"""
    if found.re is NAMED_OF:  # "Mauricio Macri of Argentina", not "the Bank of Ghana"
        name = fold(text[symbols[found.start("name")].start : symbols[found.end("name") - 1].end])
        return state_of(symbols[found.end() - 1].value) not in reference.states_of(name, language)
    if found.re not in (NAMED, TITLED, UNCOMMAD) or not found["name"]:
        return False
    named = [n for n in range(found.start(), found.start("name")) if symbols[n].kind in "SA"]
    if len({state_of(symbols[n].value) for n in named}) > 1 and any(
        symbols[n].kind == "," for n in range(named[0], named[-1])
    ):
        return True  # "to the Vietnamese leader, Governor-General of Australia X vowed"
    states = {state_of(s.value) for s in symbols[found.start() : found.end()] if s.kind in "SA"}
    if not states:
        return False
    name = fold(text[symbols[found.start("name")].start : symbols[found.end("name") - 1].end])
    known = reference.states_of(name, language)
    return bool(known and not states & known)


def _sound(letters: str, symbols: list[Symbol], found: re.Match[str]) -> bool:
    """A name behind a comma belongs to the title before it only in a closed apposition: "the king of X, Y, said"."""
    if found.re is NAMED and any(
        s.kind == "T" and s.value.endswith(PLURAL) for s in symbols[found.start() : found.end()]
    ):
        return False  # "in Nadi, where the leaders of the Forum gather"
    if found.re is NAMED and letters[: found.start()].endswith("n"):
        return False  # "at Saadabad Palace, the king"
    if found.re is OFFICE:
        head = letters[found.start() : found.end()]
        return head[0] in "zpSAHQ2" or "o" in head or len(head) == 1
    if "," not in (found.groupdict().get("comma") or ""):
        return True
    if found.re is COUNTERPART and "T" in letters[found.start("comma") : found.start("name")]:
        return True  # "his counterpart, President X"
    before = letters[found.start() : found.start("comma")]
    placed = any(c in before for c in "SApKo") or letters[found.end() : found.end() + 1] in ("&", ",")
    return placed and letters[found.end() : found.end() + 1] in CLOSED


def _party(symbols: list[Symbol], found: re.Match[str]) -> Party:
    """Read a matched phrase: its name, offices and states; a state behind "to" is where an ambassador serves."""
    held, letters = symbols[found.start() : found.end()], found[0]
    party = Party(held[0].start, held[-1].end, own=letters[0] in "p2")
    if "N" in letters and found.re is not OFFICE:
        party.name = _name(held, found)
    if len(letters) == 1 and letters == "N":
        return party
    offices = [s for s in held if s.kind == "T"]
    values = {s.value for s in held}
    party.roles = [s.value.rstrip(PLURAL) for s in offices]
    if party.roles and party.roles[0] in ("", "president", "speaker") and any(_is_parliament(s) for s in held):
        party.roles[0] = "speaker"  # "President of the Senate", "Chairman of the National Assembly"
    if party.roles and party.roles[0] == "" and "ruling" in values:
        party.roles[0] = "leader"  # "chairman of the Sovereignty Council"
    party.several = (
        any(s.value.endswith(PLURAL) for s in offices)
        or "counterparts" in values
        or (held[0].value == "indefinite" and not party.name and not set(party.roles) & SENT)
    )
    party.titles = [(s.start, s.end) for s in offices]
    party.barred = ("" in party.roles and not _holds_office(party.roles)) or "%" in letters
    party.states = [state_of(s.value) for n, s in enumerate(held) if s.kind in "SAC" and _its_own(held, n)]
    if party.roles and not party.states and "O" in letters:
        party.barred = True  # the head of an organisation speaks for no state
    party.honorific = "H" in letters
    party.anaphor = "counterpart" if "K" in letters else ""
    party.host, party.guest = "host" in values, "guest" in values
    return party


def _name(held: list[Symbol], found: re.Match[str]) -> tuple[int, int]:
    """The span of the name in a phrase."""
    names = [s for s in held if s.kind == "N"]
    if found["name"]:
        first, last = found.start("name") - found.start(), found.end("name") - found.start()
        names = [s for s in held[first:last] if s.kind == "N"] or names
    return names[0].start, names[-1].end


def _its_own(held: list[Symbol], n: int) -> bool:
    """Is the state at ``n`` the party's: neither where its envoy is sent nor the capital that one is sent to?"""
    sent = held[n].kind == "C" and ":place" not in held[n].value and n and held[n - 1].kind == "t"
    return not sent and not _sent(held, n)


def _is_parliament(symbol: Symbol) -> bool:
    return symbol.value == "parliament" or symbol.value.endswith(":parliament")


def _holds_office(roles: list[str]) -> bool:
    """Beside a barred word ("chairman", "prince") a real office counts; "Ambassador" is then a mere style."""
    return any(set(roles) - {"", "ambassador"})


def _sent(held: list[Symbol], n: int) -> bool:
    """Is the state at ``n`` the one an envoy is sent to ("Ambassador of Oman to the UAE")?"""
    back = n - 1
    while back >= 0 and held[back].kind in "zH":
        back -= 1
    return back >= 0 and held[back].kind == "t"


def _several(symbols: list[Symbol], letters: str, found: re.Match[str]) -> list[Party]:
    """One party a state, with the names that follow in the same order, if as many follow."""
    held = symbols[found.start() : found.end()]
    heads = [s for s in held if s.kind in "TKG"]
    states = [s for s in held if s.kind in "SA"]
    names = [
        s
        for n, s in enumerate(held, found.start())
        if s.kind == "N" and found.groupdict().get("names") and n >= found.start("names")
    ]
    if found.re in (EACH_OF, OF_EACH, OF_BOTH):
        names = [s for s in held if s.kind == "N"]
    parties = []
    for n, s in enumerate(states):
        party = Party(held[0].start, held[-1].end, states=[state_of(s.value)])
        if len(names) == len(states):
            party.name = (names[n].start, names[n].end)
        party.anaphor = "counterpart" if heads[0].kind == "K" else ""
        role = (
            heads[0].value.rstrip(PLURAL).removeprefix("group").removeprefix("_")
        )  # "the two premiers, X of A and Y of B"
        party.roles = [role] if heads[0].kind in "TG" and role else []
        party.barred = party.roles == [""]
        party.own = held[0].kind == "p"
        parties.append(party)
    return parties


ADVERBIAL = re.compile(r'["x]{0,2}n[^.;,P]{0,6}[tw]z?')
LISTED = re.compile(r"P(?:(?:,z?x[xzoA#]{0,6}(?=,))?(?:,P)*,?&[Bo]?P)+|P(?:,P)+(?=,?&)")
LOOSELY = re.compile(r"P(?:[,&]{1,2}B?P)+")  # in a title a comma is enough


def _lists(symbols: list[Symbol], *, title: bool) -> list[Symbol]:
    """P , P & P -> one P; the "both" before a list goes."""
    letters = kinds(symbols)
    pattern = LOOSELY if title else LISTED
    out: list[Symbol] = []
    i = 0
    while found := pattern.search(letters, i):
        first = found.start()
        if symbols[first].held[0].bare and letters[:first].endswith("n") and letters[first + 1] == ",":
            out += symbols[i : first + 1]  # "at Saadabad Palace, X and Y"
            i = first + 1
            continue
        stop = _last(symbols, letters, found)
        out += symbols[i:first]
        if stop > first:
            held = _share([party for s in symbols[first : stop + 1] if s.kind == "P" for party in s.held])
            held = held[1:] if held[0].anaphor == "group" and len(held) > 2 else held  # "the two leaders, X and Y"
            out.append(Symbol("P", "", symbols[first].start, symbols[stop].end, held))
        else:
            out.append(symbols[first])
        i = stop + 1
    out += symbols[i:]
    if "B" not in letters:
        return out
    return [o for n, o in enumerate(out) if not (o.kind == "B" and n + 1 < len(out) and out[n + 1].kind == "P")]


def _share(members: list[Party]) -> list[Party]:
    """ "His French counterparts A and B", "Presidents A of X and B of Y": what the first says holds for names behind it."""
    for first, second in pairwise(members):
        if first.anaphor == "counterpart" and second.bare:
            second.anaphor, second.states = first.anaphor, list(first.states)
        if first.several and first.roles and first.name and second.name and not second.roles:
            second.roles, second.several = list(first.roles), True
    return members


def _last(symbols: list[Symbol], letters: str, found: re.Match[str]) -> int:
    """Index of the last member of a list; a member that opens a clause of its own is none: "met X, and Y said"."""
    members = [n for n in range(found.start(), found.end()) if letters[n] == "P"]
    if ADVERBIAL.fullmatch(letters, 0, found.start()) and letters[members[-1] + 1 :].lstrip("xad")[:1] in VERBS:
        return members[0]  # "in a message to X, Y and Z congratulated"
    for n, index in enumerate(members[1:], 1):
        opens = _opens_clause(letters, found.start(), members[n - 1], index)
        subject = letters[index - 1 : index] == "&" and not VERBS & set(letters[: found.start()])
        if subject and symbols[index].held[0].anaphor == "pronoun" and letters[index + 1 : index + 2] in VERBS:
            return index  # "X and he agreed"
        if (
            opens
            or symbols[index].held[0].anaphor in ("pronoun", "they", "group")
            or (symbols[members[n - 1]].held[-1].anaphor == "group" and len(members) < 3)
        ):
            return members[n - 1]
    return members[-1]


def _opens_clause(letters: str, first: int, before: int, index: int) -> bool:
    verb_before = any(c in letters[:first] for c in "XDJRZLkcmWV1as/")
    return verb_before and "," in letters[before:index] and letters[index + 1 : index + 2] in tuple("sXDJRZLkcmWV1a/")
