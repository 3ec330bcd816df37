"""The command ``toolkit``: build, code, show, upcoming, evaluate, review, report, export, refresh, codebook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 refused (quality, agreement), 2 an error with its mend."""
    asked = parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except (ValueError, RuntimeError, OSError) as error:
        print(f"toolkit {asked.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


def commands() -> set[str]:
    """The names of all commands."""
    actions = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return set(actions[0].choices)


def parser() -> argparse.ArgumentParser:
    """The parser with every command; each says what it does."""
    top = argparse.ArgumentParser(
        prog="toolkit", description="Datasets of the ties between countries, from scraped news pages."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_build, _code, _show, _upcoming, _evaluate, _review, _report, _export, _refresh, _codebook):
        add(commands)
    return top


def _command(commands: Any, name: str, about: str, run: Run) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    made.set_defaults(run=run)
    return made


def _build(commands: Any) -> None:
    made = _command(commands, "build", "build the datasets from files and folders; only what has changed", build)
    made.add_argument(
        "raw", nargs="+", type=_where, metavar="RAW", help="files or folders of any mix of formats, read recursively"
    )
    made.add_argument(
        "--out", type=_where, default=Path("datasets"), help="folder for the products (default: datasets)"
    )
    made.add_argument("--workers", type=int, help="processes (default: one a core); jobs on a cluster of SLURM")
    made.add_argument(
        "--cluster",
        help='address of a Dask scheduler, or "slurm"; RAW and --out may be s3:// addresses: docs/cluster.md',
    )
    made.add_argument(
        "--mapping", type=Path, help="TOML file that maps field names of your own to those of the toolkit"
    )
    made.add_argument(
        "--engine",
        choices=("cascade", "trafilatura"),
        default="cascade",
        help="how bodies are found in HTML: fast with trafilatura in doubt (default), or trafilatura at once",
    )
    made.add_argument("--quiet", action="store_true", help="no progress, no summary")


def _where(text: str) -> Path | str:
    """A path, or an address as it is: a path would make one of its two slashes."""
    return text if "://" in text else Path(text)


def build(asked: argparse.Namespace) -> int:
    """Build, and print a summary table."""
    from toolkit import build as house

    manner = {"mapping": asked.mapping, "engine": asked.engine}
    if asked.cluster:
        from toolkit import cluster

        manner["run"] = cluster.run(asked.cluster, asked.workers)
    done = house.build(asked.raw, asked.out, workers=asked.workers, quiet=asked.quiet, **manner)
    if not asked.quiet:
        names = ("articles", "headlines", "anniversaries", "exchanges", "events", "quarantined")
        counts = done.counts | {"quarantined": done.counts["quarantine"]}
        width = max(len(f"{counts[name]:,}") for name in names)
        print("\n".join(f"  {name:<14}{counts[name]:>{width},}" for name in names))
        corrected = f", {done.corrected} row(s) corrected" if done.corrected else ""
        print(f"{asked.out}: {done.built} shard(s) built, {done.kept} kept{corrected}")
        if done.counts["quarantine"]:
            print(f"records that could not be read, with the mend: toolkit show quarantine --datasets {asked.out}")
    return 0


def _code(commands: Any) -> None:
    made = _command(commands, "code", "code one text and print its rows", code)
    made.add_argument("text", help="the text, or - for standard input")
    made.add_argument("--published", type=date.fromisoformat, metavar="DAY", help="day of publication, YYYY-MM-DD")
    made.add_argument("--language", help="ISO 639-1 code (default: found from the text)")
    made.add_argument(
        "--explain", action="store_true", help="show sentences, typed mentions, rules, and why each was kept or refused"
    )


def code(asked: argparse.Namespace) -> int:
    """Code a text; print rows, or how they came about."""
    from toolkit import explain

    text = sys.stdin.read() if asked.text == "-" else asked.text
    print(
        explain.explain(text, asked.published, asked.language)
        if asked.explain
        else explain.show(text, asked.published, asked.language)
    )
    return 0


def _show(commands: Any) -> None:
    made = _command(commands, "show", "print rows of a product", show)
    made.add_argument("product", help="articles, headlines, anniversaries, exchanges, events, rejects or quarantine")
    made.add_argument("--datasets", type=Path, default=Path("datasets"))
    made.add_argument("--rows", type=int, default=20, help="how many (default: 20)")
    made.add_argument(
        "--where",
        metavar="COLUMN=VALUE",
        action="append",
        default=[],
        help="only rows with this value; may be repeated",
    )


def show(asked: argparse.Namespace) -> int:
    """Print the first rows of a product, a line each."""
    import polars as pl

    from toolkit import explain

    path = asked.datasets / f"{asked.product}.parquet"
    if not path.exists():
        raise ValueError(f"no {path}; build it with: toolkit build RAW --out {asked.datasets}")
    frame = pl.scan_parquet(path)
    for condition in asked.where:
        column, _, value = condition.partition("=")
        frame = frame.filter(pl.col(column).cast(pl.String) == value)
    print("\n".join(explain.rows(asked.product, frame.head(asked.rows).collect())))
    return 0


def _upcoming(commands: Any) -> None:
    made = _command(
        commands, "upcoming", "anniversaries ahead, from the relations and occasions on the shelf", upcoming
    )
    made.add_argument("--days", type=int, default=90)
    made.add_argument(
        "--start", type=date.fromisoformat, default=None, metavar="DAY", help="first day (default: today)"
    )
    made.add_argument("--every", type=int, default=5, help="milestones of so many years (default: 5)")


def upcoming(asked: argparse.Namespace) -> int:
    """Print the milestones of the days ahead."""
    from toolkit import milestones

    start = asked.start or date.today()
    for m in milestones.milestones(start, asked.days, asked.every):
        print(f"{m.day}  {m.ordinal:4}  {m.title}")
    return 0


def _evaluate(commands: Any) -> None:
    made = _command(
        commands, "evaluate", "precision, recall and F1 against a gold set; refuses to sink below the floors", evaluate
    )
    made.add_argument("--gold", type=Path, help="folder of a gold set (default: the project's own)")
    made.add_argument("--floors", type=Path, help="floors.toml (default: the project's own, with its own gold)")
    made.add_argument("--language", action="append", help="only these languages; may be repeated")
    made.add_argument(
        "--split", choices=("dev", "kept"), help="only the texts for development, or only those kept apart from it"
    )
    made.add_argument("--misses", action="store_true", help="list the misses and false rows by cause")
    made.add_argument("--write", action="store_true", help="refresh the confidence of each rule, and raise the floors")


def evaluate(asked: argparse.Namespace) -> int:
    """Score the coder against a gold set and print the tables."""
    from toolkit import evaluate as scoring

    report = scoring.evaluate(
        asked.gold, languages=asked.language, floors=asked.floors, write=asked.write, split=asked.split
    )
    print(report.text(misses=asked.misses))
    return 1 if report.sunk else 0


def _review(commands: Any) -> None:
    made = _command(
        commands, "review", "draw a seeded sample of rows to check by hand, or score checked sheets", review
    )
    made.add_argument(
        "checked", nargs="*", type=Path, metavar="SHEET", help="sheets filled in: prints precision, alpha"
    )
    made.add_argument("--datasets", type=Path, default=Path("datasets"))
    made.add_argument(
        "--product", default="exchanges", help="exchanges, anniversaries or headlines (default: exchanges)"
    )
    made.add_argument("--rows", type=int, default=100, help="how many (default: 100)")
    made.add_argument("--seed", type=int, default=1, help="another seed, another sample (default: 1)")
    made.add_argument("--out", type=Path, help="the sheet to write (default: review/PRODUCT-SEED.csv in the datasets)")


def review(asked: argparse.Namespace) -> int:
    """Write a sheet to fill in, or read sheets and print precision with its interval and the coders' agreement."""
    import polars as pl

    from toolkit import products
    from toolkit import review as checking

    if asked.checked:
        checks = pl.concat([checking.read(path) for path in asked.checked])
        p = checking.precision(checks)
        print(
            f"precision {p['precision']:.3f} [{p['low']:.3f}, {p['high']:.3f}]: {p['right']:.0f} of {p['n']:.0f} right"
        )
        print(f"Krippendorff's alpha {checking.alpha(checks):.3f}, {checks['coder'].n_unique()} coder(s)")
        return 0
    rows, articles = (products.load(name, asked.datasets) for name in (asked.product, "articles"))
    drawn = checking.sample(rows, articles, asked.product, asked.rows, asked.seed)
    out = asked.out or asked.datasets / "review" / f"{asked.product}-{asked.seed}.csv"
    print(f"wrote {checking.write(drawn, out)}: {drawn.height} rows; fill in the columns right (yes or no) and coder")
    return 0


def _report(commands: Any) -> None:
    made = _command(commands, "report", "write one self-contained page: charts, evidence, coverage, quality", report)
    made.add_argument("--datasets", type=Path, default=Path("datasets"))
    made.add_argument("--out", type=Path, default=Path("report/index.html"), help="default: report/index.html")


def report(asked: argparse.Namespace) -> int:
    """Write the page."""
    from toolkit import products
    from toolkit import report as page

    held = {name: products.load(name, asked.datasets) for name in products.NAMES}
    cite = Path(__file__).parent.parent / "CITATION.cff"
    said = cite.read_text(encoding="utf-8") if cite.exists() else ""
    print(f"wrote {page.write(held, asked.out, products.version(asked.datasets), said)}")
    return 0


def _export(commands: Any) -> None:
    made = _command(commands, "export", "write CSV, Stata and metadata files of the products", export)
    made.add_argument("--datasets", type=Path, default=Path("datasets"))
    made.add_argument("--out", type=Path, help="folder (default: export in the datasets)")
    made.add_argument("--stata", action="store_true", help="Stata files too (needs pyreadstat)")


def export(asked: argparse.Namespace) -> int:
    """Write the files."""
    from toolkit import export as outward
    from toolkit import measure, products

    held = {name: products.load(name, asked.datasets) for name in products.NAMES}
    held["panel"] = measure.panel(held["events"], held["articles"])
    formats = ("csv", "stata") if asked.stata else ("csv",)
    out = asked.out or asked.datasets / "export"
    written = outward.export(held, out, formats, products.version(asked.datasets))
    print(f"{out}: {', '.join(p.name for p in written)}")
    return 0


def _refresh(commands: Any) -> None:
    made = _command(commands, "refresh", "ask Wikidata what has changed; a table to go through, nothing else", refresh)
    made.add_argument(
        "--user-agent",
        default="",
        metavar="AGENT",
        help='who asks, with a contact, as the service demands: "Jo Doe (mailto:jo@university.org)"',
    )
    made.add_argument("--endpoint", metavar="URL", help="SPARQL service (default: Wikidata's)")
    made.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="for answers and table (default: in the user's cache)"
    )
    made.add_argument("--only", choices=("offices", "persons", "names", "relations"), help="only this part")
    made.add_argument("--again", action="store_true", help="forget the answers in the cache and ask anew")


def refresh(asked: argparse.Namespace) -> int:
    """Ask, compare, write the table, and print its summary; a run that was stopped goes on where it was."""
    from toolkit import refresh as upkeep
    from toolkit.refresh.service import ENDPOINT

    try:
        done = upkeep.refresh(
            asked.user_agent,
            endpoint=asked.endpoint or ENDPOINT,
            cache=asked.cache,
            only=asked.only,
            again=asked.again,
            tell=lambda line: print(line, file=sys.stderr),
        )
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return 130
    print(done.text())
    return 0


def _codebook(commands: Any) -> None:
    made = _command(commands, "codebook", "write the codebook of the products from their declarations", codebook)
    made.add_argument("--out", type=Path, default=Path("datasets/CODEBOOK.md"))


def codebook(asked: argparse.Namespace) -> int:
    """Write CODEBOOK.md."""
    from toolkit import tables

    asked.out.write_text(tables.codebook(), encoding="utf-8")
    print(f"wrote {asked.out}")
    return 0
