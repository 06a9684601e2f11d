"""What a folder would be read as, as a table: no name of a file breaks it."""

from kpilib.data.look import Look
from kpilib.tell.look import look_lines


def test_a_bar_in_the_name_of_a_file_stays_in_its_cell(tmp_path):
    line = list(look_lines([Look(tmp_path / "May|June.csv", refused="a | b")], tmp_path))[-1]
    assert line == r"| May\|June.csv | – | – | – | a \| b |"
