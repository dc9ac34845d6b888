"""Being told to end, by a signal: taken as Ctrl-C is, so that what is being made is tidied away."""

from __future__ import annotations


class EndingInterrupts:
    """While this holds, a request to end this process interrupts it as Ctrl-C does, where nothing else answers it."""

    def __enter__(self) -> None:
        import signal
        import threading

        self._taken: list[int] = []
        if threading.current_thread() is threading.main_thread():
            ways = (signal.SIGTERM, signal.SIGHUP)
            self._taken = [number for number in ways if signal.getsignal(number) is signal.SIG_DFL]
        for number in self._taken:
            signal.signal(number, signal.default_int_handler)

    def __exit__(self, *_error: object) -> None:
        import signal

        for number in self._taken:
            signal.signal(number, signal.SIG_DFL)
