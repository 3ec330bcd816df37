"""Wire copies and near duplicates: articles of one language and about one day whose five-word hashes contain each other.

Containment, not likeness, because agencies' copies are cut. Every eighth hash of all runs of five tokens is kept; two articles
are of one story when at least half of the smaller set is shared. Cost is linear in the text: shingles in few articles are
paired all with all, common ones only with the first article that holds them. Fingerprints are made anew on each build, since
Polars does not promise the same hash in every version.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

TOKEN = r"[\u3040-\u30ff\u3400-\u9fff]|\w+"
RUN = 5  # tokens of a shingle
KEPT = 8  # one of so many shingles
SHARED = 0.5  # of the smaller article's shingles
LEAST = 4  # shared shingles; less is chance
COMMON = 60  # articles that hold a shingle before it counts as a commonplace
DAYS = 3  # between two copies of a story
ROWS = 5_000  # articles shingled at once: bounds memory
APART = 20_000  # articles whose shingles, a range of all, are compared at once: bounds memory
FILES = 256  # ranges at most
HELD = 2_000_000  # meetings of two articles counted at once: bounds memory
NEVER = 1 << 30  # a day that is none
PRINT, PAIR = np.dtype([("hash", "<u8"), ("rank", "<u4")]), np.dtype([("pair", "<u8"), ("shared", "<u4")])
MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads pairs evenly
Rows = NDArray[np.void]
Days = NDArray[np.int32]
Sides = tuple[NDArray[np.uint32], NDArray[np.uint32]]
FINGERPRINTS = {"article_id": pl.String, "language": pl.String, "published_date": pl.Date, "hash": pl.UInt64}


def stories(articles: pl.DataFrame) -> pl.DataFrame:
    """Fill ``story_id`` (the article_id of the earliest copy) and ``copy_role`` of ``tables.ARTICLES`` rows."""
    told = group(fingerprints(articles), articles.select("article_id", "published_date"))
    joined = articles.drop("story_id", "copy_role", strict=False).join(
        told, on="article_id", how="left", maintain_order="left"
    )
    return joined.select(articles.columns if "story_id" in articles.columns else joined.columns)


def fingerprints(articles: pl.DataFrame) -> pl.DataFrame:
    """Articles -> ``article_id, language, published_date, hash``: the sampled shingles of their bodies, many rows an article."""
    parts = [_fingerprints(articles.slice(at, ROWS)) for at in range(0, articles.height, ROWS)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=FINGERPRINTS)


def _fingerprints(articles: pl.DataFrame) -> pl.DataFrame:
    body = pl.col("text").str.slice(pl.col("body_start"), pl.col("body_end") - pl.col("body_start"))
    tokens = (
        articles.lazy()
        .select("article_id", "language", "published_date", token=body.str.to_lowercase().str.extract_all(TOKEN))
        .explode("token", empty_as_null=True, keep_nulls=False)
        .with_columns(h0=pl.col("token").hash(1))
    )
    following = [pl.col("h0").shift(-i).alias(f"h{i}") for i in range(1, RUN)]
    same = pl.col("article_id").shift(1 - RUN) == pl.col("article_id")  # a run does not cross into the next article
    return (
        tokens.with_columns(*following, same=same)
        .filter("same")
        .select("article_id", "language", "published_date", hash=pl.struct(f"h{i}" for i in range(RUN)).hash(7))
        .filter(pl.col("hash") % KEPT == 0)
        .unique()
        .collect()
    )


def group(prints: pl.DataFrame, articles: pl.DataFrame | None = None) -> pl.DataFrame:
    """Fingerprints -> ``article_id, story_id, copy_role``; ``articles`` (article_id, published_date) adds those without any."""
    own = ("article_id", "language", "published_date")
    told = prints.select(own).unique()
    if articles is not None:
        told = (
            articles.select("article_id", "published_date")
            .unique()
            .join(told.select("article_id", "language"), on="article_id", how="left")
        )
    return gathered(prints.group_by("article_id").agg(hashes="hash"), told)


def gathered(prints: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """``article_id, hashes`` (a list, one row an article) and all articles once (article_id, language, published_date) -> the
    same.
    """
    order = articles.sort("published_date", "article_id", nulls_last=True).with_row_index("rank")
    held = prints.join(order.select("article_id", "rank"), on="article_id")
    languages = order["language"].rank("dense").fill_null(0).cast(pl.UInt16)
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        compared = Compared(days(order["published_date"]), languages.to_numpy(), Path(folder))
        compared.add(held["rank"].to_numpy(), held["hashes"])
        story = pl.Series("story_id", order["article_id"].to_numpy()[compared.stories()], pl.String)
    return order.select("article_id", story, copy_role=role(pl.col("article_id") == story))


def role(first: pl.Expr) -> pl.Expr:
    """``copy_role`` of ``tables.ARTICLES``: is it the first of its story?"""
    return pl.when(first).then(pl.lit("original")).otherwise(pl.lit("copy"))


def days(dates: pl.Series) -> Days:
    """Dates as whole days; articles without a date are near to those without one, and to no other."""
    return dates.to_physical().fill_null(NEVER).to_numpy()


# many fingerprints: ranges of them on disk


class Dealt:
    """Rows of one kind, dealt into numbered files."""

    def __init__(self, folder: Path, kind: np.dtype[np.void], count: int) -> None:
        self.kind, self.count = kind, count
        self._files = [folder / f"{'-'.join(kind.names or ())}.{number:03}" for number in range(count)]

    def add(self, rows: Rows, at: NDArray[np.uint64]) -> None:
        """Each row to the file of its number."""
        order = np.argsort(at, kind="stable")
        rows, bounds = rows[order], np.searchsorted(at[order], np.arange(self.count + 1, dtype=np.uint64))
        for file, start, end in zip(self._files, bounds, bounds[1:], strict=False):
            if end > start:
                with file.open("ab") as held:
                    held.write(rows[start:end].tobytes())

    def taken(self) -> Iterator[Rows]:
        """The rows of one file after the other, which is then removed."""
        for file in self._files:
            if file.exists():
                yield np.fromfile(file, self.kind)
                file.unlink()


class Compared:
    """Articles by their rank in time, whose fingerprints are added in any order: a shingle meets its own kind only, so ranges of
    shingles, and then ranges of pairs, are compared apart. In memory are some bytes an article, and one range.
    """

    def __init__(self, days: Days, languages: NDArray[np.uint16], folder: Path) -> None:
        self.days, self.languages = days, languages
        self.sizes = np.zeros(len(days), np.uint32)
        count = min(FILES, 1 + len(days) // APART)
        self.prints, self.pairs = Dealt(folder, PRINT, count), Dealt(folder, PAIR, count)

    def add(self, ranks: NDArray[np.uint32], hashes: pl.Series) -> None:
        """Hashes (a list an article) of articles by rank; of an article read twice the first count."""
        new = self.sizes[ranks] == 0
        ranks, hashes = ranks[new], hashes.filter(pl.Series(new))
        self.sizes[ranks] = hashes.list.len().to_numpy()
        rows = np.empty(int(self.sizes[ranks].sum()), PRINT)
        rows["hash"] = hashes.explode(empty_as_null=False, keep_nulls=False).to_numpy()
        rows["rank"] = np.repeat(ranks, self.sizes[ranks])
        self.prints.add(rows, rows["hash"] // np.uint64(KEPT) % np.uint64(self.prints.count))

    def stories(self) -> NDArray[np.uint32]:
        """By rank, the lowest rank that an article is linked with, through any chain of pairs."""
        for rows in self.prints.taken():
            self._count(self._meetings(rows))
        low = array("I", range(len(self.days)))
        for pairs in self.pairs.taken():
            for a, b in zip(*self._contained(pairs), strict=True):
                _link(low, a, b)
        return _roots(np.array(low, np.uint32))

    def _meetings(self, rows: Rows) -> Iterator[Sides]:
        """Ranks a < b of one language and about one day, once for every shingle that both hold; a common shingle links its
        holders with the first of them only.
        """
        held = pl.DataFrame({"hash": rows["hash"], "rank": rows["rank"]}).filter(pl.col("hash").is_duplicated())
        held = held.with_columns(language=self.languages[held["rank"].to_numpy()]).sort("hash", "language", "rank")
        shingle, language, rank = (held[c].to_numpy() for c in ("hash", "language", "rank"))
        begins = (shingle[1:] != shingle[:-1]) | (language[1:] != language[:-1])
        starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(rank)), np.bool_), begins]))
        sizes = np.diff(starts, append=len(rank))
        common, end = np.repeat(sizes > COMMON, sizes), np.repeat(starts + sizes, sizes)
        first = np.repeat(rank[starts], sizes)
        later = common & (rank > first)
        yield first[later], rank[later]
        at = np.flatnonzero(~common)
        for step in range(1, COMMON):  # ranks follow time: what is too late for one neighbour is so for all that follow
            at = at[at + step < end[at]]
            at = at[self.days[rank[at + step]] - self.days[rank[at]] <= DAYS]
            yield rank[at], rank[at + step]

    def _count(self, meetings: Iterable[Sides]) -> None:
        """How many shingles two ranks share, of those seen so far: summed later, pair by pair."""
        held: list[NDArray[np.uint64]] = []
        for a, b in meetings:
            held.append(a.astype(np.uint64) << np.uint64(32) | b)
            if sum(map(len, held)) > HELD:
                self._deal(np.concatenate(held))
                held = []
        if held:
            self._deal(np.concatenate(held))

    def _deal(self, met: NDArray[np.uint64]) -> None:
        pairs, counts = np.unique(met, return_counts=True)
        rows = np.empty(len(pairs), PAIR)
        rows["pair"], rows["shared"] = pairs, counts
        self.pairs.add(rows, (pairs * MIX >> np.uint64(40)) % np.uint64(self.pairs.count))

    def _contained(self, rows: Rows) -> tuple[list[int], list[int]]:
        """Pairs that share enough."""
        rows = rows[np.argsort(rows["pair"])]
        pairs, begins = np.unique(rows["pair"], return_index=True)
        shared = np.add.reduceat(rows["shared"], begins)
        a, b = (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32)
        enough = (shared >= LEAST) & (shared >= SHARED * np.minimum(self.sizes[a], self.sizes[b]))
        enough &= self.days[b] - self.days[a] <= DAYS
        return a[enough].tolist(), b[enough].tolist()


def _link(low: array[int], a: int, b: int) -> None:
    """Join the stories of two: the later first of them follows the earlier."""
    while low[a] != a:
        low[a] = a = low[low[a]]
    while low[b] != b:
        low[b] = b = low[low[b]]
    low[max(a, b)] = min(a, b)


def _roots(low: NDArray[np.uint32]) -> NDArray[np.uint32]:
    while not np.array_equal(low, higher := low[low]):
        low = higher
    return low
