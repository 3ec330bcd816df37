"""The exchange rules as data: ``exchanges.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GAP = "[xdzN#=9@\"'QFOSAC_<B(,)~n5%]{0,6}?"
GUESTS = ("guests", "sent-guest", "came-from-home")  # who comes to a ceremony that has been told of
CLAUSE = "[^.;:PXDRZLkc¢mWV1IasrJ/§¥¶†¤£®]{0,18}?"


@dataclass(frozen=True)
class Rule:
    """One exchange rule as data (``exchanges.toml`` says what the fields mean)."""

    id: str
    kind: str
    pattern: re.Pattern[str]
    subject: str
    mutual: bool = False
    turned: bool = False
    nominal: bool = False
    similar: bool = False
    also: str | None = None


@cache
def rules() -> tuple[Rule, ...]:
    """The exchange rules, in the order in which they are tried."""
    data = tomllib.loads((Path(__file__).parent / "exchanges.toml").read_text(encoding="utf-8"))
    made = []
    for r in data["rule"]:
        fields = {k: v for k, v in r.items() if k not in ("pattern", "yes", "no")}
        made.append(Rule(pattern=re.compile(r["pattern"].replace("{g}", GAP).replace("{w}", CLAUSE)), **fields))
    return tuple(made)
