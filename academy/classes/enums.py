"""Choices of classes. Words: domain glossary."""

from django.db.models import IntegerChoices, TextChoices


class ResourceKind(TextChoices):
    """What can be occupied."""

    TEACHER = "teacher", "教师"
    ROOM = "room", "教室"
    TRAINING_CLASS = "class", "培训班"
    BASE = "base", "实践基地"
    SITE = "site", "实践点"
    VEHICLE = "vehicle", "车辆"


class Weekday(IntegerChoices):
    """Days as ISO counts them."""

    MONDAY = 1, "周一"
    TUESDAY = 2, "周二"
    WEDNESDAY = 3, "周三"
    THURSDAY = 4, "周四"
    FRIDAY = 5, "周五"
    SATURDAY = 6, "周六"
    SUNDAY = 7, "周日"


class ClassForm(TextChoices):
    """How a class is held."""

    CONCENTRATED = "concentrated", "集中"
    ONLINE = "online", "网络"
    BLENDED = "blended", "线上线下结合"
    SHADOWING = "shadowing", "跟班"
    SMALL = "small", "小班"


class ClassState(TextChoices):
    """Life of a training class. The moves: `rules.life.CLASS_LIFE`."""

    PLANNED = "planned", "计划"
    APPROVED = "approved", "已立项"
    ANNOUNCED = "announced", "报名中"
    CONFIRMED = "confirmed", "名单已确认"
    RUNNING = "running", "办班中"
    COMPLETED = "completed", "已结业"
    CLOSED = "closed", "已归档"
    CANCELLED = "cancelled", "已取消"


class StaffDuty(TextChoices):
    """What somebody of the academy does in a class."""

    HEAD_TEACHER = "head_teacher", "班主任"
    FOLLOWER = "follower", "跟班"
    HELPER = "helper", "协助点名"


class EnrolmentState(TextChoices):
    """Where a person stands on a class's list. The moves: `rules.life.ENROLMENT_LIFE`."""

    NOMINATED = "nominated", "已报名"
    APPROVED = "approved", "单位已同意"
    CONFIRMED = "confirmed", "已确认"
    ARRIVED = "arrived", "已报到"
    COMPLETED = "completed", "已结业"
    NOT_COMPLETED = "not_completed", "未结业"
    REFUSED = "refused", "未通过"
    # Before arrival a person steps back; after it, this is what the regulation calls 退学.
    WITHDRAWN = "withdrawn", "已退出"


class ClassPost(TextChoices):
    """班委: posts that trainees hold in their class."""

    MONITOR = "monitor", "班长"
    DEPUTY = "deputy", "副班长"
    STUDY = "study", "学习委员"
    LIFE = "life", "生活委员"
    PUBLICITY = "publicity", "宣传委员"
    GROUP_LEADER = "group_leader", "小组长"


class PaperKind(TextChoices):
    """Papers that must be filed before a class is closed."""

    PLAN = "plan", "方案"
    AGENDA = "agenda", "议程"
    SIGN_IN = "sign_in", "签到表"
    TIMETABLE = "timetable", "最终课表"


class SessionState(TextChoices):
    """Life of a session. Which kind passes through which states: `rules.life`."""

    DRAFT = "draft", "草稿"
    HELD = "held", "暂占"
    PENDING = "pending", "待审批"
    CONFIRMED = "confirmed", "已排定"
    IN_PROGRESS = "in_progress", "进行中"
    COMPLETED = "completed", "已结束"
    NO_SHOW = "no_show", "未到"
    CANCELLED = "cancelled", "已取消"
    REFUSED = "refused", "未通过"
    EXPIRED = "expired", "已过期"


class TeacherPart(TextChoices):
    """What a teacher does in a session."""

    LECTURER = "lecturer", "主讲"
    ASSISTANT = "assistant", "助教"
    HOST = "host", "主持"


class TeacherForm(TextChoices):
    """How a teacher belongs to the academy."""

    STAFF = "staff", "专职"
    PART_TIME = "part_time", "兼职"
    MENTOR = "mentor", "导师"


class AttendanceState(TextChoices):
    """Whether a person was there. Which may replace which: `rules.attendance`."""

    PRESENT = "present", "到课"
    LATE = "late", "迟到"
    EARLY = "early", "早退"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺课"


class RollMeans(TextChoices):
    """How it is known whether somebody was there. All are equal; a person's word counts most."""

    ROLL = "roll", "点名"
    QR = "qr", "扫码"
    CODE = "code", "数字码"
    HELPER = "helper", "协助"


class LeaveState(TextChoices):
    """Where a request for leave stands. The moves: `rules.life.LEAVE_LIFE`."""

    PENDING = "pending", "待批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"
    RETURNED = "returned", "已销假"


class LeaveKind(TextChoices):
    """Why somebody asks for leave."""

    PERSONAL = "personal", "事假"
    SICK = "sick", "病假"
    OFFICIAL = "official", "公假"


class LeaveStepRole(TextChoices):
    """Who decides a step of a request for leave."""

    HEAD_TEACHER = "head_teacher", "班主任"
    ADMINISTRATOR = "administrator", "教务"
    LEADER = "leader", "院领导"


class EvaluationSubject(TextChoices):
    """What a question of an evaluation asks about."""

    TEACHER = "teacher", "教师"
    SESSION = "session", "课次"
    BASE = "base", "实践基地"
    TRAINING_CLASS = "class", "培训班"


class RosterChange(TextChoices):
    """What a row of an imported roster brings."""

    NEW_PERSON = "new_person", "新建账号并列入名单"
    NEW = "new", "列入名单"
    CHANGED = "changed", "修改"
    SAME = "same", "不变"


class ImportState(TextChoices):
    """Life of an import of a roster. A checked one has written nothing."""

    CHECKED = "checked", "待确认"
    CONFIRMED = "confirmed", "导入中"
    WRITTEN = "written", "已导入"
    REFUSED = "refused", "没有导入"
    UNDONE = "undone", "已撤销"


class ProposalKind(TextChoices):
    """What the timetabling help was asked for."""

    ARRANGE = "arrange", "排本班"
    REPLAN = "replan", "教师请假重排"


class ProposalState(TextChoices):
    """Whether anything of a proposal still waits for somebody's decision."""

    OPEN = "open", "待处理"
    SETTLED = "settled", "已处理"


class ProposalItemState(TextChoices):
    """What became of a proposed place. Stale: the session was changed by somebody first."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已采纳"
    DROPPED = "dropped", "不采纳"
    STALE = "stale", "已过时"
