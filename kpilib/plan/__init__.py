"""What was agreed.

A plan is one client's quarter: the KPIs with their targets, due dates and owners, the budget, the actions, and
what was negotiated or flagged since. It is read from two YAML files that an analyst writes, checked whole, and
never changed afterwards. Nothing in this room knows what happened: no export is opened here.
"""
