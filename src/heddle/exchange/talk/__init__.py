"""Transcripts of recorders, recognisers and annotation programs, in and out.

Readers give a `heddle.exchange.reading.Reading` like those of all other formats; writers take a
`heddle.exchange.talk.spoken.Spoken`. docs/transcripts.md has the table of what each can carry.
"""
