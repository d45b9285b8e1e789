"""GIFT in and out, with every fault at its line."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courses.questions.drafts import QuestionDraft
from courses.questions.gift import export_gift, parse_gift, read_gift
from courses.questions.kinds.fill_in import make_answers
from courses.questions.kinds.options import make_options
from tests.courses.questions.strategies import drafts

DEMO = sorted((Path(__file__).parents[3] / "academy/desk/demo/questions").glob("*.gift"))


def only(text: str) -> QuestionDraft:
    reading = parse_gift(text)
    assert reading.faults == ()
    assert len(reading.questions) == 1
    return reading.questions[0]


def faults(text: str) -> list[str]:
    return [str(fault) for fault in parse_gift(text).faults]


def test_a_single_choice_with_feedback():
    question = only("// 注释\n::题一::谁提议？ {\n=党组织#对\n~居委会#不对\n####四步之一\n}")
    assert question == QuestionDraft(
        "题一",
        "single",
        "谁提议？",
        make_options([("党组织", Fraction(1), "对"), ("居委会", Fraction(0), "不对")]),
        "四步之一",
    )
    assert question.line == 2


def test_weights_make_a_multiple_choice():
    question = only("选出三步 {~%33.333%甲 ~%33.333%乙 ~%33.333%丙 ~%-50%丁}")
    assert question.kind == "multiple"
    assert [o["weight"] for o in question.body["options"]] == ["1/3", "1/3", "1/3", "-1/2"]
    assert question.name == question.stem == "选出三步"


def test_a_partly_right_option_stays_a_single_choice():
    question = only("选一项 {=甲 ~%50%乙 ~丙}")
    assert question.kind == "single"
    assert [o["weight"] for o in question.body["options"]] == ["1", "1/2", "0"]


@pytest.mark.parametrize(
    ("answer", "right", "wrong_words", "right_words"),
    [
        ("T", True, "", ""),
        ("TRUE", True, "", ""),
        (" F ", False, "", ""),
        ("FALSE#想错了#对了", False, "想错了", "对了"),
        ("true#想错了", True, "想错了", ""),
    ],
)
def test_true_false(answer, right, wrong_words, right_words):
    question = only(f"地球是圆的 {{{answer}}}")
    assert question.kind == "true_false"
    assert question.body == {
        "answer": right,
        "feedback_wrong": wrong_words,
        "feedback_right": right_words,
    }


def test_short_answers_and_the_catch_all():
    question = only("两个人是多少？ {=2 =二#也对 =%50%两个 =%0%*#再想想}")
    assert question.body == make_answers(
        [
            ("2", Fraction(1), ""),
            ("二", Fraction(1), "也对"),
            ("两个", Fraction(1, 2), ""),
            ("*", Fraction(0), "再想想"),
        ]
    )


def test_text_after_the_braces_makes_a_blank():
    assert only("四步议事由 {=党组织 ~居委会} 提议。").stem == "四步议事由 _____ 提议。"


def test_escapes_are_undone():
    question = only(r"::一\:二::算式 1 \= 1 \{\~\#\}\n第二行 \\ {=甲\=乙#反\#馈 ~丙}")
    assert question.name == "一:二"
    assert question.stem == "算式 1 = 1 {~#}\n第二行 \\"
    assert question.body["options"][0]["text"] == "甲=乙"
    assert question.body["options"][0]["feedback"] == "反#馈"


def test_format_markers():
    assert only("::题::[plain]a<b {T}").stem == "a<b"
    html = "::题::[html]<p>第一段 &amp; <b>重点</b></p><p>第二段<img src\\=x alt\\=图></p> {T}"
    assert only(html).stem == "第一段 & 重点\n第二段[图：图]"


def test_bom_and_windows_line_ends():
    reading = read_gift("\ufeff题一 {T}\r\n\r\n题二 {F}\r\n".encode())
    assert [q.stem for q in reading.questions] == ["题一", "题二"]
    assert [q.line for q in reading.questions] == [1, 3]


def test_categories_are_told_not_imported():
    reading = parse_gift("$CATEGORY: 党建/四步\n\n题一 {T}")
    assert len(reading.questions) == 1
    assert [str(n) for n in reading.notices] == [
        "line 1: 分类“党建/四步”未导入，题目都放进所选的题库"
    ]


def test_a_multiple_choice_where_choosing_all_wins_is_told():
    reading = parse_gift("选 {~%100%甲 ~乙}")
    assert [str(n) for n in reading.notices] == ["line 1: 错误选项没有负权重，全部选中也能得满分"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["line 1: 文件里没有题目"]),
        ("// 只有注释", ["line 1: 文件里没有题目"]),
        ("题 {=甲\n~乙\n\n题二 {T}", ["line 1: 大括号 { 没有闭合（题目中间不能有空行）"]),
        (
            "题 {=甲\n\n~乙}",
            [
                "line 1: 大括号 { 没有闭合（题目中间不能有空行）",
                "line 3: 多出一个 }，上一题的 { 与它之间不能有空行",
            ],
        ),
        ("题 =甲}", ["line 1: 多出一个 }"]),
        ("题 {\n~甲\n~乙}", ["line 1: 没有正确答案"]),
        ("题 {=%50%甲}", ["line 1: 没有正确答案"]),
        ("题 {\n~%50%甲\n~%40%乙\n~丙}", ["line 1: 正确选项的权重合计应为 100%，现在是 90%"]),
        ("题 {\n=甲\n~乙\n~乙}", ["line 4: 选项重复：乙"]),
        ("题 {=甲}\n\n题 {=乙}", ["line 3: 题名重复：题（与第 1 行的题目同名）"]),
        (
            "题\n\\x {=甲 ~乙}",
            ["line 2: 不认识的转义 \\x，可用的有 \\~ \\= \\# \\{ \\} \\: \\n \\\\"],
        ),
        ("题 {}", ["line 1: 不支持问答题（大括号里是空的），请改为单选、多选、判断或填空"]),
        ("题 {#3:1}", ["line 1: 不支持数值题（大括号以 # 开头），请改为单选、多选、判断或填空"]),
        (
            "题\n{=甲 -> 乙 =丙 -> 丁}",
            ["line 2: 不支持配对题（答案里有 ->），请改为单选、多选、判断或填空"],
        ),
        ("只是一段话", ["line 1: 没有答案：题干后面要有 { }"]),
        ("题 {甲}", ["line 1: 答案前要写 =（正确）或 ~（错误）"]),
        ("{T}", ["line 1: 没有题干"]),
        ("::题 甲 {T}", ["line 1: 题名没有以 :: 结束"]),
        ("题 {T} 又 {F}", ["line 1: 一道题只能有一对 { }，文字里的要写成 \\{ \\}"]),
        ("题 {=a{ ~b}", ["line 1: 大括号里又有 {，文字里的要写成 \\{"]),
        ("题 {T#一#二#三}", ["line 1: 判断题最多有两段反馈：答错时的和答对时的"]),
        ("题\x00 {T}", ["line 1: 有不能使用的字符 U+0000，请删去"]),
        (f"::{'长' * 121}::题 {{T}}", ["line 1: 题名太长，不能超过 120 字"]),
        (
            "题一 {~甲 ~乙}\n\n题二 {=甲 ~甲}\n\n题三 {}",
            [
                "line 1: 没有正确答案",
                "line 3: 选项重复：甲",
                "line 5: 不支持问答题（大括号里是空的），请改为单选、多选、判断或填空",
            ],
        ),
    ],
)
def test_faults_are_named_by_line(text, expected):
    assert faults(text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_a_file_is_read_as_chinese_systems_write_it(encoding):
    reading = read_gift("一题 {T}\n\n联通 {F}".encode(encoding))
    assert [question.stem for question in reading.questions] == ["一题", "联通"]
    assert reading.faults == ()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("题一 {T}\n".encode() + "题二 {T}".encode("gbk"), 2),
        ("题一 {T}\n\n题二 {T}".encode()[:-5], 3),
        (b"A {T}\n\n\xff\xff\xff {T}", 3),
    ],
)
def test_a_file_in_no_known_encoding_is_refused_at_its_line(content, line):
    assert [str(fault) for fault in read_gift(content).faults] == [
        f"line {line}: 认不出文件的编码，请用“另存为”选择 UTF-8 后再导入"
    ]


def test_a_file_that_grows_too_large_as_utf8_is_refused():
    reading = read_gift("题".encode("gbk") * 800_000)
    assert [str(fault) for fault in reading.faults] == ["line 1: 文件太大，不能超过 2 MB"]


def test_a_file_too_large_is_refused():
    reading = read_gift(b"x" * (2 * 1024 * 1024 + 1))
    assert [str(fault) for fault in reading.faults] == ["line 1: 文件太大，不能超过 2 MB"]


@given(st.lists(drafts(), min_size=1, max_size=4, unique_by=lambda q: q.name))
def test_what_is_written_reads_back_the_same(questions):
    reading = parse_gift(export_gift(questions))
    assert reading.faults == ()
    assert list(reading.questions) == questions


gift_like = st.text(st.sampled_from("~=#{}:\\%$/-> \nTF甲1[html]."), max_size=120)


@given(st.one_of(st.text(), gift_like, gift_like.map(lambda t: f"::题::题 {{{t}}}")))
@example("题 {T" + "#" * 9 + "}")
def test_no_text_whatever_raises_and_what_reads_well_reads_back(text):
    reading = parse_gift(text)
    assert reading.questions or reading.faults
    if not reading.faults:
        assert parse_gift(export_gift(reading.questions)).questions == reading.questions


@given(st.binary())
def test_no_bytes_whatever_raise(content):
    read_gift(content)


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_the_demo_questions_read_without_faults_and_round_trip(path):
    reading = read_gift(path.read_bytes())
    assert reading.faults == ()
    assert parse_gift(export_gift(reading.questions)).questions == reading.questions
