"""What this floor tells people."""

from academy.notices.kinds import notice_kind

BLACKOUT_HIT = notice_kind("classes.blackout_hit", title="停用时段影响课次")
CLASS_ANNOUNCED = notice_kind("classes.announced", title="调训通知")
CLASS_CHANGED = notice_kind("classes.changed", title="培训班通知")
CLOSING_DUE = notice_kind("classes.closing_due", title="归档提醒")

LEAVE_ASKED = notice_kind("classes.leave_asked", title="待批请假")
LEAVE_DECIDED = notice_kind("classes.leave_decided", title="请假结果")
# Every lesson brings one: on the site only, never by mail.
EVALUATION_DUE = notice_kind("classes.evaluation_due", title="评课", channels=())

ROSTER_NOMINATED = notice_kind("classes.roster_nominated", title="报名待审批")
ROSTER_DECIDED = notice_kind("classes.roster_decided", title="培训班报名结果")

TIMETABLE_PUBLISHED = notice_kind("classes.timetable_published", title="课表")
