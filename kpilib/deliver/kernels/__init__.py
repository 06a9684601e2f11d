"""The kernels in which notebooks run.

They are ordinary Jupyter kernels on Unix sockets. Where the system can, each is forked from a warm process that has
already imported what every report needs, instead of starting a Python of its own; nothing else is different.

    manager      what runs a kernel: the class that papermill is given
    provisioner  how a warm kernel comes to be, in the words of jupyter_client
    warm         the warm process, seen from the process that makes reports
    server       the warm process itself
    child        what a fork of it does to become a kernel
"""

from kpilib.deliver.kernels.client import KernelStartError
from kpilib.deliver.kernels.cost import Cost
from kpilib.deliver.kernels.environment import kernel_environment
from kpilib.deliver.kernels.manager import LocalKernelManager, can_fork, manager

__all__ = ["Cost", "KernelStartError", "LocalKernelManager", "can_fork", "kernel_environment", "manager"]
