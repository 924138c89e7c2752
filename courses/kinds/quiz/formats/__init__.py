"""Questions as files, one format a module: GIFT, Aiken and Moodle XML, in and out.

A format reads text into `entries.Entry` objects and writes them again; it knows neither database
nor Wagtail.
"""
