"""What a quiz's results say: about people, about the quiz, and about each of its questions.

`moments`, `sheets`, `parts`, `items`, `whole`, `pairs`, `responses` and `readings` compute on plain
values; `quizzes`, `people`, `gathering` and `words` fetch them; `figures`, `exporting` and `views`
show them. docs/quiz-statistics.md defines every figure.
"""
