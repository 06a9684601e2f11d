"""Every finding of the data has a sentence and a mend in both languages, with its numbers as a reader writes them."""

import re
from datetime import date
from importlib.resources import files

import pytest
from ruamel.yaml import YAML

from kpilib.data.quality import DataFinding, data_rules
from kpilib.plan.finding import Name, Quantity
from kpilib.tell.formats import NO_BREAK
from kpilib.tell.quality import data_sentence, finding_data
from tests.builders import plan_of

JULY = (date(2026, 7, 3), date(2026, 7, 4))
LAST = {"last": date(2026, 8, 18), "until": date(2026, 8, 20), "count": 2}


def percent(value: float) -> Quantity:
    return Quantity(value, "percent")


EXAMPLES = {
    "nothing-yet": (
        DataFinding("nothing-yet", "ga4", values={"last": date(2026, 6, 22), "start": date(2026, 7, 1)}),
        "Google Analytics 4 ends on 22 Jun 2026, before the quarter starts on 1 Jul 2026",
    ),
    "gap": (
        DataFinding("gap", "ga4", (), JULY, {"count": 2}),
        "nothing is told of Google Analytics 4 on 2 days of the quarter: 3–4 Jul",
    ),
    "gap-earlier": (
        DataFinding("gap-earlier", "shop_daily", ("orders",), (date(2025, 11, 3),), {"count": 1}),
        "nothing is told of the orders of shop_daily on 1 day before the quarter: 3 Nov 2025",
    ),
    "zero-filled": (
        DataFinding("zero-filled", "google_ads", (), JULY, {"count": 2}),
        "Google Ads has no row on 2 days, counted as zero: 3–4 Jul",
    ),
    "behind": (
        DataFinding("behind", "ga4", values=LAST),
        "Google Analytics 4 ends on 18 Aug 2026, 2 days before 20 Aug 2026",
    ),
    "stale": (
        DataFinding("stale", "ga4", values=LAST | {"kpis": (Name("Leads", "Prospek"), Name("Sessions", "Sesi"))}),
        "Google Analytics 4 tells nothing after 18 Aug 2026, so these are judged up to that day: Leads and Sessions",
    ),
    "ends-early": (
        DataFinding("ends-early", "ga4", values=LAST | {"end": date(2026, 8, 20)}),
        "the files of Google Analytics 4 say that they go to 20 Aug 2026, but their rows end on 18 Aug 2026",
    ),
    "partial-day": (
        DataFinding("partial-day", "ga4", ("sessions",), (date(2026, 8, 20),), {"found": 50.0, "usual": 1110.0}),
        "20 Aug looks like part of a day in Google Analytics 4: 50 sessions where 1,110 are usual",
    ),
    "may-change": (
        DataFinding("may-change", "google_ads", ("claimed_conversions",), JULY, {"count": 2}),
        "the claimed conversions of Google Ads may still change for the last 2 days: 3–4 Jul",
    ),
    "repeated-rows": (
        DataFinding("repeated-rows", "ga4", values={"count": 1200, "files": ("a.csv", "b.csv")}),
        "rows of Google Analytics 4 that stand there twice, word for word, counted once: 1,200 (a.csv and b.csv)",
    ),
    "restated": (
        DataFinding(
            "restated",
            "google_ads",
            ("claimed_value",),
            JULY,
            {"share": percent(0.034), "before": 300.0, "now": 290.0},
        ),
        "a newer download of Google Ads moves 3.4% of the claimed value that an older one told, "
        "from €300.00 to €290.00: 3–4 Jul",
    ),
    "other-zone": (
        DataFinding(
            "other-zone",
            "search_console",
            values={"zone": "America/Los_Angeles", "home": "Europe/Berlin", "hours": 9.0},
        ),
        "the days of Google Search Console are those of America/Los_Angeles, 9 hours from Europe/Berlin: "
        "what happens around midnight stands a day off",
    ),
    "not-added": (
        DataFinding("not-added", "ga4", ("active_users", "total_users")),
        "active users and total users of Google Analytics 4 count people or levels: "
        "their days and channels are never added",
    ),
    "definition-break": (
        DataFinding(
            "definition-break", days=JULY[:1], values={"metric": Name("Leads", "Prospek"), "text": "No calls {now}."}
        ),
        "from 3 Jul on, Leads means something else: No calls {now}.",
    ),
    "tag": (
        DataFinding(
            "tag",
            "ga4",
            ("sessions",),
            JULY,
            {"share": percent(0.375), "held": percent(1.0), "other": "shopify", "results": "orders"},
        ),
        "Google Analytics 4 counted 38% of its usual sessions on 3–4 Jul, "
        "while Shopify had 100% of its usual orders: the tag may have been down",
    ),
    "level-break": (
        DataFinding("level-break", "ga4", ("sessions",), JULY[:1], {"times": 2.04}),
        "from 3 Jul on, the sessions of Google Analytics 4 are 2 times what they were, and stay there",
    ),
    "odd-days": (
        DataFinding(
            "odd-days",
            "stripe",
            ("revenue",),
            JULY,
            {"count": 2, "measure": "revenue", "worst": JULY[0], "found": 2500.0, "usual": 1200.0},
        ),
        "2 days of Stripe payments stood out: 3–4 Jul; "
        "the farthest was 3 Jul 2026 with €2,500 revenue where €1,200 were usual",
    ),
    "unattributed": (
        DataFinding("unattributed", "ga4", ("sessions",), values={"share": percent(0.05)}),
        "the channels of Google Analytics 4 leave 5% of its sessions unexplained",
    ),
    "other-row": (
        DataFinding("other-row", "ga4", ("sessions",), values={"share": percent(0.12)}),
        "12% of the sessions of Google Analytics 4 stand in its row (other)",
    ),
    "hidden-queries": (
        DataFinding(
            "hidden-queries",
            "search_console",
            ("search_clicks",),
            values={"share": percent(0.3), "named": 70.0, "all": 100.0},
        ),
        "Google Search Console does not name the queries of 30% of its clicks: 70 of 100 are told",
    ),
    "over-claimed": (
        DataFinding(
            "over-claimed",
            "shopify",
            ("claimed_conversions",),
            values={
                "platforms": ("google_ads", "meta_ads"),
                "claimed": 663.0,
                "results": "orders",
                "there_were": 510.0,
                "times": 1.3,
            },
        ),
        "Google Ads and Meta Ads together claim 663, 1.3 times the 510 orders of Shopify on the same days",
    ),
}


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ")


@pytest.mark.parametrize("code", data_rules())
def test_a_finding_is_a_sentence(code):
    finding, says = EXAMPLES[code]
    assert plain(data_sentence(finding, plan_of()).says) == says


@pytest.mark.parametrize("code", data_rules())
def test_the_languages_name_the_same_things(code):
    package = files("kpilib.tell.quality")
    english, indonesian = (
        YAML(typ="safe").load(package.joinpath(f"{name}.yml").read_text("utf-8"))[code] for name in ("en", "id")
    )
    for part in ("says", "mend"):
        assert set(re.findall(r"{(\w+)}", english[part])) == set(re.findall(r"{(\w+)}", indonesian[part]))
    said = data_sentence(EXAMPLES[code][0], plan_of(), "id")
    assert said.says != data_sentence(EXAMPLES[code][0], plan_of()).says
    assert said.mend


def test_no_sentence_is_left_without_a_rule():
    package = files("kpilib.tell.quality")
    for name in ("en", "id"):
        told = YAML(typ="safe").load(package.joinpath(f"{name}.yml").read_text("utf-8"))
        assert set(told) == {*data_rules(), "parts"}


def test_a_finding_as_data_holds_its_days_and_both_sentences():
    told = finding_data(EXAMPLES["gap"][0], plan_of())
    assert (told["code"], told["severity"], told["source"]) == ("gap", "warning", "ga4")
    assert told["days"] == ["2026-07-03", "2026-07-04"]
    assert told["message"].startswith("nothing is told of Google Analytics 4")
    assert told["mend"].startswith("Download these days again.")


def test_indonesian_writes_its_own_months_and_numbers():
    told = data_sentence(EXAMPLES["odd-days"][0], plan_of(), "id").says
    assert "€2.500 pendapatan, biasanya €1.200" in plain(told)
