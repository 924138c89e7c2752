"""A course as a folder of files, in and out."""
