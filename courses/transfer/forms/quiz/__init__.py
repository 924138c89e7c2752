"""How a quiz, its questions and the question bank are written in a course's folder."""
