"""What a sentence tells of an act beside its parties: the kind of a message, its occasion, how long ago it was."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from toolkit.coding import dates
from toolkit.coding.rules import Rule
from toolkit.coding.sides import Sentence
from toolkit.language import Language, fold, load

RECALLED = 7  # days before publication: what lies further back is background
HISTORICAL = 15 * 365
OFF_THE_PLANE = 600  # characters behind the name of an airport in which one is still there
ON_THE_PHONE = re.compile("(?:[xzn]|n?d){0,4}[l9]")
STAY = 3  # days that a visit lasts at the most, mostly
TALKS = ("call", "meeting")
CONVEYED = ("deliver-from", "convey-owned")  # regards of somebody absent, in whatever talk
CARRIED = ("hand-letter", "letter-for")  # brought by somebody: with words of its own, unless its sender wrote the last
MESSAGES = ("congratulation", "condolence", "greeting", "message")


@cache
def airports(code: str) -> re.Pattern[str]:
    """The words of an airport."""
    forms = load(code).forms("noun.airport")
    edge = r"\b" if load(code).boundary == "word" else ""
    return re.compile(f"{edge}(?:{'|'.join(map(re.escape, forms))}){edge}")


@dataclass(frozen=True)
class Telling:
    """The words of a language over the text of an article."""

    text: str
    language: Language
    published: date | None
    named: dict[int, set[str]] = field(
        default_factory=dict, compare=False
    )  # the occasions of sentences, once asked for

    def kind(self, sentence: Sentence, rule: Rule, found: re.Match[str]) -> tuple[str | None, bool]:
        if rule.kind == "call" and self._face_to_face(sentence, found):
            return "meeting", True
        if rule.kind == "call":
            return "call", not any(c in sentence.letters for c in "l9L")  # "spoke with X", maybe in one room
        if rule.kind == "meeting" and "u" in found[0] and ON_THE_PHONE.match(sentence.letters, found.end()):
            return "call", False  # "held a discussion with X via a phone call"
        if rule.kind not in ("message", "congratulation"):
            return rule.kind, False
        if rule.id not in CONVEYED and _by_phone(sentence, rule, found):
            return "call", False
        return self._written(sentence, rule, found)

    def _written(self, sentence: Sentence, rule: Rule, found: re.Match[str]) -> tuple[str | None, bool]:
        """The kind of a message by its words, and whether they leave open what it says."""
        start = (
            found.start() - 2 if "M" in sentence.letters[max(0, found.start() - 1) : found.start()] else found.start()
        )
        told = [s.value for s in sentence.symbols[max(0, start) : found.end() + 12] if s.kind in "MZ"]
        if rule.nominal and set(told) <= {"message"}:  # "in his message to X, he said: I convey my felicitations"
            festive = self._said(
                sentence, "anniversary", "national_day", "birthday"
            )  # "greeted the jubilee in a letter"
            told += [s.value for s in sentence.symbols if s.kind in "MZ" and (s.value != "wish" or festive)]
        if rule.id == "write-to":  # "Please accept my congratulations", X wrote to Y
            told += [s.value for s in sentence.symbols[: found.start()] if s.kind == "M"]
        words = set(told)
        if words <= {"message"} and any(s.value in ("condolence", "condole") for s in sentence.symbols):
            return "condolence", False  # "the death drew condolences from X, who sent a telegram to Y"
        if next((w for w in told if w != "message"), "") in ("thank", "thanks"):
            sent = any(
                s.kind == "J" or (s.kind, s.value) in (("D", "send"), ("M", "message"), ("M", "thanks"))
                for s in sentence.symbols
            )
            return ("message", False) if sent else (None, False)  # "a cable of thanks for his congratulations"
        greeted = rule.nominal and "wish" in words and rule.kind == "message"
        glad = words & {"congratulation", "congratulate"} or greeted
        new_year = self._said(sentence, "new_year")
        if words & {"condolence", "condole"}:
            return "condolence", False
        if "greeting" in words and self._said(sentence, "anniversary", "national_day", "election", "birthday"):
            return "congratulation", False
        if "greeting" in words or (new_year and (glad or words & {"wish", "message"})):
            return "greeting", False
        if glad:
            return "congratulation", False
        if rule.kind == "congratulation":
            return self._thanks_or_wishes(sentence, words)
        return "message", "thanks" not in words

    @staticmethod
    def _face_to_face(sentence: Sentence, found: re.Match[str]) -> bool:
        """ "Talked with" is said of people in one room, unless the sentence names a phone."""
        talked = any(s.value in ("talk", "discuss", "agree") for s in sentence.symbols[found.start() : found.end()])
        if any(s.value == "sidelines" for s in sentence.symbols):
            return not any(s.kind in "9L" for s in sentence.symbols)  # "had a conversation on the margins of"
        return talked and not any(c in sentence.letters for c in "l9L")

    def _thanks_or_wishes(self, sentence: Sentence, words: set[str]) -> tuple[str | None, bool]:
        written = any(s.kind in "MJ" for s in sentence.symbols)
        if "thank" in words:
            return ("message", False) if written else (None, False)
        if self.occasions(sentence) & {"birthday", "national_day", "anniversary"}:
            return "congratulation", False
        if any(s.kind == "M" and s.value == "congratulation" for s in sentence.symbols):
            return "congratulation", False  # "in his congratulatory letter, X wished Y success"
        return ("message", True) if written else (None, False)  # "in separate messages, X wished Y success"

    def _said(self, sentence: Sentence, *keys: str) -> bool:
        return bool(self.occasions(sentence) & set(keys))

    def occasions(self, sentence: Sentence) -> set[str]:
        """The occasions that a sentence names; words inside a longer name of another count for that one alone."""
        if sentence.number not in self.named:
            self.named[sentence.number] = self._occasions(sentence.plain(self.text))
        return self.named[sentence.number]

    def _occasions(self, folded: str) -> set[str]:
        found = self._told(folded)
        return found - {"sport", "election"} | {"other"} if {"sport", "election"} <= found else found - {"sport"}

    def _told(self, folded: str) -> set[str]:
        held = [(key, m.span()) for key, pattern in self.language.occasions for m in pattern.finditer(folded)]
        return {
            key
            for key, (start, end) in held
            if not any(a <= start and end <= b and b - a > end - start and key != k for k, (a, b) in held)
        }

    def landed(self, sentence: Sentence) -> bool:
        """Is an airport named in the sentence, or not long before it?"""
        near = fold(self.text[max(0, sentence.start - OFF_THE_PLANE) : sentence.end])
        return bool(airports(self.language.code).search(near))

    def occasion(self, sentence: Sentence, kind: str) -> str | None:
        """The occasion in the sentence; of a call, meeting or visit only where a wish or a message is named with it."""
        here = self.occasions(sentence)
        attended = kind == "visit" and any(s.kind in "Yi" for s in sentence.symbols)  # "arrived to attend celebrations"
        meant = (
            attended
            or "anniversary" in here
            or any(s.kind in "ZM" or s.value == "on_occasion" for s in sentence.symbols)
        )
        if kind not in MESSAGES and not meant:
            return "disaster" if kind == "call" and "disaster" in here else None  # "hours after the storm"
        order: tuple[str, ...] = (
            "national_day",
            "anniversary",
            "election",
            "new_year",
            "disaster",
            "birthday",
            "other",
        )
        if kind == "condolence":
            order = ("disaster", "other", "anniversary")
        if here & {"election", "birthday"}:
            order = ("election", "birthday", *order)
        return next((o for o in order if o in here), None)

    def age(self, day: dates.Day) -> int:
        """How many days before publication a date lies, at the least; 0 where that is not known."""
        if self.published is None:
            return 0
        year, month = day.value.year, day.value.month
        last = {
            "day": day.value,
            "month": date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1),
            "year": date(year, 12, 31),
        }[day.precision]
        return (self.published - last).days


def _by_phone(sentence: Sentence, rule: Rule, found: re.Match[str]) -> bool:
    """Was this said in a call: "congratulated him in a phone call", "in a phone call on Friday, X congratulated Y"?"""
    if rule.id == "send-to" and sentence.letters[found.start()] == "L":
        return True  # "phoned his good wishes to X"
    if rule.kind == "message" and ("9" in found[0] or re.search(r"n[zp]?[x#=]*l", found[0])):
        return True  # "exchanged greetings by phone"
    if rule.nominal:
        return False
    before, after = sentence.letters[: found.start()], sentence.letters[found.end() :]
    behind = re.match(r"(?:[^.;:PXDRZLkcmWV1Ir]|P(?=x)){0,10}?[l9]", after)
    if behind and "&" in behind[0] and sentence.symbols[found.end() + behind.end() - 1].value == "conversation":
        behind = None  # "greeted each other and had a conversation"
    return bool(behind or re.search(r"(?:n[zp]?|xz)[x#]*l[^P]*(?:P[xz]*)?$", before))


def wished(sentence: Sentence, kind: str) -> str:
    """What is wished with an act, by its kind or by the words of its sentence: a congratulation, condolences, or nothing."""
    words = {kind, *(s.value for s in sentence.symbols if s.kind in "MZ")}
    if words & {"condolence", "condole"}:
        return "condolence"
    return "congratulation" if words & {"congratulation", "congratulate"} else ""


def written(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is a message named or sent, or is it only said that one congratulates?"""
    return any(
        (s.kind == "M" and s.value == "message") or s.kind == "J" or (s.kind == "D" and s.value == "send")
        for s in sentence.symbols[found.start() : found.end()]
    )
