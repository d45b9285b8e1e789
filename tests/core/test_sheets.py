import datetime as dt
from io import BytesIO

from python_calamine import CalamineWorkbook

from academy.core.sheets import write_sheet


def written(rows, columns=(("姓名", 10), ("日期", 12), ("数", 6))):
    file = BytesIO()
    count = write_sheet(file, title="名单", columns=columns, rows=rows)
    book = CalamineWorkbook.from_filelike(BytesIO(file.getvalue()))
    assert book.sheet_names == ["名单"]
    return count, book.get_sheet_by_index(0).to_python()


def test_text_days_numbers_and_gaps_come_back_as_they_were():
    row = ("阿依古丽·买买提", dt.date(2026, 12, 1), 3)
    assert written([row, ("王芳", None, 0)]) == (
        2,
        [["姓名", "日期", "数"], ["阿依古丽·买买提", dt.date(2026, 12, 1), 3.0], ["王芳", "", 0.0]],
    )


def test_what_people_typed_is_text_and_nothing_else():
    for text in (
        "=1+1",
        "{=1+1}",
        "+86 138",
        "@SUM(A1)",
        "http://example.invalid/",
        "0012",
        "㛃𬱖",
    ):
        assert written([(text, None, None)])[1][1][0] == text


def test_no_rows_is_a_heading():
    assert written([]) == (0, [["姓名", "日期", "数"]])


def test_many_rows_come_from_a_generator():
    count, rows = written((f"学员{n}", None, n) for n in range(3000))
    assert (count, len(rows), rows[-1][0]) == (3000, 3001, "学员2999")
