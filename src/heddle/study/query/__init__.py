"""The query language: what a query is made of, how it is read, written, and its names kept."""
