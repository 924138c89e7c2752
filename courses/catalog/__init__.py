"""Courses and lessons as pages; enrolment, access, completion, and the one door for answers."""
