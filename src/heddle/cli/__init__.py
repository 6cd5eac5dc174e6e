"""The command line: a thin shell over the Python interface; no rule lives here.

Exit codes: 0 done, 1 refused or failed (the reason on stderr, nothing changed), 2 wrong use.
"""

from heddle.cli.main import main

__all__ = ["main"]
