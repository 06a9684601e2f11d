"""Targets: a number, or a change against an earlier quarter."""

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, PlainSerializer, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from kpilib.plan.noun import Noun
from kpilib.plan.periods import QUARTER_FORM

PLAIN = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(%|pp)?")


class Amount(Noun):
    """A number as agreed, with the mark it was written with: `%` of something, `pp` percentage points, or none."""

    value: float
    mark: Literal["", "%", "pp"] = ""

    def __str__(self) -> str:
        return f"{self.value:.12g}{self.mark}"

    @property
    def in_unit(self) -> float:
        """The number in its metric's unit: 2.4% is .024."""
        return self.value / 100 if self.mark else self.value


def _amount(raw: Any) -> Amount:
    if isinstance(raw, Amount):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
        return Amount(value=float(raw))
    form = PLAIN.fullmatch(str(raw).strip().replace("\N{MINUS SIGN}", "-")) if isinstance(raw, str) else None
    if not form:
        hint = "; leave out separators and units" if isinstance(raw, str) and re.search(r"\d[.,]\d{3}", raw) else ""
        raise PydanticCustomError(
            "amount",
            "'{found}' is not a number such as 1200 or 2.4%{hint}",
            {"found": str(raw), "hint": hint},
        )
    return Amount(value=float(form[1]), mark=form[2] or "")


def _quarter(raw: Any) -> str:
    if not QUARTER_FORM.fullmatch(str(raw)):
        raise PydanticCustomError("quarter", "'{found}' is not a quarter such as 2025Q3", {"found": str(raw)})
    return str(raw)


# How an amount stands in a file, for an editor: a number, or text with a mark.
WRITTEN = WithJsonSchema({"type": ["number", "string"], "pattern": r"^[+-]?[\d_]+(\.\d+)?\s*(%|pp)?$"})
AmountText = Annotated[Amount, BeforeValidator(_amount), PlainSerializer(str), WRITTEN]
QuarterText = Annotated[
    str, BeforeValidator(_quarter), WithJsonSchema({"type": "string", "pattern": r"^\d{4}Q[1-4]$"})
]


class Band(Noun):
    """A target with two ends: too little and too much are both off it.

    low  : the lower end, such as `90%`.
    high : the upper end, such as `105%`.
    """

    low: AmountText
    high: AmountText

    @model_validator(mode="after")
    def _in_order(self) -> "Band":
        if self.low.value > self.high.value or self.low.mark != self.high.mark:
            raise ValueError("a band goes from its low to its high end, both written with the same mark")
        return self


class Change(Noun):
    """A target that depends on what an earlier quarter turns out to have been: `{change: +29%, against: 2025Q3}`.

    change  : by how much, such as `+29%` or `+0.20pp`, or a plain number.
    against : the quarter that it is held against, such as `2025Q3`.
    """

    change: AmountText
    against: QuarterText

    def applied_to(self, baseline: float) -> float:
        """The target, in the unit of the baseline.

        >>> Change(change="+29%", against="2025Q3").applied_to(930)
        1199.7
        >>> round(Change(change="+0.20pp", against="2025Q3").applied_to(0.024), 4)
        0.026
        """
        amount = self.change.value
        if self.change.mark == "%":
            return round(baseline * (100 + amount) / 100, 9)
        return baseline + (amount / 100 if self.change.mark == "pp" else amount)


def _target(raw: Any) -> Any:
    return raw if isinstance(raw, dict | Change | Band) else _amount(raw)


def _form(raw: Any) -> str:
    if isinstance(raw, dict):
        return "band" if raw.keys() & {"low", "high"} else "change"
    return type(raw).__name__.lower()


_AnyTarget = Annotated[
    Annotated[Amount, Tag("amount"), PlainSerializer(str), WRITTEN]
    | Annotated[Change, Tag("change")]
    | Annotated[Band, Tag("band")],
    Discriminator(_form),
]
Target = Annotated[_AnyTarget, BeforeValidator(_target)]


def share(raw: Any) -> float:
    """A share as written in a params file: `40%` or `0.4`."""
    amount = _amount(raw)
    if amount.mark == "pp":
        raise PydanticCustomError("share", "'{found}' is not a share such as 40%", {"found": str(raw)})
    return amount.value / 100 if amount.mark else amount.value
