"""Audio: something to listen to, with a transcript."""
