"""The podcast kind: an episode, and how much of it was really heard."""
