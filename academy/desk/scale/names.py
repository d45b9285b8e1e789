"""Chinese names put together by chance, as common as people's are."""

from __future__ import annotations

import random

# How many in a thousand bear each surname, about as in the north-east; double ones at the end.
SURNAMES = {
    **dict.fromkeys("王李张刘", 80),
    **dict.fromkeys("陈杨赵孙", 45),
    **dict.fromkeys("于周徐马朱高林郭何", 20),
    **dict.fromkeys("宋郑韩唐冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田", 8),
    **dict.fromkeys("任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤", 4),
    **dict.fromkeys("尹黎易常武乔贺赖龚文朴池玄佟关富", 2),
    **dict.fromkeys(("欧阳", "上官", "司马", "诸葛"), 1),
}
# By the years people were born in: names of one character and of two.
OLDER = (
    *("建国", "国庆", "建军", "志强", "玉兰", "桂芝", "秀英", "淑芬", "桂兰", "玉梅", "凤霞"),
    *("长春", "春生", "福田", "德山", "永贵", "景林", "玉珍", "淑珍", "丽华", "亚娟", "艳秋"),
    *("伟", "敏", "静", "勇", "军", "霞", "平", "红", "辉", "杰", "英", "华", "萍", "波", "刚"),
)
YOUNGER_FIRST = "晓文雨思佳子嘉俊宇欣梓雅志海丽春明立成庆雪冬晨若书一永德"
YOUNGER_SECOND = "涵轩怡然宁琪博阳宇霖彤瑶航洋楠雯琳杰鑫鹏超龙悦妍蕾薇东峰明华"
OLDER_SHARE = 0.45

_SURNAMES, _WEIGHTS = list(SURNAMES), list(SURNAMES.values())


def invent_name(chance: random.Random) -> str:
    """A name of two to four characters."""
    (surname,) = chance.choices(_SURNAMES, _WEIGHTS)
    if chance.random() < OLDER_SHARE:
        return surname + chance.choice(OLDER)
    return surname + chance.choice(YOUNGER_FIRST) + chance.choice(YOUNGER_SECOND)
