"""Reading tables: what is no table, or too big, is refused in words before it is unpacked."""

import io
import zipfile

import pytest

from academy.core.sheets import Sheet, SheetError, read_sheet, write_sheet, write_sheets


def book(*rows, title="表") -> bytes:
    file = io.BytesIO()
    write_sheet(file, title=title, columns=[("甲", 10), ("乙", 10)], rows=rows)
    return file.getvalue()


def with_part(name: str, content: bytes, of: bytes = b"") -> bytes:
    """A workbook with one part replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(of or book())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return file.getvalue()


def refusal(content: bytes, most_rows: int = 100) -> str:
    with pytest.raises(SheetError) as refused:
        read_sheet(content, most_rows=most_rows)
    return refused.value.message


def test_cells_come_back_in_their_rows():
    assert read_sheet(book(["a", 1], ["", "b"]), most_rows=10) == [
        ["甲", "乙"],
        ["a", 1.0],
        ["", "b"],
    ]


def test_rows_keep_their_numbers_below_empty_ones():
    rows = read_sheet(book(["", ""], ["", ""], ["a", ""]), most_rows=10)
    assert (len(rows), rows[3]) == (4, ["a", ""])


def test_first_of_several_sheets_is_read():
    file = io.BytesIO()
    write_sheets(file, [Sheet("一", [("甲", 9)], [["a"]]), Sheet("二", [("乙", 9)], [["b"]])])
    assert read_sheet(file.getvalue(), most_rows=10) == [["甲"], ["a"]]


def test_what_is_no_workbook():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as new:
        new.writestr("a.txt", "x")
    for content in (b"", b"PK\x03\x04", b"<html>", archive.getvalue()):
        assert refusal(content).startswith("这不是 Excel 文件")


def test_workbook_with_a_password_or_of_the_old_format():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)).startswith("这个文件有密码")


def test_broken_workbook():
    content = book(["a" * 50, "b"])
    at = content.index(b"xl/worksheets/sheet1.xml") + 200
    assert "损坏" in refusal(content[:at] + b"\xff" * 8 + content[at + 8 :])
    assert "损坏" in refusal(with_part("xl/workbook.xml", b"<workbook"))


def test_zip_bomb_is_not_unpacked():
    assert "解开后太大" in refusal(with_part("xl/media/a.bin", bytes(80 * 1024 * 1024)))


@pytest.mark.parametrize("cell", ["A1048576", "XFD1", "AAA2"])
def test_cell_far_away_is_not_laid_out_in_memory(cell):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row><c r = "{cell}"><v>1</v></c></row></sheetData></worksheet>'
    )
    words = refusal(with_part("xl/worksheets/sheet1.xml", sheet.encode()))
    assert "第 1048576 行" in words or "列太多" in words
