"""Captions: read, judged by line, written clean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.films.captions import as_webvtt, end_of, read_captions, words_of
from courses.films.lines import SHOWN, fault_words
from courses.texts.reading import decode

SRT = """1
00:00:01,000 --> 00:00:02,500
居民的事居民议。

2
00:00:02,500 --> 00:00:03,000
先听，
再说。
"""
WEBVTT = """WEBVTT - 议事

NOTE 只给剪辑看
不要播出

STYLE
::cue { background: url(http://example.com/) }

开头
00:01.000 --> 00:02.500 align:start position:0%
<v 张三><i>居民的事</i><c.red>居民议。</c>

00:00:02.500 --> 00:00:03.000
先听，
<00:00:02.700>再说。
"""
CLEAN = """WEBVTT

00:00:01.000 --> 00:00:02.500
居民的事居民议。

00:00:02.500 --> 00:00:03.000
先听，
再说。
"""


def read(text, duration_ms=3000):
    return read_captions(text, duration_ms=duration_ms)


def faults(text, duration_ms=3000):
    return [str(fault) for fault in sorted(read(text, duration_ms).faults)]


@pytest.mark.parametrize("text", [SRT, WEBVTT, CLEAN, SRT.replace("\n", "\r\n"), "\ufeff" + WEBVTT])
def test_both_kinds_become_the_same_clean_captions(text):
    reading = read(text)
    assert reading.faults == ()
    assert as_webvtt(reading.cues) == CLEAN


def test_their_words_and_their_end():
    assert words_of(CLEAN) == "居民的事居民议。 先听， 再说。"
    assert end_of(CLEAN) == 3000
    assert (words_of(""), end_of("")) == ("", 0)


def cue(words, times="00:00:01,000 --> 00:00:02,000"):
    return f"{times}\n{words}\n"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("<script>alert(1)</script>听", "alert(1)听"),
        ("&lt;script&gt;听", "<script>听"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("{\\an8}上面", "上面"),
        ("&#123;\\an8&#125;上面", "上面"),
        ("全年\n2026", "全年\n2026"),
        ("三 --&gt; 四", "三 --> 四"),
        ("零\x00宽\u200b控\x1b制", "零宽控制"),
    ],
)
def test_words_alone_are_let_through(words, kept):
    (only,) = read(cue(words)).cues
    assert only.text == kept
    written = as_webvtt((only,))
    assert written.count("-->") == 1
    assert "<" not in written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (cue("一", "00:00:01 --> 00:00:02"), "第 1 行：时间写法不对"),
        ("1\n" + cue("一", "00:00:02,000 --> 00:00:01,000"), "第 2 行：结束时间不在开始时间之后"),
        (cue(""), "第 1 行：这条字幕没有文字"),
        (cue("字" * 301), "第 1 行：这条字幕太长"),
        (cue("一") + "\n二\n", "第 4 行：这段文字前面没有时间"),
        ("\n\n\n只有文字", "第 4 行：这段文字前面没有时间"),
        (cue("一") + cue("二", "00:00:02,000 --> 00:00:03,000"), "第 3 行：两条字幕之间要空一行"),
        (cue("一") + "\n" + cue("二"), "第 4 行：与上一条字幕（第 1 行）的时间重叠"),
        (cue("一", "00:00:02,000 --> 00:00:09,000"), "第 1 行：超出了片长（0:03）"),
        ("WEBVTT\n\nNOTE 空的", "第 1 行：没有找到字幕"),
    ],
)
def test_faults_are_told_by_line(text, expected):
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_the_end_of_a_film_not_yet_measured_is_no_fault():
    assert faults(cue("一", "00:10:00,000 --> 00:10:09,000"), duration_ms=0) == []


def test_nothing_is_no_captions_and_no_fault():
    assert read(" \n\n") == read("")
    assert as_webvtt(read("").cues) == ""


def test_many_faults_are_counted():
    reading = read("\n\n".join(["x"] * 100))
    assert len(reading.faults) == 100
    assert fault_words(reading.faults)[-1] == f"还有 {100 - SHOWN} 处，改好上面的再检查。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_files_of_usual_encodings_are_read(encoding):
    assert read(decode(SRT.encode(encoding))).faults == ()


def test_other_bytes_are_no_text():
    assert decode(b"\xff\xff\xff\x80") is None


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(st.lists(TEXT, max_size=6))
def test_whatever_is_read_is_written_so_that_it_is_read_the_same(texts):
    blocks = [
        cue(text, f"00:00:{n:02},000 --> 00:00:{n:02},900") for n, text in enumerate(texts, 1)
    ]
    cues = [one for one in read("\n".join(blocks), 0).cues if one.text]
    written = as_webvtt(tuple(cues))
    again = read(written, 0)
    assert [(one.start, one.end, one.text) for one in again.cues] == [
        (one.start, one.end, one.text) for one in cues
    ]
    assert as_webvtt(again.cues) == written
    assert written.count("-->") == len(cues)


@given(TEXT)
def test_no_text_makes_reading_fail(text):
    for start in ["", "WEBVTT\n\n"]:
        assert isinstance(faults(start + text), list)
