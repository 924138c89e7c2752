"""Shows, episodes and feeds; reusable, knows nothing of learning. Its first feature is to come."""
