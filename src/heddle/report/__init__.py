"""Reports: one model of a document, and a writer for each format."""
