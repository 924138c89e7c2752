"""How easily a text reads: its sentences, their length, and words that need to be explained.

Plain text and HTML in, plain values out; Indonesian and English. Nothing here knows of lessons.
"""
