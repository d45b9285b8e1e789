"""The command `import_roster`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from academy.classes.enums import ClassState
from academy.classes.models import Enrolment, RosterImport
from academy.notices.models import Notice
from academy.people.models import User
from tests.factories.classes import make_class
from tests.factories.people import make_organisation
from tests.factories.rosters import sheet

pytestmark = pytest.mark.django_db
GOOD = [["张三", "", "13800001234", "宽城区"], ["李四", "lisi", "", "宽城区", 1]]
BAD = ["", "a b", "123", "没有的单位"]


@pytest.fixture
def found():
    make_organisation(name="宽城区", code="220103")
    return make_class(ClassState.PLANNED, code="2026-901")


def run(tmp_path, *rows, **options) -> tuple[int, str, str]:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(sheet(*rows))
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command(
            "import_roster", str(path), stdout=out, stderr=err, **{"code": "2026-901"} | options
        )
    except SystemExit as ended:
        status = ended.code
    return status, out.getvalue(), err.getvalue()


def test_roster_is_imported_and_counted(tmp_path, found):
    assert run(tmp_path, *GOOD) == (0, "2 rows: 2 new, 0 changed, 2 accounts made\n", "")
    assert Enrolment.objects.filter(training_class=found, state="confirmed").count() == 2
    assert not Notice.objects.exists(), "the class has not been announced"


def test_same_file_twice_is_nothing_new(tmp_path, found):
    run(tmp_path, *GOOD)
    assert run(tmp_path, *GOOD) == (0, "2 rows: 0 new, 0 changed, 0 accounts made\n", "")


def test_one_bad_row_writes_nothing_and_every_fault_is_told(tmp_path, found):
    status, out, err = run(tmp_path, *GOOD, BAD)
    assert (status, out) == (1, "0 new, 0 changed: 4 faults, nothing imported\n")
    assert err.splitlines() == [
        "第 4 行 姓名：请填写姓名。",
        "第 4 行 账号：账号只能用文字、数字和 @ . + - _，不能有空格。",
        "第 4 行 手机号：应为 11 位手机号，例如 13800001234。",
        "第 4 行 单位：系统里没有“没有的单位”这个单位，请填单位的全名或代码。",
    ]
    assert not any(model.objects.exists() for model in (User, Enrolment, RosterImport))


def test_dry_run_counts_and_writes_nothing(tmp_path, found):
    answer = run(tmp_path, *GOOD, dry_run=True)
    assert answer == (0, "2 rows: 2 new, 0 changed, 2 accounts made\n", "")
    assert not any(model.objects.exists() for model in (User, RosterImport))


def test_unknown_class_and_missing_file_are_said(tmp_path, found):
    with pytest.raises(CommandError, match="没有编号为“x”的培训班"):
        run(tmp_path, *GOOD, code="x")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_roster", str(tmp_path / "none.xlsx"), code="2026-901")


def test_class_that_is_over_is_refused(tmp_path, found):
    type(found).objects.filter(pk=found.pk).update(state=ClassState.CLOSED)
    with pytest.raises(CommandError, match="名单不能再改"):
        run(tmp_path, *GOOD)
