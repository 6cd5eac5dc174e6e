"""Privacy: what may leave a study, and in which form."""
