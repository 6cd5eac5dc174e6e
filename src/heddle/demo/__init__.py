"""The demo study: an invented focus-group study, built by the operations that people use.

Nothing here writes a record directly. The material lies in `data` (its README names every
file); the modules do with it what the invented team did, step by step and under their names,
so that the log tells the course of a study: planning, recruitment, the groups, and the six
phases of a thematic analysis.
"""
