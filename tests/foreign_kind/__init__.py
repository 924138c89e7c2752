"""A third party's activity kind: a pledge in one's own words. Nothing in the core knows of it."""
