"""Did an action work? The ladder of evidence, from a signal to a randomised test, and the verdict that it allows.

weeks        the weeks before and after, without those that led to the action
correlated   least squares for weeks that depend on each other
interrupted  what the weeks after are, beside what those before let expect
signal       a signal on the right side, in time, and not before the start
control      the same beside an untreated series
placebo      the same at dates on which nothing was done
randomised   the difference of two groups that chance has dealt out
detectable   the least effect that would have been seen
discovery    many cycles in one report
ladder       all steps of one cycle
verdict      the rules
"""
