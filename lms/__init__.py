"""The site: who is here, and how the reusable pieces are joined for one programme."""
