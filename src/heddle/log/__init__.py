"""The log: operations become gestures of patches, and everything else is a fold of them.

This package knows no noun of a study. `records` says what a kind of record is, `patches` what
a fact is, `journal` is the one path by which a fact gets in, and `fold` the one rule by which
facts become tables. Undo, history, merging, erasure, verification and rebuilding are written
here once for all nouns.
"""
