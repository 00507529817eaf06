"""The Jinja templates, one for each target; each reads like the file it makes."""
