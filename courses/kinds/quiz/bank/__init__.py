"""The question bank: questions kept apart from lessons, in categories, to be taken or drawn."""
