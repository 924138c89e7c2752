"""What Django and Wagtail leave open, closed for every page and every file of this site."""
