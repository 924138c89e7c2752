"""Video: something to watch, with captions or a transcript."""
