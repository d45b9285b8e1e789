"""Handing notices over, one person at a time."""

from __future__ import annotations

from academy.jobs.kinds import job_kind
from academy.jobs.run import Run
from academy.notices import actions
from academy.notices.channels import Channel, channels
from academy.notices.models import Digest


@job_kind(actions.JOB_KIND, title="发送消息")
def deliver(run: Run) -> None:
    """Hand over what is due by the channel `channel`, until nothing is or it breaks down.

    The cursor holds the digest that is on its way: found by a later attempt, it was interrupted.
    """
    channel = channels.items()[run.params["channel"]]
    done = run.cursor.get("done", 0)
    if interrupted := run.cursor.get("digest"):
        actions.abandon_digest(digest_id=interrupted)
    while digest := _next(run, channel, done):
        notices = [row.notice for row in digest.deliveries.select_related("notice")]
        outcome = channel.send(digest, sorted(notices, key=lambda notice: notice.created_at))
        # Outside the run's steps: the truth is written down even where the lease is gone.
        actions.close_digest(digest=digest, outcome=outcome)
        done += 1
        if outcome.is_down:
            run.progress(done, done, f"{outcome.words}，稍后自动再试")
            return


def _next(run: Run, channel: Channel, done: int) -> Digest | None:
    with run.step():
        digest = actions.open_digest(channel=channel)
        run.cursor.update(digest=digest and digest.pk, done=done)
        run.progress(done, done, f"已处理 {done} 人")
    return digest
