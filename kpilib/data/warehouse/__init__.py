"""The same facts from a warehouse: a table or select of any SQL engine, added up where it lies.

    {connect: "postgres://db.example/shop", table: orders_daily, columns: {date: day, channel: channel, orders: n}}

The engine groups by day, channel and campaign, and only that comes into memory, however many rows there are. Days are
told in the client's time zone, up to the day that is asked for and five years back, further than any report looks.
NULL is missing and not zero. What comes back is an Export like that of a file, so renaming, coverage and truth are
the same. Everything here goes through Ibis, which takes a moment to import: import it where it is needed only.

    address (plan/) -> connections, credentials -> engine      a session that only reads
    engine -> relation, local_days                             what client.yml says of a table, as expressions
    relation -> daily, readings, distinct -> read              facts
    files -> bulk                                              files too large to hold, through DuckDB
"""
