"""What the rest of an article tells of the occasion of an act whose own sentence does not name it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.coding.acts import Act
from toolkit.coding.anniversaries import Anniversary, Finder
from toolkit.coding.people import tokens
from toolkit.coding.rules import GUESTS
from toolkit.coding.sides import Sentence
from toolkit.coding.telling import CARRIED, wished
from toolkit.language import fold

if TYPE_CHECKING:
    from toolkit.coding.article import Article, Told

OCCASIONS = {
    "congratulation": ("election", "national_day", "birthday", "anniversary", "new_year"),
    "condolence": ("disaster", "other"),
    "ceremony": ("election", "national_day", "anniversary", "disaster", "other"),
}  # what the rest of an article can tell of a message, or of a journey to a ceremony
SENT = ("send-to", "send-first", "sent-by")  # a message, not regards that a visitor conveys
BELOW = 4  # sentences behind a bare message in which its text may be quoted
AFTER = 2  # sentences behind an act in which its occasion may still be told


def settle(article: Article, told: Told, finder: Finder) -> None:
    """Give acts the occasion that the sentences around them tell, their wishes, or the acts to the same person."""
    read = [*told.title, *told.body]
    for number, act in enumerate(told.acts):
        below = _wished_after(act, told) if act.rule not in CARRIED else ""  # what is brought has its own words
        if act.kind == "message" and act.neutral and below:
            act.kind, act.neutral = below, False  # what its text says, quoted below
        sent = act.kind == "greeting" and act.rule in SENT and act.occasion not in ("new_year", "other")
        if sent and below == "congratulation":
            act.kind = below  # "sent greetings", of which the text congratulates
        act.wished = act.wished or below
        act.wished = act.wished or (act.kind if act.kind in OCCASIONS else "")
        if act.occasion is None and act.wished in OCCASIONS:
            act.occasion = _occasion(article, act, finder, read)
        act.occasion = act.occasion or _shared(act, told.acts)
        if act.kind == "visit" and act.status == "done":
            act.occasion = act.occasion or _honoured(article, act, read)
        if act.kind == "condolence" and act.occasion == "other" and _fatal(article, act, read):
            act.occasion = "disaster"
        if act.occasion in (None, "anniversary"):
            act.occasion = _marked(act, finder, read) or _carried(act, told.acts[:number]) or act.occasion


def _occasion(article: Article, act: Act, finder: Finder, read: Sequence[Sentence]) -> str | None:
    """The occasion of a message unnamed in its sentence: an anniversary of the pair, else the first that is told of.

    Looked for where the ceremony is named, in the title, then backwards from the act, then in the sentences just behind it.
    """
    pair = {act.actor.state, act.recipient.state}
    for row in finder.found if act.wished == "congratulation" else ():
        if set(row.states) <= pair:
            return _festive(row)
    title = [s for s in read if s.number >= len(read) - len(article.title)]
    here = next((s for s in read if s.number == act.sentence), None)
    told_here = here is not None and "i" in here.letters  # else what guests come to has been told before
    own = act.sentence - (act.rule in GUESTS and not told_here)
    before = sorted((s for s in read if s.number <= own and s not in title), key=lambda s: -s.number)
    behind = [s for s in read if 0 < s.number - act.sentence <= AFTER and s not in title]
    staged = [s for s in before if act.wished == "ceremony" and "i" in s.letters]
    for sentence in [*staged, *title, *before, *behind]:
        folded = sentence.plain(article.text)
        for key in OCCASIONS[act.wished]:
            if any(k == key and pattern.search(folded) for k, pattern in article.language.told):
                return key
    return None


def _honoured(article: Article, act: Act, read: Sequence[Sentence]) -> str | None:
    """The celebration at which the visitor is said to be the guest of honour."""
    name = tokens(act.actor.name or "")[-1:]
    for s in read:
        if name and any(m.value == "honoured" for m in s.mentions) and name[0] in fold(article.text[s.start : s.end]):
            folded = s.plain(article.text)
            told = {key for key, pattern in article.language.told if pattern.search(folded)}
            return next((key for key in ("national_day", "election", "anniversary") if key in told), None)
    return None


def _fatal(article: Article, act: Act, read: Sequence[Sentence]) -> bool:
    """Is the death told of as that of a crash, in the title or near the act?"""
    pattern = article.language.fatal
    near = (s for s in read if s.number >= len(read) - len(article.title) or s.number - act.sentence <= AFTER)
    return pattern is not None and any(pattern.search(s.plain(article.text)) for s in near)


def _wished_after(act: Act, told: Told) -> str:
    """What the sentences just behind a call or a bare message say was wished in it, where they tell no act of their own."""
    others = {a.sentence for a in told.acts}
    reach = BELOW if act.neutral else AFTER
    behind = [s for s in told.body if 0 < s.number - act.sentence <= reach and s.number not in others]
    return (
        next((w for s in behind if (w := wished(s, ""))), "") if act.kind in ("call", "greeting") or act.neutral else ""
    )


def _shared(act: Act, acts: Sequence[Act]) -> str | None:
    """The occasion of a call to somebody who was sent congratulations or condolences, or of one more such message."""
    if act.kind in ("congratulation", "condolence"):
        alike = (a.occasion for a in acts if (a.kind, a.recipient.key) == (act.kind, act.recipient.key))
        return next((occasion for occasion in alike if occasion), None)
    sides = {act.actor.key, act.recipient.key} if act.kind == "call" and act.status == "done" else set()
    wishes = (a for a in acts if a.kind in ("congratulation", "condolence") and a.recipient.key in sides)
    return next((a.occasion for a in wishes if a.occasion), None)


def _marked(act: Act, finder: Finder, read: Sequence[Sentence]) -> str | None:
    """The occasion of an act made to mark an anniversary that its own sentence names; that of independence is a national day."""
    own = next(s for s in read if s.number == act.sentence)
    if act.occasion is None and not any(s.value == "on_occasion" for s in own.symbols):
        return None
    pair = {act.actor.state, act.recipient.state}
    rows = [r for r in finder.found if set(r.states) <= pair and own.start <= r.start < own.end]
    return _festive(rows[0]) if rows else None


def _carried(act: Act, before: Sequence[Act]) -> str | None:
    """A national day that the last act between the two states is found to mark, where this one shared its occasion."""
    pair = {act.actor.state, act.recipient.state}
    last = next((a for a in reversed(before) if {a.actor.state, a.recipient.state} == pair), None)
    return last.occasion if act.occasion and last and last.occasion == "national_day" else None


def _festive(row: Anniversary) -> str:
    return "national_day" if row.kind in ("independence_or_national_day", "war_or_event") else "anniversary"
