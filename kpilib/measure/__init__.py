"""Arithmetic.

Facts become the numbers of a metric: sums, ratios of sums, means over measured days, last readings, by day, week,
channel or period. Missing stays missing, and no opinion is formed here.
"""
