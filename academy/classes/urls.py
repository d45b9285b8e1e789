"""Addresses of classes."""

from django.urls import path

from academy.classes.views import (
    attendance,
    calendars,
    classes,
    completion,
    evaluation,
    faculty,
    imports,
    leave,
    nominations,
    roll,
    roster,
    sign_in,
    timetable,
)

app_name = "classes"

# Words first: a class's code may be any word that is none of these.
urlpatterns = [
    path("classes/", classes.mine, name="mine"),
    path("classes/desk/", classes.desk, name="desk"),
    path("classes/papers/<int:paper_id>/", classes.paper, name="paper"),
    path("classes/leaves/", leave.leaves, name="leaves"),
    path("classes/leaves/<int:leave_id>/decide/", leave.decide, name="decide-leave"),
    path("classes/leaves/<int:leave_id>/withdraw/", leave.withdraw, name="withdraw-leave"),
    path("classes/leaves/<int:leave_id>/return/", leave.return_early, name="return-early"),
    path("classes/sign-in/", sign_in.sign_in, name="sign-in"),
    path("classes/sign-in/<str:token>/", sign_in.scan, name="scan"),
    path("classes/sessions/<int:session_id>/roll/", roll.roll, name="roll"),
    path("classes/sessions/<int:session_id>/roll/close/", roll.close, name="close-roll"),
    path("classes/sessions/<int:session_id>/roll/correct/", roll.correct, name="correct-roll"),
    path("classes/sessions/<int:session_id>/screen/", roll.screen, name="screen"),
    path("classes/sessions/<int:session_id>/screen.json", roll.screen_news, name="screen-news"),
    path("classes/sessions/<int:session_id>/evaluate/", evaluation.evaluate, name="evaluate"),
    path("classes/sessions/<int:session_id>/evaluation/", evaluation.results, name="evaluation"),
    path("classes/nominations/", nominations.nominations, name="nominations"),
    path("classes/nominations/<slug:code>/", nominations.nomination, name="nomination"),
    path("classes/nominations/<slug:code>/add/", nominations.nominate_one, name="nominate"),
    path(
        "classes/nominations/<slug:code>/<int:enrolment_id>/agree/",
        nominations.agree_one,
        name="nomination-agree",
    ),
    path(
        "classes/nominations/<slug:code>/<int:enrolment_id>/refuse/",
        nominations.refuse_one,
        name="nomination-refuse",
    ),
    path(
        "classes/nominations/<slug:code>/<int:enrolment_id>/withdraw/",
        nominations.withdraw_one,
        name="nomination-withdraw",
    ),
    path("classes/today/", timetable.today, name="today"),
    path("classes/teaching/", timetable.teaching, name="teaching"),
    path("classes/<slug:code>/", classes.training_class, name="class"),
    path("classes/<slug:code>/approve/", classes.approve, name="approve"),
    path("classes/<slug:code>/papers/", classes.papers, name="papers"),
    path("classes/<slug:code>/oddities/", classes.oddities, name="oddities"),
    path("classes/<slug:code>/completion/", completion.completion, name="completion"),
    path("classes/<slug:code>/completion/claim/", completion.claim, name="claim"),
    path("classes/<slug:code>/attendance/", attendance.attendance, name="attendance"),
    path("classes/<slug:code>/attendance.xlsx", attendance.sheet, name="attendance-sheet"),
    path("classes/<slug:code>/leave/", leave.leave, name="leave"),
    path("classes/<slug:code>/roster/", roster.roster, name="roster"),
    path("classes/<slug:code>/roster/list.xlsx", roster.export_roster, name="roster-sheet"),
    path("classes/<slug:code>/roster/confirm/", roster.confirm, name="roster-confirm"),
    path("classes/<slug:code>/roster/arrive/", roster.arrive, name="roster-arrive"),
    path("classes/<slug:code>/roster/groups/", roster.divide, name="roster-groups"),
    path("classes/<slug:code>/roster/<int:enrolment_id>/", roster.entry, name="roster-entry"),
    path(
        "classes/<slug:code>/roster/<int:enrolment_id>/confirm/",
        roster.confirm_one,
        name="roster-confirm-one",
    ),
    path(
        "classes/<slug:code>/roster/<int:enrolment_id>/refuse/",
        roster.refuse_one,
        name="roster-refuse",
    ),
    path(
        "classes/<slug:code>/roster/<int:enrolment_id>/withdraw/",
        roster.withdraw_one,
        name="roster-withdraw",
    ),
    path("classes/<slug:code>/roster/import/", imports.upload, name="roster-upload"),
    path(
        "classes/<slug:code>/roster/import/template.xlsx", imports.template, name="roster-template"
    ),
    path(
        "classes/<slug:code>/roster/import/<int:import_id>/",
        imports.roster_import,
        name="roster-import",
    ),
    path(
        "classes/<slug:code>/roster/import/<int:import_id>/faults.xlsx",
        imports.faults,
        name="roster-faults",
    ),
    path(
        "classes/<slug:code>/roster/import/<int:import_id>/confirm/",
        imports.confirm,
        name="roster-import-confirm",
    ),
    path(
        "classes/<slug:code>/roster/import/<int:import_id>/undo/", imports.undo, name="roster-undo"
    ),
    path("classes/<slug:code>/timetable/", timetable.week, name="timetable"),
    path("classes/<slug:code>/timetable/print/", timetable.sheet, name="timetable-sheet"),
    path("faculty/", faculty.index, name="faculty"),
    path("faculty/mine/", faculty.my_time, name="my-time"),
    path("faculty/mine/lift/", faculty.lift, name="lift-blackout"),
    path("faculty/<int:teacher_id>/", faculty.teacher, name="teacher"),
    path("me/calendar/", calendars.mine, name="calendar"),
    path("me/calendar/renew/", calendars.renew, name="renew-calendar"),
    path("me/calendar/revoke/", calendars.revoke, name="revoke-calendar"),
    path("calendar/<slug:token>.ics", calendars.feed, name="feed"),
]
