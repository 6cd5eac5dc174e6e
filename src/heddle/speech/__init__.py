"""Speech recognition on this computer: from sound to words with times, and what to doubt in them.

A job (`jobs`) names recordings by hash, the model by name and hash, and the options; never a
path. The engine runs in a child process (`worker`, started by `recogniser`) that gets sound as
16 kHz mono numbers over a pipe and answers JSON lines. It works in windows cut at silences, so
that what is heard is kept (`shelf`) and a job that was killed goes on where it was. Turns and
doubts are made of the windows afterwards (`turns`, `checks`), by pure functions.
"""
