"""Addresses of classes."""

from django.urls import path

from academy.classes.views import (
    attendance,
    classes,
    completion,
    evaluation,
    faculty,
    leave,
    roll,
    sign_in,
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
    path("classes/<slug:code>/", classes.training_class, name="class"),
    path("classes/<slug:code>/oddities/", classes.oddities, name="oddities"),
    path("classes/<slug:code>/completion/", completion.completion, name="completion"),
    path("classes/<slug:code>/completion/claim/", completion.claim, name="claim"),
    path("classes/<slug:code>/attendance/", attendance.attendance, name="attendance"),
    path("classes/<slug:code>/attendance.xlsx", attendance.sheet, name="attendance-sheet"),
    path("classes/<slug:code>/leave/", leave.leave, name="leave"),
    path("faculty/", faculty.index, name="faculty"),
    path("faculty/mine/", faculty.my_time, name="my-time"),
    path("faculty/mine/lift/", faculty.lift, name="lift-blackout"),
    path("faculty/<int:teacher_id>/", faculty.teacher, name="teacher"),
]
