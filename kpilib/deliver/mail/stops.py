"""What ends a run of sending before its end."""

from kpilib.errors import KpilibError


class RunStopsError(KpilibError):
    """Nothing can be sent before somebody mends it: settings, login, certificate. No mail was tried."""


class ServerGoneError(KpilibError):
    """The server cannot be reached, or takes nothing from anybody for now."""
