"""Where long sound is cut: in silences, without overlap, so that each window stands alone.

A window that was heard is kept, and a job that was killed begins again with the first sample
after it. So where a window ends must depend on nothing but the sound from its beginning on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from heddle.speech.results import RATE

LONGEST: Final = 120 * RATE
"""Samples of the longest window: two minutes are lost at most when a program is killed."""
_PAUSE: Final = RATE * 3 // 10
"""Samples of a silence that is surely between words."""
_LOOK_BACK: Final = 10 * RATE
"""Samples before the end in which the quietest place is sought where nobody ever pauses."""
_FRAME: Final = RATE // 50

Stretch = tuple[int, int]


def end_of_window(samples: Any, speech: Sequence[Stretch]) -> int:
    """Return at which sample a full window ends.

    The middle of the last pause in its second half; where there is none, of the longest there;
    where people speak without any, the quietest fiftieth of a second near its end.

    Args:
        samples: all of the window's sound, float32.
        speech: where somebody speaks, in samples of it, in order.
    """
    length = len(samples)
    pauses = [(a, b) for a, b in _pauses(speech, length) if (a + b) // 2 >= length // 2]
    clear = [pause for pause in pauses if pause[1] - pause[0] >= _PAUSE]
    if clear:
        return sum(clear[-1]) // 2
    if pauses:
        longest = max(pauses, key=lambda pause: pause[1] - pause[0])
        return sum(longest) // 2
    return _quietest(samples)


def _pauses(speech: Sequence[Stretch], length: int) -> list[Stretch]:
    ends = [0, *(end for _, end in speech)]
    starts = [*(start for start, _ in speech), length]
    return [(a, b) for a, b in zip(ends, starts, strict=True) if b > a]


def _quietest(samples: Any) -> int:
    import numpy as np  # noqa: PLC0415 - only where somebody recognises

    length = len(samples)
    first = max(length - _LOOK_BACK, length // 2)
    frames = (length - first) // _FRAME
    if not frames:
        return length
    tail = samples[first : first + frames * _FRAME].astype(np.float64).reshape(frames, _FRAME)
    return first + int(np.argmin((tail**2).sum(axis=1))) * _FRAME + _FRAME // 2
