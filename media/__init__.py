"""Stored files: audio, video and pictures, and how they are served. Knows nothing of learning."""
