"""Words and pictures.

An assessment becomes a finding (a sentence with a verb, a number and a reference), a chart or a table whose title
is the finding, and a page. Numbers are written as the reader's language writes them. No arithmetic is done here
beyond rounding.
"""
