"""A client's files stay in its folder, or stand in client.yml with their whole path; another client's never."""

from pathlib import Path

import pytest

from kpilib.errors import ProblemsError
from kpilib.plan.params import read_plan
from kpilib.plan.places import files_of, name_in, unread_files
from tests.project import CLIENT, small_project


@pytest.fixture
def params(tmp_path) -> Path:
    return small_project(tmp_path)


def problems_with(params: Path, file: Path | str) -> list[str]:
    """What is wrong when client.yml of the shop names this file."""
    (params / "shop/client.yml").write_text(CLIENT.replace("exports/shop.csv", str(file)), "utf-8")
    try:
        read_plan(params, "shop", "2026Q3")
    except ProblemsError as error:
        return [str(one) for one in error.problems]
    return []


def elsewhere(tmp_path: Path, name: str = "shop.csv") -> Path:
    """A file that is in no client's folder."""
    path = tmp_path / "downloads" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("date,orders,revenue,sessions\n2026-07-01,1,1,1\n")
    return path


def test_a_whole_path_that_is_written_down_is_read(params, tmp_path):
    assert problems_with(params, elsewhere(tmp_path)) == []


def test_a_whole_path_may_hold_a_star_in_the_name(params, tmp_path):
    first, second = elsewhere(tmp_path, "shop_1.csv"), elsewhere(tmp_path, "shop_2.csv")
    assert problems_with(params, tmp_path / "downloads/shop_*.csv") == []
    assert files_of(str(tmp_path / "downloads/shop_*.csv"), params / "shop") == [first, second]


def test_a_whole_path_may_not_hold_a_star_in_a_folder(params, tmp_path):
    elsewhere(tmp_path)
    (told,) = problems_with(params, tmp_path / "down*/shop.csv")
    assert told.endswith("may hold a * in the file's name only, as it is a whole path")


def test_a_whole_path_that_leads_nowhere_names_the_nearest_file_there(params, tmp_path):
    there = elsewhere(tmp_path)
    (told,) = problems_with(params, tmp_path / "downloads/shopp.csv")
    assert told.endswith(f"matches nothing; did you mean '{there}'?")


def test_a_way_up_is_refused_with_the_whole_path_to_write(params, tmp_path):
    there = elsewhere(tmp_path)
    (told,) = problems_with(params, "../../downloads/shop.csv")
    assert told == (
        "params/shop/client.yml:6: source '../../downloads/shop.csv': file '../../downloads/shop.csv' leads out of "
        f"the client's folder; if it is meant, write the whole path: file: {there}"
    )


def test_a_way_up_within_a_whole_path_is_refused_too(params, tmp_path):
    there = elsewhere(tmp_path)
    (told,) = problems_with(params, f"{tmp_path}/params/../downloads/shop.csv")
    assert told.endswith(f"write the whole path: file: {there}")


def test_a_link_that_leads_out_is_refused_with_the_path_to_write(params, tmp_path):
    there = elsewhere(tmp_path)
    (params / "shop/exports/linked.csv").symlink_to(there)
    (told,) = problems_with(params, "exports/linked.csv")
    assert told.endswith(
        f"'exports/linked.csv' is a link that leads out of the client's folder, to {there}; "
        f"if it is meant, write the whole path: file: {there}"
    )
    assert problems_with(params, there) == []


def test_a_folder_that_is_a_link_is_refused_file_by_file(params, tmp_path):
    there = elsewhere(tmp_path)
    (params / "shop/linked").symlink_to(there.parent)
    (told,) = problems_with(params, "linked/*.csv")
    assert f"'linked/shop.csv' is a link that leads out of the client's folder, to {there}" in told


def test_a_link_within_a_folder_of_exports_is_seen(params, tmp_path):
    there = elsewhere(tmp_path)
    (params / "shop/exports/search").mkdir()
    (params / "shop/exports/search/Dates.csv").symlink_to(there)
    (told,) = problems_with(params, "exports/search")
    assert "'exports/search' is a link that leads out of the client's folder" in told


def test_a_link_within_the_clients_folder_is_read(params):
    (params / "shop/exports/latest.csv").symlink_to(params / "shop/exports/shop.csv")
    assert problems_with(params, "exports/latest.csv") == []


def test_a_client_whose_whole_folder_is_a_link_is_read(params, tmp_path):
    (params / "shop").rename(tmp_path / "kept")
    (params / "shop").symlink_to(tmp_path / "kept")
    assert problems_with(params, "exports/shop.csv") == []


@pytest.mark.parametrize("whole", [True, False])
def test_another_clients_file_is_refused_whatever_is_written(params, whole):
    other = params / "other/exports/shop.csv"
    other.parent.mkdir(parents=True)
    (params / "other/client.yml").write_text("name: Other")
    other.write_text("date\n")
    (params / "shop/exports/linked.csv").symlink_to(other)
    (told,) = problems_with(params, other if whole else "exports/linked.csv")
    assert told.endswith("belongs to another client, 'other'")


def test_what_a_spreadsheet_leaves_beside_a_file_is_no_export(params):
    exports = params / "shop/exports"
    (exports / "~$shop.csv").write_text("lock")
    (exports / ".shop.csv").write_text("draft")
    assert [path.name for path in files_of("exports/*.csv", params / "shop")] == ["shop.csv"]


def test_a_folder_is_one_export_where_it_is_named(params):
    (params / "shop/exports/search").mkdir()
    assert [path.name for path in files_of("exports/sea*", params / "shop")] == ["search"]
    assert [path.name for path in files_of("**/*", params / "shop") if path.is_dir()] == []


def test_files_that_no_pattern_names_are_told_apart_from_those_of_a_folder_that_is_one_export(params):
    exports = params / "shop/exports"
    for name in ("search/Dates.csv", "old/shop.csv", "note.txt", ".gitkeep"):
        (exports / name).parent.mkdir(exist_ok=True)
        (exports / name).write_text("x")
    assert unread_files(["exports/shop.csv", "exports/search"], params / "shop") == [
        "exports/note.txt",
        "exports/old/shop.csv",
    ]


def test_a_file_is_shown_by_its_place_in_the_folder_or_by_its_whole_path(params, tmp_path):
    assert name_in(params / "shop/exports/shop.csv", params / "shop") == "exports/shop.csv"
    assert name_in(tmp_path / "downloads/shop.csv", params / "shop") == f"{tmp_path}/downloads/shop.csv"
