"""Dashboards and exports for coordinators. Read-only: nothing here changes a person or a course."""
