"""Surveys: answers on recommending, satisfaction and awareness, one row a respondent.

Every survey tool, and every form of one's own, has its own headers. What is unmistakable is found (NPS, CSAT); for
the others client.yml says which column is which:

    {file: "exports/survey_*.csv", reader: survey, columns: {date: Timestamp, campaign: Wave},
     readings: {promoters: "How likely are you to recommend us?", aided_aware: "Do you know Kopi Contoh?"}}

Out come counts per day, or per wave where a column names it (`campaign`): promoters, passives and detractors,
satisfied, unaided_aware, first_named (top of mind), aided_aware, brand_understood, each with n, the number of people
who answered. They may not be added without their n, nor averaged over waves. A file without days takes those in its
name (nps_2026-07-01_2026-07-14.csv).
"""

from collections.abc import Iterator

import pandas as pd

from kpilib.data.block import Block, rows_below, without, without_repeats
from kpilib.data.dates import Span
from kpilib.data.export import READING_COLUMNS, Dropped, Export
from kpilib.data.readers.named_period import named_period
from kpilib.data.readers.survey_answers import MISSING, NUMBER, QUESTIONS, Answers
from kpilib.data.sheet import Row, Sheet
from kpilib.data.times import times_of
from kpilib.errors import nearest
from kpilib.plan.client import Source
from kpilib.plan.message import Message

UNMISTAKABLE = {
    "promoters": ("nps", "nps score", "skor nps", "net promoter score"),
    "satisfied": ("csat", "csat score", "skor csat"),
    "unaided_aware": ("unaided awareness", "unaided aware"),
    "aided_aware": ("aided awareness", "aided aware"),
    "first_named": ("top of mind", "top-of-mind", "top of mind awareness"),
    "brand_understood": ("brand comprehension", "comprehension"),
}
# Found only beside one that is unmistakable.
BESIDE = {"satisfied": ("satisfaction", "overall satisfaction", "kepuasan")}
RECOMMEND = ("how likely", "recommend"), ("kemungkinan", "merekomendasikan")
DATES = (
    "date", "timestamp", "submitted at", "submit date", "submission date", "completed at", "response date",
    "recorded date", "recordeddate", "end date", "enddate", "start date", "startdate", "tanggal", "cap waktu",
    "stempel waktu", "horodateur", "zeitstempel",
)  # fmt: skip
IDS = ("response id", "responseid", "respondent id", "id", "#", "token")
HEADER_LINES = 2  # that SurveyMonkey and Qualtrics write below the first


def recognises(sheet: Sheet) -> float:
    """Likely where a column is unmistakable by its name and holds answers; never certain."""
    block = Block(sheet, sheet.rows[0], sheet.rows[1:])
    place = _found(block, UNMISTAKABLE).get("promoters")
    if place is not None:
        texts = [text for text in block.column(place) if text.casefold() not in MISSING]
        numbers = [NUMBER.fullmatch(text) for text in texts]
        fits = sum(1 for one in numbers if one and int(one[1]) <= 10)
        return 0.6 if texts and fits >= len(texts) - HEADER_LINES and fits > len(texts) / 2 else 0.0
    return 0.6 if _found(block, UNMISTAKABLE) else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    """Counts of answers by day or wave. Raises ExportError where no day or no question is told."""
    header = sheet.rows[0]
    below, again = rows_below(sheet, header)
    if not below:
        raise sheet.refuse("it holds a header and no rows", header.line)
    places = _questions(Block(sheet, header, below), source)
    day = _date(Block(sheet, header, below), source)
    rows, lines = _answered(Block(sheet, header, below), day)
    rows, repeats = without_repeats(rows) if Block(sheet, header, rows).find(*IDS) is not None else (rows, [])
    rows, silent = without(
        rows,
        lambda row: all(row.at(place).casefold() in MISSING for place in places.values()),
        Message("row without answer"),
    )
    if not rows:
        raise sheet.refuse("holds no answer", header.line)
    block = Block(sheet, header, rows)
    answers = [QUESTIONS[question](block, place) for question, place in places.items()]
    wave = _place(block, source.columns.get("campaign"))
    waves = block.column(wave) if wave is not None else [""] * len(rows)
    spans = _spans(block, day, waves if wave is not None else None, source)
    return Export.of(
        sheet,
        "survey",
        len(below) + sum(one.count for one in again),
        readings=pd.DataFrame(_counted(spans, waves, answers, source.channel or ""), columns=READING_COLUMNS),
        dropped=(*again, *lines, *repeats, *silent),
        notes=tuple(one.note for one in answers if one.note),
    )


def _found(block: Block, names: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Question to place, for headers that are called so; underscores are spaces."""
    plain = [cell.casefold().replace("_", " ") for cell in block.header.cells]
    found = {
        question: plain.index(name) for question, known in names.items() for name in reversed(known) if name in plain
    }
    if names is UNMISTAKABLE and "promoters" not in found:
        asked = [
            place for place, name in enumerate(plain) if any(all(w in name for w in words) for words in RECOMMEND)
        ]
        found |= {"promoters": asked[0]} if len(asked) == 1 else {}
    return found


def _questions(block: Block, source: Source) -> dict[str, int]:
    """The questions that client.yml names, or else those that are unmistakable."""
    unknown = [measure for measure in source.readings if measure not in QUESTIONS]
    if unknown:
        text = f"no question tells of '{unknown[0]}'; {nearest(unknown[0], QUESTIONS)}"
        raise block.sheet.refuse(text, block.header.line)
    if source.readings:
        return {measure: _place(block, name) for measure, name in source.readings.items()}  # type: ignore[misc]
    found = _found(block, UNMISTAKABLE)
    if not found:
        raise block.sheet.refuse(
            "has no column that is surely a question on recommending, satisfaction or awareness; say which is which "
            f"with readings: {{promoters: {next((cell for cell in block.header.cells if cell), '')}}}",
            block.header.line,
        )
    return _found(block, BESIDE) | found


def _place(block: Block, name: str | dict[str, str] | None) -> int | None:
    if not isinstance(name, str):
        return None
    place = block.find(name)
    if place is None:
        text = f"has no column '{name}'; {nearest(name, [cell for cell in block.header.cells if cell])}"
        raise block.sheet.refuse(text, block.header.line)
    return place


def _date(block: Block, source: Source) -> int | None:
    told = _place(block, source.columns.get("date"))
    return told if told is not None else block.find(*DATES)


def _answered(block: Block, day: int | None) -> tuple[tuple[Row, ...], list[Dropped]]:
    """Rows less the further lines of a header, which have no day."""
    if day is None:
        return block.rows, []
    lines = {row.line for row in block.rows[:HEADER_LINES] if not any(map(str.isdigit, row.at(day)))}
    return without(block.rows, lambda row: row.line in lines, Message("further line of the header"))


def _spans(block: Block, day: int | None, waves: list[str] | None, source: Source) -> list[Span]:
    """Of each row the day of its answer, or the first and last day of its wave."""
    if day is None:
        named = named_period(block.sheet)
        if named is None:
            raise block.sheet.refuse(
                "has no day of the answers; export it with the date of each answer, or put the days of the survey "
                "into the file's name, such as nps_2026-07-01_2026-07-14.csv",
                block.header.line,
            )
        return [named] * len(block.rows)
    days = [moment.date() for moment in times_of(block, day, form=source.date_format)]
    if waves is None:
        return [(one, one) for one in days]
    frame = pd.DataFrame({"wave": waves, "day": days})
    found = frame.groupby("wave")["day"].agg(["min", "max"])
    ends = dict(zip(found.index, found.itertuples(index=False, name=None), strict=True))
    return [ends[wave] for wave in waves]


def _counted(spans: list[Span], waves: list[str], answers: list[Answers], channel: str) -> Iterator[tuple]:
    """One reading for each span, wave and measure: how many said so, and how many answered."""
    rows = pd.DataFrame({"start": [s for s, _ in spans], "end": [e for _, e in spans], "wave": waves})
    rows = rows.assign(start=pd.to_datetime(rows["start"]), end=pd.to_datetime(rows["end"]))
    for question in answers:
        told = rows.assign(number=pd.Series(question.numbers, dtype="Int64")).dropna(subset="number")
        for (start, end, wave), group in told.groupby(["start", "end", "wave"]):
            for measure, counts in question.counts.items():
                said = sum(counts(int(one)) for one in group["number"])
                yield start, end, measure, channel, wave, float(said), float(len(group))
