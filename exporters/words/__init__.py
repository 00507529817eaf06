"""The words and the names in an exported file."""
