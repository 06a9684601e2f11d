"""Invented days of a shop for the tests of warehouses: the same rows in every engine, and what they come to."""

from datetime import date

import pandas as pd

from kpilib.measure.metrics import series_of

AS_OF = date(2026, 7, 5)  # the fourth is the last whole day
CANARY = "canary-5c1e77"
COLUMNS = {"date": "day", "channel": "channel", "campaign": "campaign", "orders": "n", "revenue": "money"}
# day, channel, campaign, orders, revenue: twice the same key, a NULL each, a day without a row, a day after as_of.
ROWS = (
    ("2026-07-01", "Email", "July", 3, 10.25),
    ("2026-07-01", "Email", "July", 2, 0.5),
    ("2026-07-01", "Paid Social", "July", 4, None),
    ("2026-07-02", "Email", "July", None, 7.0),
    ("2026-07-04", "Email", "O'Clock", 0, 0.0),
    ("2026-07-04", "Paid Social", "", 6, 20.0),
    ("2026-07-05", "Email", "July", 1000, 1000.0),
)
ORDERS, REVENUE = 15.0, 37.75  # up to the fourth
VALUES = ", ".join(
    "(date '{}', '{}', '{}', {}, {})".format(
        day, channel, campaign.replace("'", "''"), *("null" if one is None else one for one in values)
    )
    for day, channel, campaign, *values in ROWS
)
TABLE = "create table {} (day date, channel varchar, campaign varchar, n integer, money decimal(12, 2))"


def as_csv(rows=ROWS):
    cells = [[("" if cell is None else str(cell)) for cell in row] for row in rows]
    return "\n".join(",".join(row) for row in [["day", "channel", "campaign", "n", "money"], *cells]) + "\n"


def same_days(found, wanted, measures=("orders", "revenue")):
    """Asserts that two facts tell the same days, missing ones too."""
    keys = ["date", "channel", "campaign"]
    one, other = (
        facts.daily[[*keys, *measures]].sort_values(keys, ignore_index=True).astype(dict.fromkeys(measures, float))
        for facts in (found, wanted)
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def value_of(metric, facts, plan):
    return series_of(plan.metrics[metric], facts, plan).value


# Moments around midnight in Jakarta, and who was seen: the second is of 1 July there.
MOMENTS = (
    ("2026-06-30 16:59:59.7", "a"),
    ("2026-06-30 17:00:00", "a"),
    ("2026-07-01 16:59:59.7", "b"),
    ("2026-07-01 17:00:00", "a"),
)
SEEN = {"columns": {"date": "moment"}, "distinct": {"customers": "who"}}


def seen(facts):
    """How many different ones were seen from 1 July on, up to each day that is told."""
    rows = facts.readings[facts.readings["start"] == pd.Timestamp(2026, 7, 1)]
    return {str(end.date()): value for end, value in zip(rows["end"], rows["value"], strict=True)}
