"""The "more news" items of a page, as records of their own: ``find.find_related``."""
