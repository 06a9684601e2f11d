"""Sentences about PDCA cycles.

effects  an effect, a prediction, a verdict in words
lengths  days and hours
plan     the rows of Plan
do       what was done, beside what was planned
check    the verdict in a sentence, and why nothing is claimed where nothing is
ground   what the verdict rests on, and what else happened
pictures titles and subtitles of the charts
act      what is proposed and what was decided
carry    what goes into the next quarter's file
quarter  the quarter as a whole: headline, promises, decisions that are due
"""
