"""Noun phrases: titles, names, nationalities and appositions become parties; parties in a row become a list (``P``).

A party is who acts or is acted upon: a name, a role, a state, as the words give them. What "his" or "the president"
point to is settled later, with the whole article in view (``coding/people.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.coding.symbols import Symbol

PLURAL_HEADS = frozenset({"leader", "foreign_minister", "president", "prime_minister", "king", "ambassador"})


@dataclass(slots=True)
class Party:
    """A person or office in the text. ``states`` are those that the phrase gives; ``anaphor`` says what must be resolved."""

    start: int
    end: int
    name: tuple[int, int] | None = None
    roles: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    anaphor: str = ""  # pronoun | counterpart | group
    barred: bool = False  # a former leader, a spokesman: not a party by the codebook
    honorific: bool = False
    organ: bool = False
    plural: bool = False
    person_id: str | None = None
    role: str | None = None
    state: str | None = None
    label: str | None = None

    @property
    def titled(self) -> bool:
        return bool(self.roles)


def state_of(value: str) -> str:
    return value.split(":")[0]


def parse(text: str, symbols: list[Symbol]) -> list[Symbol]:
    """Symbols -> symbols in which every run of parties is one ``P`` holding the list of its parties."""
    found: list[Symbol] = []
    i = 0
    while i < len(symbols):
        many = _plural(text, symbols, i)
        if many is None:
            one = _party(text, symbols, i)
            many = ([one[0]], one[1]) if one else None
        if many is None:
            found.append(symbols[i])
            i += 1
            continue
        parties, i = many
        found.append(Symbol("P", "", parties[0].start, parties[-1].end, parties))
    return _lists(found)


def _lists(symbols: list[Symbol]) -> list[Symbol]:
    """P , P & P -> one P."""
    out: list[Symbol] = []
    i = 0
    while i < len(symbols):
        s = symbols[i]
        if s.kind == "P" and out and not s.held[0].anaphor.startswith("pronoun"):
            back = len(out) - 1
            while back >= 0 and out[back].kind in ",&B" and len(out) - back <= 2:
                back -= 1
            link = "".join(o.kind for o in out[back + 1 :])
            if back >= 0 and out[back].kind == "P" and link in (",", "&", ",&", "&B"):
                whole = out[back]
                out[back:] = [Symbol("P", "", whole.start, s.end, [*whole.held, *s.held])]
                i += 1
                continue
        out.append(s)
        i += 1
    return [o for n, o in enumerate(out) if not (o.kind == "B" and n + 1 < len(out) and out[n + 1].kind == "P")]


def _kind(symbols: list[Symbol], i: int) -> str:
    return symbols[i].kind if i < len(symbols) else ""


def _skip(symbols: list[Symbol], i: int, letters: str) -> int:
    while i < len(symbols) and symbols[i].kind in letters:
        i += 1
    return i


def _plural(text: str, symbols: list[Symbol], i: int) -> tuple[list[Party], int] | None:
    """"Chinese and British leaders", "the leaders of A, B and C", "his Algerian and Indonesian counterparts"."""
    j = _skip(symbols, i, "zp")
    own = any(s.kind == "p" for s in symbols[i:j])
    states: list[Symbol] = []
    k = j
    while _kind(symbols, k) in ("S", "A"):
        states.append(symbols[k])
        k += 1
        step = _skip(symbols, k, ",&'")
        if _kind(symbols, step) in ("S", "A") and step > k:
            k = step
    k = _skip(symbols, k, "'")
    head = _kind(symbols, k)
    if len(states) >= 2 and head in ("T", "K") and text[symbols[k].start : symbols[k].end].lower().endswith("s"):
        return _named(symbols, states, symbols[k], k + 1, i, own)
    if not states and head in ("T", "K") and text[symbols[j].start : symbols[j].end].lower().endswith("s"):
        k = j + 1
        if _kind(symbols, k) not in ("o", "f"):
            return None
        k = _skip(symbols, k, "ofz")
        while _kind(symbols, k) == "S":
            states.append(symbols[k])
            k += 1
            step = _skip(symbols, k, ",&z")
            if _kind(symbols, step) == "S" and step > k:
                k = step
        if len(states) >= 2:
            return _named(symbols, states, symbols[j], k, i, own)
    return None


def _named(
    symbols: list[Symbol], states: list[Symbol], head: Symbol, k: int, first: int, own: bool
) -> tuple[list[Party], int]:
    """One party a state, with the names that follow in the same order, if as many follow."""
    names: list[Symbol] = []
    step = _skip(symbols, k, ",")
    while _kind(symbols, step) in ("N", "H"):
        if symbols[step].kind == "N":
            names.append(symbols[step])
        after = _skip(symbols, step + 1, ",&")
        if _kind(symbols, after) not in ("N", "H"):
            step += 1
            break
        step = after
    parties = []
    for n, s in enumerate(states):
        name = names[n] if len(names) == len(states) else None
        party = Party(symbols[first].start, head.end, states=[state_of(s.value)], plural=True)
        party.end = name.end if name else max(head.end, s.end)
        party.name = (name.start, name.end) if name else None
        if head.kind == "K":
            party.anaphor = "counterpart"
        else:
            party.roles = [head.value]
            party.barred = head.value == ""
        parties.append(party)
    return parties, step if len(names) == len(states) else k


def _party(text: str, symbols: list[Symbol], i: int) -> tuple[Party, int] | None:
    """The longest party that starts at symbol ``i``, and where it ends."""
    k = _kind(symbols, i)
    if k == "h":
        return Party(symbols[i].start, symbols[i].end, anaphor="pronoun"), i + 1
    if k == "G":
        return Party(symbols[i].start, symbols[i].end, anaphor="group", plural=True), i + 1
    if k not in "zpSACHTNK" or not k:
        return None
    party = Party(symbols[i].start, symbols[i].end)
    j = i
    end = i
    own = False
    while j < len(symbols):
        k = symbols[j].kind
        if k == "z" and j == i:
            j += 1
        elif k == "p" and j == i:
            own, j = True, j + 1
        elif k in "SAC" and not party.name and not party.states and not party.roles and end == i:
            after = j + 1
            genitive = _kind(symbols, after) == "'"
            after = _skip(symbols, after, "'")
            follow = _skip(symbols, after, "H=x" if k == "A" or genitive else "H")
            if follow - after > 2 or _kind(symbols, follow) not in ("T", "N", "K"):
                return None
            if _kind(symbols, follow) == "N" and follow > after and symbols[follow - 1].kind == "x":
                return None
            if _kind(symbols, follow) == "N" and not genitive and _kind(symbols, after) != "H":
                return None
            party.states.append(state_of(symbols[j].value))
            j = follow if _kind(symbols, follow) in ("T", "K", "N") else after
        elif k == "H":
            party.honorific = True
            j += 1
        elif k == "K" and not party.name:
            party.anaphor = "counterpart"
            party.end, j = symbols[j].end, j + 1
            end = j
            if _kind(symbols, j) in ("f", "o") and _kind(symbols, _skip(symbols, j, "foz")) == "S":
                j = _skip(symbols, j, "foz")
                party.states.append(symbols[j].value)
                party.end, j = symbols[j].end, j + 1
                end = j
            name = _skip(symbols, j, ",HT")
            if _kind(symbols, name) == "N":
                party.roles += [s.value for s in symbols[j:name] if s.kind == "T"]
                j = name
        elif k == "T":
            party.roles.append(symbols[j].value)
            party.barred |= symbols[j].value == ""
            party.end, j = symbols[j].end, j + 1
            j = _complement(symbols, j, party)
            end = j
            follow = _skip(symbols, j, ",zH")
            if party.name:
                more = _apposed(symbols, j)
                if more is None:
                    break
                j = more
            elif _kind(symbols, follow) == "N" and ("," not in _between(symbols, j, follow) or party.states):
                j = follow
            elif _kind(symbols, j) in (",", "&") and _kind(symbols, _skip(symbols, j, ",&z")) == "T":
                nxt = _skip(symbols, j, ",&z")
                if _title_then_name(symbols, nxt):
                    j = nxt
                else:
                    break
            elif _kind(symbols, j) in ("S", "A") and _kind(symbols, _skip(symbols, j + 1, ",H")) == "N":
                party.states.append(state_of(symbols[j].value))
                j = _skip(symbols, j + 1, ",H")
            elif _kind(symbols, j) == "T":
                continue
            else:
                break
        elif k == "N" and party.name is None:
            party.name = (symbols[j].start, symbols[j].end)
            party.end, j = symbols[j].end, j + 1
            end = j
            if _kind(symbols, j) == "o" and _kind(symbols, _skip(symbols, j, "oz")) == "S" and (party.roles or party.honorific):
                j = _skip(symbols, j, "oz")
                party.states.append(symbols[j].value)
                party.end, j = symbols[j].end, j + 1
                end = j
            more = _apposed(symbols, j)
            if more is None:
                break
            j = more
        else:
            break
    if end == i:
        return None
    if own and not party.anaphor:
        party.label = "own"
    if party.roles and not party.name and symbols[i].kind not in "zSACHTp":
        return None
    return party, end


def _between(symbols: list[Symbol], a: int, b: int) -> str:
    return "".join(s.kind for s in symbols[a:b])


def _complement(symbols: list[Symbol], j: int, party: Party) -> int:
    """"of the Central Committee of the Communist Party of Viet Nam": organs are passed over, a state is kept."""
    while _kind(symbols, j) in ("o", "t"):
        k = _skip(symbols, j, "ozt")
        if _kind(symbols, k) == "A" and _kind(symbols, k + 1) == "Q":
            party.states.append(state_of(symbols[k].value))
            k += 1
        if _kind(symbols, k) == "Q":
            party.organ = True
            party.end, j = symbols[k].end, k + 1
        elif _kind(symbols, k) in ("S", "C") and not (_kind(symbols, j) == "t" and _kind(symbols, k) == "C"):
            if not party.states:
                party.states.append(state_of(symbols[k].value))
            party.end, j = symbols[k].end, k + 1
            if _kind(symbols, j) == "(":
                close = next((n for n in range(j, min(j + 4, len(symbols))) if symbols[n].kind == ")"), None)
                j = close + 1 if close else j
        elif _kind(symbols, k) in ("x", "N") and _kind(symbols, j) == "o" and _kind(symbols, k + 1) in ("o", "Q", "S"):
            party.end, j = symbols[k].end, k + 1
        else:
            break
        if _kind(symbols, j) == "(":
            close = next((n for n in range(j, min(j + 4, len(symbols))) if symbols[n].kind == ")"), None)
            j = close + 1 if close else j
            if _kind(symbols, j) == "Q":
                j += 1
    return j


def _title_then_name(symbols: list[Symbol], j: int) -> bool:
    """Stacked titles before one name: "Deputy Prime Minister and Minister of Foreign Affairs Demeke Mekonnen"."""
    probe = Party(0, 0)
    j = _complement(symbols, j + 1, probe)
    return _kind(symbols, _skip(symbols, j, "H")) == "N"


def _apposed(symbols: list[Symbol], j: int) -> int | None:
    """After a name: does ", president of X" or "and Ruler of Y" follow, with no new name behind it? Where it starts."""
    k = _skip(symbols, j, ",&")
    if k == j or k - j > 2:
        return None
    while _kind(symbols, k) in ("z", "H"):
        k += 1
    begin = k
    if _kind(symbols, k) in ("S", "A") and _kind(symbols, _skip(symbols, k + 1, "'H")) == "T":
        return None if "&" in _between(symbols, j, k) else (_after_title(symbols, _skip(symbols, k + 1, "'H")) and begin)
    if _kind(symbols, k) != "T":
        return None
    return begin if _after_title(symbols, k) else None


def _after_title(symbols: list[Symbol], k: int) -> bool:
    probe = Party(0, 0)
    k = _complement(symbols, k + 1, probe)
    return _kind(symbols, _skip(symbols, k, "H")) != "N" and _kind(symbols, k) not in ("S", "A")
