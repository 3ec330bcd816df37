"""How good the coder is: precision, recall and F1 with Wilson intervals against a gold set, by dataset, kind, rule and language.

Compared as the codebook says: anniversaries by parties, kind and number; exchanges that are done by dyad and kind, in order
unless mutual; of the matched, names, roles, direction, occasion and date. A distractor counts as hit when a wrong row's
evidence overlaps it. Floors only rise; the confidence of a rule is the lower bound of its precision.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt
from pathlib import Path
from typing import Any

from toolkit import explain, gold, reference
from toolkit.language import coded, fold

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "gold"
CEILING = "distractors_hit"  # the one figure that only sinks
CONFIDENCE = Path(__file__).parent / "coding" / "confidence.csv"
Row = dict[str, Any]


def wilson(right: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Lower and upper bound of the 95 % Wilson interval of a share (Wilson 1927); 0 to 1 where there is nothing."""
    if not total:
        return 0.0, 1.0
    share, square = right / total, z * z
    middle, half = share + square / (2 * total), z * sqrt((share * (1 - share) + square / (4 * total)) / total)
    return max(0.0, (middle - half) / (1 + square / total)), min(1.0, (middle + half) / (1 + square / total))


@dataclass
class Score:
    """Counts of right, false and missed rows."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def line(self, name: str) -> str:
        p, r = wilson(self.right, self.right + self.false), wilson(self.right, self.right + self.missed)
        return (
            f"{name:<44} {self.right:5} {self.false:5} {self.missed:5}   {self.precision:.3f} [{p[0]:.2f} {p[1]:.2f}]"
            f"   {self.recall:.3f} [{r[0]:.2f} {r[1]:.2f}]   {self.f1:.3f}"
        )


@dataclass
class Report:
    """Scores by what was compared, shares of what was right among the matched, and the single misses."""

    scores: dict[tuple[str, ...], Score] = field(default_factory=lambda: defaultdict(Score))
    shares: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    misses: list[str] = field(default_factory=list)
    items: Counter[str] = field(default_factory=Counter)
    sunk: list[str] = field(default_factory=list)

    def text(self, *, misses: bool = False) -> str:
        """The report as lines for the screen."""
        out = [f"texts: {', '.join(f'{k} {v}' for k, v in sorted(self.items.items()))}", ""]
        out.append(f"{'':<44} {'right':>5} {'false':>5} {'miss':>5}   precision            recall              F1")
        out += [self.scores[k].line(" ".join(k)) for k in sorted(self.scores)]
        out += ["", "of the matched, and distractors hit"]
        for (language, what), (good, total) in sorted(self.shares.items()):
            low, high = wilson(good, total)
            out.append(
                f"{language + ' ' + what:<44} {good:5} of {total:<5} {good / total if total else 0:.3f} [{low:.2f} {high:.2f}]"
            )
        out += ["", *self.misses] if misses else []
        out += ["", *(f"BELOW THE FLOOR: {s}" for s in self.sunk)] if self.sunk else []
        return "\n".join(out)


def evaluate(
    folder: Path | None = None,
    *,
    languages: Sequence[str] | None = None,
    floors: Path | None = None,
    write: bool = False,
    split: str | None = None,
) -> Report:
    """Score the coder on a gold folder (default: the project's own, held to its floors). ``split``: dev or kept texts only."""
    report = Report()
    for item in gold.load(folder or OWN):
        wanted = item.language in reference.named_languages() and (not languages or item.language in languages)
        if wanted and (split is None or item.kept == (split == "kept")):
            _score(report, item)
    whole = folder is None and split is None and not languages  # floors are of the whole gold
    floors = floors or (OWN / "floors.toml" if whole else None)
    if floors and floors.exists():
        _hold(report, tomllib.loads(floors.read_text(encoding="utf-8")))
        if write:
            floors.write_text(_raised(report, floors.read_text(encoding="utf-8")), encoding="utf-8")
    if write:
        _write_confidence(report)
    return report


def _score(report: Report, item: gold.Item) -> None:
    report.items[item.language] += 1
    frames = explain.code(item.text, None if item.page else item.published, item.language)
    rows = {name: frames[name].to_dicts() for name in ("headlines", "anniversaries", "exchanges")}
    _title(report, item, rows["headlines"])
    _related(report, item, rows["headlines"])
    if item.language not in coded():
        return  # only headlines are read of a language that has no words of acts
    wrong = _anniversaries(report, item, rows["anniversaries"]) + _exchanges(report, item, rows["exchanges"])
    for distractor in item.answers.get("distractors", []):
        at = item.text.find(distractor["evidence"])
        hit = at >= 0 and any(r["start"] < at + len(distractor["evidence"]) and at < r["end"] for r in wrong)
        report.shares[item.language, "distractors hit"][0] += hit
        report.shares[item.language, "distractors hit"][1] += 1
        if hit:
            report.misses.append(f"{item.id} HIT distractor {distractor['type']}: {distractor['evidence']}")


def _matched(
    report: Report,
    item: gold.Item,
    dataset: str,
    wanted: list[tuple[tuple[Any, ...], Row]],
    got: list[tuple[tuple[Any, ...], Row]],
) -> tuple[list[tuple[Row, Row]], list[Row]]:
    """Pair rows of equal keys, the likest first; count, and return the pairs and the false rows."""
    pairs, left = [], list(got)
    for key, want in wanted:
        same = [g for g in left if g[0] == key]
        best = max(same, key=lambda g: _likeness(want, g[1]), default=None)
        for name in _names(item, dataset, want["kind"]):
            report.scores[name].right += best is not None
            report.scores[name].missed += best is None
        if best is None:
            report.misses.append(f"{item.id} MISS {dataset} {key}: {want['evidence'][:160]}")
        else:
            left.remove(best)
            pairs.append((want, best[1]))
            report.scores["rule", best[1]["rule"]].right += 1
    for key, row in left:
        report.misses.append(f"{item.id} FALSE {dataset} {row['rule']} {key}: {row['evidence'][:160]!r}")
        report.scores["rule", row["rule"]].false += 1
        for name in _names(item, dataset, row["kind"]):
            report.scores[name].false += 1
    return pairs, [row for _, row in left]


def _names(item: gold.Item, dataset: str, kind: str) -> Iterable[tuple[str, ...]]:
    return ((item.language, dataset), (item.language, dataset, kind))


def _anniversaries(report: Report, item: gold.Item, rows: list[Row]) -> list[Row]:
    wanted = [
        ((tuple(sorted(a["countries"])), a.get("org"), a["kind"], a["ordinal"]), a)
        for a in item.answers["anniversaries"]
    ]
    got = []
    for r in rows:
        parties = tuple(c for c in (r["country_a"], r["country_b"]) if c)
        got.append(((parties, r["organisation"], r["kind"], r["ordinal"]), r))
    pairs, wrong = _matched(report, item, "anniversaries", wanted, got)
    for want, row in pairs:
        founded = row["founding_date"].isoformat() if row["founding_date"] else None
        _share(report, item, "founding year", want["founding_year"], row["founding_year"])
        _share(report, item, "founding date", want["founding_date"], founded)
    return wrong


def _exchanges(report: Report, item: gold.Item, rows: list[Row]) -> list[Row]:
    wrong: list[Row] = []
    for status in ("done", "background", "planned"):
        wanted = [
            (_dyad(x["mutual"], x["from"]["iso3"], x["to"]["iso3"], x["kind"]), x)
            for x in item.answers["exchanges"]
            if x["status"] == status
        ]
        got = [
            (_dyad(r["mutual"], r["actor_country"], r["recipient_country"], r["kind"]), r)
            for r in rows
            if r["status"] == status
        ]
        pairs, false = _matched(report, item, "exchanges" if status == "done" else f"exchanges {status}", wanted, got)
        wrong += false
        for want, row in pairs if status == "done" else []:
            _compare(report, item, want, row)
    return wrong


def _dyad(mutual: bool, a: str, b: str, kind: str) -> tuple[Any, ...]:
    return (kind, *(sorted((a, b)) if mutual else (a, b)))


def _sides(want: Row, row: Row) -> list[tuple[Row, str]]:
    """Gold side and the prefix of ours that it is compared with; a mutual row has no order."""
    order = ["actor", "recipient"]
    if want["mutual"] and want["from"]["iso3"] != row["actor_country"]:
        order.reverse()
    return [(want["from"], order[0]), (want["to"], order[1])]


def _likeness(want: Row, row: Row) -> int:
    if "from" not in want:
        return 0
    return sum(
        _same_name(side["name"], row[f"{who}_name"]) * 2 + (side["role"] == row[f"{who}_role"])
        for side, who in _sides(want, row)
    )


def _same_name(want: str | None, got: str | None) -> bool:
    """Names agree when the words of one are among those of the other, or most are shared."""
    if not want or not got:
        return want == got
    a, b = (set(fold(n).replace("-", " ").split()) for n in (want, got))
    return a <= b or b <= a or len(a & b) * 2 > min(len(a), len(b))


def _compare(report: Report, item: gold.Item, want: Row, row: Row) -> None:
    for side, who in _sides(want, row):
        if side["name"]:
            _share(report, item, "names", True, _same_name(side["name"], row[f"{who}_name"]))
        _share(report, item, "roles", side["role"], row[f"{who}_role"])
    _share(report, item, "direction", want["mutual"], row["mutual"])
    _share(report, item, "occasion", want["occasion"], row["occasion"])
    width = {"day": 10, "month": 7, "year": 4, None: 0}[row["date_precision"]]
    _share(report, item, "date", want["date"], row["date"].isoformat()[:width] if row["date"] else None)


def _share(report: Report, item: gold.Item, what: str, want: Any, got: Any) -> None:
    count = report.shares[item.language, what]
    count[0] += want == got
    count[1] += 1
    if want != got:
        report.misses.append(f"{item.id} {what}: {got} should be {want}")


def _title(report: Report, item: gold.Item, rows: list[Row]) -> None:
    wanted = item.answers.get("headline_countries")
    title = next((r for r in rows if r["kind"] == "title"), None)
    if wanted is None:
        return
    _states(
        report,
        item,
        "headline states",
        set(wanted),
        set(title["countries"]) if title else set(),
        title["text"] if title else "no title found",
    )


def _related(report: Report, item: gold.Item, rows: list[Row]) -> None:
    found = {" ".join(r["text"].split()): r for r in rows if r["kind"] == "related"}
    for want in item.answers.get("related_headlines", []):
        row = found.get(" ".join(want["text"].split()))
        report.shares[item.language, "related headlines found"][0] += row is not None
        report.shares[item.language, "related headlines found"][1] += 1
        if row is None:
            report.misses.append(f"{item.id} related headline not found: {want['text']}")
        else:
            _states(report, item, "related headline states", set(want["countries"]), set(row["countries"]), row["text"])


def _states(report: Report, item: gold.Item, name: str, want: set[str], got: set[str], text: str) -> None:
    score = report.scores[item.language, name]
    score.right += len(want & got)
    score.false += len(got - want)
    score.missed += len(want - got)
    if want != got:
        report.misses.append(f"{item.id} {name}: {sorted(got)} should be {sorted(want)}: {text}")


def _hold(report: Report, floors: dict[str, Any]) -> None:
    """Compare with floors.toml: ``[en] anniversaries = .96`` holds an F1, ``distractors_hit`` a share from above."""
    for language, held in floors.items():
        for name, floor in held.items():
            got = _reached(report, language, name)
            if (got > floor) if name == CEILING else (got < floor):
                report.sunk.append(f"{language} {name.replace('_', ' ')}: {got:.3f}, floor {floor:.3f}")


def _reached(report: Report, language: str, name: str) -> float:
    """The figure that a floor's name stands for: an F1, or a share of the matched rows."""
    what = name.replace("_", " ")
    if what in ("anniversaries", "exchanges", "headline states"):
        return report.scores[language, what].f1
    good, total = report.shares[language, what]
    return good / total if total else (0.0 if name == CEILING else 1.0)


def _raised(report: Report, floors: str) -> str:
    """The text of floors.toml with every floor that was overtaken raised to what was reached, in whole hundredths."""
    lines, language = [], ""
    for line in floors.splitlines():
        language = line.strip("[]") if line.startswith("[") else language
        name, told, floor = line.partition(" = ")
        if told:
            got = _reached(report, language, name)
            new = (
                min(float(floor), ceil(got * 100) / 100) if name == CEILING else max(float(floor), int(got * 100) / 100)
            )
            line = f"{name} = {new:.2f}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _write_confidence(report: Report) -> None:
    with CONFIDENCE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["rule", "right", "rows", "lower"])
        for key in sorted(k for k in report.scores if k[0] == "rule"):
            score = report.scores[key]
            total = score.right + score.false
            out.writerow([key[1], score.right, total, f"{wilson(score.right, total)[0]:.3f}"])
