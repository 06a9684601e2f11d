"""Several files of one ad platform in a folder or a zip."""

import pytest

from kpilib.data.readers import read_file
from kpilib.errors import ExportError

ADS = "Campaign name,Ad name,By Day,Cost,Impressions,CTR (destination)\n"
FIRST = ADS + "Brand,Ad 1,2026-07-01,5,500,1\nBrand,Ad 1,2026-07-02,6,600,1\n"


def cost(folder):
    export = read_file(folder)
    return export.daily[["campaign", "cost"]].values.tolist()


def test_two_ads_of_one_campaign_in_two_files_are_added(write, tmp_path):
    write(FIRST, "ads/1.csv")
    write(ADS + "Brand,Ad 2,2026-07-01,7,700,1\n", "ads/2.csv")
    assert cost(tmp_path / "ads") == [["Brand", 12], ["Brand", 6]]


def test_a_file_of_one_ad_says_where_the_others_belong(write):
    (note,) = read_file(write(FIRST)).notes
    assert note.startswith("it holds the ad 'Ad 1' alone; put files of other ads of its campaigns into one zip")
    assert read_file(write(FIRST + "Brand,Ad 2,2026-07-01,7,700,1\n")).notes == ()


def test_the_same_ad_in_two_files_is_counted_once(write, tmp_path):
    write(FIRST, "ads/1.csv")
    write(FIRST + "Brand,Ad 1,2026-07-03,8,800,1\n", "ads/2.csv")
    assert cost(tmp_path / "ads") == [["Brand", 5], ["Brand", 6], ["Brand", 8]]


def test_a_campaign_and_its_ads_are_counted_once(write, tmp_path):
    write(FIRST, "ads/1.csv")
    write("Campaign name,By Day,Cost,Impressions\nBrand,2026-07-01,5,500\n", "ads/2.csv")
    assert cost(tmp_path / "ads") == [["Brand", 5], ["Brand", 6]]


def test_different_values_for_one_ad_are_refused_with_its_name(write, tmp_path):
    write(FIRST, "ads/1.csv")
    write(FIRST.replace(",5,", ",9,"), "ads/2.csv")
    told = r"cost of 2026-07-01, Paid Social, Brand\s› Ad 1 is 5 in 1\.csv and 9 in 2\.csv; keep only the one"
    with pytest.raises(ExportError, match=told):
        cost(tmp_path / "ads")


def test_a_file_of_another_kind_is_left_out_and_counted(write, tmp_path):
    write(FIRST, "ads/1.csv")
    write("Read me\n", "ads/note.txt")
    export = read_file(tmp_path / "ads")
    assert [(one.reason, one.count) for one in export.dropped] == [("file or sheet 'note.txt' of another kind", 1)]


def test_people_reached_by_two_files_are_left_out(write, tmp_path):
    head = "Campaign name,By Day,Cost,Impressions,Reach\n"
    write(head + "A,2026-07-01,5,500,400\n", "ads/1.csv")
    write(head + "B,2026-07-01,7,700,600\n", "ads/2.csv")
    export = read_file(tmp_path / "ads")
    assert export.daily["cost"].sum() == 12
    assert "reach" not in export.measures
    assert export.notes == (
        "reach is left out: somebody who was reached in one row may be in another one, so rows cannot be added",
    )
