"""Points, spans, re-anchoring, segmenting, locating: pure functions on text, without I/O."""
