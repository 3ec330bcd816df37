"""What a sentence leaves unsaid and those before it have told: similar cables, announcements, lists, the day of the last act."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from toolkit.alphabets import ACTS
from toolkit.coding import dates, objections
from toolkit.coding.acts import Act
from toolkit.coding.pairing import Pairing
from toolkit.coding.rules import Rule
from toolkit.coding.sides import Sentence, Side
from toolkit.coding.telling import CARRIED, CONVEYED, MESSAGES

LISTED = ACTS["party.listing"]
STEPS = {
    "this_day": timedelta(0),
    "same_day": timedelta(0),
    "day_before": timedelta(-1),
    "day_after": timedelta(1),
}  # from the last act told
OPENS = re.compile(r":[\"_]?$")  # what opens a list
SAID_ON = re.compile(
    r"(?:n[zp]?[=x]?M{1,2}(?:,?3?x{1,2})?n?|M(?:oM)?,x)(d)"
)  # "in a message on Wednesday", "the letter, dated 5 March"
ARRIVED = re.compile(r"(P)[x<>]{0,2}1[xz]{0,2}n?(d)")  # "the leader landed late on Monday"
LISTING = re.compile(r"[zxP&]{0,6}÷[xz]{0,2}P")  # "among them were X", "the leaders included X"
ON_A_LIST = re.compile(
    r"(P)[^.;P]{0,24}÷(?=[xn.,;]|d(?!y)|$)(?![xz]{0,2}P)"
)  # "X is on the list as well", "X was the first to call"
LINE = re.compile(r"[_x#.)(]{0,3}(P)(?:,P)?[.,;&]{0,2}")  # a line of one
NEAR = 2  # sentences over which what kind of message is meant carries


@dataclass
class Context(Pairing):
    """The thread of one article: what acts inherit from those told before them."""

    def _settle(self, act: Act, rule: Rule) -> None:
        """Inherit what "similar cables" leave unsaid, and remember for those that follow."""
        self._won(act)
        told = self._told_before(act)
        act.day = act.day or told
        if act.kind == "congratulation" and not act.written and self._on_the_line(act):
            self._hand_on(replace(act))  # what others write goes to the same
            act.kind, act.mutual = "call", True
        if act.kind != "visit" or act.recipient.name or not self.cast.pair:
            self.cast.paired([act.actor, act.recipient])
        if act.kind not in MESSAGES:
            self._talk(act)
            return
        if act.kind == "message" and not act.neutral:
            got = (a.occasion for a in reversed(self.acts) if a.kind in MESSAGES and a.recipient.key == act.actor.key)
            act.occasion = act.occasion or next(got, None)
            return  # thanks: what follows is no thanks, and goes to somebody else
        if act.neutral and act.occasion == "disaster":
            act.kind, act.neutral = "condolence", False
        if act.neutral and self.context is None and self.mood and act.sentence - self.mood[0] <= NEAR:
            act.kind, act.wished, act.neutral = self.mood[1], self.mood[1], False
        bare = act.kind == "greeting" and act.occasion is None and rule.id not in CONVEYED
        if self.context and bare and self.context.kind == "congratulation":
            act.kind, act.occasion = self.context.kind, self.context.occasion
        carried = rule.id in CARRIED and self.context and act.actor.key != self.context.actor.key
        if self.context and ((act.neutral and not carried) or (rule.similar and act.kind == self.context.kind)):
            act.kind, act.neutral = self.context.kind, self.context.neutral
            act.occasion = act.occasion or self.context.occasion
        elif self.context and act.occasion is None:
            self._follow(act, self.context)
        self._hand_on(act)

    def _won(self, act: Act) -> None:
        """Who is congratulated on an election is "the new president" from here on."""
        if act.occasion == "election" and act.recipient.name:
            self.cast.winner = act.recipient

    def _hand_on(self, act: Act) -> None:
        """From here on "similar cables" are like this act, and go to whom it went."""
        if act.status == "done":
            self.context = act
        same = self.recipients and any(a.sentence == act.sentence for a in self.acts[-4:])
        self.recipients = [*(self.recipients if same else []), act.recipient]

    def _told_before(self, act: Act) -> dates.Day | None:
        """The day of the announcement that an act spells out: same state, same kind, both done."""
        told = self.announced
        if told and act.day and told.day and act.day.value != told.day.value:
            self.announced = None  # not all of one day
        if told is None or told.status != "done" or act.status != "done" or told.actor.state != act.actor.state:
            return None
        if act.kind in MESSAGES and act.sentence - told.sentence > NEAR:
            return None  # similar cables have no day (rule 9), but those that spell an announcement out
        return told.day if told.kind == act.kind or {told.kind, act.kind} <= set(MESSAGES) else None

    def _talk(self, act: Act) -> None:
        """A call without an occasion shares that of the series it is part of, or of the congratulation to the same person."""
        if act.occasion:
            self.talks = act
        elif self.talks and self.talks.kind == act.kind and act.kind == "call" and act.status == "done":
            act.occasion = self.talks.occasion
        elif self.context and act.kind == "call" and self.context.status == act.status == "done":
            people = {s.key for s in (act.actor, act.recipient)}
            act.occasion = self.context.occasion if self.context.recipient.key in people else None

    def _on_the_line(self, act: Act) -> bool:
        """Was this said in one of the calls that were announced: "received congratulatory phone calls from several ministers"?"""
        told = self.announced
        if told is None or told.kind != "call" or not (told.actor.generic or told.recipient.generic):
            return False
        known = told.recipient if told.actor.generic else told.actor
        return known.key in (act.actor.key, act.recipient.key)

    @staticmethod
    def _follow(act: Act, context: Act) -> None:
        """A message without an occasion shares that of the one before, if it is of its kind or a New Year's."""
        if act.kind == context.kind or (context.occasion == "new_year" and act.kind == "congratulation"):
            act.kind, act.occasion = context.kind, context.occasion

    def _announce(self, act: Act) -> None:
        """ "Phone calls with world leaders to extend Eid greetings": what follows has that occasion."""
        self.announced = act
        self._won(act)
        if act.kind in MESSAGES:
            old = self.context
            same = old and (old.actor.key == act.actor.key or (act.neutral and old.actor.state == act.actor.state))
            known = old and old.occasion and same and (act.neutral or not act.occasion)
            self.context = old if known else act
            self.recipients = [] if act.recipient.generic else [act.recipient]
        else:
            self.talks = act

    @property
    def expects(self) -> bool:
        """Can what follows be the parties of something that was announced?"""
        return self.announced is not None or self.listing is not None

    def _list(self, sentence: Sentence) -> Act | None:
        """The act whose parties the lines behind this sentence spell out; a line that is no party does not end the list."""
        if self.listing and sentence.letters[:1] == "_":
            return self.listing
        told = self.announced
        opened = told and OPENS.search(sentence.letters) and sentence.number - told.sentence <= NEAR
        return told if opened else None

    def _listed(self, sentence: Sentence) -> bool:
        """Is the sentence a line of a list, a party alone: "The cables were sent by:", "- the President of China, X"?"""
        line = LINE.fullmatch(sentence.letters) if self.listing else None
        if self.listing is None or line is None:
            return False
        self._members(self.listing, sentence, line.start(1))
        return True

    def _spelt_out(self, sentence: Sentence) -> bool:
        """ "Among them were X, Y and Z": the parties of the act told just before towards, or by, nobody in particular."""
        if LISTED not in sentence.letters:
            return False
        named = ON_A_LIST.match(sentence.letters)
        opened = named or LISTING.match(sentence.letters)
        told = self._series(sentence.number) if opened else None
        if told is None or opened is None:
            return False
        held = len(self.acts)
        ringing = any(s.value == "listing_call" for s in sentence.symbols)
        if ringing and told.kind in MESSAGES:
            told = replace(told, kind="call", mutual=True)  # "X was the first to ring"
        for index in [0] if named else [i for i in sentence.sides if i >= opened.end() - 1]:
            self._members(told, sentence, index)
        if self.announced and len(self.acts) > held:
            self.announced.sentence = sentence.number  # and so on
        return len(self.acts) > held

    def _series(self, number: int) -> Act | None:
        """What a list goes on with: the announcement just before, else what several did in the last sentence that told acts."""
        if self.announced and number - self.announced.sentence <= NEAR:
            return self.announced
        last = [a for a in self.acts if a.sentence == self.acts[-1].sentence and number - a.sentence <= NEAR]
        nobody = Side(None, None, None, None, generic=True)
        if len(last) > 1 and len({a.recipient.key for a in last}) == 1:
            return replace(last[-1], actor=nobody)
        return replace(last[-1], recipient=nobody) if len(last) > 1 and len({a.actor.key for a in last}) == 1 else None

    def _members(self, told: Act, sentence: Sentence, index: int) -> None:
        """The act of an announcement once more for everybody at ``index``."""
        symbol = sentence.symbols[index]
        for side in sentence.sides.get(index, []):
            a, b = (side, told.recipient) if told.actor.generic else (told.actor, side)
            if objections.between(a, b) is None:
                new = replace(told, rule="listed", actor=a, recipient=b, sentence=sentence.number)
                new.start, new.end = symbol.start, symbol.end
                self.acts.append(new)

    def _dated(self, sentence: Sentence) -> None:
        """ "..., he said in a message on Wednesday": the day of the message told just before."""
        told = next(
            (a for a in reversed(self.acts) if a.kind in MESSAGES and sentence.number - a.sentence <= NEAR), None
        )
        said = SAID_ON.search(sentence.letters)
        if told and said and told.day is None and told.status == "done" and self.acts[-1].sentence != sentence.number:
            told.day = self._resolved(sentence, sentence.symbols[said.start(1)].held, "done")

    def _arrived(self, sentence: Sentence) -> None:
        """ "He landed on Monday": the day of the visit told just before."""
        came = ARRIVED.search(sentence.letters)
        who = {s.key for s in sentence.sides.get(came.start(1), [])} if came else set()
        told = next((a for a in reversed(self.acts) if a.kind == "visit" and a.actor.key in who), None)
        if came and told and told.day is None and told.status == "done" and told.sentence != sentence.number:
            told.day = self._resolved(sentence, sentence.symbols[came.start(2)].held, "done")

    def _resolved(self, sentence: Sentence, parts: dates.Parts, status: str) -> dates.Day | None:
        if parts.relative in STEPS:
            told = self._last_day(sentence)
            if told is None and parts.relative == "this_day" and self.published:
                told = dates.Day(self.published, "day", "relative")  # "earlier in the day", of the report
            return replace(told, value=told.value + STEPS[parts.relative], basis="relative") if told else None
        day = dates.resolve(parts, self.published, ahead=status == "planned")
        month = parts.month and not (parts.day or parts.year or parts.relative)
        if day and month and status != "planned" and self.published and day.value > self.published:
            return replace(day, value=day.value.replace(year=day.value.year - 1))  # "in January", told in December
        return day

    def _last_day(self, sentence: Sentence) -> dates.Day | None:
        """The latest day told: of an act that has been done, or one that was named just before."""
        days = [
            (a.sentence, a.day)
            for a in self.acts
            if a.day and a.day.precision == "day" and a.sentence != sentence.number and a.status != "background"
        ]  # "a day earlier" is said of what the sentences before have told
        days += [self.seen] if self.seen and sentence.number - self.seen[0] <= 1 else []
        past = [d for d in days if self.published is None or d[1].value <= self.published]
        return max(past, key=lambda d: d[1].value)[1] if past else None
