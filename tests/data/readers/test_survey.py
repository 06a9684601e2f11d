import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan.client import Source
from kpilib.plan.client_references import client_problems
from kpilib.plan.located import Located

NPS = "Response ID,Submitted at,NPS\n"
ANSWERS = (
    "1,2026-07-01 09:00,10\n2,2026-07-01 10:00,9\n3,2026-07-01 11:00,8\n4,2026-07-01 12:00,0\n5,2026-07-02 09:00,7\n"
)
FORM = "Timestamp,Wave,How do you like us?,Which coffee do you know?,Kopi Contoh?\n"


def counts(export):
    rows = export.readings
    return {(str(row.start.date()), row.measure): (row.value, row.n) for row in rows.itertuples()}


def told(*, columns=None, **readings):
    columns = columns or {"date": "Timestamp"}
    return Source(file="survey.csv", reader="survey", columns=columns, readings=readings)


def dropped(export):
    return {one.reason: one.count for one in export.dropped}


def test_promoters_passives_and_detractors_are_counted_by_day_with_those_who_answered(write):
    export = read_file(write(NPS + ANSWERS))
    assert export.reader == "survey"
    assert counts(export) == {
        ("2026-07-01", "promoters"): (2, 4),
        ("2026-07-01", "passives"): (1, 4),
        ("2026-07-01", "detractors"): (1, 4),
        ("2026-07-02", "promoters"): (0, 1),
        ("2026-07-02", "passives"): (1, 1),
        ("2026-07-02", "detractors"): (0, 1),
    }


@pytest.mark.parametrize(
    ("answer", "measure"),
    [(10, "promoters"), (9, "promoters"), (8, "passives"), (7, "passives"), (6, "detractors"), (0, "detractors")],
)
def test_an_answer_counts_where_reichheld_puts_it(write, answer, measure):
    text = NPS + f"1,2026-07-01,{answer}\n2,2026-07-02,10\n"
    assert counts(read_file(write(text)))["2026-07-01", measure] == (1, 1)


def test_scales_from_zero_and_from_one_are_told_apart_and_said(write):
    assert read_file(write(NPS + ANSWERS)).notes == (
        "'NPS' is read as asked from 0 to 10; detractors are all up to 6",
    )
    [note] = read_file(write(NPS + ANSWERS.replace(",0\n", ",1\n"))).notes
    assert note == "'NPS' is read as asked from 1 to 10, as no answer is 0; detractors are all up to 6"


def test_an_answer_that_ends_at_five_is_of_another_question(write):
    text = NPS + "1,2026-07-01,5\n2,2026-07-01,4\n"
    with pytest.raises(ExportError, match="column 'NPS': no answer is above 5; the NPS asks from 0 to 10"):
        read_file(write(text))


def test_an_answer_that_is_missing_is_not_among_those_who_answered(write):
    export = read_file(write("id,date,nps,csat\n1,2026-07-01,NA,5\n2,2026-07-01,9,\n3,2026-07-01,NA,NA\n"))
    assert counts(export)["2026-07-01", "promoters"] == (1, 1)
    assert counts(export)["2026-07-01", "satisfied"] == (1, 1)
    assert dropped(export) == {"row without answer": 1}


@pytest.mark.parametrize(
    ("answers", "satisfied", "note"),
    [
        ((5, 4, 3, 1), 2, "'CSAT' is read as asked up to 5; satisfied are 4 and 5"),
        ((7, 6, 5, 1), 2, "'CSAT' is read as asked up to 7; satisfied are 6 and 7"),
        ((10, 8, 5, 1), 1, "'CSAT' is read as asked up to 10; satisfied are 9 and 10"),
    ],
)
def test_satisfied_are_the_two_best_answers_of_the_scale(write, answers, satisfied, note):
    rows = "".join(f"2026-07-01,{answer}\n" for answer in answers)
    export = read_file(write("Date,CSAT\n" + rows))
    assert counts(export) == {("2026-07-01", "satisfied"): (satisfied, 4)}
    assert export.notes == (note,)


def test_satisfaction_may_be_said_in_words(write):
    rows = "2026-07-01,Sangat puas\n2026-07-01,Puas\n2026-07-01,Tidak puas\n"
    assert counts(read_file(write("Tanggal,CSAT\n" + rows))) == {("2026-07-01", "satisfied"): (2, 3)}


def test_awareness_counts_those_who_said_so_among_all_who_were_asked(write):
    rows = "2026-07-01,yes,Ya\n2026-07-01,no,Ya\n2026-07-01,not sure,Tidak\n2026-07-01,,Ya\n"
    export = read_file(write("Date,Unaided awareness,Aided awareness\n" + rows))
    assert counts(export) == {
        ("2026-07-01", "unaided_aware"): (1, 3),
        ("2026-07-01", "aided_aware"): (3, 4),
    }


def test_yes_or_nothing_is_refused_because_nothing_may_mean_not_asked(write):
    with pytest.raises(ExportError, match="column 'Aided awareness' says yes or nothing; an empty cell may be"):
        read_file(write("Date,Aided awareness,NPS\n2026-07-01,yes,9\n2026-07-01,,9\n"))


def test_client_yml_says_which_column_is_which_where_headers_are_free(write):
    text = FORM + "2026-07-01 09:00,Q3,9,yes,yes\n2026-07-01 10:00,Q3,3,no,yes\n"
    source = told(
        promoters="How do you like us?", unaided_aware="Which coffee do you know?", aided_aware="Kopi Contoh?"
    )
    found = counts(read_file(write(text), "survey", source=source))
    assert found["2026-07-01", "promoters"] == (1, 2)
    assert found["2026-07-01", "unaided_aware"] == (1, 2)
    assert found["2026-07-01", "aided_aware"] == (2, 2)


def test_a_wave_is_counted_from_its_first_to_its_last_answer(write):
    text = FORM + "2026-07-01,Q3,9,,\n2026-07-14,Q3,3,,\n2026-10-01,Q4,10,,\n"
    source = told(columns={"date": "Timestamp", "campaign": "Wave"}, promoters="How do you like us?")
    rows = read_file(write(text), "survey", source=source).readings
    promoters = rows[rows["measure"] == "promoters"]
    assert promoters[["campaign", "end", "value", "n"]].values.tolist() == [
        ["Q3", pd.Timestamp("2026-07-14"), 1, 2],
        ["Q4", pd.Timestamp("2026-10-01"), 1, 1],
    ]


def test_a_column_that_is_not_there_is_refused_with_the_nearest(write):
    with pytest.raises(ExportError, match="has no column 'Kopi Conto\\?'; did you mean 'Kopi Contoh\\?'"):
        read_file(write(FORM + "2026-07-01,Q3,9,yes,yes\n"), "survey", source=told(aided_aware="Kopi Conto?"))


def test_a_measure_that_no_question_tells_is_refused(write):
    with pytest.raises(ExportError, match="no question tells of 'followers'"):
        read_file(write(FORM + "2026-07-01,Q3,9,yes,yes\n"), "survey", source=told(followers="Wave"))


def test_the_days_may_stand_in_the_name_of_the_file(write):
    path = write("id,nps\n1,9\n2,3\n", "nps_2026-07-01_2026-07-14.csv")
    rows = read_export(path).readings
    assert rows["end"].unique().tolist() == [pd.Timestamp("2026-07-14")]
    assert rows["n"].tolist() == [2, 2, 2]


def test_answers_without_any_day_are_refused_with_what_to_do(write):
    with pytest.raises(ExportError, match=r"has no day of the answers; .* nps_2026-07-01_2026-07-14\.csv"):
        read_file(write("id,nps\n1,9\n2,3\n"))


def test_further_lines_of_a_header_are_left_out(write):
    text = (
        NPS
        + ",,Response\n"
        + '"{""ImportId"":""id""}","{""ImportId"":""date""}","{""ImportId"":""nps""}"\n'
        + ANSWERS
    )
    export = read_file(write(text))
    assert counts(export)["2026-07-01", "promoters"] == (2, 4)
    assert dropped(export) == {"further line of the header": 2}


def test_the_same_answer_of_one_respondent_counts_once_and_of_nobody_known_twice(write):
    export = read_file(write(NPS + "1,2026-07-01,9\n" * 2))
    assert (counts(export)["2026-07-01", "promoters"], dropped(export)) == (
        (1, 1),
        {"exact repetition of an earlier row": 1},
    )
    assert counts(read_file(write("Date,NPS\n" + "2026-07-01,9\n" * 2)))["2026-07-01", "promoters"] == (2, 2)


def test_an_answer_may_say_in_words_what_its_number_means(write):
    text = "Date,How likely are you to recommend us to a friend?\n2026-07-01,10 - Extremely likely\n2026-07-01,2\n"
    assert counts(read_file(write(text)))["2026-07-01", "promoters"] == (1, 2)


@pytest.mark.parametrize("answer", ["11", "maybe", "7.5"])
def test_what_is_no_answer_is_refused_with_its_line(write, answer):
    with pytest.raises(ExportError, match=rf"^export\.csv:3: column 'NPS': '{answer}' is no answer from 0 to 10"):
        read_file(write(NPS + f"1,2026-07-01,9\n2,2026-07-01,{answer}\n"), "survey")


def test_a_table_with_something_called_nps_is_not_taken_for_a_survey(write):
    with pytest.raises(ExportError, match="is not an export that is known here"):
        read_file(write("Month,NPS\n2026-06-01,43\n2026-07-01,51\n"))


def test_a_file_of_free_headers_needs_client_yml(write):
    with pytest.raises(
        ExportError, match=r"has no column that is surely a question .* readings: {promoters: Timestamp}"
    ):
        read_file(write(FORM + "2026-07-01,Q3,9,yes,yes\n"), "survey")


@pytest.mark.parametrize(
    "says", ["readings: {promoters: Q1}", "columns: {campaign: Wave}, readings: {promoters: Q1}", ""]
)
def test_what_client_yml_may_say_of_a_survey(write, says):
    write("Q1", "kopi/exports/survey.csv")
    text = f"sources:\n  - {{file: exports/survey.csv, reader: survey, {says}}}\n"
    path = write(text.replace(", }", "}"), "kopi/client.yml")
    assert list(client_problems(Located(path, "client.yml"), path.parent)) == []
