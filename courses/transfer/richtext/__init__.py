"""Rich text between Wagtail's stored HTML and Markdown, by way of a small model of its own."""
