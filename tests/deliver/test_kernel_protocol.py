"""A forked kernel speaks Jupyter's protocol: the public suite that every kernel is held to."""

import unittest
from tempfile import TemporaryDirectory

from jupyter_client.manager import KernelManager
from jupyter_kernel_test import KernelTests

from kpilib.deliver.kernels import can_fork, kernel_environment
from kpilib.deliver.kernels.manager import WarmSpec


class Manager(WarmSpec, KernelManager):
    """The suite asks its questions one after the other; our own managers are asynchronous."""


@unittest.skipUnless(can_fork(), "kernels can be forked on Linux only")
class TestForkedKernel(KernelTests):
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = [{"text": "impo", "matches": {"import"}}]
    complete_code_samples = ["1", "print('hello')", "def f(x):\n  return x*2\n"]
    incomplete_code_samples = ["print('''hello", "def f(x):\n  x*2"]
    invalid_code_samples = ["import = 7q"]
    code_page_something = "zip?"
    code_generate_error = "raise"
    code_execute_result = [{"code": "1+2+3", "result": "6"}, {"code": "[n*n for n in (1, 2)]", "result": "[1, 4]"}]
    code_display_data = [
        {"code": "from IPython.display import HTML, display; display(HTML('<b>a</b>'))", "mime": "text/html"},
        {"code": "from IPython.display import Math, display; display(Math('a'))", "mime": "text/latex"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = (
        "tail",
        "search",
    )  # a range of the running session has number 0 in every ipykernel
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"

    @classmethod
    def setUpClass(cls) -> None:
        cls.km = Manager(kernel_name="python3")
        folder = TemporaryDirectory()  # where this kernel keeps the history that it is asked for
        cls.addClassCleanup(folder.cleanup)
        cls.km.start_kernel(env=kernel_environment() | {"IPYTHONDIR": folder.name})
        cls.kc = cls.km.client()
        cls.kc.start_channels()
        cls.kc.wait_for_ready(timeout=60)


del KernelTests  # which is not to be collected by itself
