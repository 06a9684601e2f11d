"""`python -m kpilib.cli` is the command `kpilib`."""

from kpilib.cli import main

main()
