"""Quiz: questions with feedback for each answer, a pass mark and a number of tries."""
