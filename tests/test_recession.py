"""In a recession what warns early stands first, and the channels stand by their priority."""

import json

from kpilib.report import open_report
from tests.project import CLIENT, shop_days, small_project

QUARTER = """\
agreed: {on: 2026-06-26, by: [Owner]}
kpis:
  - {id: orders, metric: orders, statement: 2000 orders by 30 September 2026, target: 2000, due: 2026-09-30,
     owner: Owner, level: business, goal: grow, levers: [shop]}
  - {id: visits, metric: sessions, statement: "30,000 sessions by 30 September 2026", target: 30000, due: 2026-09-30,
     owner: Owner, level: channel, goal: grow, levers: [posts], leads_to: {kpi: orders, lag_days: 3}, cadence_days: 7}
priorities: {Email: 1, Direct: 2}
"""


def ranked(tmp_path, mode: str) -> list[str]:
    params = small_project(tmp_path / mode, client=f"mode: {mode}\n{CLIENT}", quarter=QUARTER)
    return [one.kpi.id for one in open_report("shop", "2026Q3", "2026-08-21", params=params)]


def test_leading_indicators_come_first_only_in_a_recession(tmp_path):
    # 10 orders a day are far behind 2000; 400 sessions a day are ahead of 30,000.
    assert ranked(tmp_path, "normal") == ["orders", "visits"]
    assert ranked(tmp_path, "recession") == ["visits", "orders"]


def test_channels_stand_by_their_priority(tmp_path):
    days = shop_days().splitlines()[1:]
    lines = [f"{line},{channel}" for line in days for channel in ("Direct", "Referral", "Email")]
    export = "\n".join(["date,orders,revenue,sessions,channel", *lines]) + "\n"
    client = CLIENT.replace("columns: {", "columns: {channel: channel, ")
    params = small_project(tmp_path, client=client, quarter=QUARTER, export=export)
    html = open_report("shop", "2026Q3", "2026-08-21", params=params).channels.html
    places = [html.index(name) for name in ("Email", "priority 1", "Direct", "priority 2", "Referral")]
    assert places == sorted(places)


def test_a_recession_without_priorities_fails_the_check(kpilib, tmp_path):
    quarter = QUARTER.replace("priorities: {Email: 1, Direct: 2}\n", "")
    params = small_project(tmp_path, client=f"mode: recession\n{CLIENT}", quarter=quarter)
    code, out, _ = kpilib("check", "--json", "--params", params)
    errors = [one["code"] for one in json.loads(out)["findings"] if one["severity"] == "error"]
    assert (code, errors) == (1, ["priorities-missing"])
