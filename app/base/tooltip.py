"""Words that Qt would take for HTML, shown as they are: a name may look like a tag."""

import html


def tooltip(text: str) -> str:
    """Return a text for a tooltip, of which Qt guesses whether it is HTML."""
    if "<" not in text:
        return text
    lines = "<br>".join(html.escape(text).splitlines())
    return f"<qt>{lines}</qt>"
