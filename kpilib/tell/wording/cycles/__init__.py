"""Sentences about PDCA cycles.

effects  an effect, a prediction, a verdict in words
plan     the rows of Plan
do       what was done, beside what was planned
check    the verdict with its ground, titles and notes of the charts
act      what is proposed and what was decided
carry    what goes into the next quarter's file
quarter  the quarter as a whole: headline, promises, decisions that are due
"""
