"""Ctrl-C, or the system's wish that a run may end, stops it between two mails and not within one."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Raises KeyboardInterrupt at once, or after what must not be cut in two. Who asks twice is heard at once."""

    def __init__(self) -> None:
        self._busy = self._asked = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {one: signal.signal(one, self._hear) for one in SIGNALS}
        return self

    def __exit__(self, *_: Any) -> None:
        for one, before in self._before.items():
            signal.signal(one, before)

    @contextmanager
    def postponed(self) -> Iterator[None]:
        """What is done here is done to its end."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False

    def check(self) -> None:
        """Raises KeyboardInterrupt where one was postponed."""
        if self._asked:
            raise KeyboardInterrupt

    def _hear(self, *_: Any) -> None:
        if self._asked or not self._busy:
            raise KeyboardInterrupt
        self._asked = True
