"""Question banks for tests."""

from itertools import count

from courses.questions.actions import import_questions
from courses.questions.gift import parse_gift
from courses.questions.models import QuestionBank

_serial = count(1)

FOUR_KINDS = """
::单选::谁召集居民会议？ {=居民委员会#对 ~物业公司#不对 ~业主委员会}

::多选::四步里有哪两步？ {~%50%提议 ~%50%决议 ~%-50%裁决 ~%-50%处罚}

::判断::决议要公开。 {T#再想想#对####公开才有监督}

::填空::四步议事由 {=党组织} 提议。
"""


def make_bank(gift: str = FOUR_KINDS, **fields) -> QuestionBank:
    """A bank with the questions of a GIFT text; empty for none."""
    bank = QuestionBank.objects.create(**{"title": f"题库{next(_serial)}"} | fields)
    if gift:
        add_questions(bank, gift)
    return bank


def add_questions(bank: QuestionBank, gift: str):
    reading = parse_gift(gift)
    assert reading.faults == ()
    return import_questions(bank=bank, questions=reading.questions, by=None)


def true_false_gift(number: int) -> str:
    """So many statements that are all right."""
    return "\n\n".join(f"::判断{n}::第 {n} 句是对的。 {{T}}" for n in range(1, number + 1))
