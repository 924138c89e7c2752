"""The built-in activity kinds, one app each. The folder is the list of what a lesson can hold."""
