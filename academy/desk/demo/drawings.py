"""Pictures of the demo courses: 1200 x 675 PNG, labels in Chinese."""

from __future__ import annotations

import math
from collections.abc import Callable

from academy.desk.demo.canvas import (
    GOLD,
    GOLD_PALE,
    INK,
    LINE,
    LINK,
    OK,
    PAPER,
    RED,
    RED_DARK,
    WHITE,
    Canvas,
    Point,
    Words,
)


def _on_ring(degrees: float) -> Point:
    turn = math.radians(degrees)
    return 730 + 286 * math.cos(turn), 384 + 198 * math.sin(turn)


def _four_steps(font_path: str) -> Canvas:
    c = Canvas(font_path, "四步议事法")
    steps = (
        (("党组织", "提议"), "提议书"),
        (("两委", "商议"), "商议方案"),
        (("党员大会", "审议"), "审议意见"),
        (("居民会议或", "居民代表会议", "决议"), "决议"),
    )
    for number, (name, paper) in enumerate(steps):
        x = 48 + number * 284
        c.box(x, 160, 252, 212, WHITE, RED)
        c.disc((x + 126, 160), 30, RED)
        c.text((x + 126, 160), str(number + 1), 38, WHITE)
        c.lines((x + 126, 282), name, 38)
        c.arrow((x + 126, 376), (x + 126, 418))
        c.box(x + 26, 422, 200, 66, GOLD_PALE, radius=10)
        c.text((x + 126, 455), paper, 36)
        if number < 3:
            c.arrow((x + 254, 266), (x + 282, 266), RED, 6, 16)
    c.line([(48, 540), (1152, 540)], GOLD, 4)
    for x in (48, 1152):
        c.disc((x, 540), 10, GOLD)
    c.text((48, 594), "事前：广泛征求意见", 36, OK, "lm")
    c.text((1152, 594), "事后：决议公开、结果公开、归档", 36, OK, "rm")
    return c


def _four_level_network(font_path: str) -> Canvas:
    c = Canvas(font_path, "四级网络，到楼到户")
    levels = ("社区党组织：统筹全社区", "网格：网格长", "楼栋：楼栋长", "单元和住户：单元长")
    for row, name in enumerate(levels):
        y, half = 136 + row * 118, 250 + row * 46
        for side in (-0.6, 0.0, 0.6) if row else ():
            c.line([(600 + side * (half - 46), y - 36), (600 + side * half, y)], GOLD, 4)
        c.box(600 - half, y, half * 2, 82, WHITE if row else RED, GOLD if row else RED)
        c.text((600, y + 41), name, 40, INK if row else WHITE)
        for seat in range(row):
            for side in (-1, 1):
                c.person((600 + side * (half - 40 - seat * 48), y + 46), OK, 0.8)
    for x, words, fill, ends in (
        (84, "任务消息向下", LINK, (140, 572)),
        (1116, "意见情况向上", OK, (572, 140)),
    ):
        c.arrow(
            (x + (66 if x < 600 else -66), ends[0]),
            (x + (66 if x < 600 else -66), ends[1]),
            fill,
            8,
            28,
        )
        c.lines((x, 356), tuple(words), 40, fill)
    c.note("教学示意，四级的名称以本社区实际为准")
    return c


def _one_plus_one(font_path: str) -> Canvas:
    c = Canvas(font_path, "“1+1”大党委：把邻居单位请进来")
    centre = (600.0, 292.0)
    units = ("物业", "商户", "机关单位", "大学", "医院", "学校")
    places = [(972, 292), (860, 404), (340, 404), (228, 292), (340, 180), (860, 180)]
    for place in places:
        c.line([centre, place], GOLD, 4)
    for (x, y), name in zip(places, units, strict=True):
        c.box(x - 100, y - 38, 200, 76, WHITE, GOLD, 38)
        c.text((x, y), name, 38)
    c.disc(centre, 100, RED, PAPER, 8)
    c.lines(centre, ("社区", "大党委"), 44, WHITE)
    for x, name, fill in ((48, "需求清单：社区缺什么", LINK), (692, "资源清单：单位能给什么", OK)):
        c.box(x, 500, 460, 84, WHITE, fill)
        c.text((x + 230, 542), name, 38, fill)
    for end in (516, 684):
        c.arrow((600, 556), (end, 556), RED)
    c.text((600, 518), "对上号", 38, RED)
    c.note("一次谈成一件事，定下人和日子（单位类别为示意）")
    return c


def _rows(font: str, title: str, kinds: Words, ways: Words, note: str) -> Canvas:
    c = Canvas(font, title)
    fills = (OK, RED, LINK, RED_DARK)
    for number, (kind, way, fill) in enumerate(zip(kinds, ways, fills, strict=True)):
        y = 136 + number * 116
        c.box(48, y, 1104, 96, WHITE, LINE)
        c.box(48, y, 300, 96, fill)
        c.text((198, y + 48), kind, 42, WHITE)
        c.arrow((368, y + 48), (432, y + 48))
        c.text((460, y + 48), way, 42, INK, "lm")
    c.note(note)
    return c


def _matter_sorting(font_path: str) -> Canvas:
    kinds = ("小事", "急事", "难事", "大事")
    talk, first = "楼道里说一说，楼栋长牵头", "先排险，随后补议、说明"
    ways = (talk, first, "各方坐下来协商，可多谈几次", "走四步议事程序")
    return _rows(font_path, "四类事，四种谈法", kinds, ways, "教学归纳，以本社区议事办法为准")


def _which_road(font_path: str) -> Canvas:
    kinds = ("日常小事", "重大、切身", "业主共有", "社区办不了")
    ways = ("社区和三长当场办", "走四步议事", "走业主大会", "报街道和有关部门")
    note = "四条路的终点一样：给居民回音"
    return _rows(font_path, "一件事报上来，先分路", kinds, ways, note)


def _ten_minute_circle(font_path: str) -> Canvas:
    c = Canvas(font_path, "十分钟服务圈")
    c.disc((400, 366), 216, WHITE, GOLD, 4)
    c.disc((400, 366), 118, PAPER, GOLD, 4)
    c.box(360, 356, 80, 56, WHITE, RED, 6)
    c.shape([(342, 360), (400, 308), (458, 360)], RED)
    c.text((400, 384), "家", 36)
    c.text((400, 444), "五分钟", 36, LINK)
    c.text((400, 532), "十分钟", 36, LINK)
    places = ((400, 172), (606, 288), (590, 476), (210, 476), (194, 288))
    names = ("吃饭", "理发助浴", "办事", "活动", "看病拿药")
    for (x, y), name in zip(places, names, strict=True):
        c.box(x - 94, y - 34, 188, 68, OK, PAPER, 34)
        c.text((x, y), name, 38, WHITE)
    c.box(830, 302, 322, 160, GOLD_PALE)
    c.lines((991, 382), ("走不到的", "送上门"), 46, RED_DARK)
    c.arrow((822, 384), (474, 384), RED, 8, 28)
    c.note("按老人的步子量，算上台阶、过街和歇脚")
    return c


def _headcount(font_path: str) -> Canvas:
    c = Canvas(font_path, "数人：分母是应到，不是到会")
    left, step = 156, 17
    for row, (name, count, fill) in enumerate(
        (("应到", 40, LINE), ("到会", 28, GOLD_PALE), ("赞成", 20, LINK))
    ):
        y = 156 + row * 116
        c.text((96, y + 40), name, 42)
        c.box(left, y, 40 * step, 80, WHITE, LINE, 8)
        c.box(left, y, count * step, 80, fill, "", 8)
        c.text((left + 24, y + 40), f"{count} 人", 42, WHITE if row == 2 else INK, "lm")
    for count, top, fill in ((27, 258, OK), (21, 374, RED)):
        c.line([(left + count * step, top), (left + count * step, top + 108)], fill, 6)
    c.lines((1004, 196), ("有表决权的党员",), 38)
    c.lines((1004, 312), ("到会线 27 人", "过线，可以开"), 38, OK)
    c.lines((1004, 428), ("通过线 21 人", "差一人，没通过"), 38, RED)
    c.box(48, 506, 1104, 84, GOLD_PALE)
    c.text((600, 548), "到会要三分之二（本院口径），赞成要超过应到的半数", 40, RED_DARK)
    c.note("数字为演示")
    return c


def _consultation_hall(font_path: str) -> Canvas:
    c = Canvas(font_path, "议事厅：圆桌而坐")
    c.disc((390, 370), 100, GOLD_PALE, GOLD)
    c.text((390, 370), "圆桌", 42, RED_DARK)
    sides = (
        (340, 236, RED),
        (440, 236, GOLD),
        (252, 328, OK),
        (252, 412, OK),
        (528, 328, LINK),
        (528, 412, LINK),
    )
    for x, y, fill in (*sides, (345, 514, INK), (435, 514, INK)):
        c.person((x, y), fill, 1.15)
    c.text((316, 166), "主持人", 36, RED)
    c.text((464, 166), "记录员", 36)
    c.lines((128, 370), ("居民代表", "受影响住户"), 36, OK)
    c.lines((644, 370), ("物业", "驻区单位"), 36, LINK)
    c.text((390, 576), "专业人员、旁听席", 36)
    c.box(770, 140, 382, 446, WHITE, GOLD)
    c.text((961, 196), "议事规则", 44, RED_DARK)
    c.line([(810, 240), (1112, 240)], LINE, 3)
    for row, rule in enumerate(("一次一件事", "每人三分钟", "不打断", "不同意见也记下")):
        c.disc((816, 296 + row * 76), 8, RED)
        c.text((842, 296 + row * 76), rule, 40, INK, "lm")
    c.note("每一方至少一人在场（教学约定）")
    return c


def _door_to_door(font_path: str) -> Canvas:
    c = Canvas(font_path, "入户六站")
    stops = (
        ("想清楚", "为谁去", "问什么"),
        ("先约", "给两个", "时间"),
        ("敲门", "姓名岗位", "来意"),
    )
    stops2 = (("听", "多听", "少记"), ("复述", "我说得", "对吗"), ("回音", "到日子", "就去"))
    c.line([(110, 236), (930, 236)], GOLD, 8)
    for number, (name, *rest) in enumerate(stops + stops2):
        x = 110 + number * 164
        c.disc((x, 236), 40, OK if number == 5 else RED, PAPER, 6)
        c.text((x, 236), str(number + 1), 42, WHITE)
        c.text((x, 332), name, 42, OK if number == 5 else RED_DARK)
        c.lines((x, 424), rest, 36)
    c.arrow((974, 236), (1042, 236), GOLD, 8, 28)
    c.box(1054, 156, 90, 152, WHITE, INK, 4)
    c.shape([(1054, 156), (1106, 182), (1106, 334), (1054, 308)], GOLD)
    c.disc((1094, 258), 6, RED_DARK)
    c.text((1098, 372), "门开了", 36, INK)
    c.box(48, 510, 1104, 84, GOLD_PALE)
    c.text((600, 552), "第六站最容易漏，也最要紧：办不了也要回音", 42, RED_DARK)
    return c


def _closing_loop(font_path: str) -> Canvas:
    c = Canvas(font_path, "从公开到归档，走成一个圈")
    names = ("决议公开", "组织实施", "接受监督", "结果公开", "归档备查")
    nodes = [_on_ring(number * 72 - 90) for number in range(5)]
    for number, ((x, y), name) in enumerate(zip(nodes, names, strict=True)):
        c.arrow(_on_ring(number * 72 - 62), _on_ring(number * 72 - 44), GOLD, 6, 26)
        c.box(x - 112, y - 40, 224, 80, WHITE if number else RED, RED)
        c.text((x, y), name, 42, INK if number else WHITE)
    c.disc((730, 384), 92, OK)
    c.lines((730, 384), ("给居民", "回音"), 44, WHITE)
    c.box(48, 136, 252, 132, GOLD_PALE)
    c.lines((174, 202), ("有意见", "先答复"), 42, RED_DARK)
    c.arrow((612, 180), (308, 180), RED)
    c.arrow((174, 272), (174, 352), RED)
    c.text((174, 392), "必要时再议", 42, RED_DARK)
    return c


def _evening_circle(font_path: str) -> Canvas:
    c = Canvas(font_path, "晚上，椅子围一圈")
    c.box(48, 132, 690, 450, INK, "", 20)
    c.disc((640, 210), 40, GOLD_PALE)
    c.disc((624, 200), 36, INK)
    for x in (150, 300, 450):
        c.line([(x, 132), (x, 176)], GOLD, 3)
        c.disc((x, 190), 16, GOLD_PALE)
    for seat in range(-4, 5):
        x, y = 393 + seat * 66, 306 + 180 * math.sqrt(1 - (seat / 4.4) ** 2)
        c.box(x - 25, y + 14, 50, 30, GOLD, "", 8)
        c.person((x, y), PAPER if seat % 2 else GOLD_PALE, 1.1)
    c.text((393, 340), "一小时，一件事", 42, WHITE)
    c.box(776, 132, 376, 450, WHITE, GOLD)
    for row, rule in enumerate(("上次的事到哪了", "今晚只谈一件", "每人都说一句", "下次哪天见")):
        c.text((964, 200 + row * 104), rule, 42, INK if row else RED_DARK)
    c.note("地方近、时间合、题目小、有回头")
    return c


_ALL: tuple[Callable[[str], Canvas], ...] = (
    _four_steps, _four_level_network, _one_plus_one, _matter_sorting, _which_road,
    _ten_minute_circle, _headcount, _consultation_hall, _door_to_door, _closing_loop,
    _evening_circle,
)  # fmt: skip
_DRAWINGS = {one.__name__.lstrip("_").replace("_", "-"): one for one in _ALL}
NAMES: tuple[str, ...] = tuple(_DRAWINGS)


def draw(name: str, font_path: str) -> bytes:
    """The named picture as PNG bytes; labels in the CJK font at font_path."""
    return _DRAWINGS[name](font_path).png()
