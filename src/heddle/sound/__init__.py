"""Sound: reading recordings by FFmpeg's libraries (PyAV), apart from the rest of the program.

Files come from anywhere, so they are decoded in a child process that holds no rights and can be
ended (`worker`, asked through `listening`). PyAV and numpy are loaded there, and where asked for.
"""
