"""What a kernel has cost."""

from dataclasses import dataclass


@dataclass
class Cost:
    """Filled in when a kernel ends; zeros where nobody could count.

    cpu    : seconds of the processor, of the kernel and of what it started and waited for.
    memory : bytes, the most that it held.
    """

    cpu: float = 0.0
    memory: int = 0
