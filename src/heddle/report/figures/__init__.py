"""Pictures of a study, each with its description, its caption and the same facts as a table."""
