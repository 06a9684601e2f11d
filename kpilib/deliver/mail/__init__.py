"""The mail: a report's update as one message to each of a client's readers, sent once and to nobody else.

The ledger knows of every message what became of it; nothing is sent that is not approved there, and what may have
been sent is never sent again by itself.
"""
