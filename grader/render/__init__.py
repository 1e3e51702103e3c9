"""A Report becomes text, JSON and more: one module per format, each a pure function."""
