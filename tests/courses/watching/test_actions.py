"""What is stored is what the rules decide, whatever tokens come in whatever order."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from courses.models import Watch
from courses.watching.actions import record_beat
from courses.watching.queries import milliseconds
from courses.watching.rules import Beat, State, Terms, accept, percent
from courses.watching.studies import Study, seal, unseal
from tests.courses.watching.strategies import DURATION, histories
from tests.factories.watching import make_watch_attempt

pytestmark = pytest.mark.django_db


def study_of(attempt, terms=None) -> Study:
    began = milliseconds(attempt.started_at)
    return Study(
        terms=terms or Terms(DURATION, threshold_percent=100),
        held=None,
        user_id=attempt.user_id,
        activity_id=attempt.activity_id,
        attempt_id=attempt.pk,
        began_at=began,
        device="device-1",
        opened_at=1,
        browser="",
        lease_until=0,
        is_done=True,
    )


@pytest.fixture
def attempt():
    return make_watch_attempt(DURATION // 1000)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(histories)
def test_storage_keeps_to_the_rules(attempt, at_instant, history):
    """Every page holds the token of its own last reply: most of them are stale."""
    Watch.objects.all().delete()
    now = milliseconds(attempt.started_at)
    expected, tokens = State(last_beat_at=now), {}
    for arrival in history:
        now += arrival.step
        study = unseal(tokens.get(arrival.beat.device) or seal(study_of(attempt)))
        with at_instant(now):
            kept = record_beat(study=study, beat=arrival.beat)
        accepted = accept(arrival.beat, expected, study.terms, now)
        assert kept.lost == accepted.lost
        assert kept.study.held.state == accepted.state
        expected = accepted.state
        tokens[arrival.beat.device] = seal(kept.study)
    assert_stored(expected)


def assert_stored(expected: State) -> None:
    watch = Watch.objects.first()
    if watch is None:
        assert expected.seen == ()
        return
    assert watch.held.state == expected
    assert watch.covered_ms == expected.covered_ms
    assert watch.percent == percent(expected.seen, DURATION)


def test_a_token_leads_back_to_its_study(attempt, at_instant):
    study = study_of(attempt)
    with at_instant(study.began_at + 60_000):
        kept = record_beat(study=study, beat=Beat("device-1", 1, 1, ((0, 100), (200, 300))))
    assert kept.study.held.version == 1
    assert unseal(seal(kept.study)) == kept.study
    assert unseal(seal(study)) == study


def test_a_state_nobody_knows_any_more_is_decided_anew(attempt, at_instant):
    """A token from before somebody else's beat writes nothing over that beat."""
    study = study_of(attempt)
    with at_instant(study.began_at + 60_000):
        first = record_beat(study=study, beat=Beat("device-1", 1, 1, ((0, 5_000),))).study
        record_beat(study=first, beat=Beat("device-2", 2, 1, ((5_000, 9_000),)))
        late = record_beat(study=first, beat=Beat("device-1", 1, 2, ((20_000, 30_000),)))
    assert [part.loss.value for part in late.lost] == ["taken_over"]
    assert Watch.objects.get().seen == [0, 9_000]
    assert late.study.held.version == 2


def test_a_row_that_was_never_read_is_not_overwritten(attempt, at_instant):
    """Two pages whose tokens both say that nothing is stored yet."""
    began = milliseconds(attempt.started_at)
    with at_instant(began + 20_000):
        opened = replace(study_of(attempt), held=None)
        for device, piece in [(1, (0, 5_000)), (2, (5_000, 9_000))]:
            beat = Beat(f"device-{device}", device, 1, (piece,))
            record_beat(study=opened, beat=beat)
    watch = Watch.objects.get()
    assert (watch.seen, watch.version) == ([0, 9_000], 2)
