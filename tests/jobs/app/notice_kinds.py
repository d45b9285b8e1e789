"""Kinds of notices that only tests know."""

from academy.notices.kinds import notice_kind

notice_kind("trial.news", title="新消息")
notice_kind("trial.quiet", title="只在站内", channels=())
