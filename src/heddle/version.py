"""The version of this program, said once: the package, `heddle --version` and COREQ item 27."""

__version__ = "0.2.0"
