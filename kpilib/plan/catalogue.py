"""How a number is made: the measures that exports bring, and the metrics that are made of them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from kpilib.errors import UnknownNameError, nearest
from kpilib.plan.noun import Noun
from kpilib.plan.yaml_text import read_yaml

Kind = Literal["sum", "ratio", "wmean", "distinct", "last", "mean_day", "survey", "cohort", "model"]
Unit = Literal["count", "money", "percent", "number", "seconds", "points", "rank"]
Improvement = Literal["increase", "decrease", "neutral", "band"]
Stage = Literal["plan", "reach", "act", "convert", "engage"]
Tempo = Literal["velocity", "accumulation"]
Timing = Literal["leading", "lagging", "none"]
Node = Literal["intent", "content", "organic", "engagement", "sales"]
Result = Literal["sales", "leads", "margin", "share"]
Cohort = Literal["returning", "repurchase"]
Worthy = Literal["historic", "predicted", "to_cac"]
Need = Literal[
    "analytics", "ads", "shop", "crm", "search", "email", "survey", "trends", "finance", "content", "social"
]  # fmt: skip

STAGES: tuple[Stage, ...] = ("plan", "reach", "act", "convert", "engage")
QUOTIENTS = ("ratio", "wmean")
# Made of persons who were followed or of a fitted model, not of columns that exports bring.
WITHOUT_MEASURES = ("cohort", "model")


class Words(Noun):
    """One thing said in English and, where somebody has translated it, in Indonesian.

    en : in English, such as `orders`.
    id : in Indonesian, such as `pesanan`.
    """

    en: Annotated[str, Field(min_length=1)]
    id: str | None = None

    def told(self, language: str) -> str:
        """In a language, or in English where there is no translation.

        >>> Words(en="orders", id="pesanan").told("id"), Words(en="demos").told("id")
        ('pesanan', 'demos')
        """
        return (self.id if language == "id" else None) or self.en


def _words(raw: Any) -> Any:
    return {"en": raw} if isinstance(raw, str) else raw


def _written(one: str, several: str) -> Any:
    """A key that may be written plainly in one language, or in its plural with a word for each."""
    return Field(validation_alias=AliasChoices(one, several))


class Measure(Noun):
    """A column that exports bring, such as sessions or cost. The keys are explained in catalogue.yml."""

    adds: bool
    money: bool = False
    platforms: bool = False
    claim: bool = False
    conversion: bool = False
    en: str | None = None
    id: str | None = None


class Metric(Noun):
    """How a number is made of measures, and which way is good. catalogue.yml explains the keys at length.

    names             : what it is called, in one language or in both.
    kind              : how days become a number: added, divided, the last one, the mean of days.
    numerator         : the measure that is counted, such as `orders`.
    denominator       : of a ratio: the measure that it is held against, such as `sessions`.
    channel           : only this channel counts, such as `Organic Search`.
    numerator_channel : this channel against all channels.
    per               : of a ratio: 1000 for a cost per thousand. The ratio is per x numerator / denominator.
    complement        : of a ratio: true for 1 - numerator / denominator.
    unit              : what it is written in; a percentage is a share, .024 is 2.4%.
    nouns             : what one counts, within a sentence, such as `qualified leads`.
    formulas          : how it is made, where kind and measures do not say it.
    improvement       : which way is good; of a band both too little and too much are off.
    stage             : where it belongs in RACE.
    tempo             : velocity can be read at once, accumulation builds up from much work.
    timing            : leading tells of what will come, lagging what came of it.
    vanity            : true if it looks good and proves nothing by itself.
    diagnostic        : true if it is too unreliable for a target.
    node              : its link in the chain from what people look for to what they buy.
    result            : what of the business it is about, if it is.
    needs             : the kinds of sources it takes.
    cohort            : of customers who began together: whether they bought again, or came back in a month.
    worth             : of a model: which value of a customer it estimates.
    days              : of a repurchase: within so many days of the first purchase, such as `90`.
    month             : of a return: in the month with this number after the first one.
    fed_by            : of what accumulates: the metrics of velocity that build it up.
    proxy             : true if it stands for what cannot be counted itself.
    source            : where the definition stands.

    >>> Metric(name="Demos", kind="sum", numerator="demos", unit="count", improvement="increase", stage="act").name
    'Demos'
    """

    names: Annotated[Words, BeforeValidator(_words), _written("name", "names")]
    kind: Kind
    numerator: str | None = None
    denominator: str | None = None
    channel: str | None = None
    numerator_channel: str | None = None
    per: Annotated[float, Field(gt=0)] = 1
    complement: bool = False
    unit: Unit
    nouns: Annotated[Words | None, BeforeValidator(_words), _written("noun", "nouns")] = None
    formulas: Annotated[Words | None, BeforeValidator(_words), _written("formula", "formulas")] = None
    improvement: Improvement
    stage: Stage
    tempo: Tempo = "velocity"
    timing: Timing = "none"
    vanity: bool = False
    diagnostic: bool = False
    node: Node | None = None
    result: Result | None = None
    needs: tuple[Need, ...] = ()
    cohort: Cohort | None = None
    worth: Worthy | None = None
    days: Annotated[int, Field(ge=1)] | None = None
    month: Annotated[int, Field(ge=1)] | None = None
    fed_by: tuple[str, ...] = ()
    proxy: bool = False
    source: str | None = None

    @model_validator(mode="after")
    def _parts_fit_the_kind(self) -> "Metric":
        kind, top, under = self.kind, self.numerator, self.denominator
        if top is None and kind not in WITHOUT_MEASURES:
            raise ValueError(f"a metric of kind {kind} needs a numerator")
        if under is None and kind in QUOTIENTS:
            raise ValueError(f"a metric of kind {kind} needs a denominator")
        if under is not None and kind not in QUOTIENTS:
            raise ValueError(f"a metric of kind {kind} has no denominator; only {' and '.join(QUOTIENTS)} have one")
        for key, used in (
            ("per", self.per != 1),
            ("complement", self.complement),
            ("numerator_channel", self.numerator_channel is not None),
        ):
            if used and kind != "ratio":
                raise ValueError(f"{key} belongs to a metric of kind ratio, not of kind {kind}")
        given = (self.days is not None, self.month is not None)
        if given != (self.cohort == "repurchase", self.cohort == "returning"):
            raise ValueError("a cohort of repurchase has days, one of returning a month, and neither the other's")
        if kind == "survey" and self.unit == "points" and top != "promoters":
            raise ValueError("a survey in points is promoters less detractors, so its numerator is promoters")
        if self.worth and kind != "model":
            raise ValueError(f"worth belongs to a metric of kind model, not of kind {kind}")
        if self.cohort and kind != "cohort":
            raise ValueError(f"cohort belongs to a metric of kind cohort, not of kind {kind}")
        if self.complement and (self.unit != "percent" or self.per != 1):
            raise ValueError("complement is what a share lacks to the whole: its unit is percent, and it has no per")
        if self.channel and self.numerator_channel:
            raise ValueError("a metric has a channel, or a numerator_channel that is set against all channels")
        return self

    @model_validator(mode="after")
    def _adds_only_what_may_be_added(self) -> "Metric":
        known = [(name, measures()[name].adds) for name in self.measures if name in measures()]
        read = [name for name, adds in known if not adds]
        if read and self.kind in ("sum", "wmean"):
            hint = "; the kinds mean_day, last and distinct are for it" if self.kind == "sum" else ""
            raise ValueError(f"a {self.kind} adds days, and the days of '{read[0]}' may not be added{hint}")
        if self.kind == "distinct" and any(adds for _, adds in known):
            raise ValueError(f"the days of '{self.numerator}' may be added: its kind is sum, not distinct")
        return self

    @property
    def name(self) -> str:
        """The name in English, or in whatever language a client wrote its own metric."""
        return self.names.en

    def name_in(self, language: str) -> str:
        return self.names.told(language)

    @property
    def noun(self) -> str | None:
        """What one counts, for sentences: "1,200 qualified leads"."""
        return self.nouns.en if self.nouns else None

    def noun_in(self, language: str) -> str | None:
        return self.nouns.told(language) if self.nouns else None

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it is made of, each once, the numerator first; none for a cohort or a model."""
        return tuple(dict.fromkeys(part for part in (self.numerator, self.denominator) if part))


@cache
def _catalogue() -> dict:
    return read_yaml(Path(__file__).with_suffix(".yml"))


@cache
def readers() -> dict[str, str]:
    """The tools whose exports can be read: reader to the tool's name."""
    return dict(_catalogue()["readers"])


@cache
def measures() -> dict[str, Measure]:
    """Every measure that the readers know, by id.

    >>> measures()["sessions"].adds, measures()["active_users"].adds
    (True, False)
    """
    return {key: Measure(**fields) for key, fields in _catalogue()["measures"].items()}


def measure_name(measure: str, language: str = "en") -> str:
    """What a measure is called within a sentence; a client's own is called by its id.

    >>> measure_name("engaged_sessions"), measure_name("orders", "id"), measure_name("demos_held")
    ('engaged sessions', 'pesanan', 'demos held')
    """
    known = measures().get(measure)
    said = (known.id if language == "id" else known.en) if known else None
    return said or measure.replace("_", " ")


@cache
def metrics() -> dict[str, Metric]:
    """Every metric of the catalogue, by id, in the order of the RACE stages.

    >>> metrics()["conversion_rate"].denominator
    'sessions'
    """
    folder = Path(__file__).with_suffix("")
    return {
        key: Metric(stage=stage, **fields)
        for stage in STAGES
        for key, fields in read_yaml(folder / f"{stage}.yml").items()
    }


def find_metrics(word: str, among: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics that a word means: the one with that id, or all that have it in an id, name, noun or stage.

    Raises UnknownNameError where there is none, with the nearest name.

    >>> list(find_metrics("orders", metrics()))
    ['orders']
    >>> list(find_metrics("pentalan", metrics()))
    ['bounce_rate']
    """
    wanted = word.strip().casefold()
    if wanted in among:
        return {wanted: among[wanted]}
    found = {key: metric for key, metric in among.items() if any(wanted in text for text in _texts(key, metric))}
    if not wanted or not found:
        known = {text for key, metric in among.items() for text in _texts(key, metric)}
        hint = nearest(wanted, known)
        # A hundred names are no help; the command without a word lists them in order.
        raise UnknownNameError(
            f"no metric has '{word}' in its id, name or stage; "
            + (hint if hint.startswith("did you mean") else "'kpilib metrics' lists them all")
        )
    return found


def _texts(key: str, metric: Metric) -> list[str]:
    said = [metric.names, *([metric.nouns] if metric.nouns else [])]
    words = [text for one in said for text in (one.en, one.id) if text]
    return [text.casefold() for text in (key, metric.stage, *words)]
