"""What a trainer does with answers: marks them, marks again by a corrected key, allows more."""
