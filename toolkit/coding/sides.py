"""The sides of an act: the parties of a sentence become the people they mean, in the light of what was said before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from toolkit.coding import anchors, clauses
from toolkit.coding.parties import SENT, Party
from toolkit.coding.people import HIGH, ROYAL, TOP, VAGUE, People, Person, canonical
from toolkit.coding.symbols import Symbol, Unread
from toolkit.language import Mention, fold

PLACED = re.compile("(?:n|N')$")  # "met on Sentosa", "in St Peter's Basilica"
OF_BOTH = re.compile("[of]z?P")
IN_RELATIVE = re.compile("P,3[^.;,P]*$")  # "X brought Y a letter, who received him"
COMPANY = re.compile("[^mkcLRWuUl]w[#p]x?$")  # "sat down in La Paz with ten ministers each"
NEAR = 4  # letters before a party that these look at
PAIRED = {
    "president": TOP | {"president"},
    "prime_minister": frozenset({"prime_minister", "chancellor", "vice_president"}),
    "foreign_minister": frozenset({"foreign_minister", "minister", "deputy_minister", "deputy_prime_minister"}),
}  # whom "the two presidents", "the two ministers" can mean


@dataclass(slots=True)
class Side:
    """One side of an act: a person of the article, or an office without a name."""

    person: Person | None
    name: str | None
    role: str | None
    state: str | None
    assumed: bool = False  # the state is only that of the article's home
    generic: bool = False  # "leaders", "ministers" of a state, nobody in particular

    @property
    def out(self) -> bool:
        """Somebody who holds no office, or none any more."""
        return self.person is not None and self.person.barred

    @property
    def unknown(self) -> bool:
        """A name alone, of nobody that the article or the shelf knows."""
        return self.person is None and not (self.role or self.state or self.generic)

    @property
    def key(self) -> tuple[str | None, str | None]:
        return (self.state, fold(self.name) if self.name else self.role)


@dataclass
class Sentence(Unread):
    """One sentence of the article, read once somebody asks for its symbols with parties, or for its letters."""

    number: int
    start: int
    end: int
    parse: Callable[[], list[Symbol]]
    mentions: Sequence[Mention] = ()  # its words
    silent: bool = False  # nothing is told in it, as far as can be said before it is read (``silence.py``)
    sides: dict[int, list[Side]] = field(default_factory=dict)

    @cached_property
    def brought(self) -> frozenset[str]:
        """The kinds that its words can turn out to be."""
        return anchors.brought(self.mentions)

    def plain(self, text: str) -> str:
        """The folded words of the sentence without its names: Win Myint has won nothing, Novruz is no holiday."""
        held = [p.name for s in self.symbols if s.kind == "P" for p in s.held if p.name]
        names = [*held, *((s.start, s.end) for s in self.symbols if s.kind == "N")]
        folded = list(fold(text[self.start : self.end]))
        for start, end in names:
            folded[start - self.start : end - self.start] = " " * (end - start)
        return "".join(folded)


NOBODY = Side(None, None, None, None)


@dataclass
class Cast:
    """Who is on the stage of an article: the last subject, and the last two who had to do with each other."""

    text: str
    people: People
    subject: list[Side] = field(default_factory=list)  # who "he" is
    pair: list[Side] = field(default_factory=list)  # who "the two leaders" are
    pairs: list[list[Side]] = field(default_factory=list)  # all pairs so far
    about: tuple[str, ...] = ()  # the two states of the article, where it has two
    winner: Side | None = None  # who was congratulated on an election: "the new president"
    near: list[Side] = field(default_factory=list)  # who was named in the last sentence
    called: list[tuple[Person, str]] = field(default_factory=list)  # whom the sentence calls "he" or "she"
    hosts: list[Side] = field(default_factory=list)  # who is called a host, or invites
    visitors: list[Side] = field(default_factory=list)  # who has come on a visit

    def learn_called(self) -> None:
        """Keep what the sentence just read has called people: "he", "she"."""
        for person, gender in self.called:
            person.gender = person.gender or gender

    def open(self, title: Sentence) -> None:
        """The title's subject is who "he" is in the first line."""
        self.resolve(title)
        self.remember(title)

    def resolve(self, sentence: Sentence) -> None:
        """Give every ``P`` its sides, left to right, so that pronouns find those named before them."""
        first: list[Side] = []
        named: list[Side] = []
        self.called = []
        for i, s in enumerate(sentence.symbols):
            if s.value == "possessive" and len(named) == 1:
                self._call(named[0], s)
            if s.kind != "P":
                continue
            governed = clauses.governed(sentence.letters, i)
            told = [*named[1:], *named[:1]] if IN_RELATIVE.search(sentence.letters[:i]) else named
            sides = self._sides(s.held, self._before(sentence, i) or first, told, governed)
            both = OF_BOTH.match(sentence.letters, i + 1) if all(x.generic for x in sides) else None
            if both and sentence.symbols[both.end() - 1].held[0].anaphor == "group":
                sides = self._each(s.held[0], sentence.symbols[both.end() - 1].held[0], named) or sides
            if s.held[0].own and not s.held[0].anaphor and named and sides and not sides[0].person:
                sides[0].state = named[-1].state  # "to the president and the country's premier"
            sentence.sides[i] = sides = _reigning(sides)
            self._sent(sentence, i, sides)
            if sides and (s.held[0].host or "!" in sentence.letters[max(0, i - 3) : i]):
                self.hosts += sides
            for kind in unsettled(s.held, sentence.letters, i):
                if _nobody(sides, kind):
                    sentence.letters = f"{sentence.letters[:i]}{kind}{sentence.letters[i + 1 :]}"
                    sides = []
            named += [side for side in sides if not side.generic and side.key not in {n.key for n in named}]
            if sides and not governed and not first and sentence.letters[i + 1 : i + 3] != "'P":
                first = sides

    @staticmethod
    def _sent(sentence: Sentence, i: int, sides: list[Side]) -> None:
        """ "Peng Qinghua, special envoy of Chinese President Xi": whoever sends somebody tells of which state he is."""
        if sentence.letters[max(0, i - 2) : i] == "P'" and (lord := sentence.sides.get(i - 2)):
            owner, sent = lord[-1].state, sides  # "President X's special envoy, Y"
        else:
            owner = sides[0].state if sides and sentence.letters[i - 2 : i] == "Po" else None
            sent = sentence.sides.get(i - 2, [])
        for side in sent:
            if owner and side.role in SENT and (side.assumed or not side.state):
                side.state, side.assumed = owner, False
                if side.person and not side.person.states:
                    side.person.states.append(owner)

    def _call(self, side: Side, owner: Symbol) -> None:
        """ "X left S, ending her visit": what pronoun somebody goes by."""
        if side.person:
            self.called.append((side.person, self.people.gender(owner.start, owner.end)))

    @staticmethod
    def _before(sentence: Sentence, i: int) -> list[Side]:
        """The subject of the clause of a pronoun at ``i``, whom an object "him" is not; for anything else nobody."""
        if sentence.symbols[i].held[0].anaphor not in ("pronoun", "they"):
            return []
        subject = clauses.subject(sentence.letters, i)
        return sentence.sides.get(subject, []) if subject else []

    def _sides(self, parties: list[Party], first: list[Side], named: list[Side], governed: bool) -> list[Side]:
        sides: list[Side] = []
        for n, party in enumerate(parties):
            if party.anaphor == "pronoun":
                sides += self._pronoun(first, named, governed, self.people.gender_of(party))
            elif party.anaphor == "style":
                sides += self._styled(party) or self._pronoun(first, named, governed)
            elif party.anaphor == "they":
                sides += self._they(first, named, governed)
            elif party.anaphor == "group":
                sides += self._group(party, named)
            elif party.several and not party.states and not party.name:
                sides += [Side(None, None, canonical(party.roles), None, generic=True)]
            elif sides and sides[-1].state and party.office and not party.several:
                sides += [
                    self._side(replace(party, states=[sides[-1].state or ""]), [])
                ]  # "President X and the premier"
            else:
                side = self._side(party, (first or self.subject)[n : n + 1] or (first or self.subject)[:1])
                sides += [side] if side.state or side.name or side.role else []
        return sides

    def _styled(self, party: Party) -> list[Side]:
        """ "His Majesty" alone is the prince last named."""
        royal = [p for p in self.people.all if p.role in ROYAL and not p.barred and p.last < party.start]
        royal = [p for p in royal if self.people.styled(party, p)] or royal
        royal = [p for p in royal if p.held] or royal  # "on the demise of Sultan Qaboos"
        royal = [p for p in royal if p.state == self.people.home] or royal
        person = max(royal, key=lambda p: p.last, default=None)
        return [Side(person, person.name, person.role, person.state)] if person and person.state else []

    def _group(self, party: Party, named: list[Side]) -> list[Side]:
        """ "The two leaders": the two just named, the one just named and the subject before, else the last pair.

        "The two ministers" are the last two who can be ministers.
        """
        near = [named] if len(named) == 2 else []
        if len(named) == 1 and self.subject and self.subject[0].state != named[0].state:
            near = [[self.subject[0], named[0]]]
        if not party.roles:
            return [*near, self.pair][0]
        kin = PAIRED[party.roles[0]]
        fits = (pair for pair in [*near, *reversed(self.pairs)] if all(s.role is None or s.role in kin for s in pair))
        return [self._holder(s, party) for s in next(fits, [])]

    def _holder(self, side: Side, party: Party) -> Side:
        """Of a pair of which only the state has been told, whoever holds the office there, if the article names one."""
        told = not (side.name or side.role) and side.state and not side.generic
        person = self.people.by_office(party, side.state) if told else None
        return Side(person, person.name, person.role, person.state) if person else side

    def _each(self, office: Party, group: Party, named: list[Side]) -> list[Side]:
        """ "The defence ministers of the two countries": one of each."""
        pair = [s.state for s in self._group(group, named) if s.state]
        states = dict.fromkeys(pair if len(pair) == 2 else self.about)
        return [self._side(replace(office, states=[state], several=False), []) for state in states]

    def host_of(self, side: Side) -> Side:
        """Who is called the host in the state that is visited, where no name has been told."""
        return side if side.name else next((h for h in self.hosts if h.state == side.state and h.name), side)

    def paired(self, sides: list[Side]) -> None:
        """Who "the two" will be from here on."""
        self.pair = sides
        self.pairs.append(sides)

    def _they(self, first: list[Side], named: list[Side], governed: bool) -> list[Side]:
        """The list that was the last subject, else the last pair; an object "them" is the list that is not the subject."""
        if governed:
            taken = {s.key for s in first}
            return [s for s in self.pair if s.key not in taken] or self._pronoun(first, named, governed)
        if len(first) > 1 or (first and first[0].generic):
            return first
        return self.subject if len(self.subject) > 1 else (self.pair or self.subject)

    def _pronoun(self, first: list[Side], named: list[Side], governed: bool, gender: str = "") -> list[Side]:
        """A subject "he" is the sentence's first party, else the last subject; an object "him" is somebody else."""
        if not governed:
            fits = [
                s for s in [*(first or self.subject)[:1], *self.subject, *reversed(self.pair)] if _may_be(s, gender)
            ]
            return fits[:1]
        taken = {s.key for s in first}
        other = [s for s in [*reversed(named), *reversed(self.pair), *self.subject] if s.key not in taken]
        fits = [s for s in other if _may_be(s, gender) and (s.name or s.role)]  # a state alone is no "him"
        fits = fits or self._lately(first)
        if fits and fits[0] not in named:  # of those told of before, whom the article has called so
            fits.sort(key=lambda s: not (gender and s.person and s.person.gender == gender))
        if fits and fits[0].person and fits[0] in named:
            self.called.append((fits[0].person, gender))  # "telephoned X to congratulate her"
        return fits[:1]

    def _lately(self, first: list[Side]) -> list[Side]:
        """The one of another state whom the last sentence named: "messages keep reaching X. Y telephoned him"."""
        own = {s.state for s in first}
        near = [s for s in self.near if s.name and s.role in HIGH and s.state not in own]
        return near if len(near) == 1 else []

    def _side(self, party: Party, model: list[Side]) -> Side:
        name, role = self.people.name_of(party), canonical(party.roles)
        state = party.states[0] if party.states else None
        if party.several and not name and state and not party.anaphor:
            return Side(None, None, role, state, generic=True)  # "South Korean leaders", "a minister of Japan"
        person = self.people.by_name(name, party) if name else None
        bare = not (name or state or role)
        if bare and (party.guest or party.host):
            other = self._visitor(model) if party.guest else self._host(model)
            if party.guest or other.name:
                return other
        if party.anaphor == "counterpart" and not role:
            role = person.held.role if person and person.held else (model[0].role if model else None)
            if person and role and canonical(person.roles) in VAGUE:
                person.roles.append(role)  # "his counterpart X", later "Minister X"
        if (
            self.winner
            and not (name or state or party.anaphor)
            and (role == "leader" or self.winner.role in (None, role))
            and self.people.new(party)
        ):
            return self.winner
        if party.own and party.roles and not (name or state or party.anaphor) and model:
            state = model[0].state  # "his prime minister"
        if person is None and not name and not party.barred and not state and role not in (None, "leader"):
            person = self._same(party, model, role)
        if person is None and not name and not party.barred and (party.roles or state):
            abroad = role == "leader" or self.people.is_elect(party)  # those can be of any state
            person = self.people.by_office(party, state or (None if abroad else self._local(party)))
        if person is not None:
            person.last = party.start
            known = state or person.state
            return Side(person, person.name, person.role or role, known or self._home(person), not known)
        if party.barred:
            return Side(Person(name, barred=True), name, role, state)
        home = self.people.home if role and not state else None
        return Side(None, name, role, state or home, bool(home), party.several)

    def _visitor(self, model: list[Side]) -> Side:
        """ "The visitor", "his guest": who came on a visit, else the other one of the last pair; never the subject's own."""
        told = model[0].state if model and model[0] not in self.subject[:1] else None
        host = told or (model[0].state if model else None)
        came = [s for s in reversed(self.visitors) if s.state != told]
        others = [s for s in [*reversed(self.pair), *self.subject] if s.name and s.state != host]
        return next(iter([*came, *others]), NOBODY) if host else NOBODY

    def _host(self, model: list[Side]) -> Side:
        """ "His host": who has been called so, else the other one of the last pair."""
        guest = model[0].state if model else None
        others = [
            s for s in [*reversed(self.hosts), *reversed(self.pair), *self.subject] if s.name and s.state != guest
        ]
        return others[0] if others and guest else NOBODY

    def _same(self, party: Party, model: list[Side], role: str | None) -> Person | None:
        """ "The president" at the head of a sentence is who the last one was about, if he is one.

        Not where another is called just so: "the president-elect".
        """
        about = self.subject[0].person if self.subject and model and model[0] is self.subject[0] else None
        if about is None or about.barred or role not in about.roles or (self.people.is_elect(party) and about.held):
            return None
        titles = self.people.titles_of(party) - about.titles
        return None if any(titles & p.titles for p in self.people.all if p is not about) else about

    def _local(self, party: Party) -> str | None:
        """An office without a state is the home state's, if the article knows a holder there."""
        home = self.people.home
        return home if home and self.people.by_office(party, home) else None

    def _home(self, person: Person) -> str | None:
        return self.people.home if person.roles else None

    def remember(self, sentence: Sentence, *, paired: bool = False) -> None:
        """The first party that nothing governs is who "he" will be; two of them a pair, if no act has ``paired`` others."""
        self.near = [side for sides in sentence.sides.values() for side in sides]
        for i, found in sentence.sides.items():
            sides = [s for s in found if s.person or s.role]
            if sides and not clauses.governed(sentence.letters, i) and sentence.letters[i + 1 : i + 3] != "'P":
                self.subject = sides
                if not paired and len(sides) == 2 and sides[0].state != sides[1].state:
                    self.paired(sides)
                return


def _may_be(side: Side, gender: str) -> bool:
    """Not where the article has called somebody "she" who would be "he"."""
    return not (side.person and side.person.gender and gender and side.person.gender != gender)


def unsettled(held: Sequence[Party], letters: str, i: int) -> str:
    """What the party at ``i`` is where it turns out to be nobody: a place's name behind "in", unnamed company behind "with"."""
    placed = held[0].bare and (letters[i + 1 : i + 2] == "'" or PLACED.search(letters, max(0, i - NEAR), i))
    return ("N" if placed else "") + ("x" if COMPANY.search(letters, max(0, i - NEAR), i) else "")


def _nobody(sides: Sequence[Side], kind: str) -> bool:
    """Is it: somebody whom neither the article nor the shelf knows, or nobody in particular?"""
    if kind == "N":
        return not any(side.person or side.state for side in sides)
    return all(side.generic and not side.state for side in sides)


def _reigning(sides: list[Side]) -> list[Side]:
    """ "King Felipe VI and Queen Letizia": the one who reigns."""
    kings = {s.state for s in sides if s.role == "king"}
    return [s for s in sides if not (s.role == "queen" and kings and s.state in {None, *kings})]
