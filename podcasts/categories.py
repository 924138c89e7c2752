"""Apple's categories of podcasts."""
