from datetime import date

import pytest

from kpilib.data.readers.named_period import period_in


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("Devices(2026.02.05-2026.02.10).csv", (date(2026, 2, 5), date(2026, 2, 10))),
        ("insights - 2026-7-1 - 2026-7-31.csv", (date(2026, 7, 1), date(2026, 7, 31))),
        ("profile_20260701-20260731.csv", (date(2026, 7, 1), date(2026, 7, 31))),
        ("profile_2026-07-01_2026-07-31.csv", (date(2026, 7, 1), date(2026, 7, 31))),
        ("Time_series(2026.02.05).csv", (date(2026, 2, 5), date(2026, 2, 5))),
        ("profile 2026-02.csv", (date(2026, 2, 1), date(2026, 2, 28))),
        ("report 2026-02-05.csv", None),  # more often the day of the download
        ("2026-07-01 - 2026-07-31, downloaded 2026-08-02.csv", None),
        ("profile 2026-07-31 - 2026-07-01.csv", None),
        ("profile 2026-02-30 - 2026-03-01.csv", None),
        ("report.csv", None),
    ],
)
def test_a_name_tells_a_period_or_none(name, days):
    assert period_in(name) == days
