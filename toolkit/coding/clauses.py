"""Clauses: where a predicate's subject stands, and what surrounds it: negation, mood, tense.

Everything works on the letters of a sentence in which parties are already one ``P`` (``coding/parties.py``).
"""

from __future__ import annotations

import re

from toolkit.alphabets import VERBS

GOVERNORS = frozenset("twbyovfn")  # a party behind one of these is no subject
STOPS = frozenset(".;")
SHARED = re.compile(rf"([{''.join(sorted(VERBS))}])[^.;:\"3r]*[PCSNd](?:,?&x?|,)a?$")  # a verb whose subject goes on


def subject(letters: str, at: int) -> int | None:
    """Index of the party that is the subject of the predicate at ``at``: the nearest to the left that nothing governs."""
    if (shared := _shared(letters, at)) is not None:
        return subject(letters, shared)
    if beside := re.search(r"P(?=,(?:3|r)[^.;]*,[ax<>]{0,2}$)", letters[:at]):
        return beside.start()  # "X, who had urged Y to speak, congratulated"
    i = at - 1
    quoted, inside = False, letters.count('"', 0, at) % 2 == 1
    while i >= 0:
        kind = letters[i]
        if kind in STOPS:
            return None
        if kind == '"':
            quoted, inside = not (quoted or inside), False  # out of the quotation that holds the predicate, or into one
        if kind == "P" and not quoted and not governed(letters, i):
            return i
        if kind == "3" and "4" in letters[:i]:
            return subject(letters, letters.rindex("4", 0, i))  # "A and B were among those who congratulated C"
        if kind == "3":
            return antecedent(letters, i)
        i -= 1
    return None


def _shared(letters: str, at: int) -> int | None:
    """Index of the predicate whose subject the one at ``at`` shares: "met X, then Y, and later received Z"."""
    joined = SHARED.search(letters, 0, at)
    return joined.start() if joined else None


def antecedent(letters: str, i: int) -> int | None:
    """Index of the party that "who" at ``i`` stands for: the one just before it."""
    before = letters[:i].rstrip(",)")
    return len(before) - 1 if before.endswith("P") else None


def governed(letters: str, i: int) -> bool:
    """Is the party at ``i`` the object of a preposition or of a verb?"""
    if letters[i - 1 : i] in ("x", "z") and re.search(r"3[xz]{1,4}$", letters[:i]):
        return True  # "Xi, who is also general secretary, congratulated"
    if letters[i + 1 : i + 2] == "t" and re.search("P,?x{0,2}z#[xOA]{0,2}$", letters[:i]):
        return True  # "X was the first foreign leader to ring Y"
    before = letters[:i].rstrip("z=xd#_@")
    if not before:
        return False
    if before[-1] in GOVERNORS:
        beside = re.search(r"(?:^|[.;:\"])nz?[x=]{1,2}$|,wz?$", letters[:i])
        if beside and letters[i + 1 :].lstrip("x")[:1] in VERBS:
            return False  # "In a post Macron congratulated", "with Putin also calling him"
        return not _opens(letters, i) and not ("d" in letters[len(before) : i] and before[-1] == "n")  # "On Monday Xi"
    if before[-1] == "6" or (before[-1] == "'" and "6" in before[-4:]):
        return letters[i + 1 : i + 2] in (",", "'")  # "as special envoy, Han met"; not "as Han met"
    between = letters[len(before) : i]
    return before[-1] in VERBS and len(between) <= 3


def _opens(letters: str, i: int) -> bool:
    """A party behind a preposition that is followed by a genitive owns what comes: "in Xi's message"."""
    return letters[i + 1 : i + 2] == "'"


def named_beside(letters: str, i: int) -> int:
    """Index of who is named beside "other leaders" at ``i``: "X and other leaders met"; else ``i`` itself."""
    joined = re.search(r"P,?&[#x]{0,3}$", letters[:i])
    return joined.start() if joined else i


def follows(letters: str, at: int) -> int | None:
    """Index of the party that opens the main clause behind an adverbial: "In a call with X, Y said"."""
    i = at
    while i < len(letters) and letters[i] not in STOPS:
        if letters[i] == "P" and (letters[:i].rstrip('zd"x=')[-1:] in (",", "") or letters[i - 1 : i] == "P"):
            return i
        i += 1
    return None


def before_predicate(letters: str, at: int) -> str:
    """The letters from the start of the clause, or from its last party, to the predicate."""
    start = max(letters.rfind(c, 0, at) for c in ".;sP:")
    near = letters[start + 1 : at]
    closed = near.rfind(",")
    return near[closed + 1 :] if closed >= 0 and "3" in letters[: start + 1 + closed] else near  # "X, who may go, met"


def refusal(letters: str, at: int) -> str | None:
    """Why the predicate at ``at`` tells no act: negated, only wished or supposed, habitual; else none."""
    near = before_predicate(letters, at)
    clause = letters[max(letters.rfind(c, 0, at) for c in ".;:") + 1 : at]
    if "-" in near or ("-" in clause and "P" not in clause[clause.rindex("-") :]):
        return "negated"
    if re.search(r"-5?z?P[^.;,P]{0,6}$", letters[:at]):
        return "negated"  # "denied reports that X will meet Y"
    if re.search(r"\?z?P[^.;,P]{0,3}\+$", letters[:at]):
        return "hypothetical"  # "hopes the president will visit"
    if "?" in near or (letters[at - 1 : at] in ("t", "+") and "?" in clause[-6:]):
        return "hypothetical"
    if "~" in clause or "~" in re.split(r"[.,;:rs]", letters[at:], maxsplit=1)[0]:
        return "habitual"
    return None


def _reported(letters: str, at: int) -> bool:
    """Is the clause what somebody said: "the palace said that the king had met"?"""
    start = max(letters.rfind(c, 0, at) for c in ".;s")
    return start >= 0 and letters[start] == "s"


def _purpose(letters: str, at: int) -> bool:
    """Is the infinitive at ``at`` what a deed was done for: "wrote to X to congratulate him"? It is done with it."""
    clause = letters[max(letters.rfind(c, 0, at) for c in ".;:") + 1 : at]
    return letters[at] in "ZDJX" and any(c in "DJLXRkcmWa" for c in clause) and "+" not in clause and "I" not in clause


def status(letters: str, at: int, *, nominal: bool = False) -> str:
    """planned, background or done, from the words before the predicate."""
    near = before_predicate(letters, at)
    earlier = letters[max(letters.rfind(c, 0, at) for c in ".;s") + 1 : at]
    if "+" in near or (letters[at - 1 : at] == "t" and letters[at - 2 : at - 1] == "P" and not _purpose(letters, at)):
        first = re.search(r"[zp]#[x%OA]*P[t+]$", letters[:at])  # "the first Libyan leader to visit Croatia"
        told = first and "+" not in letters[max(letters.rfind(c, 0, at) for c in ".;s") + 1 : first.start()]
        return "done" if told and letters.count("+", 0, at) <= 1 else "planned"
    if letters[at - 1 : at] == "r" and "+" in earlier:
        return "planned"  # "is due to meet X before heading to Y"
    if (shared := _shared(letters, at)) is not None:
        return status(letters, shared)  # "will meet X and hold talks with Y"
    if "<" in earlier or (">" in earlier and not _reported(letters, at)):
        return "background"
    return "done"
