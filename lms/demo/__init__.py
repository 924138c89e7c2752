"""The demo: courses as files, a few invented people, and the command that loads them."""
