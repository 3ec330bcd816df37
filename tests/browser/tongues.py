"""Products as pages of one language would make them: outlets, titles, names and sentences in its own script."""

from __future__ import annotations

import polars as pl
from babel import Locale

from tests.products import products
from toolkit import reference

OUTLETS = {
    "en": ("Harbour Post", "Steppe Times", "The Lighthouse Daily Courier", "Oasis Review", "Northern Evening Mail"),
    "zh": ("港口日报", "草原时报", "灯塔每日新闻与国际评论", "绿洲周刊", "北方晚报"),
    "ar": ("صحيفة الواحة", "أخبار الميناء", "منارة الشرق اليومية للأنباء الدولية", "صوت السهوب", "بريد الشمال"),
    "ru": (
        "Вестник гор",
        "Портовая газета",
        "Маяк: ежедневное обозрение мировых событий",
        "Оазис",
        "Северная вечерняя",
    ),
}
SAID = {
    "en": "{who} of {a} sent a message of congratulations to {whom} of {b}, and wished both peoples lasting friendship.",
    "zh": "{a}领导人{who}向{b}领导人{whom}致贺电，祝愿两国人民友谊长存，并期待双方在各领域的合作不断取得新成果。",
    "ar": "بعث {who} زعيم {a} برقية تهنئة إلى {whom} زعيم {b}، متمنيا للشعبين صداقة دائمة ومزيدا من التعاون في كل المجالات.",
    "ru": "{who} ({a}) направил поздравительную телеграмму на имя {whom} ({b}) и пожелал народам двух стран прочной дружбы.",
}
TITLES = {"en": "{a} greets {b}", "zh": "{a}祝贺{b}", "ar": "{a} تهنئ {b}", "ru": "{a} поздравляет {b}"}


def spoken(language: str, articles: int = 300, seed: int = 5) -> dict[str, pl.DataFrame]:
    """``products``, told in ``language`` (en, zh, ar, ru): evidence is still the text from start to end."""
    made = products(articles, seed)
    outlet = pl.Series([OUTLETS[language][i % len(OUTLETS[language])] for i in range(articles)])
    pages = made["articles"].with_columns(outlet=outlet, language=pl.lit(language))
    sides = dict(made["headlines"].select("article_id", "countries").iter_rows())
    people = _names(language)
    texts = {}
    for name, (one, other) in {
        "exchanges": ("actor_country", "recipient_country"),
        "anniversaries": ("country_a", "country_b"),
    }.items():
        rows = []
        for row in made[name].iter_rows(named=True):
            words = {"who": people.get(row.get("actor_id")) or "—", "whom": people.get(row.get("recipient_id")) or "—"}
            said = SAID[language].format(**words, a=_state(row[one], language), b=_state(row[other], language))
            before = texts.get(row["article_id"]) or f"{_title(language, sides[row['article_id']])}\n"
            texts[row["article_id"]] = f"{before}{said} "
            row |= {"evidence": said, "start": len(before), "end": len(before) + len(said)}
            rows.append(
                row | {f"{w}_name": people.get(row[f"{w}_id"]) for w in ("actor", "recipient") if f"{w}_id" in row}
            )
        made[name] = pl.DataFrame(rows, schema=made[name].schema)
    titles = [_title(language, sides[key]) for key in pages["article_id"]]
    text = [texts.get(key, f"{title}\n") for key, title in zip(pages["article_id"], titles, strict=True)]
    made["articles"] = pages.with_columns(title=pl.Series(titles), text=pl.Series(text))
    made["headlines"] = made["headlines"].with_columns(
        text=pl.Series(titles),
        end=pl.Series([len(t) for t in titles], dtype=made["headlines"]["end"].dtype),
        language=pl.lit(language),
    )
    return made


def _title(language: str, states: list[str]) -> str:
    return TITLES[language].format(a=_state(states[0], language), b=_state(states[-1], language))


def _state(code: str, language: str) -> str:
    return Locale(language).territories.get(reference.states()[code]["iso2"], code)


def _names(language: str) -> dict[str, str]:
    """A person's full name as the language writes it; the shelf's own where it knows none."""
    own = {k: r["name"] for k, r in reference.persons().items()}
    return own | {
        r["person_id"]: r["name"]
        for r in reference.rows("person_names")
        if r["lang"] == language and r["kind"] == "full"
    }
