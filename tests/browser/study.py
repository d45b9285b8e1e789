"""A course to take from beginning to end, and the certificate at its end."""

from dataclasses import dataclass

from academy.certification.models import Programme
from academy.desk.actions.set_up import set_up_academy
from academy.learning.enums import AttemptState
from academy.learning.models import Attempt
from academy.people.enums import Role
from academy.people.models import User
from courses.models import Quiz, Reading
from courses.pages import CoursePage
from tests.factories.certification import make_programme
from tests.factories.courses import make_chapter, make_course, make_lesson, make_reading, publish
from tests.factories.people import make_user
from tests.factories.quizzes import make_quiz
from tests.factories.requirements import right_answers


@dataclass(frozen=True)
class Study:
    """Who studies what, for which certificate."""

    trainee: User
    course: CoursePage
    reading: Reading
    quiz: Quiz
    programme: Programme


def make_study() -> Study:
    """A lesson with a reading and a quiz of four questions, one of each kind."""
    set_up_academy()
    course = make_course(title="四步议事法")
    reading = make_reading(title="阅读：一件事走完四步")
    quiz = make_quiz(title="测验：四步议事")
    make_lesson(make_chapter(course), [reading, quiz], title="四步一条线")
    publish(course)
    wanted = {"type": "course_completed", "value": {"course": course.pk}}
    return Study(
        trainee=make_user(Role.TRAINEE, username="xueyuan", name="王小梅"),
        course=course,
        reading=reading,
        quiz=quiz,
        programme=make_programme(wanted, title="四步议事法结业证书"),
    )


def right_answers_now() -> dict[str, list[str]]:
    """Right answers of the one paper in hand, by field, in the order of its questions."""
    return right_answers(Attempt.objects.get(state=AttemptState.OPEN))
