"""What is found in a study: its records joined with the numbers of `analysis`, ready to show."""
