"""What the exit code of a command says."""

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = {
    DONE: "all is done and well",
    FAILED: "done, but not all is well: a finding, a failed report, a held mail",
    MISUSED: "not begun, or given up for the reason told: a name, an option, a file",
    INTERRUPTED: "interrupted; what is made is whole, the same command makes the rest",
}
