"""Is a name, as some list prints it, the name of somebody on the shelf? Spellings of one name across romanisations."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache

from toolkit import reference
from toolkit.language import fold

# Words that stand before names in the lists, and particles that many names share.
TITLES = frozenset(
    """
    president prime minister vice deputy chairman chairperson chair chief king queen prince princess emperor sultan
    amir emir pope grand duke hereditary crown captain regent coprince co premier chancellor taoiseach governor
    general state council leader interim acting caretaker transitional federal sheikh shaykh tuanku dato dr mr ms sir
    dame gen lt maj col brig ret capt secretary foreign affairs supreme assembly people party communist union military
    adviser sovereignty of the and for with von van de da del della der di du la le los el al bin ibn ben abu abd ould
    haji al- since commander in armed forces sudanese commission people's house representatives presidential ceo also
    spelled government republic national international cooperation elect designate first second third cardinal
    archbishop ii iii iv v vi vii viii xiv xvi
    """.split()
)

# What romanisations write in two ways, made one.
ONE_SOUND = (
    (r"['’-]", ""),
    (r"ou|oo|w(?=u)", "u"),
    (r"kh|gh|q|g|c(?=[ko])|ck", "k"),
    (r"ph", "f"),
    (r"dj|zh", "j"),
    (r"sh|sch|ch|ts|tz", "s"),
    (r"w", "v"),
    (r"y|ee|ie|ii|j", "i"),
    (r"e", "i"),
    (r"o", "u"),
    (r"c|x", "k"),
    (r"z", "s"),
    (r"h", ""),
    (r"(.)\1+", r"\1"),
)
ALIKE = 0.83  # of two longer words, by difflib


@cache
def sound(word: str) -> str:
    """A folded word with the letters that romanisations exchange made one."""
    for pattern, plain in ONE_SOUND:
        word = re.sub(pattern, plain, word)
    return word


def words(name: str) -> list[str]:
    """The words of a printed name without titles and particles, folded, in order."""
    split = re.findall(r"\w+(?:['’]\w+)*", name.replace("-", " "))
    return [w for w in map(fold, split) if len(w) > 1 and not w.isdigit() and w not in TITLES]


def family(name: str) -> list[str]:
    """The words printed in capitals, which is how one of the lists marks the family name; all words where none is."""
    capitals = [w for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", name.replace("-", " ")) if w.isupper()]
    return [w for w in words(" ".join(capitals)) if len(w) > 1] or words(name)


@cache
def sounds(person_id: str) -> frozenset[str]:
    """The sounds of all words in all names of a person on the shelf."""
    row = reference.persons()[person_id]
    names = [row["name"], *row["aliases"].split("|"), *row["second_ref"].split("|")]
    return frozenset(sound(w) for n in names for w in words(n)) - {""}


@cache
def alike(a: str, b: str) -> bool:
    if a == b or (len(a) > 3 and len(b) > 3 and (a.endswith(b) or b.endswith(a))):
        return True
    return min(len(a), len(b)) > 3 and SequenceMatcher(None, a, b).ratio() >= ALIKE


def likeness(name: str, person_id: str) -> float:
    """The share of the printed words that the person's names have, a little less for near spellings; nothing where no word of
    the family name is among them."""
    own = sounds(person_id)
    printed = [sound(w) for w in words(name)]
    held = [1.0 if w in own else 0.9 if any(alike(w, o) for o in own) else 0.0 for w in printed]
    kin = any(alike(sound(w), o) for w in family(name) for o in own)
    return sum(held) / len(held) if held and kin else 0.0
