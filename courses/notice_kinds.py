"""What this hall tells people."""

from academy.notices.kinds import notice_kind

DUTY_ASSIGNED = notice_kind("courses.duty_assigned", title="必学安排")
DUTY_CHANGED = notice_kind("courses.duty_changed", title="必学变更")
DUTY_REMINDER = notice_kind("courses.duty_reminder", title="必学提醒")
