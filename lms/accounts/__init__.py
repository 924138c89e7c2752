"""People who sign in: participants by phone or code and PIN, staff by password; their roles."""
