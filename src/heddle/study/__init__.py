"""The nouns of a study: one module each, with its records, operations and rules."""
