"""Measure the academy: python -m tests.benchmarks [--scales 0.01 0.1] [--clients 1 8 32] …"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import django

from tests.benchmarks.prepare import environment, machines


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--scales",
        type=float,
        nargs="+",
        default=[0.01, 0.1],
        metavar="FRACTION",
        help="of the whole academy, each in turn (1 takes long)",
    )
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=2, help="of one round; there are three")
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--only", nargs="+", metavar="OPERATION", help="names, see operations.py")
    parser.add_argument("--profile", action="store_true", help="where the time goes, instead")
    parser.add_argument("--into", type=Path, help="a document whose tables are replaced")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    with environment(given.database) as database, machines(database) as running:
        django.setup()
        # The servers write their log; what this process asks itself is not worth a line.
        logging.disable(logging.WARNING)
        # Only now: it needs the settings.
        from tests.benchmarks.session import Session

        session = Session(running, given)
        print(session.profiles() if given.profile else session.tables())


if __name__ == "__main__":
    main()
