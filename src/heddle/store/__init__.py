"""Where a study lives: SQLite or PostgreSQL, the full-text index, media files.

The only package with branches for a database dialect.
"""
