"""The one thread that speaks to the store. The event loop asks it and goes on; nothing it does blocks the screen.

A question that only reads can be dropped when nobody waits for its answer any more; it is broken off where it is. One
that gives way is dropped as soon as anything else is asked.

Between questions it looks whether someone else has written: a pragma four times a second, and nothing more when nobody
has.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from opsflow.domain.errors import OpsflowError
from opsflow.services.session import Session

T = TypeVar("T")
LOOKS_A_SECOND = 4
_UNKNOWN = -1


class Dropped(Exception):
    """The question was dropped before it was answered."""


class Feed:
    """Questions to the store, answered in their order. `changed` and `lost` are called on the feed's own thread."""

    def __init__(self, opener: Callable[[], Session]) -> None:
        self._opener = opener
        self._jobs: queue.SimpleQueue[tuple[Callable[[Session], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="opsflow-feed", daemon=True)
        self._since: float | None = None
        self._unanswered = 0
        self._lock = threading.Lock()
        self._current: Future[Any] | None = None
        self._dropped: set[Future[Any]] = set()
        self._gives_way: Future[Any] | None = None
        self.changed: Callable[[], object] = _ignore
        self.lost: Callable[[str], object] = _hear_nothing

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def put(self, question: Callable[[Session], T], *, gives_way: bool = False) -> Future[T]:
        """Ask, and get the answer as a future that any thread can wait for; see `drop` for one that gives way."""
        future: Future[T] = Future()
        with self._lock:
            self._unanswered += 1
            late, self._gives_way = self._gives_way, future if gives_way else None
        if late is not None:
            self.drop(late)
        self._jobs.put((question, future))
        return future

    def drop(self, future: Future[Any]) -> None:
        """Nobody waits for this answer any more. Only for questions that change nothing: `Dropped` is raised.

        An answer that is there already, or on its way to whoever asked, is kept.
        """
        with self._lock:
            if self._current is future:
                self._session.store.interrupt()
            elif future.running() or future.done():
                return
            self._dropped.add(future)

    async def ask(self, question: Callable[[Session], T]) -> T:
        """Ask, and wait without blocking. What the question raises is raised here."""
        return await asyncio.wrap_future(self.put(question))

    @property
    def busy_for(self) -> float:
        """How many seconds the question at hand has taken so far."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def has_work(self) -> bool:
        """Whether a question is waiting or being answered, until whoever asked has been told."""
        return self._unanswered > 0

    def close(self) -> None:
        """Finish what was asked, and give the store back."""
        self._jobs.put(None)
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        try:
            session = self._opener()
        except OpsflowError as error:
            self._refuse(error)
            return
        self._session = session
        try:
            self._serve()
        finally:
            self._session.close()

    def _refuse(self, error: OpsflowError) -> None:
        """The store cannot be opened: every question gets that for an answer."""
        while (job := self._jobs.get()) is not None:
            job[1].set_exception(error)
            self._tick_off()

    def _serve(self) -> None:
        seen = self._session.store.data_version()
        while True:
            try:
                job = self._jobs.get(timeout=1 / LOOKS_A_SECOND)
            except queue.Empty:
                seen = self._look(seen)
                continue
            if job is None:
                return
            self._answer(self._session, *job)
            self._tick_off()

    def _tick_off(self) -> None:
        with self._lock:
            self._unanswered -= 1

    def _look(self, seen: int) -> int:
        """The version of the data now, after telling when it is another one, or that there is none any more.

        Another file in the place of the store is not opened: what this one has not yet written to its file would be
        taken for a part of it.
        """
        store = self._session.store
        try:
            version = store.data_version() if store.is_there() else _UNKNOWN
        except OpsflowError as error:
            self.lost(error.message)
            return _UNKNOWN
        if version == _UNKNOWN:
            self.lost(f"The store is gone; it was moved, removed or replaced. Leave with q. It was {store.path}")
        elif version != seen:
            self.changed()
        return version

    def _answer(self, session: Session, question: Callable[[Session], T], future: Future[T]) -> None:
        if not self._take_up(future):
            return
        answer, error = None, None
        try:
            answer = question(session)
        except BaseException as raised:  # it is raised again where it was asked
            error = raised
        if self._put_down(future):
            future.set_exception(Dropped())
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(answer)  # type: ignore[arg-type]

    def _take_up(self, future: Future[Any]) -> bool:
        """Whether the answer is still wanted; it can be broken off from now on then, and else whoever asked is told."""
        with self._lock:
            is_dropped = future in self._dropped
            self._dropped.discard(future)
            is_wanted = future.set_running_or_notify_cancel() and not is_dropped
            if is_wanted:
                self._since, self._current = time.monotonic(), future
        if is_dropped and future.running():
            future.set_exception(Dropped())
        return is_wanted

    def _put_down(self, future: Future[Any]) -> bool:
        """Whether it was dropped meanwhile. From now on it cannot be broken off: what follows is another question."""
        with self._lock:
            self._since = self._current = None
            is_dropped = future in self._dropped
            self._dropped.discard(future)
            return is_dropped


def _ignore() -> None:
    """Nobody listens yet."""


def _hear_nothing(_message: str) -> None:
    """Nobody listens yet."""
