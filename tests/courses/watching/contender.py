"""One of several processes that send beats at the same moment.

    python -m tests.courses.watching.contender

Reads a line of JSON, [[token, device, opened_at, seq, [[start, end], …]], …], says "ready" when
connected, starts when another line arrives, answers with a JSON list, a line for each beat.
"""

import json
import sys
import time

import django
from django.db import connection


def send(token: str, device: str, opened_at: int, seq: int, pieces: list[list[int]]) -> dict:
    from courses.watching.actions import record_beat
    from courses.watching.pieces import union
    from courses.watching.rules import Beat
    from courses.watching.studies import unseal

    beat = Beat(device, opened_at, seq, union((start, end) for start, end in pieces))
    kept = record_beat(study=unseal(token), beat=beat)
    return {
        "lost": [part.loss.value for part in kept.lost],
        "pieces": pieces,
        "completed": kept.outcome is not None,
        "done": kept.study.is_done,
        "at": time.monotonic(),
    }


def main() -> None:
    beats = json.loads(sys.stdin.readline())
    django.setup()
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps([send(*beat) for beat in beats]), flush=True)


if __name__ == "__main__":
    main()
