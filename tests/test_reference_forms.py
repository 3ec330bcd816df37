"""Word forms of names: made by rules where rules can make them, each rule used and each form told from its rule."""

from __future__ import annotations

from collections import Counter

import pytest

from toolkit import forms, reference
from toolkit.language import load

WRITTEN = forms.table(reference.FOLDER / "aliases.csv")
RULES = {(r["lang"], r["name"]): tuple(r["forms"].split("|")) for r in reference.rows("alias_forms")}
KEY = ("lang", "target_id", "kind", "alias")


def test_names_are_written_once_and_sorted():
    keys = [tuple(r[c] for c in KEY) for r in WRITTEN]
    assert keys == sorted(keys)
    whole = [tuple(r.values()) for r in WRITTEN]
    assert len(whole) == len(set(whole))


def test_more_than_half_of_the_forms_are_made():
    assert len(WRITTEN) <= len(reference.rows("aliases")) / 2


def test_every_rule_is_used_and_stands():
    used = Counter((r["lang"], r["forms"]) for r in WRITTEN if r["forms"])
    assert set(used) == set(RULES)
    for made in RULES.values():
        assert len(made) == len(set(made)) > 1
        assert all(form.count("-") == 1 for form in made)


def test_forms_that_a_rule_makes_are_no_rows():
    """What a rule makes is not typed as well, or the two would part ways."""
    plain = {(r["alias"], *list(r.values())[1:-1]) for r in WRITTEN if not r["forms"]}
    twice = [
        form
        for r in WRITTEN
        if r["forms"]
        for form in forms.written(r["alias"], RULES[r["lang"], r["forms"]])
        if (form, *list(r.values())[1:-1]) in plain
    ]
    assert twice == []


@pytest.mark.parametrize(
    ("lang", "rule", "alias", "some"),
    [
        ("ru", "ia", "Франция", {"Франция", "Франции", "Францию", "Францией"}),
        ("ru", "adjective", "китайский", {"китайский", "китайская", "китайского", "китайскими"}),
        ("ar", "to", "الصين", {"الصين", "للصين"}),
        ("de", "adjective", "kubanisch", {"kubanisch", "kubanische", "kubanischen"}),
        ("es", "four", "cubano", {"cubano", "cubana", "cubanos", "cubanas"}),
        ("tr", "people-lı", "Kübalı", {"Kübalı", "Kübalılar", "Kübalıya"}),
    ],
)
def test_a_rule_makes_the_forms_of_its_language(lang, rule, alias, some):
    assert some <= set(forms.written(alias, RULES[lang, rule]))
    assert some <= {r["alias"] for r in reference.rows("aliases") if r["lang"] == lang}


def test_rules_are_of_languages_with_a_file():
    assert all(load(lang).code == lang for lang, _ in RULES)


def test_a_name_that_is_not_written_as_its_rule_asks_is_refused():
    with pytest.raises(ValueError, match="is not written as '-ия'"):
        forms.written("Куба", RULES["ru", "ia"])
