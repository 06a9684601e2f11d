"""exports.md, row by row: every real export is read by the right reader, or refused with a reason one agrees with."""

import pytest

from kpilib.data.look import Look, look
from tests.spec.tables import Case, cases_of

CASES = cases_of(__file__, "exports.md")


@pytest.fixture(scope="module")
def looks(data) -> dict[str, Look]:
    folder = data / "exports"
    return {one.path.relative_to(folder).as_posix(): one for one in look(folder) if one.path.name != "SOURCE.md"}


def test_the_table_names_every_export(looks):
    assert sorted(looks) == sorted(case["file"] for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_an_export_is_read_or_refused(looks, case: Case):
    one = looks[case["file"]]
    assert (one.recognised.reader if one.recognised else "–") == case["reader"]
    counts = (str(one.kept), str(one.dropped)) if one.export else ("–", "–")
    assert counts == (case["rows kept"], case["rows dropped"])
    assert (one.refused or "").startswith(case["refused"]) if case["refused"] else one.refused is None
    if one.refused and "is not an export that is known here" in one.refused:
        assert "Its columns: " in one.refused
        assert "reader: table, columns: {" in one.refused
