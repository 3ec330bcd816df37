"""What a text of a language is read by: the words of its file in some alphabets, and the names on the shelf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit import reference
from toolkit.language import Word, load


def lexicon(code: str, alphabets: Mapping[str, dict[str, str]]) -> Iterator[tuple[str, Word]]:
    """The words of a language in each alphabet (a name, and the letter of each kind), with the alphabet's name."""
    shelf = (*reference.state_words(code), *reference.organisation_words(code), *reference.person_words(code))
    for alphabet, letters in alphabets.items():
        for word in (*load(code).words(letters), *shelf):
            yield alphabet, word
