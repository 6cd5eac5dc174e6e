"""Retrieval: what a query finds in the talk, with its places, counts and surroundings."""
