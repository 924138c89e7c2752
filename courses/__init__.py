"""The learning core: a namespace of Django apps that any site can install."""
