"""Opinions, with evidence.

Each module judges by one rule and says why; `assess` puts the opinions on a KPI together into a verdict. A verdict
without ground is not given: too little data, no target and no baseline have statuses of their own, none of them
favourable.
"""
