import math

import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.collect import collect
from kpilib.data.readers import read_file
from kpilib.errors import ExportError

DEALS = "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner,Associated Contact IDs\n"
CONTACTS = (
    "Record ID,First Name,Email,Lifecycle Stage,Create Date,Became a Marketing Qualified Lead Date,"
    "Became a Sales Qualified Lead Date,Original Traffic Source\n"
)


def deal(
    name="7001", stage="Closed Won", amount="25000", closed="2026-07-09 10:00", made="2026-07-01 09:00", who="8001"
):
    return f"{name},Acme {name},{stage},{amount},{closed},{made},Sari,{who}\n"


def contact(name="8001", mail="ana@x.example", stage="Lead", made="2026-07-01 09:00", mql="", sql="", source=""):
    return f"{name},Ana,{mail},{stage},{made},{mql},{sql},{source}\n"


def kinds(export):
    return export.events[["kind", "id"]].values.tolist()


def dropped(export):
    return {one.reason: one.count for one in export.dropped}


def test_a_deal_is_a_lead_when_it_was_made_and_won_when_it_was_closed(write):
    export = read_file(write(DEALS + deal()))
    assert export.reader == "hubspot"
    assert kinds(export) == [["lead", "deal 7001"], ["won", "deal 7001"]]
    assert export.events["time"].tolist() == [pd.Timestamp("2026-07-01 09:00"), pd.Timestamp("2026-07-09 10:00")]
    assert math.isnan(export.events["value"].iloc[0])
    assert export.events["value"].iloc[1] == 25000


@pytest.mark.parametrize(
    "stage", ["Closed Won", "closedwon", "Closed Won (Sales Pipeline)", "Menang", "Ditutup - Menang"]
)
def test_a_deal_is_won_by_its_stage(write, stage):
    assert kinds(read_file(write(DEALS + deal(stage=stage))))[1][0] == "won"


@pytest.mark.parametrize("stage", ["Closed Lost", "closedlost", "Kalah", "Gagal"])
def test_a_deal_is_lost_by_its_stage(write, stage):
    assert kinds(read_file(write(DEALS + deal(stage=stage))))[1][0] == "lost"


def test_a_stage_that_is_not_known_is_open_and_named(write):
    export = read_file(write(DEALS + deal(stage="Contract sent")))
    assert kinds(export) == [["lead", "deal 7001"]]
    assert export.notes == ("stages that are neither won nor lost: Contract sent",)


def test_the_column_is_closed_won_tells_of_stages_with_other_names(write):
    text = DEALS.replace("Deal owner", "Is Closed Won") + deal(stage="Signed").replace("Sari", "true")
    assert kinds(read_file(write(text)))[1] == ["won", "deal 7001"]


def test_leads_won_and_lost_are_counted_by_day(write):
    rows = deal() + deal("7002", "Closed Lost", closed="2026-07-05", made="2026-07-03 09:00")
    daily = read_export(write(DEALS + rows)).daily.set_index("date")
    assert daily["leads"].dropna().tolist() == [1, 0, 1]
    assert daily["won_leads"].dropna().tolist() == [1, 0, 0]
    assert daily.loc["2026-07-09", ["won", "won_value"]].tolist() == [1, 25000]
    assert daily.loc["2026-07-05", "lost"] == 1


def test_deals_of_which_none_is_won_tell_zeros(write):
    daily = read_export(
        write(DEALS + deal(stage="Appointment") + deal("7002", "Appointment", made="2026-07-02"))
    ).daily
    assert daily["won"].tolist() == [0, 0]


@pytest.mark.parametrize("amount", ["25000", "$25000.00", '"25,000.00"', "USD 25000", "Rp25000"])
def test_an_amount_may_wear_a_sign_of_its_currency(write, amount):
    assert read_file(write(DEALS + deal(amount=amount))).events["value"].iloc[1] == 25000


def test_a_deal_that_is_won_without_an_amount_or_a_day_is_told(write):
    export = read_file(write(DEALS + deal(amount="") + deal("7002", closed="")))
    assert [kind for kind, _ in kinds(export)] == ["lead", "lead", "won"]
    assert export.notes == (
        "1 deal is won or lost without a Close Date, and counts as neither",
        "1 deal is won without an amount",
    )


def test_a_deal_that_is_won_after_the_download_is_open_still(write):
    export = read_file(write(DEALS + deal(closed="2026-12-01"), "hubspot-crm-exports-all-deals-2026-07-30.csv"))
    assert kinds(export) == [["lead", "deal 7001"]]
    assert export.notes == ("1 deal is decided on a day after the download, 2026-07-30, and counts as open",)


def test_the_last_change_of_a_record_is_the_day_of_the_download_where_the_name_has_none(write):
    text = DEALS.replace("Deal owner", "Last Modified Date") + deal(closed="2026-12-01").replace(
        "Sari", "2026-07-30 08:00"
    )
    assert kinds(read_file(write(text))) == [["lead", "deal 7001"]]


def test_amounts_in_several_currencies_are_refused_with_what_to_export(write):
    text = (
        DEALS.replace("Deal owner", "Currency") + deal().replace("Sari", "EUR") + deal("7002").replace("Sari", "USD")
    )
    with pytest.raises(ExportError, match="holds several currencies: EUR, USD; export Amount in company currency"):
        read_file(write(text))


def test_amounts_in_the_companys_currency_are_taken_where_they_are_there(write):
    text = DEALS.replace("Deal owner", "Amount in company currency") + deal().replace("Sari", "400000")
    assert read_file(write(text)).events["value"].iloc[1] == 400000


def test_a_deal_of_several_people_is_that_of_the_first(write):
    assert read_file(write(DEALS + deal(who="8001;8002"))).events["customer"].tolist() == ["contact 8001"] * 2


def test_ids_that_a_spreadsheet_has_cut_are_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:2: a spreadsheet has cut the id '1\.23E\+10'"):
        read_file(write(DEALS + deal("1.23E+10")))


def test_a_record_that_stands_twice_and_says_two_things_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:3: record 7001 stands in line 2 too"):
        read_file(write(DEALS + deal() + deal(amount="9")))


def test_a_contact_is_a_lead_and_becomes_qualified_on_the_first_of_its_days(write):
    row = contact(mql="2026-07-05 10:00", sql="2026-07-03 10:00", source="ORGANIC_SEARCH")
    events = read_file(write(CONTACTS + row)).events
    assert events[["kind", "id", "channel"]].values.tolist() == [
        ["lead", "contact 8001", "Organic Search"],
        ["qualified", "contact 8001", "Organic Search"],
    ]
    assert events["time"].iloc[1] == pd.Timestamp("2026-07-03 10:00")


def test_one_address_in_two_spellings_is_one_lead_that_came_in_first(write):
    rows = contact("8002", "ANA@x.example ", made="2026-07-04") + contact("8001", made="2026-07-01")
    export = read_file(write(CONTACTS + rows))
    assert kinds(export) == [["lead", "contact 8001"]]
    assert dropped(export) == {"contact whose e-mail address an earlier one has": 1}
    assert "@" not in export.events.to_csv()


def test_two_contacts_without_an_address_are_two_leads(write):
    assert len(read_file(write(CONTACTS + contact(mail="") + contact("8002", mail=""))).events) == 2


def test_who_only_subscribes_is_no_lead_yet_and_is_counted(write):
    export = read_file(write(CONTACTS + contact() + contact("8002", "b@x.example", stage="Subscriber")))
    assert kinds(export) == [["lead", "contact 8001"]]
    assert dropped(export) == {"contact that only subscribes, and is no lead yet": 1}


def test_contacts_of_which_none_is_qualified_tell_zeros(write):
    daily = read_export(write(CONTACTS + contact() + contact("8002", "b@x.example", made="2026-07-02"))).daily
    assert daily[["leads", "qualified_leads"]].values.tolist() == [[1, 0], [1, 0]]


def test_contacts_without_dates_of_qualifying_say_nothing_of_it(write):
    text = "Record ID,Email,Lifecycle Stage,Create Date\n8001,ana@x.example,marketingqualifiedlead,2026-07-01\n"
    export = read_file(write(text))
    assert "qualified_leads" not in read_export(write(text)).measures
    assert export.notes[0].startswith("the list has no dates on which contacts became qualified")


def test_the_dates_of_the_newer_layout_are_known_too(write):
    entered = "Date entered 'Marketing Qualified Lead (Lifecycle Stage Pipeline)'"
    text = f'Record ID,Email,Lifecycle Stage,Create Date,"{entered}"\n8001,a@x.example,Lead,2026-07-01,2026-07-02\n'
    assert [kind for kind, _ in kinds(read_file(write(text)))] == ["lead", "qualified"]


def test_contacts_and_deals_of_one_source_are_not_counted_twice(write, plan, folder):
    write(
        CONTACTS + contact() + contact("8002", "b@x.example", made="2026-07-03"), "kopi-contoh/exports/contacts.csv"
    )
    write(DEALS + deal(who="8002", made="2026-07-04"), "kopi-contoh/exports/deals.csv")
    facts = collect(plan([{"file": "exports/*.csv", "reader": "hubspot"}], metrics=("leads", "win_rate")), folder)
    daily = facts.daily.set_index("date")
    assert daily["leads"].sum() == 2
    assert daily["won_leads"].dropna().to_dict() == {
        pd.Timestamp("2026-07-01"): 0,
        pd.Timestamp("2026-07-02"): 0,
        pd.Timestamp("2026-07-03"): 1,
    }


def test_the_list_of_companies_is_refused_with_what_to_export(write):
    with pytest.raises(ExportError, match="list of companies, which says nothing of leads; export Contacts or Deals"):
        read_file(write("Record ID,Company name,Company owner,Create Date\n1,Acme,Sari,2026-07-01\n"))


def test_a_list_without_a_day_is_refused(write):
    with pytest.raises(ExportError, match="has no column Create Date; export it with all properties"):
        read_file(write("Record ID,Email,Lifecycle Stage\n1,ana@x.example,Lead\n"))
    with pytest.raises(ExportError, match="none of its 1 records has a Create Date"):
        read_file(write(CONTACTS + contact(made="")))


def test_a_header_alone_is_refused(write):
    with pytest.raises(ExportError, match="it holds a header and no rows"):
        read_file(write(DEALS))
