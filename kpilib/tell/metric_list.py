"""The metrics as an analyst looks them up: a list by RACE stage, everything about one, and the same as data."""

from collections.abc import Iterator, Mapping
from typing import Any

from kpilib.plan.catalogue import STAGES, Metric
from kpilib.tell.definitions import made_of

WORDS = {
    "en": {
        "made": "formula", "noun": "counts", "unit": "unit", "improvement": "good is", "kind": "kind",
        "stage": "stage", "tempo": "tempo", "timing": "timing", "node": "link", "result": "result",
        "measures": "measures", "needs": "needs", "source": "source", "marks": "mark",
        "name": "name", "id": "id",
        "vanity": "vanity: proves nothing by itself; a KPI only with leads_to",
        "diagnostic": "diagnostic: finds faults, too unreliable for a target; never a KPI",
    },
    "id": {
        "made": "rumus", "noun": "hitungan", "unit": "satuan", "improvement": "arah baik", "kind": "jenis",
        "stage": "tahap", "tempo": "tempo", "timing": "waktu", "node": "mata rantai", "result": "hasil",
        "measures": "ukuran", "needs": "perlu", "source": "sumber", "marks": "tanda",
        "name": "nama", "id": "id",
        "vanity": "vanity: metrik cantik, tidak membuktikan apa-apa; menjadi KPI hanya dengan leads_to",
        "diagnostic": "diagnostic: untuk menemukan kesalahan, tidak cukup andal untuk target; bukan KPI",
    },
}  # fmt: skip
COLUMNS = ("id", "name", "unit", "kind", "tempo", "timing", "marks")


def list_lines(metrics: Mapping[str, Metric], language: str = "en") -> Iterator[str]:
    """A heading for each stage that has a metric, and below it a line for each, in columns.

    Units, kinds and marks are told by the keys that client.yml knows, in either language.
    """
    said = WORDS[language]
    rows = {key: _row(key, metric, language) for key, metric in metrics.items()}
    heads = tuple(said[column] for column in COLUMNS)
    widths = [max(len(row[place]) for row in (heads, *rows.values())) for place in range(len(COLUMNS))]
    yield _aligned(heads, widths)
    for stage in STAGES:
        inside = [rows[key] for key, metric in metrics.items() if metric.stage == stage]
        if inside:
            yield stage.upper()
            yield from (_aligned(row, widths) for row in inside)


def metric_lines(key: str, metric: Metric, language: str = "en") -> Iterator[str]:
    """Everything about one metric, a line each."""
    said = WORDS[language]
    told = {
        "made": made_of(metric, language),
        "noun": metric.noun_in(language),
        "unit": metric.unit,
        "improvement": metric.improvement,
        "kind": metric.kind,
        "stage": metric.stage,
        "tempo": metric.tempo,
        "timing": metric.timing,
        "node": metric.node,
        "result": metric.result,
        "measures": ", ".join(metric.measures),
        "needs": ", ".join(metric.needs),
        "source": metric.source,
        "marks": "; ".join(said[mark] for mark in _marks(metric)),
    }
    width = max(len(said[what]) for what in told)
    yield f"{key}: {metric.name_in(language)}"
    yield from (f"  {said[what]:<{width}}  {text}" for what, text in told.items() if text)


def metric_data(key: str, metric: Metric, language: str = "en") -> dict[str, Any]:
    """One metric as plain data: its keys as client.yml knows them, with name and formula in a language."""
    said = {"id": key, "name": metric.name_in(language), "formula": made_of(metric, language)}
    return said | metric.model_dump(mode="json")


def _row(key: str, metric: Metric, language: str) -> tuple[str, ...]:
    told = (key, metric.name_in(language), metric.unit, metric.kind, metric.tempo, metric.timing)
    return (*told, ", ".join(_marks(metric)))


def _marks(metric: Metric) -> list[str]:
    return [mark for mark in ("vanity", "diagnostic") if getattr(metric, mark)]


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(["", *(text.ljust(width) for text, width in zip(row, widths, strict=True))]).rstrip()
