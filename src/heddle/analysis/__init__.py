"""Numbers from a study's records: pure functions, no files, no database."""
