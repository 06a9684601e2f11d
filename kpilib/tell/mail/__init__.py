"""The mail about a report: a letter of its own, not the page.

A letter is plain data, the words and the picture in one language. It is written where the plan and the facts are
(`letter`, `rows`, `changed`, `picture`) and kept beside the page; later it is told as HTML that every mail client can
show (`html`), as plain text (`text`), and by its subject (`subject`).
"""
