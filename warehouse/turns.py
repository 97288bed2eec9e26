"""Turns: how loads of several machines into one lake keep apart, where there is no lock and there are no keys.

A load reads the turn before it matches and moves it on as it writes. Where another load came in between, the turn has
moved, or the commits conflict; then nothing is kept, and the load is done again on what is there by now.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from schemas.place import Place
from warehouse.errors import LakeConflict
from warehouse.session import open_warehouse
from warehouse.tables import LOAD_TURNS

T = TypeVar("T")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0


def transact(place: Place, work: Callable[[sa.Connection], T], *, lock_timeout: float, patience: float) -> T:
    """Do work that begins and commits transactions of its own; after a conflict do it again on a new connection.

    Raises LakeConflict when conflicts go on for `patience` seconds, and what the work and opening raise.
    """

    def once() -> T:
        with open_warehouse(place, lock_timeout=lock_timeout) as connection:
            return work(connection)

    return after_conflicts(once, patience=patience)


def after_conflicts(work: Callable[[], T], *, patience: float) -> T:
    """Do work that changes a lake, after a conflict once more, for `patience` seconds. Raises LakeConflict."""
    deadline, pause = time.monotonic() + patience, _FIRST_PAUSE
    while True:
        try:
            return work()
        except LakeConflict:
            if time.monotonic() >= deadline:
                raise
        # By chance, so that two that met once do not meet again and again.
        time.sleep(random.uniform(0, pause))
        pause = min(pause * 2, _LONGEST_PAUSE)


def in_turn(place: Place, work: Callable[[sa.Connection], T], *, lock_timeout: float, patience: float) -> T:
    """Do work in one transaction between which and its beginning nobody else loads; after a conflict once more."""

    def once(connection: sa.Connection) -> T:
        turn = read_turn(connection)
        with connection.begin():
            take_turn(connection, turn)
            return work(connection)

    return transact(place, once, lock_timeout=lock_timeout, patience=patience)


def read_turn(connection: sa.Connection) -> int:
    """The turn as it is, before anything else is read."""
    with connection.begin():
        return _turn(connection)


def take_turn(connection: sa.Connection, turn: int) -> None:
    """Move the turn on, in the caller's transaction. Raises LakeConflict where somebody else has."""
    if _turn(connection) != turn:
        raise LakeConflict("the lake", "another load came in between")
    connection.execute(sa.update(LOAD_TURNS).values(turn=turn + 1))


def _turn(connection: sa.Connection) -> int:
    return int(connection.scalars(sa.select(LOAD_TURNS.c.turn)).one())
