"""The quiz's tables; they belong to the bank."""

from courses.kinds.quiz.bank.models import BankQuestion, Category, PendingImport, TaggedQuestion

__all__ = ["BankQuestion", "Category", "PendingImport", "TaggedQuestion"]
