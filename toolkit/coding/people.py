"""Who is meant: the parties of an article become people, with the whole article in view.

A second reference ("Cruz", "the Chinese leader", "he", "his counterpart") points to someone the article has named; a bare
name or office is looked up on the shelf for the article's day. Nothing is guessed: where two fit, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from toolkit import reference
from toolkit.coding.parties import Party
from toolkit.coding.symbols import FATHERS, PARTICLES
from toolkit.language import fold, load

VAGUE = frozenset({"other", "leader", "general_secretary", "minister", "envoy", "speaker"})
TOP = frozenset({"president", "king", "queen", "emir", "sultan", "leader", "chancellor"})
KIN = {
    "king": ("king", "queen"),
    "president": ("president", "leader"),
    "minister": ("minister", "foreign_minister"),
}  # whom else an office without a name can mean
HIGH = TOP - {"leader"} | {"prime_minister", "crown_prince", "vice_president", "foreign_minister", "speaker"}
ROYAL = frozenset({"king", "queen", "emir", "sultan", "crown_prince"})
MAJESTIES = frozenset({"king", "queen", "sultan"})
BEFORE = 16  # characters in which the word before a party stands
ALIKE = 3  # first letters that the spellings of one name share
LONG_AGO = 365  # days after which a title that a text still gives is that of a former leader
NICKNAME = re.compile(r"\s*[\"“][^\"”]+[\"”]")  # in quotes
NUMERALS = frozenset("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi jr sr".split())


@cache
def elected(language: str) -> frozenset[str]:
    """The titles of those who are elected and not in office yet, folded: "president-elect"."""
    return frozenset(load(language).forms("occasion_told.election"))


@cache
def genders(language: str) -> dict[str, frozenset[str]]:
    """Words that tell whether a man or a woman is spoken of, folded, by pronoun."""
    return {key: frozenset(map(fold, words)) for key, words in load(language).sections.get("gender", {}).items()}


@cache
def majesties(language: str) -> frozenset[str]:
    """The words of a style that only those who reign as kings have."""
    return frozenset(map(fold, load(language).sections.get("style", {}).get("majesty", ())))


@cache
def newcomers(language: str) -> frozenset[str]:
    """The words of somebody who has just come to an office."""
    return frozenset(map(fold, load(language).sections.get("style", {}).get("new", ())))


@cache
def owners(language: str) -> frozenset[str]:
    """The words that say whose somebody is: "his", "her"."""
    return frozenset(load(language).forms("party.possessive"))


def canonical(roles: list[str]) -> str | None:
    """The office that counts where several are given: a state office before a party office, a precise one before a vague."""
    if len(roles) < 2:
        return roles[0] or None if roles else None
    real = [r for r in roles if r]
    precise = [r for r in real if r not in VAGUE]
    if {"foreign_minister", "deputy_prime_minister"} <= set(precise):
        return "foreign_minister"
    if {"vice_president", "prime_minister"} <= set(precise):
        return "vice_president"
    if "sultan" in precise and len(precise) > 1:
        precise.remove("sultan")  # a title that is often part of the name
    ranked = precise or [r for r in real if r not in ("leader", "other")] or real
    return ranked[0] if ranked else None


@lru_cache(1 << 14)
def tokens(name: str) -> tuple[str, ...]:
    """The folded words of a name that are longer than a letter, in order."""
    words = fold(name).replace("-", " ").replace('"', " ").replace(".", " ").replace("·", " ").split()
    return tuple(w for w in words if len(w) > 1)


def within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Do the words of one name stand in another in the same order: "Donald Trump" in "Donald J. Trump"?"""
    if short and short[0] not in long:
        return False  # most names have nothing in common
    if short and long[long.index(short[0]) - 1] in FATHERS and long[0] != short[0]:
        return False  # "Saud bin Rashid" is the father of "Rashid bin Saud bin Rashid"
    rest = iter(long)
    return all(word in rest for word in short)  # an iterator is used up as far as the word


@dataclass(slots=True)
class Person:
    """Someone in an article: the fullest name, the offices and states that the text gives, and where last mentioned."""

    name: str | None = None
    tokens: tuple[str, ...] = ()
    roles: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    held: reference.Tenure | None = None  # what the shelf knows of them on the article's day
    home: str | None = None  # the state of somebody on the shelf who is not in office on the day
    elect: str | None = None  # the office that they take soon
    barred: bool = False
    former: bool = field(default=False, compare=False)  # the text calls them so
    gender: str = field(default="", compare=False)  # as far as pronouns and titles have told it: "he", "she"
    last: int = field(default=-1, compare=False)  # where mentioned, as far as the article has been read
    titles: set[str] = field(default_factory=set)  # the words of the offices, folded
    others: list[tuple[str, ...]] = field(default_factory=list)  # what else the shelf knows them by: "Joe", "Joseph R."

    @property
    def state(self) -> str | None:
        if self.states:
            return self.states[0]
        return self.held.state if self.held else self.home

    @property
    def role(self) -> str | None:
        """The office that the text gives; where it gives none, the one held on the day, or that they are elected to."""
        told = canonical(self.roles)
        if told == "leader" and self.held and self.held.role == "prime_minister":
            return self.held.role  # news calls any head of government so
        return self.held.role if self.held and told is None else told or self.elect

    @property
    def person_id(self) -> str | None:
        return self.held.person_id if self.held else None


class People:
    """The people of one article, in order of mention."""

    def __init__(self, text: str, published: date | None, home: str | None = None, language: str = "en") -> None:
        self.text, self.published, self.home, self.language = text, published, home, language
        self.all: list[Person] = []
        self.words: list[str] = []  # of all their names, as they are learned

    def name_of(self, party: Party) -> str | None:
        return " ".join(self.text[party.name[0] : party.name[1]].split()) if party.name else None

    def titles_of(self, party: Party) -> set[str]:
        """The words of a party's offices, folded."""
        return {fold(self.text[a:b]) for a, b in party.titles}

    def is_elect(self, party: Party) -> bool:
        """Is a party called one who is elected and not in office yet?"""
        return bool(self.titles_of(party) & elected(self.language))

    def learn(self, party: Party) -> None:
        """First reading: a name with what stands beside it makes a person or enriches one."""
        name = self.name_of(party)
        if not name:
            return
        known = self.by_name(name, party) or self._also(name, party)
        if known is None:
            known = self._new(name, party)
            if known is None:
                return
        else:
            self._enrich(known, name, party)
        known.titles |= self.titles_of(party)
        known.former = known.former or party.barred
        known.gender = known.gender or self.gender_of(party)

    def _also(self, name: str, party: Party) -> Person | None:
        """Somebody the article has named otherwise, as the shelf knows: "Joe Biden" behind "Joseph R. Biden"."""
        held = on_the_shelf(name, party.states, party.roles, self.published, self.language)
        same = next((p for p in self.all if held and p.person_id == held.person_id), None)
        if same:
            same.others.append(tokens(name))
            self.words += tokens(name)
        return same

    def _new(self, name: str, party: Party) -> Person | None:
        """Somebody not named before; a bare name that the shelf does not know is nobody."""
        held = on_the_shelf(name, party.states, party.roles, self.published, self.language)
        out = None if held else out_of_office(name, self.published, self.language)
        if party.bare and held is None and out is None:
            return None
        known = Person(name, tokens(name), list(party.roles), list(party.states), held, out.state if out else None)
        known.elect = out.elect if out else None
        known.barred = party.barred or bool(out and out.former and set(party.roles) <= out.roles)
        self.all.append(known)
        self.words += known.tokens
        return known

    def new(self, party: Party) -> bool:
        """Does the phrase say that an office is new to its holder: "the new prime minister"?"""
        before = fold(self.text[max(0, party.start - BEFORE) : party.start]).split()[-1:]  # "to the new leader"
        words = {*before, *fold(self.text[party.start : party.end]).split()}
        return bool(words & newcomers(self.language))

    def styled(self, party: Party, person: Person) -> bool:
        """Is a style that of somebody's office: a king is no "Highness", a prince no "Majesty"?"""
        words = set(fold(self.text[party.start : party.end]).split())
        return (person.role in MAJESTIES) == bool(words & majesties(self.language))

    def gender_of(self, party: Party) -> str:
        """What the words of a phrase, "Queen", "Mr", "her", tell of who is meant; nothing where they tell it of two."""
        return self.gender(party.start, party.end, whole=party.anaphor == "pronoun")

    def gender(self, start: int, end: int, *, whole: bool = True) -> str:
        """The pronoun that the words of a stretch call for; "his" in "his counterpart X" tells nothing of X."""
        words = set(fold(self.text[start:end]).split())
        words -= frozenset() if whole else owners(self.language)
        told = [key for key, forms in genders(self.language).items() if words & forms]
        return told[0] if len(told) == 1 else ""

    def _enrich(self, known: Person, name: str, party: Party) -> None:
        known.roles += [r for r in party.roles if r not in known.roles]
        known.states += [s for s in party.states if s not in known.states]
        longer = len(name) > len(known.name or "") and within(known.tokens, tokens(name))
        if known.held is None:
            found = on_the_shelf(name, known.states, known.roles, self.published, self.language)
            known.held = found if found and _may_be(known, name, found.person_id) else None
            longer = longer or bool(
                known.held and len(tokens(name)) > 1
            )  # "Isaac Herzog", not "Isaac Herzog Copyright"
        elif longer and not reference.named(fold(name), self.language):
            longer = len(known.tokens) == 1
        if longer:
            known.name, known.tokens = name, tokens(name)
            self.words += known.tokens

    def infer(self, parties: Iterable[Party]) -> None:
        """ "The Liberian leader" tells the state of the one titled person of whom it is not known."""
        offices = [p for p in parties if p.states and p.roles and not p.name and not p.barred]
        for office in offices:
            known = any(p.state == office.states[0] and _holds(p, canonical(office.roles)) for p in self.all)
            open_ = [
                p
                for p in self.all
                if p.state is None and not p.barred and p.role and _holds(p, canonical(office.roles))
            ]
            if not known and len(open_) == 1 and _may_hold(open_[0], office, self.published):
                open_[0].states.append(office.states[0])

    def by_name(self, name: str, party: Party | None = None) -> Person | None:
        """The person whose name holds these words, or is held by them; none where two fit."""
        own = tokens(name)
        if not own:
            return None
        fits = [p for p in self.all if any(t and (within(own, t) or within(t, own)) for t in (p.tokens, *p.others))]
        if party and party.roles:
            fits += [p for p in self.all if self._respelt(own, p, party) and p not in fits]
        if party and party.states:
            fits = [p for p in fits if p.state in (None, party.states[0])]
        if party and party.roles:
            fits = [p for p in fits if own in (p.tokens, *p.others) or not _rivals(p, party)]
        exact = [p for p in fits if own in (p.tokens, *p.others)]
        fits = exact or fits
        if len(fits) > 1 and party and (role := canonical(party.roles)):
            fits = [p for p in fits if role in p.roles] or fits
        if len(fits) > 1 and party and party.bare:
            fits = [p for p in fits if not p.barred] or fits  # not the first lady
        return fits[0] if len(fits) == 1 else None

    @staticmethod
    def _respelt(own: tuple[str, ...], person: Person, party: Party) -> bool:
        """Spelling variants inside one text: the same office and most words shared."""
        shared = set(own).intersection(person.tokens)
        if len(shared - NUMERALS) < 2 or len(shared) < min(len(own), len(person.tokens)) - 1:
            return False
        return bool(party.roles) and canonical(party.roles) == person.role

    def by_office(self, party: Party, state: str | None) -> Person | None:
        """Whom an office without a name means: its holder last mentioned before it, else the only one who holds it."""
        role, before = canonical(party.roles), party.start
        fits = [p for p in self.all if not p.barred and _holds(p, role) and (state is None or p.state == state)]
        titles = self.titles_of(party)
        if self.is_elect(party):
            fits = [p for p in fits if p.elect or p.titles & titles] or fits
        else:
            fits = [p for p in fits if not p.elect] or fits
        own = [p for p in fits if canonical(p.roles) in (None, role) or role in p.roles]
        fits = own or fits if role != "leader" else fits  # not who came to it later
        if state is None and (same := [p for p in fits if p.titles & titles]):
            fits = same
        if role == "leader" and (top := [p for p in fits if p.role in TOP]):
            fits = top
        seen = [p for p in fits if 0 <= p.last < before]
        if seen:
            return max(seen, key=lambda p: p.last)
        return fits[0] if len(fits) == 1 else None


def _may_be(known: Person, name: str, person_id: str) -> bool:
    """Not where the text gives a first name that the one on the shelf does not bear: "Marzouq Al-Ghanem", then "Ghanem".

    A name that begins alike is the same spelt otherwise: Timčo, Timcho.
    """
    more = set(known.tokens) - set(tokens(name)) - PARTICLES
    begin = {word[:ALIKE] for word in reference.name_words(person_id)}
    return not more or any(word[:ALIKE] in begin for word in more)


def _rivals(person: Person, party: Party) -> bool:
    """Do two high offices tell two people apart: King Salman and Crown Prince Mohammed bin Salman?"""
    own, other = (set(roles) & HIGH - {"sultan"} for roles in (party.roles, person.roles))  # "King Al-Sultan Abdullah"
    return bool(own and other and not own & other)


def _may_hold(person: Person, office: Party, when: date | None) -> bool:
    """Not where the shelf knows a holder of another name."""
    holders = reference.holding(office.states[0], canonical(office.roles) or "", when)
    return not holders or any(set(person.tokens) & reference.name_words(t.person_id) for t in holders)


def _holds(person: Person, role: str | None) -> bool:
    if role in (None, "leader"):
        return True
    kin = KIN.get(role or "", (role,))
    return any(r in kin for r in (*person.roles, person.elect)) or bool(person.held and person.held.role in kin)


def on_the_shelf(
    name: str, states: list[str], roles: list[str], when: date | None, language: str = "en"
) -> reference.Tenure | None:
    """The tenure that a name, with its state and office, stands for on a day; none where nobody or more than one fits."""
    role = canonical(roles)
    name = NICKNAME.sub("", name) if '"' in name or "“" in name else name
    found = {p: t for p in reference.named(fold(name), language) if (t := reference.in_office(p, when))}
    if not found and not (states and role):
        return None
    fits = [t for t in found.values() if not states or t.state in states]
    if len(fits) > 1 and role:
        fits = [t for t in fits if t.role == role] or fits
    if len(fits) == 1:
        return fits[0]
    if not fits and states and role and not reference.named(fold(name), language):
        near = [
            t for t in reference.holding(states[0], role, when) if set(tokens(name)) & reference.name_words(t.person_id)
        ]
        return near[0] if len(near) == 1 else None
    return None


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody whom the shelf knows and who holds no office on the day: before their time, or after it."""

    state: str
    former: bool
    roles: frozenset[str]  # the offices that they left long ago
    elect: str | None  # the office that they take soon


def out_of_office(name: str, when: date | None, language: str) -> Out | None:
    """The one person on the shelf of that name who is not in office on a day: elected already, or former."""
    found = reference.named(fold(name), language)
    if len(found) != 1 or when is None:
        return None
    (person_id,) = found
    held = reference.tenures().get(person_id, ())
    if not held:
        return None
    recent = {t.role for t in held if t.end is None or (when - t.end).days <= LONG_AGO}
    gone = frozenset(t.role for t in held if t.role not in recent)
    soon = next((t for t in held if when <= t.start <= when + reference.TO_COME), None)
    return Out(reference.persons()[person_id]["state_id"], soon is None, gone, soon.role if soon else None)
