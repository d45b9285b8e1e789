"""`import_questions` and `export_questions` as an operator meets them."""

import pytest
from django.core.management import CommandError, call_command

from courses.questions.models import Question, QuestionBank
from tests.factories.questions import FOUR_KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, capsys):
    def run(text, *arguments):
        path = tmp_path / "questions.gift"
        path.write_text(text, encoding="utf-8")
        call_command("import_questions", path, "--format", "gift", "--bank", "题库", *arguments)
        return capsys.readouterr().out.splitlines()

    return run


def test_the_last_line_counts(run):
    assert run(FOUR_KINDS) == ["4 questions: 4 new, 0 changed"]
    assert run(FOUR_KINDS) == ["4 questions: 0 new, 0 changed"]
    assert run(FOUR_KINDS.replace("{T#", "{F#")) == ["4 questions: 0 new, 1 changed"]


def test_a_dry_run_counts_and_writes_nothing(run):
    assert run(FOUR_KINDS, "--dry-run") == ["4 questions: 4 new, 0 changed"]
    assert QuestionBank.objects.count() == Question.objects.count() == 0


def test_faults_are_told_by_line_and_nothing_is_imported(run, capsys):
    with pytest.raises(SystemExit) as stopped:
        run("题一 {T}\n\n题二 {~甲 ~乙}\n\n题三 {=甲")
    assert stopped.value.code == 1
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "line 3: 没有正确答案",
        "line 5: 大括号 { 没有闭合（题目中间不能有空行）",
    ]
    assert told.out.splitlines()[-1] == "0 questions: 2 faults, nothing imported"
    assert QuestionBank.objects.count() == Question.objects.count() == 0


def test_notices_come_before_the_count(run):
    assert run("$CATEGORY: 甲\n\n题 {T}") == [
        "line 1: 分类“甲”未导入，题目都放进所选的题库",
        "1 questions: 1 new, 0 changed",
    ]


def test_a_missing_file_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.gift"):
        call_command("import_questions", "nowhere.gift", "--format", "gift", "--bank", "题库")


def test_other_formats_are_not_offered(run):
    with pytest.raises(CommandError, match="aiken"):
        call_command("import_questions", "x", "--format", "aiken", "--bank", "题库")


def test_export_then_import_changes_nothing(run, tmp_path, capsys):
    run(FOUR_KINDS)
    path = tmp_path / "out.gift"
    call_command("export_questions", path, "--format", "gift", "--bank", "题库")
    assert capsys.readouterr().out == "4 questions\n"
    assert run(path.read_text(encoding="utf-8")) == ["4 questions: 0 new, 0 changed"]
    with pytest.raises(CommandError, match="别的"):
        call_command("export_questions", path, "--format", "gift", "--bank", "别的")


def test_a_bank_that_is_not_named_has_the_files_name(tmp_path, capsys):
    path = tmp_path / "四步议事.gift"
    path.write_text(FOUR_KINDS, encoding="utf-8")
    call_command("import_questions", path, "--format", "gift")
    assert QuestionBank.objects.get().title == "四步议事"
    assert capsys.readouterr().out.splitlines()[-1] == "4 questions: 4 new, 0 changed"
