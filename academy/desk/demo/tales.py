"""What the demo tells of training classes: which there are, and what is taught in them."""

from __future__ import annotations

from dataclasses import dataclass

from academy.classes.enums import ClassState

# What is taught, and the field of those who teach it.
LECTURES = (
    ("党建引领基层治理", "党建引领"),
    ("三会一课的程序和要点", "三会一课"),
    ("四步议事法实务", "协商议事"),
    ("发展党员工作流程", "发展党员"),
    ("物业矛盾怎么调解", "物业治理"),
    ("网格员入户沟通", "群众工作"),
    ("突发事件应急处置", "应急处置"),
    ("志愿服务队伍建设", "志愿服务"),
)


@dataclass(frozen=True)
class Tale:
    """A class of the demo: `begins` days from today, how long, how far it has come, how many."""

    number: int
    name: str
    begins: int
    days: int
    state: ClassState
    people: int = 24


TALES = (
    Tale(1, "社区党组织书记示范班", -40, 4, ClassState.CLOSED, 20),
    Tale(2, "网格长业务能力提升班", -20, 3, ClassState.COMPLETED),
    Tale(3, "社区工作者综合能力班", -2, 7, ClassState.RUNNING, 30),
    Tale(4, "居民议事协商专题班", 9, 3, ClassState.CONFIRMED),
    Tale(5, "发展党员工作实务班", 30, 3, ClassState.ANNOUNCED, 8),
    Tale(6, "物业服务与社区治理班", 0, 7, ClassState.APPROVED),
    Tale(7, "社区应急管理培训班", 75, 3, ClassState.PLANNED),
    Tale(8, "老旧小区改造研讨班", 45, 2, ClassState.CANCELLED),
)
