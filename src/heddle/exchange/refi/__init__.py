"""REFI-QDA, the exchange format of qualitative programs: projects (.qdpx) and codebooks (.qdc).

The standard is “REFI-QDA 1.5” with the schemas of QDA-XML 1.0, see docs/interchange.md.
"""
