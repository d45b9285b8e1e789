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


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_rows(rows: str, of: bytes = b"", after: str = "") -> bytes:
    """A workbook whose sheet is written by hand."""
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData>{rows}</sheetData>{after}'
    return with_part("xl/worksheets/sheet1.xml", f"{sheet}</worksheet>".encode(), of)


def with_strings(*texts: str, of: bytes = b"") -> bytes:
    shared = "".join(f"<si>{text}</si>" for text in texts)
    return with_part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{shared}</sst>'.encode(), of)


@pytest.mark.parametrize("cell", ["A1048576", "XFD1", "AAA2"])
def test_cell_far_away_is_not_laid_out_in_memory(cell):
    words = refusal(with_rows(f'<row r="1"><c r = "{cell}"><v>1</v></c></row>'))
    assert "第 1048576 行" in words or "列太多" in words


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c><v>1</v></c></row>',
        '<row r="1"><c r=""/></row>',
        '<row r="1"><x:c><v>1</v></x:c></row>',
        """<row r="1"><c s=' r="A1"'><v>1</v></c></row>""",
        "<row/>",
        '<row><c r="A1"/></row>',
        '<row r="A"/>',
    ],
)
def test_rows_and_cells_that_do_not_say_where_they_are(rows):
    assert refusal(with_rows(rows)).startswith("这个 Excel 文件里有的行或格子没有写明位置")


def test_rows_named_outside_the_table_are_no_rows_of_it():
    content = with_rows(
        '<row r="1"><c r="A1"><v>1</v></c></row>', after="<from><row>5</row></from>"
    )
    assert read_sheet(content, most_rows=10) == [[1.0]]


@pytest.mark.parametrize(
    "text",
    [
        "<t>{}</t>",
        "<r><t>{}</t></r><r><t>x</t></r>",
        "<si><t/></si><t>{}</t>",
        '<c r="A1"><t>{}</t></c>',
    ],
)
def test_text_longer_than_a_cell_can_be(text):
    assert "超过 32767 字" in refusal(with_strings("<t>a</t>", text.format("长" * 32_768)))
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is>{text.format("长" * 32_768)}</is></c></row>'
    assert "超过 32767 字" in refusal(with_rows(inline))


def test_long_text_may_stand_once_but_not_be_shared_by_thousands():
    def shared(count: int) -> bytes:
        cells = (f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, count + 1))
        return with_strings("<t>" + "长" * 32_767 + "</t>", of=with_rows("".join(cells)))

    assert read_sheet(shared(1), most_rows=3000) == [["长" * 32_767]]
    assert refusal(shared(2049), 3000).startswith(
        "表格的文字太多：2049 格有文字，最长的一格有 32767 字。"
    )


def test_what_could_be_read_otherwise_than_it_was_looked_at():
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"/></sheetData></worksheet>'
    for xml in (f"{sheet}<!--长-->".encode("gbk"), f"<!DOCTYPE worksheet>{sheet}".encode()):
        assert "损坏" in refusal(with_part("xl/worksheets/sheet1.xml", xml))
    for other in ("xl/workbook.bin", "content.xml"):
        assert refusal(with_part(other, b"x")).startswith("这不是 Excel 文件")
