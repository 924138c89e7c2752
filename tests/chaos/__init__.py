"""What must never happen, tried for: answers lost, doubled or folded wrongly by a server that dies.

`test_chaos` lets phones send to a real server that is killed again and again, `model` says what
should stand in the database then, and `variants` are broken ledgers that `model` must catch.
"""
