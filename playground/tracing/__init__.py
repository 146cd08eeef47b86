"""``trace FILE``: a program of somebody else's, unchanged, on loops that record.

script (runs it as Python would) -> loops (what its loops are) -> watching (holds, and who is stuck, as
                                                                            it happens)
                                          -> ending (the summary, when all is over)

Until the program has ended nothing is loaded but the standard library, `loop` and `values`.
"""

from __future__ import annotations

__all__: list[str] = []
