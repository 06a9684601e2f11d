"""The block under the headline, in words that say who decides what, and until when."""

import re

from kpilib.judge.cycles import cycles_of
from kpilib.judge.decisions import decisions_due
from kpilib.judge.warn import early_warnings
from kpilib.tell.decisions import decision_data, decision_text, decisions_block
from kpilib.tell.language import speaking
from tests import cycles as pdca
from tests.builders import day, facts_of, rows
from tests.judge.past import foreseen
from tests.tell.examples import leads, plain

FACTS = facts_of(rows("crm", "2026-07-01", leads=[20]))
PAGE = {"item": "Page", "party": "Vendor", "kpi": "leads", "promised": "2026-07-06", "uplift": 87}
TO_AUGUST = {"moved": [{"on": "2026-08-04", "to": "2026-08-31"}]}
OPEN = {"on": "2026-08-10", "kpi": "leads", "old": 1840, "new": 1700, "reason": "The page is late"}


def due(one):
    return decisions_due(one.plan, early_warnings([one], FACTS), (), one.as_of)


def told(one, language="en"):
    with speaking(language):
        return [plain(" ".join(decision_text(each, one.plan))) for each in due(one)]


def test_a_late_page_asks_for_the_recalculated_target():
    # 56 of 87 days are lost, one lead each: 1,840 - 56 = 1,784.
    one = foreseen(leads(dependencies=[PAGE | TO_AUGUST]), 0.1, low=1600, high=1800)
    assert told(one) == [
        "Leads: accept 1,784 as the new target, or keep 1,840. "
        "Without a decision the forecast ends at 1,700 (P = 0.10)."
    ]
    (indonesian,) = told(one, "id")
    assert "terima 1.784 sebagai target baru, atau pertahankan 1.840. Tanpa keputusan, prakiraan" in indonesian


def test_without_a_way_that_can_be_told_it_asks_what_is_done():
    one = leads(flags=[{"on": "2026-08-15", "kpi": "leads", "cause": "Strike", "impact": "90 leads"}])
    assert told(one)[0].startswith("Leads: ")
    assert "1,840" in told(one)[0]


def test_an_open_negotiation_names_both_targets():
    one = leads(negotiations=[OPEN])
    assert told(one) == [
        "Leads: agree on 1,700 instead of 1,840, or keep 1,840. Negotiated on 10 Aug 2026; nobody has agreed yet."
    ]
    assert told(one, "id")[0].endswith(
        "sepakati 1.700 sebagai ganti 1.840, atau pertahankan 1.840. Dinegosiasikan pada 10 Agu 2026; belum ada yang "
        "menyetujui."
    )


def words(html) -> str:
    return " ".join(plain(re.sub(r"<[^>]+>", " ", str(html))).split())


def test_the_block_numbers_the_decisions_and_says_who_and_when():
    one = leads(negotiations=[OPEN])
    html = decisions_block(due(one), one.plan).html
    assert words(html).startswith("1 decision needed Leads: agree on")
    assert words(html).endswith("Ana and Budi by Wed 16 Sep")
    with speaking("id"):
        assert words(decisions_block(due(one), one.plan).html).endswith("Ana dan Budi paling lambat Rab 16 Sep")


def test_without_a_decision_there_is_no_block():
    assert decisions_block((), leads().plan).html == ""


def test_more_than_five_are_counted():
    one = leads(negotiations=[OPEN])
    html = decisions_block(due(one) * 7, one.plan).html
    assert html.count("<li>") == 5
    assert words(html).startswith("7 decisions needed")
    assert words(html).endswith("2 more are told below.")


def test_a_checked_cycle_tells_what_the_evidence_speaks_for():
    plan, assessments, seen = pdca.report(pdca.facts(pdca.weeks()), pdca.ACTION | {"name": "<b>Form</b>"})
    cycles = cycles_of(plan, assessments, seen, day(pdca.AS_OF))
    found = decisions_due(plan, (), cycles, day(pdca.AS_OF))
    (one,) = found
    proposed = cycles[0].proposal[0]
    assert decision_text(one, plan)[0].startswith(f"<b>Form</b>: {proposed} it")
    assert "&lt;b&gt;Form&lt;/b&gt;" in decisions_block(found, plan).html
    assert decision_data(one, plan)["by"] == "2026-08-17"
    assert "due since Mon 17 Aug" in words(decisions_block(found, plan).html)
