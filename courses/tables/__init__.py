"""Tables as files that a spreadsheet opens: safe cells, written row by row."""
