"""Signing in: both names, the lock, the first time, the way back in."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from academy.core import clock
from academy.people import actions
from academy.people.models import User
from tests.factories.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/login/"
NEW = "another-horse-9"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def trainee():
    return make_user(username="xueyuan", name="王芳", phone="13800001234")


def sign_in(client, login, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def lock(client, login, times=5):
    for _ in range(times):
        answer = sign_in(client, login, "wrong-password")
    return answer


@pytest.mark.parametrize(
    "login",
    [
        "xueyuan",
        " XueYuan ",
        "ｘｕｅｙｕａｎ",
        "13800001234",
        "+86 138-0000-1234",
        "１３８００００１２３４",
    ],
)
def test_a_person_signs_in_by_account_or_phone(client, trainee, login):
    assert sign_in(client, login).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize("others", [1, 3])
def test_signing_in_takes_few_statements(client, trainee, others, django_assert_num_queries):
    for _ in range(others):
        sign_in(client, make_user().username, "wrong-password")
    # lock, person, old failures, the sign-in noted, own failures, last_login; a session is made
    # (a look, a savepoint (3)) and filled (a savepoint (3)): Django's own way
    with django_assert_num_queries(13):
        sign_in(client, "xueyuan")
    assert is_signed_in(client)


def test_the_wrong_password_and_an_unknown_account_get_the_same_answer(client, trainee):
    def words(login):
        body = sign_in(client, login, "wrong-password").content.decode()
        body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
        return body.replace(login, "")

    assert words("xueyuan") == words("nobody")
    assert "账号（手机号）或密码不对" in words("xueyuan")
    assert not is_signed_in(client)


def test_next_is_followed_inside_the_site_alone(client, trainee):
    assert sign_in(client, "xueyuan", next="/me/archive/")["Location"] == "/me/archive/"
    client.logout()
    assert sign_in(client, "xueyuan", next="https://elsewhere.example/")["Location"] == "/"


def test_the_session_key_changes_at_sign_in(client, trainee):
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    sign_in(client, "xueyuan")
    assert client.session.session_key != before


def test_the_session_ends_with_the_browser_or_after_eight_hours(client, trainee):
    sign_in(client, "xueyuan")
    assert client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == 8 * 3600


def test_signing_out_takes_a_post(client, trainee):
    sign_in(client, "xueyuan")
    assert "退出登录？" in client.get("/logout/").content.decode()
    assert is_signed_in(client)
    assert client.post("/logout/")["Location"] == "/"
    assert not is_signed_in(client)


def test_there_is_no_sign_up_and_no_second_door(client):
    for address in ("/signup/", "/accounts/signup/"):
        assert client.get(address).status_code == 404
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/login/?next=%2Fadmin%2F"


def test_the_admin_sends_strangers_to_sign_in(client):
    door = client.get("/admin/pages/?p=2", follow=True)
    assert door.redirect_chain[-1] == ("/login/?next=%2Fadmin%2Fpages%2F%3Fp%3D2", 302)


def test_the_admin_tells_those_it_is_not_for(client, trainee):
    sign_in(client, "xueyuan")
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "管理后台只对教师、审核员和教务人员开放。" in answer.content.decode()


def test_the_form_helps_browsers_and_phones(client):
    page = client.get(LOGIN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'autocapitalize="none"' in page
    assert "注册" not in page.replace("不用自己注册", "")


def test_a_deactivated_person_is_told_so_only_with_the_right_password(client, trainee):
    User.objects.update(is_active=False)
    assert "账号（手机号）或密码不对" in sign_in(client, "xueyuan", "wrong").content.decode()
    answer = sign_in(client, "xueyuan")
    assert answer["Location"] == reverse("account_inactive")
    assert "已停用" in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)


# --- the lock ---


def test_the_fifth_wrong_password_locks_and_says_for_how_long(client, trainee):
    assert lock(client, "xueyuan", 4).status_code == 200
    answer = lock(client, "13800001234", 1)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    page = answer.content.decode()
    assert "还要等 15 分钟才能登录" in page
    assert "请联系本单位的单位管理员" in page


@pytest.mark.parametrize("locked_as", ["xueyuan", "13800001234"])
@pytest.mark.parametrize("tried_as", ["xueyuan", "XUEYUAN", "13800001234", "+86 13800001234"])
def test_a_locked_accounts_right_password_is_refused_under_both_names(
    client, trainee, locked_as, tried_as
):
    lock(client, locked_as)
    answer = sign_in(client, tried_as)
    assert answer.status_code == 429
    assert not is_signed_in(client)


def test_a_locked_account_is_refused_from_another_device(client, trainee):
    lock(client, "xueyuan")
    answer = client.post(
        LOGIN,
        {"login": "xueyuan", "password": PASSWORD},
        REMOTE_ADDR="10.0.0.9",
        headers={"user-agent": "another"},
    )
    assert answer.status_code == 429


def test_an_unknown_account_locks_with_the_same_words(client, trainee):
    known, unknown = lock(client, "xueyuan"), lock(client, "nobody")
    assert known.status_code == unknown.status_code == 429
    assert "还要等 15 分钟" in unknown.content.decode()
    assert lock(client, "139 0000 9999", 3).status_code == 200
    assert lock(client, "+8613900009999", 2).status_code == 429


def test_trying_while_locked_does_not_lengthen_the_lock(client, trainee):
    lock(client, "xueyuan")
    AccessAttempt.objects.update(attempt_time=clock.now() - dt.timedelta(minutes=10, seconds=30))
    assert "还要等 5 分钟" in lock(client, "xueyuan", 1).content.decode()
    assert "还要等 5 分钟" in sign_in(client, "xueyuan").content.decode()


def test_the_lock_opens_by_itself(client, trainee):
    lock(client, "xueyuan")
    AccessAttempt.objects.update(attempt_time=clock.now() - dt.timedelta(minutes=15, seconds=1))
    assert sign_in(client, "xueyuan").status_code == 302
    assert not AccessAttempt.objects.exists()


def test_the_right_password_forgets_earlier_mistakes(client, trainee):
    lock(client, "xueyuan", 4)
    sign_in(client, "13800001234")
    assert not AccessAttempt.objects.exists()


def test_no_password_and_no_name_is_kept_with_a_failure(client, trainee):
    lock(client, "13800001234", 1)
    attempt = AccessAttempt.objects.get()
    assert attempt.username == "xueyuan"
    assert "wrong-password" not in attempt.post_data
    assert "13800001234" not in attempt.post_data


def test_one_persons_lock_leaves_the_neighbour_alone(client, trainee):
    make_user(username="neighbour")
    lock(client, "xueyuan")
    assert sign_in(client, "neighbour").status_code == 302


def test_a_training_hall_may_sign_in_from_one_address(client, trainee, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    trainee.set_password(PASSWORD)
    trainee.save()
    for _ in range(500):
        assert sign_in(client, "xueyuan").status_code == 302
        client.cookies.clear()


# --- the first time ---


@pytest.fixture
def newcomer():
    return make_user(username="xinren", name="李新", must_change_password=True)


def test_a_first_sign_in_takes_two_forms(client, newcomer):
    answer = sign_in(client, "xinren", next="/me/archive/")
    assert answer["Location"] == "/login/password/"
    assert not is_signed_in(client)
    assert "李新，请设置自己的密码" in client.get("/login/password/").content.decode()
    answer = client.post("/login/password/", {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/me/archive/"
    assert is_signed_in(client)
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)
    assert not newcomer.must_change_password


def test_nothing_opens_before_the_new_password(client, newcomer):
    sign_in(client, "xinren")
    assert client.get("/me/")["Location"] == "/login/?next=/me/"
    door = client.get("/admin/", follow=True)
    assert door.redirect_chain[-1][0].startswith("/login/")


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (NEW, "else-horse-9", "两次输入的不一样"),
        ("short", "short", "至少要 10 个字符"),
        ("1234567890123", "1234567890123", "密码只包含数字"),
        (PASSWORD, PASSWORD, "不能和原来的一样"),
    ],
)
def test_a_new_password_is_refused_in_words(client, newcomer, first, second, why):
    sign_in(client, "xinren")
    page = client.post("/login/password/", {"password1": first, "password2": second})
    assert why in page.content.decode()
    assert not is_signed_in(client)


def test_every_fault_of_a_new_password_is_counted(client, newcomer):
    sign_in(client, "xinren")
    page = client.post("/login/password/", {"password1": "1234567", "password2": ""})
    words = page.content.decode()
    listed = words.partition('<ul class="summary__list">')[2].partition("</ul>")[0]
    assert listed.count("<li>") == 4
    assert "有 4 处需要修改" in words


def test_the_password_page_is_not_for_passers_by(client):
    assert client.get("/login/password/")["Location"] == LOGIN
    assert client.post("/login/password/", {"password1": NEW})["Location"] == LOGIN


def test_another_person_can_sign_in_instead(client, newcomer, trainee):
    sign_in(client, "xinren")
    assert client.get(LOGIN).status_code == 200
    sign_in(client, "xueyuan")
    assert client.session["_auth_user_id"] == str(trainee.pk)


# --- the way back in ---


def test_a_reset_mail_is_sent_and_its_link_works_once(client, trainee):
    User.objects.update(email="wang@example.org")
    lock(client, "xueyuan")
    answer = client.post("/password/reset/", {"email": "Wang@example.org"})
    assert answer["Location"] == "/password/reset/sent/"
    assert client.get("/password/reset/sent/").status_code == 200
    (message,) = mail.outbox
    assert message.to == ["wang@example.org"]
    assert message.subject == "重置您的登录密码"
    assert "账号“xueyuan”" in message.body
    link = re.search(r"http://testserver(/password/reset/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    assert "设置新密码" in form.content.decode()
    address = form.redirect_chain[-1][0]
    answer = client.post(address, {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/password/reset/done/"
    assert "请用新密码登录" in client.get(answer["Location"]).content.decode()
    assert sign_in(client, "13800001234", NEW).status_code == 302
    assert "不能用了" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, trainee):
    answer = client.post("/password/reset/", {"email": "nobody@example.org"})
    assert answer["Location"] == "/password/reset/sent/"
    assert mail.outbox == []


def test_the_reset_page_names_the_manager_as_the_other_way(client):
    assert "请单位管理员重置" in client.get("/password/reset/").content.decode()


def test_changing_ones_password_asks_for_the_old_one(client, trainee):
    sign_in(client, "xueyuan")
    data = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "现在的密码不对" in client.post("/me/password/", data).content.decode()
    answer = client.post("/me/password/", data | {"oldpassword": PASSWORD})
    assert answer["Location"] == "/me/"
    assert is_signed_in(client)
    assert User.objects.get(pk=trainee.pk).check_password(NEW)


def test_a_manager_can_open_the_lock(client, trainee):
    lock(client, "xueyuan")
    root = make_user(is_superuser=True)
    actions.unlock_account(manager=root, person=trainee)
    assert sign_in(client, "xueyuan").status_code == 302


def test_a_sign_in_takes_a_fixed_number_of_queries(client, trainee, django_assert_num_queries):
    with django_assert_num_queries(13):
        sign_in(client, "xueyuan")
    client.logout()
    with django_assert_num_queries(14):
        sign_in(client, "13800001234")
